"""Adjusting the wording of a task by a document."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.enums import Role
from agencies.models import AuditEntry
from tasks.models import Task, WordingChange
from tasks.services.wordings import wording_change
from tests.factories import make_task, make_user, moment

pytestmark = pytest.mark.django_db


def test_the_printed_text_and_every_wording_stay() -> None:
    office, task = make_user(Role.OFFICE), make_task(text="起草办法。")
    wording_change(actor=office, task=task, text=" 修订办法。 ", document_number="9号", reason="机构改革")
    wording_change(actor=office, task=task, text="印发办法。", document_number="12号")
    task.refresh_from_db()
    assert task.text == "起草办法。"
    assert [change.text for change in task.wording_changes.all()] == ["印发办法。", "修订办法。"]
    assert Task.objects.with_adjustments(timezone.localdate()).get().is_adjusted
    entries = AuditEntry.objects.filter(action="wording.change").order_by("pk")
    assert [(entry.before["text"], entry.after["document_number"]) for entry in entries] == [
        ("起草办法。", "9号"),
        ("修订办法。", "12号"),
    ]


def test_each_day_has_the_wording_that_was_known_then() -> None:
    task, office = make_task(text="起草办法。"), make_user(Role.OFFICE)
    for month, text in ((3, "修订办法。"), (5, "印发办法。")):
        WordingChange.objects.create(
            task=task,
            text=text,
            document_number=f"{month}号",
            decided_at=moment(datetime.date(2020, month, 1)),
            decided_by=office,
        )
    other = make_task()
    wording_change(actor=office, task=other, text="另一表述。", document_number="1号")

    def known(day: datetime.date) -> list[str]:
        return [change.text for change in WordingChange.objects.in_force_on(day)]

    assert known(datetime.date(2020, 2, 29)) == []
    assert known(datetime.date(2020, 3, 1)) == ["修订办法。"]
    assert known(datetime.date(2020, 5, 1)) == ["印发办法。"]
    assert set(known(timezone.localdate())) == {"印发办法。", "另一表述。"}
    adjusted = {one.pk: one.is_adjusted for one in Task.objects.with_adjustments(datetime.date(2020, 3, 1))}
    assert adjusted == {task.pk: True, other.pk: False}


@pytest.mark.parametrize(
    ("text", "document", "field"),
    [
        ("修订办法。", " ", "document_number"),
        ("修订办法。", "长" * 101, "document_number"),
        ("", "9号", "text"),
        ("起草办法。", "9号", "text"),
    ],
)
def test_it_needs_a_number_and_another_text(text: str, document: str, field: str) -> None:
    task = make_task(text="起草办法。")
    with pytest.raises(ValidationError) as refused:
        wording_change(actor=make_user(Role.OFFICE), task=task, text=text, document_number=document)
    assert set(refused.value.message_dict) == {field}
    assert not WordingChange.objects.exists()


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_only_the_office_adjusts(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        wording_change(actor=make_user(role), task=make_task(), text="修订办法。", document_number="9号")
