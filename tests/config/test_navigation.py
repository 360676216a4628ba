import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from agencies.enums import AgencyKind, Role
from config.navigation import ACCOUNT, MAIN
from tasks.enums import Status
from tests.factories import make_agency, make_confirmed, make_plan, make_report, make_task, make_user

pytestmark = pytest.mark.django_db

EVERYONE = ["tasks:overview", "tasks:task_list", "tasks:agency_list", "plans:plan_list"]


@pytest.mark.parametrize(
    ("role", "own"),
    [
        (Role.STAFF, ["tasks:my_tasks"]),
        (Role.APPROVER, ["tasks:my_tasks"]),
        (Role.OFFICE, ["tasks:review_queue"]),
        (Role.VIEWER, []),
    ],
)
def test_the_head_leads_only_where_the_role_may_go(client: Client, role: Role, own: list[str]) -> None:
    client.force_login(make_user(role))

    entries = client.get(reverse("agencies:account")).context["navigation"]

    assert [entry.url for entry in entries] == [reverse(view) for view in [*EVERYONE, *own]]


@pytest.mark.parametrize("role", Role)
def test_only_the_office_is_led_to_the_audit(client: Client, role: Role) -> None:
    client.force_login(make_user(role))

    entries = client.get(reverse("agencies:account")).context["account_navigation"]

    assert (reverse("agencies:audit_list") in [entry.url for entry in entries]) == (role == Role.OFFICE)


def test_the_page_one_is_on_is_marked(client: Client) -> None:
    client.force_login(make_user(Role.OFFICE))

    entries = client.get(reverse("agencies:audit_list")).context["account_navigation"]

    assert [entry.url for entry in entries if entry.current == "page"] == [reverse("agencies:audit_list")]


@pytest.mark.parametrize(
    ("address", "led_by"),
    [
        ("/tasks/2020-1/light/", "tasks:task_list"),
        ("/plans/2020/rounds/", "plans:plan_list"),
        ("/plans/2020/since/", "plans:plan_list"),
        ("/review/many/", "tasks:review_queue"),
    ],
)
def test_the_page_behind_a_list_marks_the_list(client: Client, address: str, led_by: str) -> None:
    make_task(make_plan("2020"))
    client.force_login(make_user(Role.OFFICE))

    page = client.get(address).content.decode()

    assert f'href="{reverse(led_by)}" aria-current="true"' in page


@pytest.mark.parametrize(
    ("address", "led"),
    [
        ("/plans/2020/", ["/plans/"]),
        ("/plans/2020/rounds/", ["/plans/", "/plans/2020/"]),
        ("/plans/2020/since/", ["/plans/", "/plans/2020/"]),
        (
            "/plans/2020/trend/?as_of=2020-06-01",
            ["/plans/?as_of=2020-06-01", "/plans/2020/?as_of=2020-06-01"],
        ),
        ("/tasks/2020-1/light/", ["/tasks/", "/tasks/2020-1/"]),
        ("/thresholds/", ["/"]),
        ("/account/sessions/", ["/account/"]),
    ],
)
def test_a_breadcrumb_begins_in_the_head_and_goes_down_to_the_page(
    client: Client, address: str, led: list[str]
) -> None:
    make_task(make_plan("2020"))
    client.force_login(make_user(Role.OFFICE))

    page = client.get(address).content.decode()

    [breadcrumb] = re.findall(r'<nav class="breadcrumb".*?</nav>', page, re.S)
    assert re.findall(r'href="([^"]*)"', breadcrumb) == led


def test_a_form_that_was_refused_stays_behind_the_list_of_its_page(client: Client) -> None:
    make_plan("2020")
    client.force_login(make_user(Role.OFFICE))

    page = client.post("/plans/2020/reading/").content.decode()

    assert 'href="/plans/" aria-current="true"' in page
    [breadcrumb] = re.findall(r'<nav class="breadcrumb".*?</nav>', page, re.S)
    assert re.findall(r'href="([^"]*)"', breadcrumb) == ["/plans/", "/plans/2020/"]


@pytest.mark.parametrize(
    ("reader", "led_by"),
    [("own", "tasks:my_tasks"), ("other", "tasks:task_list"), ("office", "tasks:task_list")],
)
def test_a_report_marks_one_s_own_tasks_only_to_whose_it_is(client: Client, reader: str, led_by: str) -> None:
    agency = make_agency()
    task = make_task(make_plan("2020"), lead=agency)
    report = make_confirmed(task, agency, Status.IN_PROGRESS, percent=40).report
    role = Role.OFFICE if reader == "office" else Role.STAFF
    client.force_login(make_user(role, {"own": agency, "other": make_agency()}.get(reader)))

    page = client.get(f"/reports/{report.pk}/").content.decode()

    marked = re.findall(r'class="site-nav__link" href="([^"]*)" aria-current="true"', page)
    assert marked == [reverse(led_by)]


def test_the_office_finds_a_collective_s_report_behind_the_tasks(client: Client) -> None:
    """It reports for the collective, and has no tasks of its own."""
    collective = make_agency(kind=AgencyKind.COLLECTIVE)
    report = make_report(make_task(make_plan("2020"), lead=collective), collective)
    client.force_login(make_user(Role.OFFICE))

    page = client.get(f"/reports/{report.pk}/").content.decode()

    assert re.findall(r'class="site-nav__link" href="([^"]*)" aria-current="true"', page) == ["/tasks/"]


@pytest.mark.parametrize("address", ["/review/", "/extensions/"])
def test_what_staff_decide_lies_behind_their_own_tasks(client: Client, address: str) -> None:
    client.force_login(make_user(Role.STAFF, make_agency()))

    page = client.get(address).content.decode()

    assert f'href="{reverse("tasks:my_tasks")}" aria-current="true"' in page


@pytest.mark.parametrize(("address", "mark"), [("/review/", "page"), ("/extensions/", "true")])
def test_the_office_decides_behind_the_review_only(client: Client, address: str, mark: str) -> None:
    agency = make_agency()
    make_report(make_task(make_plan("2020"), lead=agency), agency)
    client.force_login(make_user(Role.OFFICE, make_agency()))

    page = client.get(address).content.decode()

    marked = re.findall(r'class="site-nav__link" href="([^"]*)" aria-current="([^"]*)"', page)
    assert marked == [(reverse("tasks:review_queue"), mark)]


def test_what_lies_behind_lists_are_pages_that_there_are() -> None:
    known = {
        f"{space}:{name}"
        for space, (_prefix, resolver) in get_resolver().namespace_dict.items()
        for name in resolver.reverse_dict
        if isinstance(name, str)
    }

    assert {page for one in (*MAIN, *ACCOUNT) for page in (one.view, *one.behind)} <= known


def test_strangers_get_no_navigation(client: Client) -> None:
    assert "site-nav" not in client.get(reverse("agencies:login")).content.decode()
