import ast
import datetime
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from agencies.audit import record
from agencies.wording import action_words, changes
from tasks.enums import ReviewDecision
from tests.factories import make_agency, make_plan


def recorded_actions() -> Iterator[str]:
    """Every action that stands in a call of `record`, or of a function that hands one on."""
    for app in ("agencies", "plans", "tasks", "config"):
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.keyword) and node.arg == "action":
                    yield from literals(node.value)


def literals(value: ast.expr) -> Iterator[str]:
    if isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, ast.IfExp):
        yield from literals(value.body)
        yield from literals(value.orelse)
    elif isinstance(value, ast.JoinedStr):
        # The one composed action: the decision of a reviewer.
        yield from (f"report.{decision.value}" for decision in ReviewDecision)


def test_every_recorded_action_has_words() -> None:
    recorded = {action for action in recorded_actions() if "." in action}

    assert "report.submit" in recorded
    assert recorded <= set(dict(action_words()))


@pytest.mark.django_db
def test_what_loading_plans_changed_is_told_in_words() -> None:
    agency = make_agency("知识产权局")
    changed = {
        "row": "agencies.agency 知识产权局",
        "before": {"full_name": "", "kind": "unknown"},
        "after": {"full_name": "国家知识产权局", "kind": "government"},
    }
    with transaction.atomic():
        entry = record(
            actor=None,
            action="plan.load",
            target=agency,
            after={"file": "agencies.json", "added": {"agencies.agencyalias": 4}, "changed": [changed]},
        )

    with override("zh-hans"):
        told = {change.label: change.after for change in changes(entry)}

    assert told == {
        "文件": "agencies.json",
        "新增": "别名：4",
        "变更": "数据行：部门 知识产权局；变更前：类别：未载明；变更后：全称：国家知识产权局；类别：政府部门",
    }


@pytest.mark.django_db
def test_a_change_of_roles_and_a_moment_are_told_in_words() -> None:
    with transaction.atomic():
        entry = record(
            actor=None,
            action="reading.change",
            target=make_plan(),
            before={"reason": ""},
            after={
                "reason": "",
                "roles": {"农业部": "participating → by_duty"},
                "expiry": datetime.datetime(2026, 11, 21, 3, 5, tzinfo=datetime.UTC),
            },
        )

    with override("zh-hans"):
        told = {change.label: change.after for change in changes(entry)}

    assert told == {"角色变更": "农业部：参与 → 按职责负责", "有效期至": "2026-11-21 11:05"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written",
    [
        "2026-06-30T00:00:00",
        "2026-06-30T00:00",
        "2026-02-30T00:00:00+08:00",
        "9999-12-31T23:59:59Z",
        "2026-06-30T09:00: 会议",
    ],
)
def test_what_somebody_wrote_stays_as_it_is_however_much_it_looks_like_a_moment(written: str) -> None:
    with transaction.atomic():
        entry = record(
            actor=None, action="reading.change", target=make_plan(), before={}, after={"reason": written}
        )

    assert [change.after for change in changes(entry)] == [written]
