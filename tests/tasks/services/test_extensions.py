"""Asking for a later date, granting, refusing and taking back."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from agencies.enums import AgencyKind, Role
from agencies.errors import Conflict
from agencies.models import Agency, AuditEntry, User
from tasks.enums import NoticeKind, RequestState
from tasks.models import ExtensionRequest, Notice, Task
from tasks.services.assignments import assignment_end
from tasks.services.due_dates import due_dates_set
from tasks.services.extensions import (
    extension_ask,
    extension_grant,
    extension_refuse,
    extension_withdraw,
)
from tests.factories import make_agency, make_request, make_task, make_user

pytestmark = pytest.mark.django_db

DUE, LATER, LATEST = (datetime.date(2020, month, 30) for month in (6, 9, 11))
DAY = datetime.date(2020, 5, 1)


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def task(agency: Agency) -> Task:
    return make_task(lead=agency, participating=[make_agency("商务部")], due_on=DUE)


@pytest.fixture
def person(agency: Agency) -> User:
    return make_user(Role.STAFF, agency)


def ask(
    person: User,
    task: Task,
    *,
    agency: Agency | None = None,
    until: datetime.date = LATER,
    reason: str = "征求意见时间较长。",
    day: datetime.date = DAY,
) -> ExtensionRequest:
    whose = agency or person.agency
    assert whose
    return extension_ask(actor=person, task=task, agency=whose, asked_due_on=until, reason=reason, day=day)


def due_on(task: Task) -> datetime.date | None:
    return Task.objects.with_state(datetime.date(2030, 1, 1)).get(pk=task.pk).due_on


def told(kind: NoticeKind) -> list[User]:
    return [notice.recipient for notice in Notice.objects.filter(kind=kind).order_by("recipient")]


def test_asking_changes_no_date_and_tells_the_office(task: Task, person: User, office: User) -> None:
    request = ask(person, task)
    assert (request.due_on, request.asked_due_on, request.state) == (DUE, LATER, RequestState.ASKED)
    assert due_on(task) == DUE
    assert office in told(NoticeKind.EXTENSION_ASKED)
    assert {one.role for one in told(NoticeKind.EXTENSION_ASKED)} == {Role.OFFICE}
    assert AuditEntry.objects.get().action == "extension.ask"


def test_who_lost_the_task_between_reading_it_and_asking_is_refused(
    agency: Agency, task: Task, person: User, office: User
) -> None:
    read = Task.objects.prefetch_related("assignments").get(pk=task.pk)
    assignment_end(actor=office, assignment=task.assignments.get(agency=agency), reason="改由他部承担。")

    with pytest.raises(PermissionDenied):
        ask(person, read)

    assert not ExtensionRequest.objects.exists()


def test_it_may_be_asked_on_the_due_date_itself_and_not_the_day_after(task: Task, person: User) -> None:
    with pytest.raises(ValidationError) as refused:
        ask(person, task, day=DUE + datetime.timedelta(days=1))
    assert str(DUE) in refused.value.messages[0]
    assert re.search("report|进展填报", refused.value.messages[0]), "it says what to do"
    assert not ExtensionRequest.objects.exists()
    assert ask(person, task, day=DUE).pk


@pytest.mark.parametrize(
    ("until", "reason", "field"), [(DUE, "理由", "asked_due_on"), (LATER, " ", "reason")]
)
def test_it_needs_a_later_date_and_a_reason(
    task: Task, person: User, until: datetime.date, reason: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refused:
        ask(person, task, until=until, reason=reason)
    assert set(refused.value.message_dict) == {field}


def test_a_task_without_a_date_has_none_to_move(agency: Agency, person: User) -> None:
    with pytest.raises(ValidationError):
        ask(person, make_task(lead=agency))


def test_an_agency_that_has_it_by_duty_may_ask(person: User, agency: Agency) -> None:
    assert ask(person, make_task(by_duty=[agency, make_agency()], due_on=DUE)).agency == agency


@pytest.mark.parametrize("who", ["participant", "stranger", "reader", "office", "former lead"])
def test_nobody_else_asks(task: Task, agency: Agency, office: User, who: str) -> None:
    if who == "former lead":
        task.assignments.filter(agency=agency).delete()
    actor = {
        "participant": lambda: make_user(Role.STAFF, make_agency("商务部")),
        "stranger": lambda: make_user(Role.STAFF),
        "reader": lambda: make_user(Role.VIEWER, agency),
        "office": lambda: office,
        "former lead": lambda: make_user(Role.STAFF, agency),
    }[who]()
    with pytest.raises(PermissionDenied):
        ask(actor, task, agency=actor.agency or agency)


def test_another_agency_is_not_told_who_asked_for_what(agency: Agency, person: User) -> None:
    task = make_task(by_duty=[agency, make_agency("商务部")], due_on=DUE)
    ask(person, task)
    with pytest.raises(Conflict) as refused:
        ask(make_user(Role.STAFF, Agency.objects.get(name="商务部")), task, until=LATEST)
    assert "知识产权局" not in refused.value.message
    assert str(LATER) not in refused.value.message


def test_a_second_request_names_the_first(task: Task, person: User) -> None:
    first = ask(person, task)
    with pytest.raises(Conflict) as refused:
        ask(person, task, until=LATEST)
    assert refused.value.current == first
    assert "知识产权局" in refused.value.message
    assert str(LATER) in refused.value.message


def test_granting_moves_the_date_and_tells_the_agency(task: Task, person: User, office: User) -> None:
    colleague = make_user(Role.APPROVER, person.agency)
    make_user(Role.VIEWER, person.agency)
    granted = extension_grant(actor=office, request=ask(person, task), seen_due_on=DUE)
    assert (granted.state, granted.decided_by) == (RequestState.GRANTED, office)
    assert due_on(task) == LATER
    change = task.due_date_changes.all()[0]
    assert (change.request, change.reason) == (granted, "征求意见时间较长。")
    assert told(NoticeKind.EXTENSION_DECIDED) == [person, colleague]
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["extension.ask", "due_date.set", "extension.grant"]


def test_the_office_may_grant_another_later_date_by_a_document(
    task: Task, person: User, office: User
) -> None:
    request = ask(person, task, until=LATEST)
    with pytest.raises(ValidationError) as refused:
        extension_grant(actor=office, request=request, seen_due_on=DUE, due_on=DUE)
    assert set(refused.value.message_dict) == {"due_on"}
    extension_grant(actor=office, request=request, seen_due_on=DUE, due_on=LATER, document_number="9号")
    assert due_on(task) == LATER
    assert Task.objects.with_adjustments(datetime.date(2030, 1, 1)).get().is_adjusted


def test_a_refusal_needs_a_reason_and_leaves_the_date(task: Task, person: User, office: User) -> None:
    request = ask(person, task)
    with pytest.raises(ValidationError) as refused:
        extension_refuse(actor=office, request=request, seen_due_on=DUE, reason=" ")
    assert set(refused.value.message_dict) == {"reason"}
    extension_refuse(actor=office, request=request, seen_due_on=DUE, reason="时限由国务院文件规定")
    request.refresh_from_db()
    assert (request.state, request.decision_reason) == (RequestState.REFUSED, "时限由国务院文件规定")
    assert due_on(task) == DUE
    assert told(NoticeKind.EXTENSION_DECIDED) == [person]
    assert ask(person, task).pk, "another can be asked for"


def test_the_second_of_two_coordinators_hears_that_somebody_was_faster(
    task: Task, person: User, office: User
) -> None:
    request = ask(person, task)
    extension_grant(actor=office, request=request, seen_due_on=DUE)
    with pytest.raises(Conflict):
        extension_refuse(actor=make_user(Role.OFFICE), request=request, seen_due_on=DUE, reason="不宜延期")
    assert due_on(task) == LATER


def test_a_date_moved_meanwhile_is_shown_before_it_is_decided(task: Task, person: User, office: User) -> None:
    request = ask(person, task)
    moved = datetime.date(2020, 10, 31)
    due_dates_set(actor=office, tasks=[task], due_on=moved, reason="统一顺延")
    with pytest.raises(Conflict) as refused:
        extension_grant(actor=office, request=request, seen_due_on=DUE)
    assert str(moved) in refused.value.message
    with pytest.raises(Conflict):
        extension_refuse(actor=office, request=request, seen_due_on=DUE, reason="不宜延期")
    with pytest.raises(ValidationError):
        extension_grant(actor=office, request=request, seen_due_on=moved)
    extension_grant(actor=office, request=request, seen_due_on=moved, due_on=LATEST)
    assert due_on(task) == LATEST


def test_a_request_can_be_refused_when_the_date_is_gone(task: Task, person: User, office: User) -> None:
    request = ask(person, task)
    due_dates_set(actor=office, tasks=[task], due_on=None, reason="改为长期任务")
    extension_refuse(actor=office, request=request, seen_due_on=None, reason="已无时限")
    assert due_on(task) is None


def test_whoever_asked_for_a_collective_never_decides(office: User) -> None:
    collective = make_agency("联席会议成员单位", kind=AgencyKind.COLLECTIVE)
    request = ask(office, make_task(lead=collective, due_on=DUE), agency=collective)
    for decide in (extension_grant, extension_refuse):
        with pytest.raises(PermissionDenied):
            decide(actor=office, request=request, seen_due_on=DUE, reason="理由")
    extension_grant(actor=make_user(Role.OFFICE), request=request, seen_due_on=DUE)
    assert told(NoticeKind.EXTENSION_DECIDED) == [office]


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_only_the_office_decides(task: Task, agency: Agency, role: Role) -> None:
    request = make_request(task, agency, DUE, LATER)
    with pytest.raises(PermissionDenied):
        extension_grant(actor=make_user(role, agency), request=request, seen_due_on=DUE)


def test_the_agency_takes_its_request_back_once(task: Task, person: User, office: User) -> None:
    request = ask(person, task)
    for stranger in (office, make_user(Role.STAFF), make_user(Role.VIEWER, person.agency)):
        with pytest.raises(PermissionDenied):
            extension_withdraw(actor=stranger, request=request)
    extension_withdraw(actor=make_user(Role.STAFF, person.agency), request=request)
    with pytest.raises(Conflict):
        extension_withdraw(actor=person, request=request)
    with pytest.raises(Conflict):
        extension_grant(actor=office, request=request, seen_due_on=DUE)
    assert ask(person, task).pk


def test_the_agency_that_asked_and_the_office_see_a_request(task: Task, person: User, office: User) -> None:
    request = ask(person, task)
    seen = {
        who: set(ExtensionRequest.objects.visible_to(user))
        for who, user in {
            "own": make_user(Role.VIEWER, person.agency),
            "office": office,
            "participant": make_user(Role.STAFF, make_agency("商务部")),
            "reader": make_user(Role.VIEWER),
        }.items()
    }
    assert seen == {"own": {request}, "office": {request}, "participant": set(), "reader": set()}


def test_a_request_is_open_on_the_days_before_it_was_decided(
    task: Task, agency: Agency, office: User
) -> None:
    request = make_request(task, agency, DUE, LATER, asked_on=DAY)
    refused = extension_refuse(actor=office, request=request, seen_due_on=DUE, reason="不宜延期")
    assert refused.state_on(DAY) == RequestState.ASKED
    assert refused.state_on(datetime.date(2030, 1, 1)) == RequestState.REFUSED
    before = ExtensionRequest.objects.recorded_by(DAY - datetime.timedelta(days=1))
    assert not before.exists()


@pytest.mark.parametrize("step", ["grant", "refuse", "withdraw"])
def test_a_settled_request_leaves_nobody_asked(step: str, task: Task, person: User, office: User) -> None:
    second = make_user(Role.OFFICE)
    request = ask(person, task)
    asked = Notice.objects.unread().filter(kind=NoticeKind.EXTENSION_ASKED)
    assert {office, second} <= {notice.recipient for notice in asked}
    match step:
        case "grant":
            extension_grant(actor=office, request=request, seen_due_on=DUE)
        case "refuse":
            extension_refuse(actor=office, request=request, seen_due_on=DUE, reason="时间充裕")
        case "withdraw":
            extension_withdraw(actor=person, request=request)
    assert not asked.all().exists()
