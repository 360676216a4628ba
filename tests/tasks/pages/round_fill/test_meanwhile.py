"""The table of a round while others act: colleagues, the office, another lead."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from agencies.enums import AgencyKind, Role
from agencies.models import Agency, ReportingPolicy, User
from plans.models import Plan
from tasks.enums import ReportState
from tasks.models import ProgressReport
from tasks.services.consolidation import consolidation_take
from tasks.services.rounds import round_close
from tests.factories import (
    confirm,
    make_agency,
    make_assignment,
    make_plan,
    make_report,
    make_task,
    make_user,
)
from tests.tasks.pages.reading import HTMX, text_of
from tests.tasks.pages.round_fill.filling import asked, row_of, table, typed

pytestmark = pytest.mark.django_db


def test_a_row_saved_by_a_colleague_meanwhile_shows_both_texts(
    own: Client, agency: Agency, plan: Plan
) -> None:
    task = make_task(plan, 1, lead=agency)
    draft = make_report(task, agency, ReportState.DRAFT, progress="原文", percent=40)
    made = asked(plan, [task])
    opened = {"opened": draft.pk, "version": draft.version}
    own.post(f"{table(made)}2020-1/", typed(1, progress="同事先保存的", **opened), headers=HTMX)

    answer = own.post(f"{table(made)}2020-1/", typed(1, progress="我后保存的", **opened), headers=HTMX)

    page = answer.content.decode()
    assert "同事先保存的" in page
    assert "我后保存的" in page
    assert ProgressReport.objects.get().progress == "同事先保存的"
    form = answer.context["shown"].form
    again = typed(1, progress="合并的", opened=form["opened"].value(), version=form["version"].value())
    own.post(f"{table(made)}2020-1/", again, headers=HTMX)
    assert ProgressReport.objects.get().progress == "合并的"


def test_a_row_handed_in_by_a_colleague_keeps_what_was_typed_and_offers_no_button(
    own: Client, agency: Agency, plan: Plan
) -> None:
    task = make_task(plan, 1, lead=agency)
    made = asked(plan, [task])
    own.post(f"{table(made)}2020-1/", {**typed(1), "action": "submit"})

    answer = own.post(f"{table(made)}2020-1/", typed(1, progress="还想补充"), headers=HTMX)

    page = answer.content.decode()
    assert "还想补充" in page
    assert 'name="action"' not in page
    assert f"/reports/{ProgressReport.objects.get().pk}/" in page


def test_a_draft_begun_after_the_answer_is_not_shown_as_handed_in(
    own: Client, agency: Agency, plan: Plan
) -> None:
    task = make_task(plan, 1, lead=agency)
    made = asked(plan, [task])
    own.post(f"{table(made)}2020-1/", {**typed(1, progress="已经提交的"), "action": "submit"})
    sent = ProgressReport.objects.get()
    confirm(sent)
    make_report(task, agency, ReportState.DRAFT, progress="还没提交的")

    row = text_of(own, table(made)).split("row-2020-1")[1]

    assert "已经提交的" in row
    assert "还没提交的" not in row
    assert f"/reports/{sent.pk}/" in row
    assert "/tasks/2020-1/report/" in row


def test_a_round_closed_while_the_table_was_open_keeps_the_row_as_a_draft(
    own: Client, agency: Agency, plan: Plan
) -> None:
    made = asked(plan, [make_task(plan, 1, lead=agency)])
    opened = own.get(table(made)).context["rows"][0].form
    round_close(actor=make_user(Role.OFFICE), reporting_round=made)

    sent = typed(1, asked_by=opened["asked_by"].value())
    answer = own.post(f"{table(made)}2020-1/", {**sent, "action": "submit"}, headers=HTMX)

    draft = ProgressReport.objects.get()
    assert (draft.state, draft.progress) == (ReportState.DRAFT, "起草了办法。")
    form = answer.context["shown"].form
    assert form.round_closed
    assert 'value="outside"' in answer.content.decode()
    again = typed(1, opened=form["opened"].value(), version=form["version"].value())
    own.post(f"{table(made)}2020-1/", {**again, "action": "outside"}, headers=HTMX)
    draft.refresh_from_db()
    assert (draft.state, draft.round) == (ReportState.SUBMITTED, None)


def test_an_agency_with_two_pairs_of_eyes_hands_in_to_its_approver(
    own: Client, agency: Agency, plan: Plan
) -> None:
    ReportingPolicy.objects.create(agency=agency, two_person=True)
    made = asked(plan, [make_task(plan, 1, lead=agency)])

    answer = own.post(f"{table(made)}2020-1/", {**typed(1), "action": "submit"})

    assert ProgressReport.objects.get().state == ReportState.PENDING_APPROVAL
    assert row_of(answer, 1).form is None


def test_a_row_of_another_agency_is_not_there_and_a_table_of_one_refused(
    own: Client, agency: Agency, plan: Plan
) -> None:
    other = make_agency("商务部")
    made = asked(plan, [make_task(plan, 1, lead=agency), make_task(plan, 2, lead=other)])

    assert own.post(f"{table(made)}2020-2/", typed(2)).status_code == 404
    assert own.post(f"{table(made)}2020-1/?agency={other.pk}", typed(1)).status_code == 403
    assert own.get(f"{table(made)}?agency={other.pk}").status_code == 403
    assert not ProgressReport.objects.exists()


def test_text_is_kept_where_the_agency_lost_the_task_meanwhile(
    own: Client, agency: Agency, plan: Plan
) -> None:
    task = make_task(plan, 1, lead=agency)
    made = asked(plan, [task])
    task.assignments.update(in_force_until=timezone.now())

    answer = own.post(f"{table(made)}2020-1/?agency={agency.pk}", typed(1, progress="写好了"))

    assert answer.status_code == 403
    assert "写好了" in answer.content.decode()
    assert not ProgressReport.objects.exists()


def test_the_office_fills_in_what_a_collective_is_asked_and_does_not_confirm_it(
    client: Client, plan: Plan
) -> None:
    collective = make_agency("联席会议成员单位", kind=AgencyKind.COLLECTIVE)
    task = make_task(plan, 1, lead=collective)
    made, office = asked(plan, [task]), make_user(Role.OFFICE)
    client.force_login(office)
    assert f"{table(made)}?agency={collective.pk}" in client.get(f"/rounds/{made.pk}/").content.decode()

    client.post(f"{table(made)}2020-1/?agency={collective.pk}", {**typed(1), "action": "submit"})

    report = ProgressReport.objects.get(round=made, agency=collective)
    assert client.post(f"/reports/{report.pk}/confirm/", {"version": report.version}).status_code == 403
    client.force_login(make_user(Role.OFFICE))
    assert client.post(f"/reports/{report.pk}/confirm/", {"version": report.version}).status_code == 302


def test_somebody_signed_out_gets_no_page_to_sign_in_in_place_of_the_row(client: Client, plan: Plan) -> None:
    made = asked(plan, [make_task(plan, 1, lead=make_agency())])

    assert client.post(f"{table(made)}2020-1/", typed(1), headers=HTMX).status_code == 401


def test_a_part_that_ended_before_the_round_is_no_row(own: Client, agency: Agency, person: User) -> None:
    plan = make_plan("2021", tracked_from=datetime.date(2020, 1, 1))
    kept, lost = make_task(plan, 1, lead=agency), make_task(plan, 2)
    make_assignment(lost, agency, in_force_until=timezone.now() - datetime.timedelta(days=2))
    made = asked(plan, [kept, lost])

    assert [one.row.task for one in own.get(table(made)).context["rows"]] == [kept]


def test_a_row_that_another_lead_consolidates_is_refused_with_its_text(
    own: Client, agency: Agency, plan: Plan
) -> None:
    other = make_agency("商务部")
    task = make_task(plan, 1, lead=[agency, other])
    made = asked(plan, [task])
    consolidation_take(actor=make_user(Role.STAFF, other), task=task, agency=other)

    answer = own.post(f"{table(made)}2020-1/", typed(1, progress="我们也在写"), headers=HTMX)

    page = answer.content.decode()
    assert "我们也在写" in page
    assert "商务部" in page
    assert f"/tasks/2020-1/report/?agency={agency.pk}" in page
    assert not ProgressReport.objects.exists()
