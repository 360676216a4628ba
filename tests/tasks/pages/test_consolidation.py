"""Who of several leads consolidates, on the pages where that matters."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest
from django.test import Client

from agencies.enums import Role
from agencies.models import Agency, User
from tasks.enums import AssignmentRole
from tasks.models import Consolidation, ProgressReport, Task
from tasks.services.consolidation import consolidation_take, holder_of
from tests.factories import make_agency, make_assignment, make_report, make_task, make_user, return_
from tests.tasks.pages.reading import as_user
from tests.tasks.pages.writing import form_of, opened, said

pytestmark = pytest.mark.django_db


class Joint(NamedTuple):
    """A task of two leads, somebody of each, and both their browsers."""

    task: Task
    first: Agency
    second: Agency
    one: User
    own: Client
    theirs: Client


@pytest.fixture
def joint() -> Joint:
    first, second = make_agency("中央宣传部"), make_agency("知识产权局")
    task = make_task(lead=[first, second])
    one, two = make_user(Role.STAFF, first, display_name="甲"), make_user(Role.STAFF, second)
    return Joint(task, first, second, one, as_user(one), as_user(two))


def page_of(task: Task) -> str:
    return f"/tasks/{task.reference}/consolidation/"


def held_by_first(joint: Joint) -> Consolidation:
    return consolidation_take(actor=joint.one, task=joint.task, agency=joint.first)


def holder(task: Task) -> Agency | None:
    held = holder_of(task)
    return held.agency if held else None


def test_a_lead_takes_a_free_task_in_hand_and_goes_on_to_its_report(joint: Joint) -> None:
    answer = joint.own.post(f"{page_of(joint.task)}take/")

    assert answer.headers["Location"] == form_of(joint.task)
    assert holder(joint.task) == joint.first


@pytest.mark.parametrize("address", ["/tasks/{}/", "/tasks/{}/consolidation/", "/tasks/{}/report/"])
def test_the_other_lead_reads_who_has_it(joint: Joint, address: str) -> None:
    held_by_first(joint)

    page = joint.theirs.get(address.format(joint.task.reference)).content.decode()

    assert "中央宣传部自" in page
    assert "（甲）" in page


def test_my_tasks_say_who_consolidates_what_is_led_with_others(joint: Joint) -> None:
    held_by_first(joint)
    make_task(lead=joint.second)

    assert [held.task for held in joint.theirs.get("/my/").context["consolidations"]] == [joint.task]
    assert as_user(make_user(Role.STAFF)).get("/my/").context["consolidations"] == []


def test_taking_over_without_a_reason_is_refused_at_the_field(joint: Joint) -> None:
    held = held_by_first(joint)

    answer = joint.theirs.post(f"{page_of(joint.task)}take/", {"seen": held.pk, "reason": ""})

    assert answer.context["take"].errors.keys() == {"reason"}
    assert holder(joint.task) == joint.first


def test_another_lead_takes_it_over(joint: Joint) -> None:
    held = held_by_first(joint)

    joint.theirs.post(f"{page_of(joint.task)}take/", {"seen": held.pk, "reason": "由我部统稿。"})

    assert holder(joint.task) == joint.second
    former = joint.own.get(page_of(joint.task)).context["consolidation"].former
    assert [row.agency for row in former] == [joint.first]
    assert "由我部统稿。" in joint.own.get("/notices/").content.decode()


def test_whoever_does_not_say_whom_they_saw_takes_it_from_nobody(joint: Joint) -> None:
    held_by_first(joint)

    answer = joint.theirs.post(f"{page_of(joint.task)}take/", {"reason": "由我部统稿。"})

    assert answer.status_code == 409
    assert "由我部统稿。" in answer.content.decode()
    assert holder(joint.task) == joint.first


def test_the_second_of_two_who_take_it_keeps_what_was_typed(joint: Joint) -> None:
    held = held_by_first(joint)
    consolidation_take(
        actor=make_user(Role.STAFF, joint.second), task=joint.task, agency=joint.second, reason="x"
    )
    third = make_agency()
    joint.task.assignments.create(
        agency=third, role="lead", position=3, name_as_written=third.name, basis="explicit"
    )
    client = as_user(make_user(Role.STAFF, third))

    answer = client.post(f"{page_of(joint.task)}take/", {"seen": held.pk, "reason": "我部牵头起草。"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "我部牵头起草。" in page
    assert f'name="seen" value="{answer.context["consolidation"].held.pk}"' in page


def test_the_office_lets_it_go(joint: Joint) -> None:
    held_by_first(joint)
    office = as_user(make_user(Role.OFFICE))

    assert (
        office.post(f"{page_of(joint.task)}release/").headers["Location"] == f"/tasks/{joint.task.reference}/"
    )
    assert holder(joint.task) is None
    assert office.post(f"{page_of(joint.task)}release/").status_code == 409


def test_nobody_is_offered_to_take_or_let_go_what_awaits_the_office(joint: Joint) -> None:
    held_by_first(joint)
    report = make_report(joint.task, joint.first, author=joint.one)
    office = as_user(make_user(Role.OFFICE))

    for one in (joint.own, joint.theirs, office):
        page = one.get(page_of(joint.task)).content.decode()
        assert f"{joint.first}的填报正待办公室核定" in page
        assert not any(f"{page_of(joint.task)}{step}/" in page for step in ("take", "release"))
    form = joint.theirs.get(f"/tasks/{joint.task.reference}/report/").content.decode()
    assert 'name="progress"' not in form

    return_(report)
    assert f"{page_of(joint.task)}release/" in office.get(page_of(joint.task)).content.decode()
    assert 'name="progress"' in joint.theirs.get(f"/tasks/{joint.task.reference}/report/").content.decode()


def test_a_reader_sees_it_and_changes_nothing(joint: Joint) -> None:
    held_by_first(joint)
    reader = as_user(make_user(Role.VIEWER, joint.second))

    answer = reader.get(page_of(joint.task))

    assert answer.status_code == 200
    assert "<form" not in answer.content.decode().partition("<main")[2].partition("</main>")[0]
    assert reader.post(f"{page_of(joint.task)}take/", {"reason": "x"}).status_code == 403
    assert reader.post(f"{page_of(joint.task)}release/").status_code == 403


def test_a_task_of_one_lead_has_no_such_page(client: Client) -> None:
    client.force_login(make_user(Role.OFFICE))

    assert client.get(page_of(make_task(lead=make_agency()))).status_code == 404
    assert client.post(f"{page_of(make_task(lead=make_agency()))}take/").status_code == 404


def test_the_page_of_an_earlier_day_tells_who_held_it_then(joint: Joint) -> None:
    held_by_first(joint)

    answer = joint.own.get(f"/tasks/{joint.task.reference}/?as_of=2020-01-01")

    assert answer.context["consolidation"].held is None


def test_a_form_that_was_open_meanwhile_keeps_the_text_and_offers_to_take_over(joint: Joint) -> None:
    held_by_first(joint)

    answer = joint.theirs.post(form_of(joint.task), said(progress="我部已写好的文字。"))

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "我部已写好的文字。" in page
    assert 'value="takeover"' in page
    assert not any(f'name="action" value="{action}"' in page for action in ("save", "submit", "evidence"))
    assert not ProgressReport.objects.exists()


def test_the_holder_writes_on_and_so_does_a_participant_whoever_holds_the_task(joint: Joint) -> None:
    held_by_first(joint)
    participant = make_agency("教育部")
    make_assignment(joint.task, participant, AssignmentRole.PARTICIPATING)

    for one in (joint.own, as_user(make_user(Role.STAFF, participant))):
        page = one.get(form_of(joint.task)).content.decode()
        assert all(f'name="action" value="{action}"' in page for action in ("save", "submit", "evidence"))
        assert 'value="takeover"' not in page
        assert one.post(form_of(joint.task), said(progress="已完成调研。")).status_code == 302


def test_taking_over_from_the_form_saves_the_text_with_it(joint: Joint) -> None:
    held_by_first(joint)
    text = {"progress": "我部已写好的文字。", "action": "takeover"}

    refused = joint.theirs.post(form_of(joint.task), said(**text))
    assert refused.context["form"].errors.keys() == {"takeover_reason"}
    assert "我部已写好的文字。" in refused.content.decode()
    joint.theirs.post(form_of(joint.task), said(**text, takeover_reason="由我部统稿。"))

    assert holder(joint.task) == joint.second
    assert ProgressReport.objects.get().progress == "我部已写好的文字。"


def test_a_draft_whose_task_was_taken_over_stays_the_one_that_is_saved_after_taking_it_back(
    joint: Joint,
) -> None:
    joint.own.post(form_of(joint.task), said())
    draft = ProgressReport.objects.get()
    consolidation_take(
        actor=make_user(Role.STAFF, joint.second), task=joint.task, agency=joint.second, reason="x"
    )

    answer = joint.own.post(form_of(joint.task), said(**opened(draft), progress="改好的文字。"))
    assert answer.status_code == 409
    sent: dict[str, Any] = {name: answer.context["form"][name].value() for name in ("opened", "version")}
    joint.own.post(
        form_of(joint.task),
        said(**sent, progress="改好的文字。", action="takeover", takeover_reason="已与对方商定。"),
    )

    draft.refresh_from_db()
    assert (draft.progress, holder(joint.task)) == ("改好的文字。", joint.first)
