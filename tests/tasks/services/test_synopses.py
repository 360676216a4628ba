"""综合情况: the office sums up what each agency does by its own duty, and no version is lost."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import AuditEntry, User
from tasks.models import Synopsis, Task
from tasks.services.synopses import synopsis_write
from tests.factories import make_agency, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def task() -> Task:
    return make_task(by_duty=[make_agency("公安部"), make_agency("海关总署")])


def test_the_office_writes_and_rewrites_it_and_both_stay(task: Task, office: User) -> None:
    first = synopsis_write(actor=office, task=task, text=" 总体进展顺利。 ", read=None)
    synopsis_write(actor=office, task=task, text="一个部门滞后。", read=first.pk)

    assert [one.text for one in Synopsis.objects.all()] == ["一个部门滞后。", "总体进展顺利。"]
    entry = AuditEntry.objects.filter(action="synopsis.write").latest("pk")
    assert (entry.before, entry.after) == ({"text": "总体进展顺利。"}, {"text": "一个部门滞后。"})
    assert entry.target_id == str(task.pk)


def test_whoever_read_an_older_one_is_shown_the_newer(task: Task, office: User) -> None:
    first = synopsis_write(actor=office, task=task, text="第一稿", read=None)
    newer = synopsis_write(actor=make_user(Role.OFFICE), task=task, text="第二稿", read=first.pk)

    for read in (first.pk, None, 10**17):
        with pytest.raises(Conflict) as refused:
            synopsis_write(actor=office, task=task, text="第三稿", read=read)
        assert refused.value.current == newer
    assert Synopsis.objects.count() == 2


@pytest.mark.parametrize("text", ["", " \n", "第一稿", " 第一稿"])
def test_it_says_something_and_something_new(task: Task, office: User, text: str) -> None:
    first = synopsis_write(actor=office, task=task, text="第一稿", read=None)

    with pytest.raises(ValidationError) as refused:
        synopsis_write(actor=office, task=task, text=text, read=first.pk)

    assert set(refused.value.message_dict) == {"text"}


def test_a_task_that_somebody_leads_has_none(office: User) -> None:
    with pytest.raises(ValidationError):
        synopsis_write(actor=office, task=make_task(lead=make_agency()), text="综合", read=None)


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_nobody_but_the_office_writes_it(task: Task, role: Role) -> None:
    with pytest.raises(PermissionDenied):
        synopsis_write(actor=make_user(role, make_agency("公安部")), task=task, text="综合", read=None)
