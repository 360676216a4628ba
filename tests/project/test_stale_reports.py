"""Nobody takes a step about a report that they have not read: it is shown, and sent again it is done."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from agencies.models import AuditEntry
from tasks.models import ProgressReport
from tests.project.stale_reports import REPORT_CASES, WHY, Desk, ReportCase
from tests.seen import FORM

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@dataclass
class Step:
    """The page of a report, opened by who is to take a step."""

    case: ReportCase
    desk: Desk = field(default_factory=Desk)
    client: Client = field(default_factory=Client)
    report: ProgressReport = field(init=False)
    read: str = field(init=False)

    def __post_init__(self) -> None:
        self.report = self.case.made(self.desk)
        self.client.force_login(self.desk.people[self.case.by])
        self.read = self.read_in(self.client.get(f"/reports/{self.report.pk}/").content.decode())

    @property
    def address(self) -> str:
        return f"/reports/{self.report.pk}/{self.case.step}/"

    def read_in(self, page: str) -> str:
        """What the form for the step says to show."""
        form = next(form for form in FORM.findall(page) if f'action="{self.address}"' in form)
        found = re.search(rf'name="{self.case.says}" value="([^"]+)"', form)
        assert found, "it does not say what it shows"
        return found[1]

    def take(self, read: str | None) -> Any:
        """Send the form, as one that shows `read`; None: without a word of it."""
        said = {} if read is None else {self.case.says: read}
        return self.client.post(self.address, {**self.case.sent, **said})

    def refused(self, read: str | None) -> str:
        """The page that answers, where nothing is done."""
        before = AuditEntry.objects.count(), ProgressReport.objects.get().version
        answer = self.take(read)
        assert (AuditEntry.objects.count(), ProgressReport.objects.get().version) == before
        assert answer.status_code == 409
        page: str = answer.content.decode()
        assert 'class="error-summary"' in page
        assert ("reason" not in self.case.sent) or WHY in page, "what was typed is lost"
        return page


CASES = pytest.mark.parametrize("case", REPORT_CASES, ids=lambda case: case.step)


@CASES
@pytest.mark.parametrize("read", [None, "", "无"])
def test_a_form_that_does_not_say_what_it_shows_does_nothing(case: ReportCase, read: str | None) -> None:
    step = Step(case)
    page = step.refused(read)
    assert "表单没有说明您看到的是什么" in page
    assert step.take(step.read_in(page)).status_code == 302


@pytest.mark.parametrize(
    "case", [case for case in REPORT_CASES if case.meanwhile], ids=lambda case: case.step
)
def test_what_changed_meanwhile_is_read_before_it_is_decided(case: ReportCase) -> None:
    step = Step(case)
    assert case.meanwhile
    case.meanwhile(step.report)
    page = step.refused(step.read)
    assert "改过的内容。" in page
    before = AuditEntry.objects.count()
    assert step.take(step.read_in(page)).status_code == 302
    assert AuditEntry.objects.count() > before


@CASES
def test_a_version_that_never_was_is_refused(case: ReportCase) -> None:
    Step(case).refused("2100-01-01T00:00:00+08:00" if case.says == "read" else "999")


SEEN_BY_OTHERS = {Desk.submitted, Desk.completed, Desk.share}


@pytest.mark.parametrize(
    "case", [case for case in REPORT_CASES if case.made in SEEN_BY_OTHERS], ids=lambda case: case.step
)
def test_who_may_not_take_the_step_is_told_that_instead(case: ReportCase) -> None:
    step = Step(case)
    step.client.force_login(step.desk.people["staff" if case.by == "partner" else "partner"])
    before = AuditEntry.objects.count()
    assert step.take(None).status_code == 403
    assert AuditEntry.objects.count() == before
