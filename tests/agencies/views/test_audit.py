from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.audit import record
from agencies.enums import Role
from agencies.models import AuditEntry, User
from tests.factories import make_agency, make_user
from tests.tasks.pages.reading import in_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client: Client) -> User:
    user = make_user(Role.OFFICE, display_name="王统筹")
    client.force_login(user)
    return user


def entry(actor: User | None, action: str = "user.change", name: str = "知识产权局") -> None:
    with transaction.atomic():
        record(
            actor=actor,
            action=action,
            target=make_agency(name),
            before={"role": "staff"},
            after={"role": "approver"},
        )


def listed(client: Client, **filters: str) -> list[AuditEntry]:
    response = client.get(f"{reverse('agencies:audit_list')}?{urlencode(filters)}")
    return list(response.context["page"].object_list)


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_only_the_office_reads_the_audit(client: Client, role: Role) -> None:
    user = make_user(role)
    client.force_login(user)

    response = client.get(reverse("agencies:audit_list"))
    assert response.status_code == 403
    assert "只有联席会议办公室可以查看操作记录。" in response.content.decode()
    assert not AuditEntry.objects.visible_to(user).exists()


def test_an_entry_says_in_words_who_did_what_and_what_changed(client: Client, office: User) -> None:
    entry(office)

    page = client.get(reverse("agencies:audit_list")).content.decode()

    for words in ("王统筹", "账号已修改", "知识产权局", "<del>填报人</del>", "<ins>审核人</ins>", "命令行"):
        assert words in page


def test_an_entry_of_the_system_has_no_person(client: Client, office: User) -> None:
    entry(None)

    assert "系统" in client.get(reverse("agencies:audit_list")).content.decode()


def test_it_is_filtered_by_action_person_target_and_day(client: Client, office: User) -> None:
    other = make_user()
    entry(office, "user.change", "知识产权局")
    entry(other, "token.create", "农业部")
    today = timezone.localdate()

    assert [found.action for found in listed(client, action="token.create")] == ["token.create"]
    assert [found.actor for found in listed(client, actor=str(other.pk))] == [other]
    assert [found.target_label for found in listed(client, target="农业")] == ["农业部"]
    assert len(listed(client, since=today.isoformat(), until=today.isoformat())) == 2
    assert listed(client, since=(today + timedelta(days=1)).isoformat()) == []
    assert listed(client, until=(today - timedelta(days=1)).isoformat()) == []


def test_a_long_audit_is_paged_and_keeps_its_filters(client: Client, office: User) -> None:
    for _ in range(51):
        entry(office)

    page = client.get(f"{reverse('agencies:audit_list')}?action=user.change")

    assert len(page.context["page"].object_list) == 50
    assert "?action=user.change&amp;page=2" in page.content.decode()


def test_the_number_of_queries_does_not_depend_on_the_number_of_entries(client: Client, office: User) -> None:
    entry(office)
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("agencies:audit_list"))
    for _ in range(3):
        entry(make_user())
    with CaptureQueriesContext(connection) as several:
        client.get(reverse("agencies:audit_list"))

    assert len(one) == len(several)


def test_filters_and_pages_change_the_list_in_place(client: Client, office: User) -> None:
    entry(office)
    entry(office, "user.create", "商务部")

    part = in_place(client, "/audit/?action=user.create")

    assert "商务部" in part
    assert "知识产权局" not in part
    assert 'hx-boost="true"><nav class="pagination"' in part
    assert 'id="told" hx-swap-oob="innerHTML">1 条记录' in part
    assert "error-summary" in in_place(client, "/audit/?since=x")
