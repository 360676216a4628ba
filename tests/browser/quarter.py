"""A plan with six agencies in it, and what their people and the office do in a quarter, page by page."""

from __future__ import annotations

import re
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Page

from agencies.enums import Role
from agencies.models import ReportingPolicy, User
from plans.clock import today
from plans.models import Plan
from tasks.enums import Status
from tests.browser.conftest import SignIn
from tests.browser.people import Person
from tests.factories import in_days, make_agency, make_confirmed, make_plan, make_task, make_user, moment
from tests.factories.files import PDF

PLAN, ROUND = "2026", "第三季度"
PEOPLE = {
    "planning": ("国家发展改革委", "甲一"),
    "education": ("教育部", "乙一"),
    "science": ("科技部", "丙一"),
    "commerce": ("商务部", "丁一"),
    "market": ("市场监管总局", "戊一"),
    "property": ("知识产权局", "己一"),
}
"""By the name that they sign in with: their agency, and what they are called."""


def make_quarter_plan() -> Plan:
    """Ten tasks, tracked for a hundred days, two of them settled twenty days ago.

    | № | who | until, in days | before the quarter |
    |---|---|---|---|
    | 1 | 知识产权局 leads, 教育部 and 科技部 take part | 100 | |
    | 2 | 国家发展改革委 and 市场监管总局 lead | 100 | |
    | 3 | 教育部, 科技部, 商务部, each by its duty | 20 | |
    | 4 | 商务部 | -3 | |
    | 5 | 知识产权局 | -5 | |
    | 6 | 国家发展改革委 | 100 | |
    | 7 | 市场监管总局 | | in progress, 30 % |
    | 8 | 国家发展改革委, 知识产权局, each by its duty | | |
    | 9 | nobody | 100 | |
    | 10 | 教育部 | | completed |
    """
    plan = make_plan(PLAN, year=2026, tracked_from=in_days(-100))
    planning, education, science, commerce, market, property_ = (
        make_agency(name) for name, _person in PEOPLE.values()
    )
    make_task(plan, lead=property_, participating=[education, science], due_on=in_days(100))
    make_task(plan, lead=[planning, market], due_on=in_days(100))
    make_task(plan, by_duty=[education, science, commerce], due_on=in_days(20))
    make_task(plan, lead=commerce, due_on=in_days(-3))
    make_task(plan, lead=property_, due_on=in_days(-5))
    make_task(plan, lead=planning, due_on=in_days(100))
    unchanged = make_task(plan, lead=market)
    make_task(plan, by_duty=[planning, property_])
    make_task(plan, due_on=in_days(100))
    completed = make_task(plan, lead=education)
    make_confirmed(unchanged, market, Status.IN_PROGRESS, 30, when=moment(in_days(-20)))
    make_confirmed(completed, education, Status.COMPLETED, when=moment(in_days(-20)))
    return plan


def make_people() -> dict[str, User]:
    """One person an agency, in 商务部 an approver beside it, and two coordinators."""
    people = {
        username: make_user(Role.STAFF, make_agency(agency), username=username, display_name=name)
        for username, (agency, name) in PEOPLE.items()
    }
    commerce = make_agency("商务部")
    ReportingPolicy.objects.create(agency=commerce, two_person=True)
    people["approver"] = make_user(Role.APPROVER, commerce, username="approver", display_name="丁二")
    people["office"] = make_user(Role.OFFICE, username="office", display_name="统筹员甲")
    people["second"] = make_user(Role.OFFICE, username="second", display_name="统筹员乙")
    return people


@dataclass
class Quarter:
    """The people at their browsers, and the pages that they pass through."""

    site: str
    people: dict[str, User]
    enter: SignIn
    entered: dict[str, Person]
    faults: list[str]
    looks_at_colours: bool

    @classmethod
    def begin(cls, site: str, enter: SignIn, *, looks_at_colours: bool) -> Quarter:
        """The plan is there, and everyone has an account; nobody has signed in yet."""
        make_quarter_plan()
        return cls(site, make_people(), enter, {}, [], looks_at_colours)

    @property
    def names(self) -> list[str]:
        """What people, agencies, the plan, its section and the round are called."""
        called = [person.display_name for person in self.people.values()]
        return [*called, *(agency for agency, _name in PEOPLE.values()), f"{PLAN}计划", ROUND, "1、第1部分"]

    def who(self, username: str) -> Person:
        """This person, signed in."""
        if username not in self.entered:
            self.entered[username] = self.enter(self.people[username])
        return self.entered[username]

    def at(self, username: str, path: str) -> Page:
        """This person opens a page; what is wrong with it is kept."""
        person = self.who(username)
        page = person.sees(path)
        faults = person.accessibility_faults(colours=self.looks_at_colours)
        self.faults += [f"{path} {username}: {fault}" for fault in faults]
        return page

    def says(self, username: str, path: str) -> str:
        """What this person reads on a page."""
        return words(self.at(username, path))

    def wrong(self) -> list[str]:
        """Everything that a page did wrong on the way."""
        return self.faults + [said for person in self.entered.values() for said in person.complaints]

    def open_round(self) -> str:
        """The office asks about all tasks that it asks about by default; gives the page of the round."""
        page = self.at("office", f"/plans/{PLAN}/rounds/")
        page.fill("input[name=name]", ROUND)
        page.fill("input[name=opens_on]", today().isoformat())
        page.fill("input[name=due_on]", in_days(14).isoformat())
        press(page, "form:has(input[name=opens_on]) button")
        return page.url.removeprefix(self.site)

    def report(
        self,
        username: str,
        number: int,
        status: str,
        percent: int | None,
        progress: str,
        *,
        outcome: str = "",
        evidence: str = "",
    ) -> None:
        """This person fills in the form of a task and hands it in."""
        page = self.at(username, f"/tasks/{PLAN}-{number}/report/")
        page.check(f"input[name=status][value={status}]")
        if percent is not None:
            page.fill("input[name=percent]", str(percent))
        page.fill("textarea[name=progress]", progress)
        page.fill("textarea[name=outcome]", outcome)
        if evidence:
            file = FilePayload(name=evidence, mimeType="application/pdf", buffer=PDF)
            page.set_input_files("input[name=evidence]", file)
        press(page, "button[name=action][value=submit]")
        assert page.url == f"{self.site}/my/"

    def fill_row(self, page: Page, number: int, status: str, percent: int | None, progress: str) -> str:
        """A row of the table of the round is filled in and handed in; gives what the row says then."""
        page.select_option(f"#id_t{number}-status", status)
        if percent is not None:
            page.fill(f"#id_t{number}-percent", str(percent))
        page.fill(f"#id_t{number}-progress", progress)
        page.click(f"#t{number}-submit")
        row = page.locator(f"#row-{PLAN}-{number}")
        row.locator("a[href^='/reports/']").wait_for()
        return row.inner_text()

    def chosen(self, username: str, number: int, agency: str) -> Page:
        """This person opens the report of `agency` in the queue of what waits for a decision."""
        page = self.at(username, "/review/")
        follow(page, f"nav[aria-labelledby=queue] a:has-text('{PLAN}-{number} {agency}')")
        return page


def press(page: Page, button: str) -> None:
    """Press a button and wait for the page that it leads to."""
    with page.expect_navigation():
        page.click(button)


follow = press
"""Follow a link."""


def words(page: Page) -> str:
    """What stands on the page."""
    return page.locator("main").inner_text()


def tiles(page: Page) -> dict[str, int]:
    """The totals of the overview, by the filter of the list that each leads to; `all` is the first."""
    found = page.locator("a.tile").evaluate_all(
        "tiles => tiles.map(tile => [tile.href, tile.querySelector('.tile__figure').textContent])"
    )
    names = [re.search(r"(?:status|light|mode)=(\w+)", address) for address, _figure in found]
    return {name[1] if name else "all": int(figure) for name, (_, figure) in zip(names, found, strict=True)}


def agency_rows(page: Page) -> dict[str, str]:
    """The counts of the page of agencies, as they stand in each row."""
    rows = page.locator("section[aria-labelledby=found] tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.children].map(cell => cell.textContent.trim()))"
    )
    return {name: " ".join(cells) for name, *cells in rows}


def lights(page: Page) -> dict[str, str]:
    """The lights of a task list, by the task."""
    rows = page.locator("main tbody tr").evaluate_all(
        "rows => rows.map(row => [row.querySelector('a').textContent, row.querySelector('.light').className])"
    )
    return {task: re.sub(r".*light--", "", name) for task, name in rows}


def answers(page: Page) -> dict[str, str]:
    """What every agency has answered on the page of a round, by agency and task."""
    parts = page.locator("main details.panel").evaluate_all(
        """panels => panels.flatMap(panel => [...panel.querySelectorAll('tbody tr')].map(row =>
            [panel.querySelector('h2').textContent, row.querySelector('a').textContent,
             row.querySelector('.chip').textContent]))"""
    )
    return {f"{agency} {task}": answer for agency, task, answer in parts}
