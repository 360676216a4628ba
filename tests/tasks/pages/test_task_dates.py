"""The page of a task's dates, and the list of open requests."""

import datetime

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.enums import RequestState
from tasks.models import ExtensionRequest, Notice, Task
from tasks.services.due_dates import due_dates_set
from tasks.services.extensions import extension_withdraw
from tasks.services.milestones import milestone_end
from tests.factories import (
    in_days,
    make_milestone,
    make_plan,
    make_request,
    make_task,
    make_user,
    set_due_date,
)
from tests.seen import seen_in, send
from tests.tasks.pages.reading import queries_of, text_of

pytestmark = pytest.mark.django_db

ADDRESS = "/tasks/2020-55/dates/"
DUE, LATER, LATEST = (datetime.date(2099, month, 15) for month in (4, 5, 6))
"""Days that lie ahead."""


@pytest.fixture
def task(agency: Agency) -> Task:
    return make_task(make_plan("2020"), 55, text="起草办法。", lead=agency, due_on=DUE)


def test_the_office_sets_a_date_a_milestone_and_a_wording(desk: Client, task: Task) -> None:
    sent = {"due_on": LATER.isoformat(), "reason": "疫情影响", "document_number": "国知战联办〔2020〕9号"}
    assert send(desk, ADDRESS, "/tasks/2020-55/due-date/", sent).headers["Location"] == ADDRESS
    send(desk, ADDRESS, "/tasks/2020-55/milestones/", {"name": "完成调研", "due_on": DUE.isoformat()})
    send(desk, ADDRESS, "/tasks/2020-55/wording/", {"text": "修订办法。", "document_number": "10号"})
    for address in (ADDRESS, "/tasks/2020-55/"):
        page = text_of(desk, address)
        for shown in (f"原定 {DUE}", LATER.isoformat(), "国知战联办〔2020〕9号", "疫情影响", "完成调研"):
            assert shown in page, (address, shown)
        assert "<del>起草办法。</del>" in page
        assert "<ins>修订办法。</ins>" in page
        assert "已调整" in page
    listed = text_of(desk, "/tasks/")
    assert f"原定 {DUE}" in listed
    assert "已调整" in listed


@pytest.mark.parametrize("step", ["move", "end"])
def test_what_was_typed_about_a_milestone_that_ended_meanwhile_can_be_copied(
    desk: Client, task: Task, step: str
) -> None:
    milestone = make_milestone(task, "完成调研", due_on=DUE)
    address = f"/milestones/{milestone.pk}/{step}/"
    seen = seen_in(text_of(desk, ADDRESS), address)
    milestone_end(actor=make_user(Role.OFFICE), milestone=milestone, reason="不再需要")

    typed = {"due_on": LATER.isoformat(), "reason": "疫情影响，推迟调研。"}
    refused = desk.post(address, {**typed, "seen": seen})

    page = refused.content.decode()
    assert refused.status_code == 409
    assert "您填写的内容" in page
    assert "疫情影响，推迟调研。" in page
    assert (LATER.isoformat() in page) == (step == "move")


def test_what_was_typed_about_a_request_that_was_taken_back_meanwhile_can_be_copied(
    desk: Client, task: Task, agency: Agency
) -> None:
    request = make_request(task, agency, DUE, LATER)
    extension_withdraw(actor=request.asked_by, request=request)

    sent = {"reason": "时间不足，不予延期。", "seen_due_on": DUE.isoformat()}
    refused = desk.post(f"/extensions/{request.pk}/refuse/", sent)

    assert refused.status_code == 409
    assert "时间不足，不予延期。" in refused.content.decode()


def test_a_refusal_keeps_what_was_typed_and_says_why(desk: Client, task: Task) -> None:
    refused = send(desk, ADDRESS, "/tasks/2020-55/due-date/", {"due_on": LATER.isoformat(), "reason": ""})
    assert refused.context["refused"].errors.keys() == {"reason"}
    refused = send(
        desk, ADDRESS, "/tasks/2020-55/wording/", {"text": "修订办法，报批。", "document_number": ""}
    )
    assert "修订办法，报批。" in refused.content.decode()
    refused = send(desk, ADDRESS, "/tasks/2020-55/milestones/", {"name": "完成\0调研"})
    assert refused.context["refused"].errors.keys() == {"name"}
    assert not task.milestones.exists()


def test_a_milestone_is_moved_and_ended(desk: Client, task: Task) -> None:
    milestone = make_milestone(task, "完成调研", due_on=DUE)
    send(
        desk,
        ADDRESS,
        f"/milestones/{milestone.pk}/move/",
        {"due_on": LATER.isoformat(), "reason": "会期推迟"},
    )
    page = text_of(desk, ADDRESS)
    assert f"原定 {DUE}" in page
    assert "会期推迟" in page
    refused = send(desk, ADDRESS, f"/milestones/{milestone.pk}/end/", {"reason": ""})
    assert refused.context["refused"].errors.keys() == {"reason"}
    send(desk, ADDRESS, f"/milestones/{milestone.pk}/end/", {"reason": "不再需要"})
    assert "不再需要" in text_of(desk, ADDRESS)
    assert desk.post(f"/milestones/{milestone.pk}/end/", {"reason": "再次"}).status_code == 409


def asked(task: Task) -> dict[str, object]:
    agency = task.assignments.get().agency_id
    return {"agency": agency, "asked_due_on": LATER.isoformat(), "reason": "征求意见时间较长。"}


def test_an_agency_asks_and_takes_back(own: Client, task: Task) -> None:
    assert "申请延期" in text_of(own, ADDRESS)
    assert own.post("/tasks/2020-55/extension/", asked(task)).headers["Location"] == ADDRESS
    request = ExtensionRequest.objects.get()
    page = text_of(own, ADDRESS)
    assert "征求意见时间较长。" in page
    assert f"/extensions/{request.pk}/withdraw/" in page
    again = own.post("/tasks/2020-55/extension/", asked(task))
    assert again.status_code == 409
    assert str(LATER) in str(again.context["refused"].non_field_errors())
    own.post(f"/extensions/{request.pk}/withdraw/")
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN
    assert "/withdraw/" not in text_of(own, ADDRESS)


def test_after_the_date_nothing_is_offered_and_asking_says_what_to_do(own: Client, task: Task) -> None:
    set_due_date(task, in_days(-1))
    page = text_of(own, ADDRESS)
    assert "/extension/" not in page
    assert "延期须在到期前申请" in page
    refused = own.post("/tasks/2020-55/extension/", asked(task))
    assert "进展填报" in str(refused.context["refused"].non_field_errors())
    assert "征求意见时间较长。" in refused.content.decode()


def test_the_office_finds_a_request_and_grants_it(
    desk: Client, task: Task, agency: Agency, person: User
) -> None:
    request = make_request(task, agency, DUE, LATER, author=person)
    for address in ("/", "/review/"):
        assert "/extensions/" in text_of(desk, address)
    assert f"/dates/#request-{request.pk}" in text_of(desk, "/extensions/")
    sent = {"due_on": LATER.isoformat(), "seen_due_on": DUE.isoformat()}
    desk.post(f"/extensions/{request.pk}/grant/", sent)
    assert f"原定 {DUE}" in text_of(desk, ADDRESS)
    assert "/extensions/" not in text_of(desk, "/review/")
    assert request.asked_by_id in Notice.objects.values_list("recipient", flat=True)


def test_a_date_moved_while_the_page_was_open_is_shown_and_can_then_be_decided(
    desk: Client, task: Task, agency: Agency
) -> None:
    request = make_request(task, agency, DUE, LATER)
    due_dates_set(actor=make_user(Role.OFFICE), tasks=[task], due_on=LATER, reason="统一顺延")
    sent = {"due_on": LATEST.isoformat(), "seen_due_on": DUE.isoformat(), "reason": "同意再延"}
    refused = desk.post(f"/extensions/{request.pk}/grant/", sent)
    assert refused.status_code == 409
    form = refused.context["refused"]
    assert (form["seen_due_on"].value(), form["reason"].value()) == (LATER.isoformat(), "同意再延")
    desk.post(f"/extensions/{request.pk}/grant/", {**sent, "seen_due_on": form["seen_due_on"].value()})
    request.refresh_from_db()
    assert request.state == RequestState.GRANTED


def test_a_day_that_has_passed_shows_what_was_known_then_and_offers_nothing(
    desk: Client, task: Task, agency: Agency
) -> None:
    milestone = make_milestone(task, "完成调研", due_on=DUE)
    milestone_end(actor=make_user(Role.OFFICE), milestone=milestone, reason="不再需要")
    make_request(task, agency, DUE, LATER)
    yesterday = in_days(-1)
    for address in (ADDRESS, "/tasks/2020-55/"):
        page = text_of(desk, f"{address}?as_of={yesterday}")
        assert "完成调研" in page
        assert "不再需要" not in page
        assert "征求意见时间较长。" in page
        for step in ("/move/", "/end/", "/grant/", "/refuse/", "/due-date/", "/milestones/", "/wording/"):
            assert step not in page
    assert "完成调研" not in text_of(desk, f"{ADDRESS}?as_of=2019-12-31")


def test_an_agency_sees_its_own_requests_and_others_see_none(
    client: Client, own: Client, task: Task, agency: Agency
) -> None:
    make_request(task, agency, DUE, LATER)
    assert "2020-55" in text_of(own, "/extensions/")
    for reader in (make_user(Role.VIEWER), make_user(Role.STAFF)):
        client.force_login(reader)
        assert "征求意见时间较长。" not in text_of(client, ADDRESS)
        assert "征求意见时间较长。" not in text_of(client, "/tasks/2020-55/")


def test_a_notice_of_a_request_leads_to_the_task(own: Client, client: Client, task: Task) -> None:
    office = make_user(Role.OFFICE)
    own.post("/tasks/2020-55/extension/", asked(task))
    client.force_login(office)
    assert '"/tasks/2020-55/"' in text_of(client, "/notices/")


def test_the_original_date_stands_beside_the_current_one_in_my_tasks(own: Client, task: Task) -> None:
    set_due_date(task, LATER)
    assert f"原定 {DUE}" in text_of(own, "/my/")


def test_lists_take_as_many_queries_for_one_request_as_for_three(
    desk: Client, task: Task, agency: Agency
) -> None:
    make_request(task, agency, DUE, LATER)
    counts = {queries_of(desk, "/extensions/")}
    for _ in range(2):
        make_request(make_task(task.plan, lead=agency, due_on=DUE), agency, DUE, LATER)
    counts.add(queries_of(desk, "/extensions/"))
    assert len(counts) == 1


def test_who_asks_is_told_that_the_reason_becomes_public(client: Client, task: Task) -> None:
    client.force_login(make_user(Role.STAFF, task.assignments.get().agency))
    assert "获准延期后，理由随新期限一并公开" in text_of(client, ADDRESS)
