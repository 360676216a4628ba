"""Which of the tasks a test damages, and where they stand in the text."""

from __future__ import annotations

from tests.plans.parsing.texts import NAMING_AGENCIES, PLANS, parsed, task_of, text_of

TASKS = [(file, task.number) for file in PLANS for task in parsed(file).tasks]
WITH_BRACKETS = [(file, task.number) for file in NAMING_AGENCIES for task in parsed(file).tasks]


def place(file: str, number: int) -> tuple[int, int]:
    """The task with its number and bracket: from the number up to what follows the task."""
    task = task_of(file, number)
    start = text_of(file).rindex(str(number), 0, task.span.start)
    return start, (task.bracket.span if task.bracket else task.span).end


def line_in(text: str, offset: int) -> int:
    return text.count("\n", 0, offset) + 1


def sample(cases: list[tuple[str, int]], every: int) -> list[tuple[str, int]]:
    """Every n-th case and the last task of each plan."""
    last = dict(cases)
    return sorted({*cases[::every], *last.items()})
