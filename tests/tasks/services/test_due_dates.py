"""Setting due dates of many tasks at once."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import Role
from agencies.models import AuditEntry
from tasks.models import DueDateChange, Task
from tasks.services.due_dates import due_dates_set
from tests.factories import make_plan, make_task, make_user, set_due_date

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
