from __future__ import annotations

from typing import Any

import pytest

from agencies.enums import Role
from agencies.models import Agency, ReportingPolicy, User
from tasks.enums import AssignmentRole, ReportState, Status
from tasks.models import ProgressReport, Review, Task
from tests.factories import accept, confirm, make_agency, make_report, make_task, make_user, return_
from tests.tasks.pages.reading import as_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency("知识产权局")


@pytest.fixture
def partner() -> Agency:
    return make_agency("商务部")


@pytest.fixture
def task(agency: Agency, partner: Agency) -> Task:
    return make_task(lead=agency, participating=[partner])


def post(user: User, report: ProgressReport, step: str, **values: Any) -> Any:
    return as_user(user).post(f"/reports/{report.pk}/{step}/", {"version": report.version, **values})


def state_of(report: ProgressReport) -> str:
    return ProgressReport.objects.get(pk=report.pk).state


def test_the_office_confirms(task: Task, agency: Agency, office: User) -> None:
    report = make_report(task, agency)

    answer = post(office, report, "confirm")

    assert answer.status_code == 302
    assert state_of(report) == ReportState.CONFIRMED


def test_the_office_goes_on_where_the_page_said(task: Task, agency: Agency, office: User) -> None:
    answer = post(office, make_report(task, agency), "confirm", next="/review/?report=7")

    assert answer.headers["Location"] == "/review/?report=7"


@pytest.mark.parametrize("where", ["999", "nowhere", "tasks:no_such_page", "../x"])
def test_what_is_no_address_of_the_site_leads_home(
    task: Task, agency: Agency, office: User, where: str
) -> None:
    answer = post(office, make_report(task, agency), "confirm", next=where)

    assert (answer.status_code, answer["Location"]) == (302, "/my/")


def test_nobody_is_led_away_from_the_site(task: Task, agency: Agency, office: User) -> None:
    answer = post(office, make_report(task, agency), "confirm", next="https://example.org/")

    assert answer.headers["Location"] == "/my/"


def test_a_completed_task_with_an_unfinished_participant_asks_for_a_reason(
    task: Task, agency: Agency, office: User
) -> None:
    report = make_report(task, agency, status=Status.COMPLETED, outcome="办法已印发")

    answer = post(office, report, "confirm")

    assert "商务部" in str(answer.context["steps"]["confirm"].errors["override_reason"])
    assert state_of(report) == ReportState.SUBMITTED
    post(office, report, "confirm", override_reason="参与部门的工作已另行完成。")
    assert Review.objects.get().override_reason == "参与部门的工作已另行完成。"


def test_the_office_returns_with_a_reason(task: Task, agency: Agency, office: User) -> None:
    report = make_report(task, agency)

    post(office, report, "return", reason="请写明文号。")

    assert state_of(report) == ReportState.RETURNED
    assert Review.objects.get().reason == "请写明文号。"


def test_a_return_without_a_reason_is_refused_at_the_field(task: Task, agency: Agency, office: User) -> None:
    report = make_report(task, agency)

    answer = post(office, report, "return", reason=" ")

    assert answer.context["steps"]["return"].errors.keys() == {"reason"}
    assert state_of(report) == ReportState.SUBMITTED


def test_the_second_of_two_reviewers_is_told_and_keeps_the_reason(
    task: Task, agency: Agency, office: User
) -> None:
    report = make_report(task, agency)
    post(office, report, "confirm")

    answer = post(make_user(Role.OFFICE), report, "return", reason="我认为不完整。")

    assert answer.status_code == 409
    assert state_of(report) == ReportState.CONFIRMED
    assert Review.objects.count() == 1
    assert "我认为不完整。" in answer.content.decode()


def test_a_text_changed_after_it_was_opened_is_not_confirmed_unread(
    task: Task, agency: Agency, office: User
) -> None:
    report = make_report(task, agency)
    ProgressReport.objects.filter(pk=report.pk).update(version=report.version + 3, progress="改过的内容")

    answer = post(office, report, "confirm")

    assert answer.status_code == 409
    assert state_of(report) == ReportState.SUBMITTED
    page = answer.content.decode()
    assert "改过的内容" in page
    assert f'name="version" value="{report.version + 3}"' in page


def test_the_lead_accepts_a_share(task: Task, agency: Agency, partner: Agency) -> None:
    share = make_report(task, partner)

    post(make_user(Role.STAFF, agency), share, "accept")

    assert state_of(share) == ReportState.ACCEPTED


def test_the_lead_returns_a_share(task: Task, agency: Agency, partner: Agency) -> None:
    share = make_report(task, partner)

    post(make_user(Role.STAFF, agency), share, "return", reason="缺少数据。")

    assert state_of(share) == ReportState.RETURNED


def test_an_approver_passes_on_what_a_colleague_wrote(task: Task, agency: Agency) -> None:
    ReportingPolicy.objects.create(agency=agency, two_person=True)
    report = make_report(task, agency, ReportState.PENDING_APPROVAL)

    post(make_user(Role.APPROVER, agency), report, "approve")

    assert state_of(report) == ReportState.SUBMITTED


def test_an_approver_does_not_pass_on_what_they_wrote_themselves(task: Task, agency: Agency) -> None:
    approver = make_user(Role.APPROVER, agency)
    report = make_report(task, agency, ReportState.PENDING_APPROVAL, author=approver)

    assert post(approver, report, "approve").status_code == 403
    assert state_of(report) == ReportState.PENDING_APPROVAL


def test_staff_take_back_what_nobody_decided_about(task: Task, agency: Agency) -> None:
    report = make_report(task, agency)

    post(make_user(Role.STAFF, agency), report, "withdraw")

    assert state_of(report) == ReportState.DRAFT


def test_staff_cannot_take_back_what_is_confirmed(task: Task, agency: Agency) -> None:
    report = make_report(task, agency)
    confirm(report)

    assert post(make_user(Role.STAFF, agency), report, "withdraw").status_code == 409


def test_staff_submit_and_discard_their_drafts(task: Task, agency: Agency) -> None:
    person = make_user(Role.STAFF, agency)
    draft = make_report(task, agency, ReportState.DRAFT)
    post(person, draft, "submit")
    assert state_of(draft) == ReportState.SUBMITTED

    other = make_report(make_task(lead=agency), agency, ReportState.DRAFT)
    post(person, other, "discard")
    assert not ProgressReport.objects.filter(pk=other.pk).exists()


@pytest.mark.parametrize("step", ["submit", "withdraw", "discard", "approve", "confirm", "return", "accept"])
def test_a_report_of_another_agency_is_not_there(task: Task, agency: Agency, step: str) -> None:
    report = make_report(task, agency)

    assert post(make_user(Role.STAFF), report, step, reason="x").status_code == 404


@pytest.mark.parametrize("step", ["confirm", "accept", "approve"])
def test_staff_do_not_decide_about_their_own_report(task: Task, agency: Agency, step: str) -> None:
    report = make_report(task, agency)

    assert post(make_user(Role.STAFF, agency), report, step).status_code in {403, 409}
    assert state_of(report) == ReportState.SUBMITTED


@pytest.mark.parametrize("state", [ReportState.DRAFT, ReportState.SUBMITTED, ReportState.RETURNED])
def test_an_unconfirmed_report_of_another_agency_gives_404(
    task: Task, agency: Agency, state: ReportState
) -> None:
    report = make_report(task, agency, state)

    assert as_user(make_user(Role.STAFF)).get(f"/reports/{report.pk}/").status_code == 404
    assert as_user(make_user(Role.VIEWER)).get(f"/reports/{report.pk}/").status_code == 404


def test_a_confirmed_report_is_read_by_everyone_but_not_its_problem(task: Task, agency: Agency) -> None:
    report = make_report(task, agency, progress="公开的进展", problem="只给办公室的问题")
    confirm(report)

    reader = as_user(make_user(Role.VIEWER)).get(f"/reports/{report.pk}/").content.decode()
    own = as_user(make_user(Role.STAFF, agency)).get(f"/reports/{report.pk}/").content.decode()

    assert "公开的进展" in reader
    assert "只给办公室的问题" not in reader
    assert "只给办公室的问题" in own


def test_reviews_are_read_by_the_agency_and_not_by_others(task: Task, agency: Agency, office: User) -> None:
    report = make_report(task, agency)
    return_(report, reason="内部意见")

    assert "内部意见" in as_user(make_user(Role.STAFF, agency)).get(f"/reports/{report.pk}/").content.decode()
    assert "内部意见" in as_user(office).get(f"/reports/{report.pk}/").content.decode()


def test_it_offers_only_what_the_reader_may_do(task: Task, agency: Agency, office: User) -> None:
    report = make_report(task, agency)

    assert set(as_user(office).get(f"/reports/{report.pk}/").context["steps"]) == {"confirm", "return"}
    staff = as_user(make_user(Role.STAFF, agency))
    assert set(staff.get(f"/reports/{report.pk}/").context["steps"]) == {"withdraw"}


def test_differences_from_the_last_confirmed_report_are_marked(
    task: Task, agency: Agency, office: User
) -> None:
    confirm(make_report(task, agency, progress="起草办法，征求意见。"))
    report = make_report(task, agency, progress="起草办法，已经印发。")

    page = as_user(office).get(f"/reports/{report.pk}/").content.decode()

    assert "<del>征求意见。</del>" in page
    assert "<ins>已经印发。</ins>" in page


def test_a_share_from_before_a_change_of_role_is_not_shown_beside_what_was_confirmed(
    task: Task, agency: Agency, partner: Agency
) -> None:
    accept(make_report(task, partner, progress="参与时的内部稿。"))
    report = make_report(task, partner, role=AssignmentRole.LEAD, progress="牵头后的进展。")
    confirm(report)

    reader = as_user(make_user(Role.VIEWER)).get(f"/reports/{report.pk}/").content.decode()
    own = as_user(make_user(Role.STAFF, partner)).get(f"/reports/{report.pk}/").content.decode()

    assert "牵头后的进展。" in reader
    assert "参与时的内部稿。" not in reader
    assert "参与时的内部稿。" in own


def test_the_lead_does_not_see_the_problem_from_before_a_change_of_role_beside_a_share(
    task: Task, agency: Agency, partner: Agency
) -> None:
    confirm(make_report(task, partner, role=AssignmentRole.LEAD, problem="只给办公室的问题"))
    share = make_report(task, partner, problem="请牵头部门协调")
    lead = as_user(make_user(Role.STAFF, agency))

    for address in (f"/reports/{share.pk}/", f"/review/?report={share.pk}", f"/tasks/{task.reference}/"):
        page = lead.get(address).content.decode()
        assert "请牵头部门协调" in page
        assert "只给办公室的问题" not in page


def test_steps_are_taken_by_post_only(task: Task, agency: Agency, office: User) -> None:
    report = make_report(task, agency)

    assert as_user(office).get(f"/reports/{report.pk}/confirm/").status_code == 405


@pytest.mark.parametrize("reports", [1, 3])
def test_the_number_of_queries_does_not_grow_with_earlier_reports(
    task: Task, agency: Agency, office: User, reports: int, django_assert_num_queries: Any
) -> None:
    for _ in range(reports):
        confirm(make_report(task, agency))
    report = make_report(task, agency)
    client = as_user(office)

    with django_assert_num_queries(16):
        client.get(f"/reports/{report.pk}/")
