"""The documents themselves as they are read: every task stands marked at its own words."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.test import Client

from agencies.enums import Role
from plans.models import Plan
from plans.parsing.passages import normalise
from tests.factories import make_user
from tests.tasks.pages.reading import passages_of

pytestmark = [pytest.mark.django_db, pytest.mark.long]


def test_every_task_is_marked_at_its_own_words(client: Client) -> None:
    call_command("load_plans", verbosity=0)
    client.force_login(make_user(Role.VIEWER))
    for plan in Plan.objects.select_related("document"):
        answer = client.get(f"/documents/{plan.document.file_name}/")
        marked = {
            one.owner.id: normalise("".join(piece.text for piece in one.pieces))
            for one in passages_of(answer.context["chapters"])
            if one.owner and one.owner.kind == "task"
        }
        assert len(marked) == plan.tasks.count()
        assert [
            task.reference
            for task in plan.tasks.all()
            if normalise(plan.document.text[task.start : task.end]) not in marked[f"task-{task.number}"]
        ] == []
        shown = answer.content.decode()
        assert all(f'id="{name}"' in shown and f'/tasks/{plan.code}-{name[5:]}/"' in shown for name in marked)
