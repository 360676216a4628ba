"""What the administration shows of the audit."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.test import Client

from agencies.audit import record
from agencies.enums import Role
from agencies.models import AuditEntry
from tests.factories import make_plan, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("role", "reads"), [(Role.VIEWER, False), (Role.OFFICE, True)])
def test_what_agencies_wrote_stands_in_the_audit_for_the_office_alone(
    client: Client, role: Role, reads: bool
) -> None:
    administrator = make_user(role, is_superuser=True)
    client.force_login(administrator)
    plan = make_plan("2020")
    with transaction.atomic():
        record(actor=administrator, action="user.change", target=administrator)
        entry = record(actor=None, action="report.discard", target=plan, before={"progress": "未提交的草稿"})

    listed = client.get("/admin/agencies/auditentry/").content.decode()
    shown = client.get(f"/admin/agencies/auditentry/{entry.pk}/change/", follow=True).content.decode()

    assert "账号已修改" in listed
    assert ("report.discard" in listed) is reads
    assert ("未提交的草稿" in shown or "\\u672a" in shown) is reads


def test_an_entry_says_in_words_what_changed_and_through_which_door(client: Client) -> None:
    administrator = make_user(Role.VIEWER, is_superuser=True)
    client.force_login(administrator)
    with transaction.atomic():
        record(
            actor=administrator,
            action="user.change",
            target=administrator,
            before={"is_active": True},
            after={"is_active": False},
        )
    entry = AuditEntry.objects.get(action="user.change")

    shown = client.get(f"/admin/agencies/auditentry/{entry.pk}/change/").content.decode()

    assert "账号已修改" in shown
    assert "账号启用: 是 → 否" in shown
