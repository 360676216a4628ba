"""No test takes its day before it runs: a run may begin on one day and end on the next."""

from __future__ import annotations

from plans.clock import today


def refusal() -> str:
    """Why there is no day now; empty where there is one."""
    try:
        today()
    except RuntimeError as refused:
        return str(refused)
    return ""


WHILE_COLLECTING = refusal()


def test_there_is_a_day_while_a_test_runs_and_none_while_it_is_collected() -> None:
    assert "collects" in WHILE_COLLECTING
    assert refusal() == ""
