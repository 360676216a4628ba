"""Who sees which reports and reviews (DESIGN §3 "Who sees what")."""

import pytest

from agencies.enums import Role
from agencies.models import User
from tasks import rules
from tasks.enums import ReportState
from tasks.models import ProgressReport, Review, Task
from tests.factories import accept, confirm, make_agency, make_report, make_task, make_user, return_

pytestmark = pytest.mark.django_db

ALL = set(ReportState.values)
AS_LEAD = ALL - {ReportState.ACCEPTED}
AS_SHARE = ALL - {ReportState.CONFIRMED}


@pytest.fixture
def task() -> Task:
    return make_task(
        lead=make_agency("牵头部"), participating=[make_agency("参与部"), make_agency("另一参与部")]
    )


def one_in_each_state(agency_name: str, states: set[str]) -> None:
    """A report of the agency in each state, each on a task of the same shape."""
    agency = make_agency(agency_name)
    for state in states:
        task = make_task(
            lead=make_agency("牵头部"), participating=[make_agency("参与部"), make_agency("另一参与部")]
        )
        make_report(task, agency, ReportState(state), problem="请协调。")


def seen(user: User) -> set[str]:
    return set(ProgressReport.objects.visible_to(user).values_list("state", flat=True))


@pytest.mark.parametrize(
    ("role", "agency", "expected"),
    [
        (Role.OFFICE, None, AS_LEAD),
        (Role.STAFF, "牵头部", AS_LEAD),
        (Role.APPROVER, "牵头部", AS_LEAD),
        (Role.STAFF, "参与部", {"confirmed"}),
        (Role.STAFF, "外人部", {"confirmed"}),
        (Role.VIEWER, None, {"confirmed"}),
    ],
)
def test_a_leads_reports_are_seen_by(role: Role, agency: str | None, expected: set[str]) -> None:
    one_in_each_state("牵头部", AS_LEAD)
    assert seen(make_user(role, make_agency(agency) if agency else None)) == expected


@pytest.mark.parametrize(
    ("role", "agency", "expected"),
    [
        (Role.OFFICE, None, AS_SHARE),
        (Role.STAFF, "参与部", AS_SHARE),
        (Role.STAFF, "牵头部", {"submitted", "accepted", "returned"}),
        (Role.STAFF, "另一参与部", set()),
        (Role.STAFF, "外人部", set()),
        (Role.VIEWER, None, set()),
    ],
)
def test_a_participants_shares_are_seen_by(role: Role, agency: str | None, expected: set[str]) -> None:
    one_in_each_state("参与部", AS_SHARE)
    assert seen(make_user(role, make_agency(agency) if agency else None)) == expected


def test_a_report_sent_back_inside_the_agency_stays_inside(task: Task) -> None:
    report = make_report(task, make_agency("参与部"), ReportState.PENDING_APPROVAL)
    return_(report)
    assert not ProgressReport.objects.visible_to(make_user(Role.STAFF, make_agency("牵头部"))).exists()


def test_who_left_sees_nothing(task: Task) -> None:
    confirm(make_report(task, make_agency("牵头部")))
    gone = make_user(Role.OFFICE)
    gone.is_active = False
    assert not ProgressReport.objects.visible_to(gone).exists()
    assert not Task.objects.visible_to(gone).exists()
    assert not Review.objects.visible_to(gone).exists()


@pytest.mark.parametrize(
    ("role", "agency", "expected"),
    [
        (Role.OFFICE, None, 2),
        (Role.STAFF, "牵头部", 2),
        (Role.STAFF, "参与部", 1),
        (Role.STAFF, "另一参与部", 0),
        (Role.STAFF, "外人部", 0),
        (Role.VIEWER, None, 0),
    ],
)
def test_reviews_are_seen_by(role: Role, agency: str | None, expected: int, task: Task) -> None:
    confirm(make_report(task, make_agency("牵头部")))
    accept(make_report(task, make_agency("参与部")))
    user = make_user(role, make_agency(agency) if agency else None)
    assert Review.objects.visible_to(user).count() == expected


@pytest.mark.parametrize(
    ("role", "agency", "expected"),
    [
        (Role.OFFICE, None, True),
        (Role.STAFF, "参与部", True),
        (Role.STAFF, "牵头部", True),
        (Role.STAFF, "另一参与部", False),
        (Role.VIEWER, None, False),
    ],
)
def test_the_problem_of_a_share_is_for(role: Role, agency: str | None, expected: bool, task: Task) -> None:
    share = make_report(task, make_agency("参与部"), problem="请协调。")
    assert rules.can_see_problem(make_user(role, make_agency(agency) if agency else None), share) == expected


def test_the_problem_of_a_confirmed_report_stays_between_agency_and_office(task: Task) -> None:
    report = make_report(task, make_agency("牵头部"), ReportState.CONFIRMED, problem="请协调。")
    assert rules.can_see_problem(make_user(Role.OFFICE), report)
    assert rules.can_see_problem(make_user(Role.STAFF, make_agency("牵头部")), report)
    assert not rules.can_see_problem(make_user(Role.STAFF, make_agency("参与部")), report)
