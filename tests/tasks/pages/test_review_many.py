from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport
from tasks.views import review_queue
from tests.factories import confirm, make_report, make_task
from tests.tasks.pages.reading import HTMX, in_place, text_of

pytestmark = pytest.mark.django_db


def ticked(*reports: ProgressReport) -> dict[str, list[str]]:
    return {"reports": [f"{report.pk}:{report.version}" for report in reports]}


def listed(desk: Client, query: str = "") -> list[int]:
    return [row.report.pk for row in desk.get(f"/review/many/{query}").context["page"]]


def test_it_lists_what_is_undisputed_the_oldest_first(desk: Client, agency: Agency) -> None:
    first, second = (make_report(make_task(lead=agency), agency) for _ in range(2))
    make_report(make_task(lead=agency), agency, status=Status.COMPLETED)
    make_report(make_task(lead=agency), agency, problem="需要协调")

    assert listed(desk) == [first.pk, second.pk]


def test_it_does_not_ask_for_a_claim_which_none_of_them_makes(desk: Client, agency: Agency) -> None:
    report = make_report(make_task(lead=agency), agency)

    assert listed(desk, "?claim=completed") == [report.pk]
    assert 'name="claim"' not in text_of(desk, "/review/many/")


def test_only_what_a_page_shows_is_read_however_many_wait(
    desk: Client, agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(review_queue, "AT_ONCE", 2)
    reports = [make_report(make_task(lead=agency), agency) for _ in range(5)]
    with CaptureQueriesContext(connection) as queries:
        pages = [listed(desk, f"?page={number}") for number in (1, 2, 3)]
    assert pages == [[report.pk for report in reports[at : at + 2]] for at in (0, 2, 4)]
    read = [one["sql"] for one in queries if '"tasks_progressreport"."progress"' in one["sql"]]
    assert [" LIMIT " in sql for sql in read] == [True, True, True]


def test_nothing_is_ticked_until_somebody_ticks_it(desk: Client, agency: Agency) -> None:
    make_report(make_task(lead=agency), agency)

    assert " checked" not in text_of(desk, "/review/many/")
    assert text_of(desk, "/review/many/?all=1").count(" checked") == 1


def test_the_ticked_ones_are_confirmed_and_the_others_stay(desk: Client, agency: Agency) -> None:
    reports = [make_report(make_task(lead=agency), agency) for _ in range(3)]

    answer = desk.post("/review/many/", ticked(*reports[:2]), follow=True)

    assert "已核定 2 份填报" in answer.content.decode()
    assert listed(desk) == [reports[2].pk]


def test_what_was_decided_meanwhile_is_named(desk: Client, agency: Agency) -> None:
    gone, left = (make_report(make_task(lead=agency), agency) for _ in range(2))
    sent = ticked(gone, left)
    confirm(gone)

    page = desk.post("/review/many/", sent, follow=True).content.decode()

    assert f"{gone.task.reference} 未核定：现为“已核定”" in page
    assert ProgressReport.objects.get(pk=left.pk).state == ReportState.CONFIRMED


@pytest.mark.parametrize("sent", ["", "x", "1", "1:", ":1", "1:x", "9" * 30 + ":1", "\0:1", "１:1:1"])
def test_what_no_page_sends_changes_nothing(desk: Client, agency: Agency, sent: str) -> None:
    report = make_report(make_task(lead=agency), agency)

    answer = desk.post("/review/many/", {"reports": [sent] if sent else []})

    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert ProgressReport.objects.get(pk=report.pk).state == ReportState.SUBMITTED


def test_the_filters_of_the_queue_narrow_it_down(desk: Client, agency: Agency) -> None:
    one, other = (make_report(make_task(lead=agency), agency) for _ in range(2))

    assert listed(desk, f"?plan={one.task.plan.code}") == [one.pk]
    assert listed(desk, "?plan=nope") == []
    assert f"?plan={other.task.plan.code}" in text_of(desk, f"/review/?plan={other.task.plan.code}")


def test_many_are_confirmed_in_place_and_what_came_of_it_is_said(desk: Client, agency: Agency) -> None:
    gone, confirmed, left = (make_report(make_task(lead=agency), agency) for _ in range(3))
    assert " checked" in in_place(desk, f"/review/many/?all=1&agency={agency.pk}", "many")
    sent = ticked(gone, confirmed)
    confirm(gone)

    refused = desk.post("/review/many/", {}, headers=HTMX)
    done = desk.post(f"/review/many/?agency={agency.pk}", sent, headers=HTMX)
    after = desk.get(done["Location"], headers=HTMX).content.decode()

    assert (refused["HX-Retarget"], refused["HX-Push-Url"]) == ("#many", "false")
    assert "error-summary" in refused.content.decode()
    assert done["Location"] == f"/review/many/?agency={agency.pk}"
    assert 'id="messages" hx-swap-oob="innerHTML"><ul' in after
    assert f"{gone.task.reference} 未核定" in after
    assert f'value="{left.pk}:{left.version}"' in after
    assert f'value="{confirmed.pk}:' not in after


def test_whoever_ticked_nothing_is_told_so_in_their_own_language(desk: Client) -> None:
    page = desk.post("/review/many/", {}).content.decode()
    assert "进展填报：请至少勾选一份填报。" in page
    assert "Reports" not in page
