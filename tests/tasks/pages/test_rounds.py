"""The pages of a round."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from agencies.enums import Role
from plans.clock import today
from plans.models import Plan
from tasks.enums import ReportState, RoundStep
from tasks.models import ProgressReport, ReportingRound
from tasks.services.rounds import round_close, round_open
from tests.factories import in_days, make_agency, make_confirmed, make_plan, make_round, make_task, make_user
from tests.seen import send

pytestmark = pytest.mark.django_db

SAID = {"status": "in_progress", "percent": "40", "progress": "完成调研"}


def tracked_plan() -> Plan:
    return make_plan("2020", tracked_from=datetime.date(2020, 1, 1))


def form() -> dict[str, str]:
    """A round from today, with a fortnight's time."""
    return {"name": "第三季度", "opens_on": today().isoformat(), "due_on": in_days(14).isoformat()}


def opened(plan: Plan, days_ahead: int = 0) -> ReportingRound:
    return round_open(
        actor=make_user(Role.OFFICE),
        plan=plan,
        name="第三季度",
        opens_on=in_days(days_ahead),
        due_on=in_days(14),
        day=today(),
    )


@pytest.mark.parametrize("numbers", ["1-3、5", "１－３，５"])
def test_the_office_opens_a_round_about_chosen_tasks(client: Client, numbers: str) -> None:
    plan = tracked_plan()
    for number in range(1, 7):
        make_task(plan, number, lead=make_agency())
    client.force_login(make_user(Role.OFFICE))
    response = client.post("/plans/2020/rounds/", {**form(), "numbers": numbers})
    made = ReportingRound.objects.get()
    assert response.headers["Location"] == f"/rounds/{made.pk}/"
    assert list(made.tasks.values_list("number", flat=True)) == [1, 2, 3, 5]


def test_of_a_plan_that_is_not_tracked_the_office_is_led_to_its_tracking_first(client: Client) -> None:
    make_task(make_plan("2020"), 1, lead=make_agency())
    client.force_login(make_user(Role.OFFICE))
    page = client.get("/plans/2020/rounds/").content.decode().partition("<main")[2]
    assert "请先开启本计划的跟踪" in page
    assert 'href="/plans/2020/manage/"' in page
    assert 'name="opens_on"' not in page


def test_a_second_round_is_offered_once_the_first_is_closed(client: Client) -> None:
    plan = tracked_plan()
    make_task(plan, lead=make_agency())
    closed = opened(plan)
    round_close(actor=make_user(Role.OFFICE), reporting_round=closed)
    client.force_login(make_user(Role.OFFICE))
    assert 'name="opens_on"' in client.get("/plans/2020/rounds/").content.decode()
    assert "/extend/" in client.get(f"/rounds/{closed.pk}/").content.decode()

    under_way = make_round(plan, list(plan.tasks.all()), name="第四季度")

    for address in ("/plans/2020/rounds/", f"/rounds/{closed.pk}/"):
        page = client.get(address).content.decode().partition("<main")[2]
        assert 'name="opens_on"' not in page
        assert f"/rounds/{closed.pk}/extend/" not in page
        assert f'href="/rounds/{under_way.pk}/"' in page
    assert f"/rounds/{under_way.pk}/extend/" in client.get(f"/rounds/{under_way.pk}/").content.decode()


@pytest.mark.parametrize(("state", "offered"), [("open", True), ("ahead", False), ("closed", False)])
def test_only_a_round_under_way_offers_its_table_and_no_change(
    client: Client, state: str, offered: bool
) -> None:
    """What is refused outside of it is not offered; a single report is not refused, and stays."""
    agency = make_agency()
    task = make_task(tracked_plan(), 1, lead=agency)
    make_confirmed(task, agency, percent=40, when=timezone.now() - datetime.timedelta(days=30))
    asking = opened(task.plan, days_ahead=int(state == "ahead"))
    if state == "closed":
        round_close(actor=make_user(Role.OFFICE), reporting_round=asking)
    client.force_login(make_user(Role.STAFF, agency))
    for address in (f"/rounds/{asking.pk}/", "/my/"):
        assert (f"/rounds/{asking.pk}/fill/" in client.get(address).content.decode()) == offered
    page = client.get(f"/rounds/{asking.pk}/").content.decode()
    assert ("/tasks/2020-1/no-change/" in page) == offered
    assert "/tasks/2020-1/report/" in page


@pytest.mark.parametrize(("numbers", "told"), [("1-x", "1-x"), ("1、99", "99")])
def test_a_number_that_is_none_is_named_and_what_was_typed_is_kept(
    client: Client, numbers: str, told: str
) -> None:
    make_task(tracked_plan(), 1, lead=make_agency())
    client.force_login(make_user(Role.OFFICE))
    response = client.post("/plans/2020/rounds/", {**form(), "numbers": numbers})
    assert told in str(response.context["form"].errors["numbers"])
    assert numbers in response.content.decode()
    assert not ReportingRound.objects.exists()


def test_the_office_extends_and_closes(client: Client) -> None:
    plan = tracked_plan()
    make_task(plan, lead=make_agency())
    made = opened(plan)
    client.force_login(make_user(Role.OFFICE))
    later = in_days(30).isoformat()
    send(client, f"/rounds/{made.pk}/", f"/rounds/{made.pk}/extend/", {"due_on": later, "reason": "节假日"})
    send(client, f"/rounds/{made.pk}/", f"/rounds/{made.pk}/close/", {})
    steps = list(made.decisions.values_list("step", "due_on"))
    assert [(step, day.isoformat()) for step, day in steps] == [
        (RoundStep.CLOSE, later),
        (RoundStep.EXTEND, later),
        (RoundStep.OPEN, in_days(14).isoformat()),
    ]


def test_a_closed_round_says_what_was_not_submitted_by_the_close_and_not_what_is_owed(client: Client) -> None:
    plan = tracked_plan()
    make_task(plan, lead=make_agency())
    made = opened(plan)
    client.force_login(make_user(Role.OFFICE))

    def said(query: str = "") -> tuple[int, int, int]:
        page = client.get(f"/rounds/{made.pk}/{query}").content.decode()
        return page.count("尚欠"), page.count("1 项中 1 项至关闭时未提交"), page.count("至关闭时未提交 <a")

    assert said("?answer=owing") == (2, 0, 0)
    round_close(actor=make_user(Role.OFFICE), reporting_round=made)
    assert said() == (0, 2, 0)
    assert said("?answer=owing") == (0, 1, 1)


def test_no_change_is_one_click(client: Client) -> None:
    plan, agency = tracked_plan(), make_agency()
    task = make_task(plan, 1, lead=agency)
    make_confirmed(task, agency)
    made = opened(plan)
    client.force_login(make_user(Role.STAFF, agency))
    page = client.get("/my/").content.decode()
    assert f"/rounds/{made.pk}/" in page
    response = client.post("/tasks/2020-1/no-change/", {"agency": agency.pk, "round": made.pk})
    assert response.headers["Location"] == f"/rounds/{made.pk}/"
    assert ProgressReport.objects.filter(no_change=True, state=ReportState.SUBMITTED, round=made).exists()


def test_no_change_is_offered_only_where_something_was_settled_before(client: Client) -> None:
    plan, agency = tracked_plan(), make_agency()
    make_confirmed(make_task(plan, 1, lead=agency), agency)
    make_task(plan, 2, lead=agency)
    made = opened(plan)
    client.force_login(make_user(Role.STAFF, agency))
    page = client.get(f"/rounds/{made.pk}/").content.decode()
    assert "/tasks/2020-1/no-change/" in page
    assert "/tasks/2020-2/no-change/" not in page


def test_a_form_open_while_the_round_closes_keeps_its_text_and_can_be_handed_in_outside(
    client: Client,
) -> None:
    plan, agency = tracked_plan(), make_agency()
    make_task(plan, 1, lead=agency)
    made = opened(plan)
    client.force_login(make_user(Role.STAFF, agency))
    client.post("/tasks/2020-1/report/", {**SAID, "action": "save"})
    draft = ProgressReport.objects.get()
    round_close(actor=make_user(Role.OFFICE), reporting_round=made)

    posted = {**SAID, "progress": "又完成一项", "opened": draft.pk, "version": draft.version}
    response = client.post("/tasks/2020-1/report/", {**posted, "action": "submit"})

    assert response.status_code == 409
    assert response.context["form"].round_closed
    assert "又完成一项" in response.content.decode()
    draft.refresh_from_db()
    assert (draft.state, draft.progress) == (ReportState.DRAFT, "又完成一项")

    again = {**posted, "version": draft.version, "action": "outside"}
    assert client.post("/tasks/2020-1/report/", again).status_code == 302
    draft.refresh_from_db()
    assert (draft.state, draft.round) == (ReportState.SUBMITTED, None)


def test_a_form_begun_in_a_round_does_not_slip_outside_when_the_round_is_closed_meanwhile(
    client: Client,
) -> None:
    plan, agency = tracked_plan(), make_agency()
    make_task(plan, 1, lead=agency)
    made = opened(plan)
    client.force_login(make_user(Role.STAFF, agency))
    asked_by = client.get("/tasks/2020-1/report/").context["form"]["asked_by"].value()
    round_close(actor=make_user(Role.OFFICE), reporting_round=made)

    response = client.post("/tasks/2020-1/report/", {**SAID, "asked_by": asked_by, "action": "submit"})

    assert response.status_code == 409
    assert response.context["form"].round_closed
    assert ProgressReport.objects.get().state == ReportState.DRAFT


def test_a_draft_written_anew_after_no_change_was_taken_back_is_a_change(client: Client) -> None:
    plan, agency = tracked_plan(), make_agency()
    task = make_task(plan, 1, lead=agency)
    make_confirmed(task, agency)
    opened(plan)
    client.force_login(make_user(Role.STAFF, agency))
    client.post("/tasks/2020-1/no-change/", {"agency": agency.pk})
    report = ProgressReport.objects.get(no_change=True)
    client.post(f"/reports/{report.pk}/withdraw/", {"version": report.version})
    report.refresh_from_db()

    changed = {**SAID, "opened": report.pk, "version": report.version, "action": "submit"}
    client.post("/tasks/2020-1/report/", changed)

    report.refresh_from_db()
    assert (report.state, report.no_change) == (ReportState.SUBMITTED, False)


def test_no_change_is_shown_as_such_to_whoever_reads_or_reviews_it(client: Client) -> None:
    plan, agency = tracked_plan(), make_agency()
    task = make_task(plan, 1, lead=agency)
    make_confirmed(task, agency)
    made = opened(plan)
    client.force_login(make_user(Role.STAFF, agency))
    before = client.get("/tasks/2020-1/").content.decode()
    client.post("/tasks/2020-1/no-change/", {"agency": agency.pk})
    report = ProgressReport.objects.get(no_change=True)
    client.force_login(make_user(Role.OFFICE))

    assert "chip--no_change" not in before
    for address in ("/review/", "/tasks/2020-1/", f"/reports/{report.pk}/", f"/rounds/{made.pk}/"):
        assert "chip--no_change" in client.get(address).content.decode(), address
