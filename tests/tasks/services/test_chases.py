"""催办 and 签收."""

import datetime

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.errors import Conflict
from agencies.models import Agency, AuditEntry
from tasks.enums import MailState, NoticeKind, ReportState
from tasks.models import Chase, MailChoice, Notice, ReportingRound
from tasks.services.chases import agencies_chase, chase_sign
from tasks.services.notices import notices_dispatch
from tests.factories import make_agency, make_plan, make_report, make_round, make_task, make_user

pytestmark = pytest.mark.django_db

DAY = datetime.date(2020, 4, 10)
NEXT = datetime.date(2020, 4, 11)


def asked(*agencies: Agency, closed_on: datetime.date | None = None) -> ReportingRound:
    """A round under way on `DAY` that asks each of the agencies about two tasks."""
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    tasks = [make_task(plan, lead=agency) for agency in agencies for _number in range(2)]
    return make_round(plan, tasks, closed_on=closed_on)


def told(kind: NoticeKind) -> set[object]:
    return {notice.recipient for notice in Notice.objects.filter(kind=kind)}


def test_all_who_owe_are_pressed_about_what_they_owe() -> None:
    first, second, silent = make_agency(), make_agency(), make_agency()
    opened = asked(first, second, silent)
    answered, *_rest = opened.tasks.filter(assignments__agency=first).order_by("number")
    for task in [answered, *opened.tasks.filter(assignments__agency=second)]:
        report = make_report(task, task.assignments.get().agency)
        report.round = opened
        report.save()
    made = agencies_chase(
        actor=make_user(Role.OFFICE), reporting_round=opened, day=DAY, note=" 请于周五前报送 "
    )
    assert {chase.agency: chase.tasks.count() for chase in made.chases} == {first: 1, silent: 2}
    assert {chase.note for chase in made.chases} == {"请于周五前报送"}
    entries = AuditEntry.objects.filter(action="chase.press")
    assert sorted(len(entry.after["tasks"]) for entry in entries) == [1, 2]


def test_its_writers_and_approvers_are_told_and_mailed() -> None:
    agency, office = make_agency(), make_user(Role.OFFICE)
    people = {make_user(Role.STAFF, agency), make_user(Role.STAFF, agency), make_user(Role.APPROVER, agency)}
    make_user(Role.VIEWER, agency)
    make_user(Role.STAFF)
    opened = asked(agency)
    agencies_chase(actor=office, reporting_round=opened, day=DAY, agencies=[agency], note="请尽快报送")
    assert told(NoticeKind.CHASED) == people
    notices_dispatch(now=timezone.now())
    letter = mail.outbox[0]
    for said in (
        "请尽快报送",
        f"/rounds/{opened.pk}/",
        str(agency),
        "2020-1、2020-2",
        f"填报截止日期：{opened.decisions.get().due_on}",
    ):
        assert said in letter.body


def test_nobody_can_keep_being_pressed_out_of_the_mail() -> None:
    agency = make_agency()
    person = make_user(Role.STAFF, agency)
    MailChoice.objects.create(user=person, kind=NoticeKind.CHASED)
    agencies_chase(actor=make_user(Role.OFFICE), reporting_round=asked(agency), day=DAY)
    assert Notice.objects.get(kind=NoticeKind.CHASED).mail_state == MailState.PENDING


def test_once_a_day_each_and_who_was_pressed_already_is_named() -> None:
    first, second = make_agency("教育部"), make_agency()
    opened, office = asked(first, second), make_user(Role.OFFICE)
    agencies_chase(actor=office, reporting_round=opened, day=DAY, agencies=[first])
    with pytest.raises(Conflict, match="教育部"):
        agencies_chase(actor=office, reporting_round=opened, day=DAY, agencies=[first])
    made = agencies_chase(actor=office, reporting_round=opened, day=DAY)
    assert ([chase.agency for chase in made.chases], made.already) == ([second], [first])
    with pytest.raises(Conflict):
        agencies_chase(actor=office, reporting_round=opened, day=DAY)
    assert len(agencies_chase(actor=office, reporting_round=opened, day=NEXT).chases) == 2


def test_who_owes_nothing_is_left_in_peace() -> None:
    agency, other = make_agency("教育部"), make_agency()
    opened, office = asked(agency), make_user(Role.OFFICE)
    for task in opened.tasks.all():
        report = make_report(task, agency, ReportState.SUBMITTED)
        report.round = opened
        report.save()
    for asked_for in ([agency], [other], None):
        with pytest.raises(ValidationError):
            agencies_chase(actor=office, reporting_round=opened, day=DAY, agencies=asked_for)
    assert not Chase.objects.exists()


@pytest.mark.parametrize("day", ["2020-03-31", "2020-04-13"])
def test_a_round_that_has_not_begun_or_is_closed_presses_nobody(day: str) -> None:
    opened = asked(make_agency(), closed_on=datetime.date(2020, 4, 12))
    with pytest.raises(Conflict):
        agencies_chase(
            actor=make_user(Role.OFFICE), reporting_round=opened, day=datetime.date.fromisoformat(day)
        )


@pytest.mark.parametrize("role", [Role.STAFF, Role.APPROVER, Role.VIEWER])
def test_only_the_office_presses(role: Role) -> None:
    with pytest.raises(PermissionDenied):
        agencies_chase(actor=make_user(role), reporting_round=asked(make_agency()), day=DAY)


def test_a_note_that_is_too_long_is_refused_by_field() -> None:
    with pytest.raises(ValidationError) as refused:
        agencies_chase(
            actor=make_user(Role.OFFICE), reporting_round=asked(make_agency()), day=DAY, note="催" * 1001
        )
    assert list(refused.value.message_dict) == ["note"]


def test_an_agency_where_nobody_can_be_told_is_named() -> None:
    agency = make_agency()
    gone = make_user(Role.STAFF, agency)
    gone.is_active = False
    gone.save()
    made = agencies_chase(actor=make_user(Role.OFFICE), reporting_round=asked(agency), day=DAY)
    assert made.unstaffed == [agency]
    assert not Notice.objects.exists()


def test_for_a_collective_the_rest_of_the_office_is_told_and_signs() -> None:
    collective = make_agency(kind=AgencyKind.COLLECTIVE)
    opened = asked(collective)
    reminds, other = make_user(Role.OFFICE), make_user(Role.OFFICE)
    made = agencies_chase(actor=reminds, reporting_round=opened, day=DAY)
    assert other in told(NoticeKind.CHASED)
    assert reminds not in told(NoticeKind.CHASED)
    assert chase_sign(actor=other, chase=made.chases[0]).acknowledged_by == other


def test_an_agency_signs_once_and_the_office_learns_who_did() -> None:
    agency = make_agency()
    office, person, colleague = (
        make_user(Role.OFFICE),
        make_user(Role.STAFF, agency),
        make_user(Role.APPROVER, agency),
    )
    [chase] = agencies_chase(actor=office, reporting_round=asked(agency), day=DAY).chases
    signed = chase_sign(actor=person, chase=chase)
    assert (signed.acknowledged_by, signed.acknowledged_at is not None) == (person, True)
    with pytest.raises(Conflict, match=str(person)):
        chase_sign(actor=colleague, chase=chase)
    assert office in told(NoticeKind.CHASE_SIGNED)
    assert AuditEntry.objects.get(action="chase.sign").actor == person


@pytest.mark.parametrize("role", [Role.OFFICE, Role.STAFF, Role.VIEWER])
def test_nobody_else_signs(role: Role) -> None:
    agency = make_agency()
    [chase] = agencies_chase(actor=make_user(Role.OFFICE), reporting_round=asked(agency), day=DAY).chases
    with pytest.raises(PermissionDenied):
        chase_sign(actor=make_user(role, agency if role == Role.VIEWER else None), chase=chase)
