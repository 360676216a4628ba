from __future__ import annotations

import pytest
from django.test import Client

from agencies.enums import AgencyKind, Role
from tasks.enums import AssignmentRole
from tasks.models import Assignment
from tests.factories import make_agency, make_task, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def assignment() -> Assignment:
    collective = make_agency("联席会议成员单位", kind=AgencyKind.COLLECTIVE)
    return make_task(by_duty=[collective]).assignments.get()


def test_an_assignment_is_ended_with_a_reason(desk: Client, assignment: Assignment) -> None:
    refused = desk.post(f"/assignments/{assignment.pk}/end/", {"reason": ""})
    assert refused.context["end"].errors.keys() == {"reason"}

    desk.post(f"/assignments/{assignment.pk}/end/", {"reason": "职责已调整。"})
    assert not Assignment.objects.current().exists()


def test_it_cannot_be_ended_twice(desk: Client, assignment: Assignment) -> None:
    desk.post(f"/assignments/{assignment.pk}/end/", {"reason": "职责已调整。"})

    refused = desk.post(f"/assignments/{assignment.pk}/end/", {"reason": "另有安排，请勿再报。"})

    assert refused.status_code == 409
    assert "另有安排，请勿再报。" in refused.content.decode(), "what was typed is lost"


def test_the_members_typed_for_a_part_that_ended_meanwhile_can_be_copied(
    desk: Client, assignment: Assignment
) -> None:
    desk.post(f"/assignments/{assignment.pk}/end/", {"reason": "职责已调整。"})

    for name in ("商务部", "财政部"):
        make_agency(name)
    sent = {"agencies": "商务部、财政部", "reason": "按职责分解。"}
    refused = desk.post(f"/assignments/{assignment.pk}/expand/", sent)

    assert refused.status_code == 409
    page = refused.content.decode()
    assert "商务部、财政部" in page
    assert "按职责分解。" in page


def test_a_collective_is_expanded_into_named_members(desk: Client, assignment: Assignment) -> None:
    for name in ("商务部", "财政部"):
        make_agency(name)

    desk.post(f"/assignments/{assignment.pk}/expand/", {"agencies": "商务部、财政部", "reason": ""})

    assert list(Assignment.objects.current().values_list("agency__name", "role")) == [
        ("商务部", AssignmentRole.BY_DUTY),
        ("财政部", AssignmentRole.BY_DUTY),
    ]


def test_members_have_to_be_named_and_the_form_says_so(desk: Client, assignment: Assignment) -> None:
    page = desk.post(f"/assignments/{assignment.pk}/expand/", {"agencies": " ", "reason": ""})

    assert page.context["expand"].errors == {"agencies": ["请至少选择一个部门。"]}
    assert page.context["expand"].fields["agencies"].required


def test_only_a_collective_offers_to_be_expanded(desk: Client, assignment: Assignment) -> None:
    single = make_task(lead=make_agency("商务部")).assignments.get()

    assert "/expand/" in desk.get(f"/assignments/{assignment.pk}/").content.decode()
    assert "/expand/" not in desk.get(f"/assignments/{single.pk}/").content.decode()


@pytest.mark.parametrize("role", [Role.STAFF, Role.VIEWER])
def test_it_is_forbidden_to_who_does_not_coordinate(
    client: Client, assignment: Assignment, role: Role
) -> None:
    client.force_login(make_user(role))

    assert client.get(f"/assignments/{assignment.pk}/").status_code == 403
    assert client.post(f"/assignments/{assignment.pk}/end/", {"reason": "x"}).status_code == 403
    assert client.post(f"/assignments/{assignment.pk}/expand/", {"agencies": "x"}).status_code == 403
