"""The opinions of the others on a lead's report, as pages ask for them and show them."""

from __future__ import annotations

import datetime
from typing import Any, NamedTuple

import pytest
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.enums import ReportState, Stance
from tasks.models import Opinion, ProgressReport
from tasks.services.opinions import opinion_give
from tasks.services.reports import report_submit, report_withdraw
from tests.factories import confirm, make_agency, make_report, make_task, make_user, return_
from tests.tasks.pages.reading import as_user

pytestmark = pytest.mark.django_db


class Case(NamedTuple):
    """A lead's report handed in today, and somebody of a participant."""

    lead: Agency
    report: ProgressReport
    partner: User


@pytest.fixture
def case() -> Case:
    lead, partner = make_agency("知识产权局"), make_agency("商务部")
    task = make_task(lead=lead, participating=[partner, make_agency("教育部")])
    report = make_report(task, lead, progress="已起草办法。", problem="请协调经费。")
    return Case(lead, report, make_user(Role.STAFF, partner))


def post(user: User, report: ProgressReport, **said: Any) -> Any:
    read = report.submitted_at.isoformat() if report.submitted_at else ""
    return as_user(user).post(f"/reports/{report.pk}/opinion/", {"read": read, **said})


def given(case: Case, stance: Stance, reason: str) -> Opinion:
    return opinion_give(
        actor=case.partner, report=case.report, stance=stance, reason=reason, day=timezone.localdate()
    )


def test_a_participant_reads_the_report_without_its_problem_and_answers(case: Case) -> None:
    page = as_user(case.partner).get(f"/reports/{case.report.pk}/").content.decode()
    assert "已起草办法。" in page
    assert "请协调经费。" not in page
    assert f"/reports/{case.report.pk}/opinion/" in page

    answer = post(case.partner, case.report, stance="dissent", reason="数据有出入。")

    assert answer.headers["Location"] == f"/reports/{case.report.pk}/"
    opinion = Opinion.objects.get()
    assert (opinion.agency, opinion.stance, opinion.reason) == (
        case.partner.agency,
        Stance.DISSENT,
        "数据有出入。",
    )


def test_the_answer_sent_as_the_page_sends_it_fits_the_text_that_was_read(case: Case) -> None:
    page = as_user(case.partner).get(f"/reports/{case.report.pk}/").content.decode()
    _before, _name, after = page.partition('name="read" value="')

    answer = as_user(case.partner).post(
        f"/reports/{case.report.pk}/opinion/", {"stance": "agree", "read": after.partition('"')[0]}
    )

    assert answer.status_code == 302


def test_dissent_without_a_reason_is_refused_at_the_field(case: Case) -> None:
    answer = post(case.partner, case.report, stance="dissent", reason=" ")

    assert answer.context["opinion_form"].errors.keys() == {"reason"}
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("stance", ["", "perhaps", "\0"])
def test_one_of_the_two_has_to_be_chosen(case: Case, stance: str) -> None:
    answer = post(case.partner, case.report, stance=stance)

    assert answer.context["opinion_form"].errors.keys() == {"stance"}


def test_a_text_changed_meanwhile_is_shown_and_the_reason_kept(case: Case) -> None:
    read = case.report.submitted_at
    assert read is not None
    report_withdraw(actor=case.report.created_by, report=case.report)
    report_submit(actor=case.report.created_by, report=case.report)

    answer = as_user(case.partner).post(
        f"/reports/{case.report.pk}/opinion/",
        {"stance": "dissent", "reason": "数据有出入。", "read": read.isoformat()},
    )

    assert answer.status_code == 409
    assert "数据有出入。" in answer.content.decode()
    assert not Opinion.objects.exists()


@pytest.mark.parametrize("meanwhile", ["taken back", "returned", "too late"])
def test_what_was_typed_is_not_lost_with_the_report(case: Case, meanwhile: str) -> None:
    if meanwhile == "taken back":
        report_withdraw(actor=case.report.created_by, report=case.report)
    elif meanwhile == "returned":
        return_(case.report)
    else:
        ProgressReport.objects.update(submitted_at=timezone.now() - datetime.timedelta(days=60))

    answer = post(case.partner, case.report, stance="dissent", reason="数据有出入。")

    page = answer.content.decode()
    assert answer.status_code == 409
    assert answer.context["refused"].non_field_errors()
    assert "数据有出入。" in page
    assert "有异议" in page
    assert case.report.progress not in page
    assert not Opinion.objects.exists()


def test_what_was_typed_too_late_stands_beside_the_report_that_all_may_read(case: Case) -> None:
    confirm(case.report)
    ProgressReport.objects.update(submitted_at=timezone.now() - datetime.timedelta(days=60))

    answer = post(case.partner, case.report, stance="agree", reason="建议补充数据。")

    assert answer.status_code == 409
    assert "建议补充数据。" in answer.content.decode()
    assert case.report.progress in answer.content.decode()


def test_of_a_report_that_was_never_handed_in_nothing_is_told(case: Case) -> None:
    partner = case.partner.agency
    assert partner
    task = make_task(lead=case.lead, participating=[partner])
    draft = make_report(task, case.lead, ReportState.DRAFT)

    assert post(case.partner, draft, stance="agree").status_code == 404


def test_my_tasks_list_what_awaits_an_opinion_until_it_is_given(case: Case) -> None:
    def awaited(user: User) -> list[ProgressReport]:
        return [one.report for one in as_user(user).get("/my/").context["opinions_awaited"]]

    assert awaited(case.partner) == [case.report]
    assert awaited(make_user(Role.STAFF, case.lead)) == []
    assert awaited(make_user(Role.STAFF)) == []
    given(case, Stance.AGREE, "")
    assert awaited(case.partner) == []
    report_withdraw(actor=case.report.created_by, report=case.report)
    assert awaited(case.partner) == []
    report_submit(actor=case.report.created_by, report=case.report)
    assert awaited(case.partner) == [case.report], "the text is another one now"


def test_the_office_sees_who_agrees_who_dissents_and_who_is_silent(case: Case) -> None:
    given(case, Stance.AGREE, "")
    given(case, Stance.DISSENT, "数据有出入。")

    for address in ("/review/", f"/reports/{case.report.pk}/"):
        sheet = as_user(make_user(Role.OFFICE)).get(address).context["opinions"]
        assert [(voice.agency.name, bool(voice.opinion), len(voice.before)) for voice in sheet.voices] == [
            ("商务部", True, 1),
            ("教育部", False, 0),
        ]
        assert sheet.dissents == 1


def test_the_lead_reads_them_and_another_participant_does_not(case: Case) -> None:
    given(case, Stance.DISSENT, "数据有出入。")
    address = f"/reports/{case.report.pk}/"

    assert "数据有出入。" in as_user(make_user(Role.STAFF, case.lead)).get(address).content.decode()
    other = as_user(make_user(Role.STAFF, make_agency("教育部"))).get(address)
    assert "数据有出入。" not in other.content.decode()
    assert [voice.agency.name for voice in other.context["opinions"].voices] == ["教育部"]


def test_a_confirmed_report_shows_strangers_no_opinions(case: Case) -> None:
    given(case, Stance.DISSENT, "数据有出入。")
    confirm(case.report)

    answer = as_user(make_user(Role.STAFF)).get(f"/reports/{case.report.pk}/")

    assert answer.status_code == 200
    assert answer.context["opinions"] is None


def test_a_stranger_finds_no_report_to_judge_and_the_lead_may_not(case: Case) -> None:
    assert post(make_user(Role.STAFF), case.report, stance="agree").status_code == 404
    assert post(make_user(Role.STAFF, case.lead), case.report, stance="agree").status_code == 403
    assert post(make_user(Role.VIEWER, case.partner.agency), case.report, stance="agree").status_code == 403


def test_a_report_given_back_is_gone_for_the_others(case: Case) -> None:
    return_(case.report)

    assert as_user(case.partner).get(f"/reports/{case.report.pk}/").status_code == 404


def test_whoever_reads_it_to_judge_it_takes_no_step_of_the_office(case: Case) -> None:
    for step in ("confirm", "return", "accept", "withdraw"):
        answer = as_user(case.partner).post(f"/reports/{case.report.pk}/{step}/", {"reason": "x"})
        assert answer.status_code in {403, 409}
    case.report.refresh_from_db()
    assert case.report.state == "submitted"
