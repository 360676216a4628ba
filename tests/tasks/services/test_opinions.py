"""同意 and 有异议 on what a lead handed in: by whom, until when, and that they hold nothing up."""

from __future__ import annotations

import datetime
from typing import NamedTuple

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from agencies.enums import Role
from agencies.errors import Conflict
from agencies.models import Agency, AuditEntry, User
from tasks import rules
from tasks.enums import AssignmentRole, NoticeKind, ReportState, Stance
from tasks.models import Evidence, Notice, Opinion, ProgressReport, Review, Task, ThresholdChange
from tasks.services.assignments import assignment_end
from tasks.services.opinions import opinion_give
from tasks.services.reports import report_discard, report_submit, report_withdraw
from tasks.services.reviews import report_confirm
from tests.factories import (
    confirm,
    make_agency,
    make_report,
    make_task,
    make_user,
    moment,
    return_,
)
from tests.factories.evidence import make_link

pytestmark = pytest.mark.django_db

HANDED_IN = datetime.date(2020, 9, 28)
"""A Monday: the five working days after it end on 12 October, since 1 to 8 October are a holiday."""

LAST = datetime.date(2020, 10, 12)
AFTER = datetime.date(2020, 10, 13)


class Case(NamedTuple):
    """A lead's report handed in, and somebody of a co-lead and of a participant."""

    task: Task
    lead: Agency
    report: ProgressReport
    co_lead: User
    partner: User


@pytest.fixture
def case() -> Case:
    lead, co_lead, partner = make_agency("知识产权局"), make_agency("中央宣传部"), make_agency("商务部")
    task = make_task(lead=[lead, co_lead], participating=[partner])
    report = make_report(task, lead, submitted_at=moment(HANDED_IN), problem="请协调经费。")
    return Case(task, lead, report, make_user(Role.STAFF, co_lead), make_user(Role.STAFF, partner))


def give(
    case: Case, who: User, stance: Stance = Stance.AGREE, reason: str = "", day: datetime.date = LAST
) -> Opinion:
    return opinion_give(actor=who, report=case.report, stance=stance, reason=reason, day=day)


def test_a_participant_and_a_co_lead_say_what_they_think(case: Case) -> None:
    give(case, case.partner)
    give(case, case.co_lead, Stance.DISSENT, "数据与我部掌握的不一致。")

    assert {(one.agency, one.stance, one.reason) for one in Opinion.objects.all()} == {
        (case.partner.agency, Stance.AGREE, ""),
        (case.co_lead.agency, Stance.DISSENT, "数据与我部掌握的不一致。"),
    }
    entry = AuditEntry.objects.filter(action="opinion.give").latest("pk")
    assert entry.after == {"agency": "中央宣传部", "stance": "dissent", "reason": "数据与我部掌握的不一致。"}


def test_dissent_needs_a_reason(case: Case) -> None:
    with pytest.raises(ValidationError) as refused:
        give(case, case.partner, Stance.DISSENT, " ")

    assert set(refused.value.message_dict) == {"reason"}
    assert not Opinion.objects.exists()


def test_the_last_working_day_is_in_time_and_the_day_after_is_not(case: Case) -> None:
    with pytest.raises(Conflict) as refused:
        give(case, case.partner, day=AFTER)
    assert "2020-10-12" in refused.value.message

    assert give(case, case.partner, day=LAST).pk


def test_the_office_sets_how_many_working_days_there_are(case: Case) -> None:
    ThresholdChange.objects.create(
        due_soon_days=30,
        points_behind=10,
        points_far_behind=25,
        missed_rounds=1,
        missed_rounds_red=2,
        unchanged_rounds=2,
        opinion_days=2,
        reason="试行",
        decided_at=moment(HANDED_IN),
        decided_by=make_user(Role.OFFICE),
    )
    with pytest.raises(Conflict):
        give(case, case.partner, day=datetime.date(2020, 10, 9))

    assert give(case, case.partner, day=datetime.date(2020, 9, 30)).pk


def test_the_latest_opinion_is_added_and_the_first_stays(case: Case) -> None:
    give(case, case.partner, Stance.DISSENT, "数据有出入。")
    give(case, case.partner, Stance.AGREE, "已核对一致。")

    assert [one.stance for one in Opinion.objects.order_by("-given_at", "-pk")] == ["agree", "dissent"]


def test_dissent_is_told_to_the_office_and_agreement_to_nobody(case: Case) -> None:
    office = make_user(Role.OFFICE)
    give(case, case.partner)
    assert not Notice.objects.exists()

    give(case, case.partner, Stance.DISSENT, "数据有出入。")

    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.report, notice.agency) == (
        office,
        NoticeKind.DISSENT_GIVEN,
        case.report,
        case.partner.agency,
    )


def test_dissent_does_not_hold_the_confirmation_up(case: Case) -> None:
    give(case, case.partner, Stance.DISSENT, "数据有出入。")

    report_confirm(actor=make_user(Role.OFFICE), report=case.report)

    case.report.refresh_from_db()
    assert case.report.state == ReportState.CONFIRMED
    assert give(case, case.partner, Stance.AGREE, "已说明。").pk, "still in time"


def test_nobody_else_has_a_say(case: Case) -> None:
    strangers = [
        make_user(Role.STAFF, case.lead),
        make_user(Role.STAFF),
        make_user(Role.OFFICE),
        make_user(Role.VIEWER, case.partner.agency),
    ]
    for stranger in strangers:
        with pytest.raises(PermissionDenied):
            give(case, stranger)
    part = case.task.assignments.get(agency=case.partner.agency)
    assignment_end(actor=make_user(Role.OFFICE), assignment=part, reason="机构改革")
    with pytest.raises(PermissionDenied):
        give(case, case.partner)


def test_a_share_and_a_part_by_duty_are_nobodys_to_judge(case: Case) -> None:
    share = make_report(case.task, make_agency("商务部"))
    one, other = make_agency(), make_agency()
    own = make_report(make_task(by_duty=[one, other]), one)
    for report, person in [(share, case.co_lead), (own, make_user(Role.STAFF, other))]:
        with pytest.raises(PermissionDenied):
            opinion_give(actor=person, report=report, stance=Stance.AGREE, day=timezone.localdate())


def test_what_is_not_handed_in_any_more_is_not_judged(case: Case) -> None:
    return_(case.report)

    with pytest.raises(Conflict):
        give(case, case.partner)


def test_a_text_handed_in_anew_is_not_judged_unread(case: Case) -> None:
    read = case.report.submitted_at
    report_withdraw(actor=case.report.created_by, report=case.report)
    again = report_submit(actor=case.report.created_by, report=case.report)
    day = timezone.localdate()

    with pytest.raises(Conflict):
        opinion_give(actor=case.partner, report=again, stance=Stance.AGREE, day=day, read=read)

    assert opinion_give(
        actor=case.partner, report=again, stance=Stance.AGREE, day=day, read=again.submitted_at
    ).pk


def test_an_opinion_is_not_thrown_away_with_the_draft_it_was_given_on(case: Case) -> None:
    give(case, case.partner)
    report_withdraw(actor=case.report.created_by, report=case.report)

    with pytest.raises(Conflict):
        report_discard(actor=case.report.created_by, report=case.report)

    assert Opinion.objects.count() == 1


def test_handing_in_asks_the_others_and_a_share_asks_nobody(case: Case) -> None:
    make_user(Role.VIEWER, case.partner.agency)
    report_withdraw(actor=case.report.created_by, report=case.report)
    report_submit(actor=case.report.created_by, report=case.report)
    draft = make_report(case.task, make_agency("商务部"), ReportState.DRAFT)
    report_submit(actor=draft.created_by, report=draft)

    asked = Notice.objects.filter(kind=NoticeKind.OPINION_ASKED)
    assert {notice.recipient for notice in asked} == {case.co_lead, case.partner}
    assert {notice.report for notice in asked} == {case.report}


@pytest.mark.parametrize(
    ("state", "seen"),
    [
        (ReportState.DRAFT, False),
        (ReportState.PENDING_APPROVAL, False),
        (ReportState.SUBMITTED, True),
        (ReportState.CONFIRMED, True),
        (ReportState.RETURNED, False),
    ],
)
def test_who_has_a_say_reads_what_was_handed_in_and_nothing_else(
    case: Case, state: ReportState, seen: bool
) -> None:
    ProgressReport.objects.filter(pk=case.report.pk).update(state=state)

    for person in (case.co_lead, case.partner):
        assert ProgressReport.objects.visible_to(person, opinions_on=LAST).exists() == seen


def test_it_is_read_only_until_the_last_day(case: Case) -> None:
    assert ProgressReport.objects.visible_to(case.partner, opinions_on=LAST).exists()
    assert not ProgressReport.objects.visible_to(case.partner, opinions_on=AFTER).exists()
    assert not ProgressReport.objects.visible_to(case.partner).exists()


def test_neither_strangers_nor_readers_without_an_agency_read_it(case: Case) -> None:
    for person in (make_user(Role.STAFF), make_user(Role.VIEWER)):
        assert not ProgressReport.objects.visible_to(person, opinions_on=LAST).exists()


def test_shares_of_the_other_participants_stay_hidden(case: Case) -> None:
    other = make_agency("教育部")
    case.task.assignments.create(
        agency=other,
        role=AssignmentRole.PARTICIPATING,
        position=4,
        name_as_written=other.name,
        basis="explicit",
    )
    make_report(case.task, other, submitted_at=moment(HANDED_IN))

    seen = ProgressReport.objects.visible_to(case.partner, opinions_on=LAST)

    assert [report.agency for report in seen] == [case.lead]


def test_reading_it_shows_neither_the_problem_nor_what_was_decided(case: Case) -> None:
    assert not rules.can_see_problem(case.partner, case.report)
    assert not rules.can_see_problem(case.co_lead, case.report)
    confirm(case.report)
    assert not Review.objects.visible_to(case.partner).exists()


def test_an_opinion_is_for_who_gave_it_the_lead_and_the_office(case: Case) -> None:
    give(case, case.partner, Stance.DISSENT, "数据有出入。")

    def sees(person: User) -> bool:
        return Opinion.objects.visible_to(person).exists()

    assert sees(case.partner)
    assert sees(make_user(Role.STAFF, case.lead))
    assert sees(make_user(Role.OFFICE))
    assert not sees(case.co_lead)
    assert not sees(make_user(Role.STAFF))
    assert not sees(make_user(Role.VIEWER))


def test_reading_it_opens_no_evidence_before_it_is_confirmed(case: Case) -> None:
    make_link(case.report)

    for person in (case.co_lead, case.partner):
        assert not Evidence.objects.visible_to(person).exists()
