"""Nobody overwrites on a page what they have not seen: both are shown, and sent again it is done."""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from agencies.models import AuditEntry
from tests.project.stale_forms import CASES, Case, Setting
from tests.project.stale_reports import REPORT_CASES
from tests.project.test_page_api_parity import pages
from tests.seen import seen_in
from tests.tasks.services.test_at_once import at_once

EXEMPT = Path(__file__).parent / "never_stale_pages.txt"


@dataclass
class Form:
    """A form that I opened."""

    client: Client
    setting: Setting
    case: Case
    page: str = field(init=False)
    address: str = field(init=False)
    opened: str = field(init=False)

    def __post_init__(self) -> None:
        self.client.force_login(self.setting.me)
        self.page = self.setting.said(self.case.page)
        self.address = self.setting.said(self.case.to or self.case.page)
        self.opened = self.client.get(self.page).content.decode()

    def send(self, page: str | None = None) -> Any:
        """Send what I filled in, as `page` has it, by default the opened one; "": without what was seen."""
        shown = self.opened if page is None else page
        sent = {self.setting.said(name): self.setting.said(text) for name, text in self.case.sent.items()}
        seen = {"seen": html.unescape(seen_in(shown, self.address))} if shown else {}
        return self.client.post(self.address, {**sent, **seen})


@pytest.mark.any_database
@pytest.mark.django_db
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.route}-{case.sent.get('action', '')}")
def test_what_somebody_else_changed_is_shown_and_not_overwritten(client: Client, case: Case) -> None:
    setting = Setting()
    form = Form(client, setting, case)
    before = AuditEntry.objects.count()
    assert form.send("").status_code == 409, "it is let through without a word of what was seen"
    assert AuditEntry.objects.count() == before

    case.meanwhile(setting)
    before = AuditEntry.objects.count()
    refused = form.send()

    assert refused.status_code == 409
    assert AuditEntry.objects.count() == before
    page = refused.content.decode()
    told = page[page.index('class="error-summary"') :].partition("</div>")[0]
    assert "现行内容" in told
    assert case.now in told
    assert case.by in told
    assert case.typed in page.replace(told, "")
    again = form.send(page)
    assert again.status_code == 302, again.content.decode()
    assert AuditEntry.objects.count() > before


AT_ONCE = {
    "tasks:task_due_date",
    "tasks:milestone_move",
    "tasks:task_light",
    "tasks:thresholds",
    "tasks:round_extend",
    "tasks:plan_assign",
}
"""Forms of which the check is tried under each lock."""


def answered(setting: Setting, case: Case) -> list[int]:
    """What two get that opened the form of `case` and send it at the same moment."""
    forms, found = [Form(Client(), setting, case) for _time in range(2)], []
    assert at_once(*(lambda form=form: found.append(form.send().status_code) for form in forms)) == []
    return sorted(found)


@pytest.mark.django_db(transaction=True)
@pytest.mark.postgresql
def test_of_two_who_saw_the_same_exactly_one_is_done() -> None:
    setting = Setting()
    outcomes = {case.route: answered(setting, case) for case in CASES if case.route in AT_ONCE}
    assert {route: codes for route, codes in outcomes.items() if codes != [302, 409]} == {}


def exempt() -> dict[str, str]:
    """The pages that cannot be stale, or look at what was seen in their own way, with the reason."""
    lines = EXEMPT.read_text(encoding="utf-8").splitlines()
    rows = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    return {page: reason.strip() for page, _blank, reason in rows}


def test_every_page_that_changes_something_is_tried_here_or_says_why_not() -> None:
    tried = {case.route for case in CASES} | {case.route for case in REPORT_CASES}
    assert pages() - tried - exempt().keys() == set(), "pages that may overwrite what was not seen"
    assert exempt().keys() - pages() == set(), "reasons of pages that are gone"
    assert tried & exempt().keys() == set(), "tried, and exempt"
    assert [page for page, reason in exempt().items() if not reason] == []
