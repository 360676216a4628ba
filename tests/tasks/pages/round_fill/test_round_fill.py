"""Many reports of a round in one table: each row for itself, and no text lost in any other."""

from __future__ import annotations

import pytest
from django.test import Client

from agencies.models import Agency
from plans.models import Plan
from tasks.enums import ReportState, Status
from tasks.models import ProgressReport
from tests.factories import (
    make_confirmed,
    make_report,
    make_task,
    return_,
)
from tests.tasks.pages.reading import HTMX, queries_of
from tests.tasks.pages.round_fill.filling import asked, row_of, table, typed

pytestmark = pytest.mark.django_db


def test_every_row_begins_with_what_was_last_confirmed(own: Client, agency: Agency, plan: Plan) -> None:
    fresh, known, sent_back = (make_task(plan, number, lead=agency) for number in (1, 2, 3))
    make_confirmed(known, agency, percent=60)
    return_(make_report(sent_back, agency, progress="写得太短"), reason="请写明进展。")
    made = asked(plan, [fresh, known, sent_back])

    answer = own.get(table(made))

    starts = {number: row_of(answer, number).form.initial for number in (1, 2, 3)}
    assert "status" not in starts[1]
    assert starts[2]["percent"] == 60
    assert starts[3]["progress"] == "写得太短"
    page = answer.content.decode()
    assert "请写明进展。" in page
    assert page.count('value="no_change"') == 1


def test_a_row_is_handed_in_and_shown_as_such_while_the_text_of_others_stays(
    own: Client, agency: Agency, plan: Plan
) -> None:
    tasks = [make_task(plan, number, lead=agency) for number in (1, 2)]
    made = asked(plan, tasks)

    answer = own.post(
        f"{table(made)}2020-1/",
        {**typed(1), **typed(2, status="", percent="", progress="还没写完"), "action": "submit"},
    )

    report = ProgressReport.objects.get()
    assert (report.state, report.round, report.task) == (ReportState.SUBMITTED, made, tasks[0])
    assert row_of(answer, 1).form is None
    assert f"/reports/{report.pk}/" in answer.content.decode()
    other = row_of(answer, 2).form
    assert (other["progress"].value(), other.errors) == ("还没写完", {})
    assert (answer.context["fill"].done, len(answer.context["fill"].rows)) == (1, 2)


def test_htmx_gets_its_row_alone_with_the_new_count(own: Client, agency: Agency, plan: Plan) -> None:
    made = asked(plan, [make_task(plan, number, lead=agency) for number in (1, 2)])

    answer = own.post(f"{table(made)}2020-1/", {**typed(1), "action": "submit"}, headers=HTMX)

    text = answer.content.decode()
    assert text.startswith('<tr id="row-2020-1"')
    assert "row-2020-2" not in text
    assert 'hx-swap-oob="true"' in text


def test_errors_stand_at_the_field_of_their_row(own: Client, agency: Agency, plan: Plan) -> None:
    made = asked(plan, [make_task(plan, number, lead=agency) for number in (1, 2)])

    sent = {**typed(1), **typed(2, status="in_progress", percent="140", progress=""), "action": "submit"}
    answer = own.post(f"{table(made)}2020-2/", sent)

    assert set(row_of(answer, 2).form.errors) == {"percent", "progress"}
    assert row_of(answer, 1).form.errors == {}
    assert not ProgressReport.objects.exists()
    text, field = answer.content.decode(), row_of(answer, 2).form["percent"]
    assert text.count('<a href="#') == 2, "a line above the table for each"
    assert f'<a href="#{field.id_for_label}">2020-2 · 完成比例：' in text


def test_a_row_that_says_too_little_is_kept_as_a_draft(own: Client, agency: Agency, plan: Plan) -> None:
    made = asked(plan, [make_task(plan, 1, lead=agency)])

    answer = own.post(f"{table(made)}2020-1/", {**typed(1, progress=""), "action": "submit"}, headers=HTMX)

    form = answer.context["shown"].form
    assert set(form.errors) == {"progress"}
    draft = ProgressReport.objects.get()
    assert draft.state == ReportState.DRAFT
    assert (form["opened"].value(), form["version"].value()) == (str(draft.pk), str(draft.version))


def test_no_change_is_one_click_and_never_swallows_what_was_typed(
    own: Client, agency: Agency, plan: Plan
) -> None:
    task = make_task(plan, 1, lead=agency)
    make_confirmed(task, agency, percent=60)
    made = asked(plan, [task])
    start = row_of(own.get(table(made)), 1).form.initial

    changed = typed(1, **{**start, "progress": "其实有进展"})
    refused = own.post(f"{table(made)}2020-1/", {**changed, "action": "no_change"}, headers=HTMX)
    assert "其实有进展" in refused.content.decode()
    assert not ProgressReport.objects.filter(round=made).exists()

    untouched = {**typed(1, **start), "action": "no_change"}
    own.post(f"{table(made)}2020-1/", untouched, headers=HTMX)
    report = ProgressReport.objects.get(round=made)
    assert (report.no_change, report.state, report.percent) == (True, ReportState.SUBMITTED, 60)


def test_all_changed_rows_are_saved_at_once_and_a_wrong_one_stops_no_other(
    own: Client, agency: Agency, plan: Plan
) -> None:
    made = asked(plan, [make_task(plan, number, lead=agency) for number in (1, 2, 3)])
    empty = typed(3, status="", percent="", progress="")

    answer = own.post(table(made), {**typed(1), **typed(2, percent="-3"), **empty})

    assert ProgressReport.objects.get().task.number == 1
    assert set(row_of(answer, 2).form.errors) == {"percent"}
    assert row_of(answer, 3).form.errors == {}
    saved = row_of(answer, 1).form
    again = {**typed(1, opened=saved["opened"].value(), version=saved["version"].value()), **typed(2)}
    assert own.post(table(made), again).headers["Location"] == f"{table(made)}?agency={agency.pk}"
    assert ProgressReport.objects.count() == 2


def test_huge_text_is_kept_and_a_null_character_is_pointed_at(
    own: Client, agency: Agency, plan: Plan
) -> None:
    made = asked(plan, [make_task(plan, 1, lead=agency)])
    wrong = own.post(f"{table(made)}2020-1/", typed(1, progress="\0"), headers=HTMX)
    assert set(wrong.context["shown"].form.errors) == {"progress"}

    text = "开展专项行动。" * 20_000
    own.post(f"{table(made)}2020-1/", typed(1, progress=text), headers=HTMX)

    assert ProgressReport.objects.get().progress == text


def test_only_what_is_to_do_can_be_shown(own: Client, agency: Agency, plan: Plan) -> None:
    tasks = [make_task(plan, number, lead=agency) for number in (1, 2)]
    made = asked(plan, tasks)
    report = make_report(tasks[0], agency)
    report.round = made
    report.save()

    shown = own.get(f"{table(made)}?show=to_do").context["rows"]

    assert [one.row.task.number for one in shown] == [2]


@pytest.mark.parametrize("rows", [1, 57])
def test_the_number_of_queries_does_not_grow_with_the_rows(
    own: Client, agency: Agency, plan: Plan, rows: int
) -> None:
    tasks = [make_task(plan, number, lead=agency) for number in range(1, rows + 1)]
    for task in tasks[::2]:
        make_confirmed(task, agency, Status.IN_PROGRESS)
    made = asked(plan, tasks)

    assert queries_of(own, table(made)) == 14


def test_a_table_of_over_a_hundred_tasks_can_be_sent_as_one_form(
    own: Client, agency: Agency, plan: Plan
) -> None:
    made = asked(plan, [make_task(plan, 1, lead=agency)])
    sent = {name: value for number in range(1, 120) for name, value in typed(number).items()}
    assert len(sent) > 1000

    assert own.post(table(made), sent).status_code == 302
    assert ProgressReport.objects.count() == 1


def test_a_row_that_needs_more_than_the_table_offers_is_kept_and_leads_to_the_whole_form(
    own: Client, agency: Agency, plan: Plan
) -> None:
    made = asked(plan, [make_task(plan, 1, lead=agency)])
    done = typed(1, status="completed", percent="100", outcome="办法已印发。")

    answer = own.post(f"{table(made)}2020-1/", {**done, "action": "submit"}, headers=HTMX)

    assert set(answer.context["shown"].form.errors) == {"evidence"}
    assert f"/tasks/2020-1/report/?agency={agency.pk}#evidence" in answer.content.decode()
    assert ProgressReport.objects.get().state == ReportState.DRAFT
