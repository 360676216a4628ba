"""Setting due dates of many tasks at once."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.enums import Role
from agencies.models import AuditEntry
from tasks.models import DueDateChange, Task
from tasks.services.due_dates import due_dates_set
from tests.factories import make_milestone, make_plan, make_task, make_user, moment, set_due_date

pytestmark = pytest.mark.django_db

DUE = datetime.date(2020, 12, 31)


def test_every_chosen_task_gets_the_date_and_an_entry() -> None:
    plan = make_plan()
    tasks = [make_task(plan), make_task(plan)]
    due_dates_set(actor=make_user(Role.OFFICE), tasks=tasks, due_on=DUE)
    day = datetime.date(2030, 1, 1)
    assert {task.due_on for task in Task.objects.with_state(day)} == {DUE}
    assert AuditEntry.objects.filter(action="due_date.set").count() == 2


def test_moving_a_date_needs_a_reason_names_the_task_and_keeps_all_as_it_was() -> None:
    plan = make_plan("2020")
    fresh, dated = make_task(plan), make_task(plan, due_on=datetime.date(2020, 6, 30))
    with pytest.raises(ValidationError) as refused:
        due_dates_set(actor=make_user(Role.OFFICE), tasks=[fresh, dated], due_on=DUE)
    assert dated.reference in refused.value.message_dict["reason"][0]
    assert DueDateChange.objects.count() == 1


def test_the_old_date_stays_in_the_history() -> None:
    task = make_task(due_on=datetime.date(2020, 6, 30))
    due_dates_set(actor=make_user(Role.OFFICE), tasks=[task], due_on=DUE, reason="疫情影响")
    dates = task.due_date_changes.order_by("pk").values_list("due_on", flat=True)
    assert list(dates) == [datetime.date(2020, 6, 30), DUE]


def test_a_date_can_be_taken_away() -> None:
    task = make_task(due_on=DUE)
    due_dates_set(actor=make_user(Role.OFFICE), tasks=[task], due_on=None, reason="长期任务")
    assert Task.objects.with_state(datetime.date(2030, 1, 1)).get().due_on is None


def test_the_same_date_again_is_no_change() -> None:
    task = make_task()
    set_due_date(task, DUE)
    assert due_dates_set(actor=make_user(Role.OFFICE), tasks=[task], due_on=DUE) == []


def test_nobody_but_the_office_sets_dates_and_no_task_is_an_error() -> None:
    with pytest.raises(PermissionDenied):
        due_dates_set(actor=make_user(Role.STAFF), tasks=[make_task()], due_on=DUE)
    with pytest.raises(ValidationError):
        due_dates_set(actor=make_user(Role.OFFICE), tasks=[], due_on=DUE)


@pytest.mark.parametrize(("document", "adjusted"), [("国知战联办〔2020〕9号", True), ("", False)])
def test_a_date_moved_by_a_document_makes_the_task_adjusted_and_keeps_the_original(
    document: str, adjusted: bool
) -> None:
    office, task, first = make_user(Role.OFFICE), make_task(), datetime.date(2020, 6, 30)
    due_dates_set(actor=office, tasks=[task], due_on=first, document_number=document)
    day = timezone.localdate()
    assert not Task.objects.with_adjustments(day).get().is_adjusted, "setting a date first changes nothing"
    due_dates_set(actor=office, tasks=[task], due_on=DUE, reason="疫情影响", document_number=document)
    now = Task.objects.with_state(day).with_adjustments(day).get()
    assert (now.original_due_on, now.due_on, now.is_adjusted) == (first, DUE, adjusted)
    assert [change.document_number for change in task.due_date_changes.all()] == [document] * 2
    entry = AuditEntry.objects.order_by("pk").last()
    assert entry
    assert entry.after.get("document_number", "") == document


def test_what_is_decided_later_is_not_known_before() -> None:
    task = make_task(due_on=datetime.date(2020, 6, 30))
    set_due_date(task, DUE, moment(datetime.date(2020, 3, 1)), document_number="9号")
    on = {
        day: Task.objects.with_state(day).with_adjustments(day).get()
        for day in (datetime.date(2019, 12, 31), datetime.date(2020, 2, 29), datetime.date(2020, 3, 1))
    }
    assert [(state.original_due_on, state.due_on, state.is_adjusted) for state in on.values()] == [
        (None, None, False),
        (datetime.date(2020, 6, 30), datetime.date(2020, 6, 30), False),
        (datetime.date(2020, 6, 30), DUE, True),
    ]


def test_a_milestone_s_date_is_not_the_task_s() -> None:
    task = make_task(due_on=DUE)
    make_milestone(task, due_on=datetime.date(2020, 3, 1))
    assert due_dates_set(actor=make_user(Role.OFFICE), tasks=[task], due_on=DUE) == []
