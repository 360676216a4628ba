import ast
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from agencies.wording import action_words
from tasks.enums import ReviewDecision


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
