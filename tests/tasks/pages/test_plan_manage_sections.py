from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.factories import make_plan, make_section, make_task
from tests.seen import send

pytestmark = pytest.mark.django_db


def test_sections_are_folded_up_unless_they_were_asked_for_or_have_ticked_tasks(
    desk: Client,
) -> None:
    plan = make_plan("2020")
    tasks = [make_task(plan, section=make_section(plan, path)) for path in ("1", "2", "3")]

    def unfolded(answer: Any) -> list[bool]:
        shown = re.findall('<details class="panel"( open)? data-many-section', answer.content.decode())
        return [bool(one) for one in shown]

    assert unfolded(desk.get("/plans/2020/manage/")) == [True, False, False]
    assert unfolded(desk.get("/plans/2020/manage/?mode=unassigned")) == [True, True, True]
    refused = send(
        desk,
        "/plans/2020/manage/",
        "/plans/2020/due-dates/",
        {"tasks": [tasks[2].pk], "due_on": "nonsense"},
    )
    assert unfolded(refused) == [True, False, True]
