"""The report form of a task with milestones: boxes in place of the percent."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.models import Milestone, ProgressReport, Task
from tasks.services.milestones import milestone_add, milestone_end
from tasks.services.wordings import wording_change
from tests.factories import (
    claim,
    confirm,
    make_agency,
    make_milestone,
    make_plan,
    make_report,
    make_round,
    make_task,
    make_user,
)
from tests.tasks.pages.reading import queries_of, text_of
from tests.tasks.pages.writing import form_of, opened, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def milestones(task: Task) -> list[Milestone]:
    return [make_milestone(task) for _ in range(3)]


def ticked(milestones: list[Milestone], *reached: Milestone, **changed: Any) -> dict[str, Any]:
    """What the form sends where these are ticked of those that it offers."""
    keys = ",".join(str(one.pk) for one in milestones)
    return said(offered=keys, claims=[one.pk for one in reached], **changed)


def test_the_boxes_give_the_percent(own: Client, task: Task, milestones: list[Milestone]) -> None:
    page = text_of(own, form_of(task))
    assert 'name="claims"' in page
    assert 'name="percent"' not in page
    own.post(form_of(task), ticked(milestones, *milestones[:2], percent="5", action="submit"))
    report = ProgressReport.objects.get()
    assert (report.percent, report.state) == (66, "submitted")
    assert set(report.claims.values_list("milestone", flat=True)) == {one.pk for one in milestones[:2]}


def test_a_participant_and_a_task_without_milestones_are_asked_for_the_percent(
    client: Client, own: Client, task: Task
) -> None:
    assert 'name="percent"' in text_of(own, form_of(task))
    make_milestone(task)
    client.force_login(make_user(Role.STAFF, make_agency("商务部")))
    assert 'name="percent"' in text_of(client, form_of(task))
    client.post(form_of(task), said(percent="40"))
    assert ProgressReport.objects.get().percent == 40


def test_a_later_report_begins_with_what_was_confirmed(
    own: Client, task: Task, agency: Agency, milestones: list[Milestone]
) -> None:
    report = make_report(task, agency)
    claim(report, milestones[1])
    confirm(report)
    form = own.get(form_of(task)).context["form"]
    assert form["claims"].value() == [milestones[1].pk]


@pytest.mark.parametrize("what", ["added", "ended", "all ended"])
def test_milestones_changed_while_the_form_was_open_are_shown_and_the_text_is_kept(
    own: Client, task: Task, milestones: list[Milestone], what: str
) -> None:
    sent = ticked(milestones, milestones[1], progress="完成了第二步。")
    office = make_user(Role.OFFICE)
    if what == "added":
        milestone_add(actor=office, task=task, name="追加")
    for milestone in {"added": [], "ended": milestones[:1], "all ended": milestones}[what]:
        milestone_end(actor=office, milestone=milestone, reason="不再需要")
    refused = own.post(form_of(task), sent)
    page = refused.content.decode()
    assert refused.context["form"].non_field_errors()
    assert "完成了第二步。" in page
    assert not ProgressReport.objects.exists()
    now = list(Milestone.objects.current().filter(task=task))
    assert ('name="offered"' in page) == bool(now)
    reached = [milestones[1]] if milestones[1] in now else []
    again = ticked(now, *reached, progress="完成了第二步。") if now else said()
    assert own.post(form_of(task), again).status_code == 302


def test_of_two_who_tick_at_once_the_second_sees_what_the_first_ticked(
    own: Client, task: Task, milestones: list[Milestone]
) -> None:
    own.post(form_of(task), ticked(milestones, milestones[0]))
    report = ProgressReport.objects.get()
    own.post(form_of(task), ticked(milestones, milestones[1], **opened(report)))
    refused = own.post(form_of(task), ticked(milestones, milestones[2], **opened(report)))
    assert refused.status_code == 409
    rows = {row.field.name: row for row in refused.context["form"].rows()}
    assert (rows["claims"].differs, rows["claims"].saved) == (True, "节点2")
    assert "percent" not in rows


def test_a_reviewer_sees_what_is_claimed_and_what_was_confirmed_before(
    client: Client, task: Task, agency: Agency, milestones: list[Milestone]
) -> None:
    before = make_report(task, agency)
    claim(before, milestones[0])
    confirm(before)
    report = make_report(task, agency)
    claim(report, *milestones[:2])
    later = make_milestone(task, "后来的节点", set_on=timezone.localdate() + datetime.timedelta(days=1))
    client.force_login(make_user(Role.OFFICE))
    for address in (f"/reports/{report.pk}/", "/review/"):
        rows = client.get(address).context["sheet"].claims
        assert [(row.milestone.name, row.is_claimed, row.was_confirmed) for row in rows] == [
            ("节点1", True, True),
            ("节点2", True, False),
            ("节点3", False, False),
        ], f"{later} was set after it was handed in"


def test_the_table_of_a_round_asks_for_milestones_too(own: Client, agency: Agency, person: User) -> None:
    today = timezone.localdate()
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    task, plain = make_task(plan, 1, lead=agency), make_task(plan, 2, lead=agency)
    milestones = [make_milestone(task), make_milestone(task)]
    made = make_round(plan, [task, plain], opens_on=today, due_on=today)
    address = f"/rounds/{made.pk}/fill/"
    page = text_of(own, address)
    assert 'name="t1-claims"' in page
    assert 'name="t1-percent"' not in page
    assert 'name="t2-percent"' in page
    keys = ",".join(str(one.pk) for one in milestones)
    sent = {"t1-status": "in_progress", "t1-progress": "完成调研。", "t1-offered": keys}
    own.post(address, {**sent, "t1-claims": [milestones[0].pk]})
    report = ProgressReport.objects.get()
    assert (report.percent, report.created_by) == (50, person)
    own.post(address, {**sent, "t1-opened": report.pk, "t1-version": report.version})
    report.refresh_from_db()
    assert (report.percent, report.claims.count()) == (0, 0)


def test_the_table_takes_as_many_queries_for_one_milestone_as_for_many(own: Client, agency: Agency) -> None:
    today = timezone.localdate()
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    tasks = [make_task(plan, lead=agency) for _ in range(3)]
    made = make_round(plan, tasks, opens_on=today, due_on=today)
    counts = set()
    for task in tasks:
        make_milestone(task)
        report = make_report(task, agency)
        claim(report, make_milestone(task))
        confirm(report)
        counts.add(queries_of(own, f"/rounds/{made.pk}/fill/"))
    assert len(counts) == 1


def test_whoever_reports_or_reviews_reads_the_adjusted_wording_beside_the_printed_one(
    client: Client, own: Client, task: Task, agency: Agency
) -> None:
    wording_change(actor=make_user(Role.OFFICE), task=task, text="修订办法。", document_number="9号")
    report = make_report(task, agency)
    pages = [text_of(own, f"/reports/{report.pk}/")]
    report.delete()
    pages.append(text_of(own, form_of(task)))
    make_report(task, agency)
    client.force_login(make_user(Role.OFFICE))
    pages.append(text_of(client, "/review/"))
    for page in pages:
        assert "<ins>修订办法。</ins>" in page
        assert f"<del>{task.text}</del>" in page
