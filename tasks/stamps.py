"""Database triggers that keep `changed_at`: when anything was last written that lists show with a row.

Incremental pulls (`updated_since`) go by it. `create` and `remove` are for migrations. A migration that makes
SQLite rebuild one of these tables has to create its triggers again.
"""

from __future__ import annotations

from dataclasses import dataclass

from agencies.changes import NOW
from tasks.triggers import EVENTS, NEVER, STANDING, Triggers, function, on_statement

OWN = (
    "tasks_assignment",
    "tasks_chase",
    "tasks_extensionrequest",
    "tasks_notice",
    "tasks_progressreport",
    "tasks_reportinground",
)
"""Tables whose rows are stamped whenever they are written."""


@dataclass(frozen=True)
class Beside:
    """A row of `table` is shown with the rows of `shown` whose column `by` equals its `column`."""

    table: str
    column: str
    shown: str
    by: str = "id"
    events: tuple[str, ...] = tuple(EVENTS)


BESIDE = (
    Beside("tasks_review", "report_id", "tasks_progressreport"),
    Beside("tasks_evidence", "report_id", "tasks_progressreport"),
    Beside("tasks_milestoneclaim", "report_id", "tasks_progressreport"),
    # Who leads a task comes to see its shares, and who takes part what its lead hands in.
    Beside("tasks_assignment", "task_id", "tasks_progressreport", by="task_id"),
    Beside("tasks_rounddecision", "round_id", "tasks_reportinground"),
    Beside("tasks_task", "id", STANDING, by="task_id", events=("update",)),
    Beside("tasks_wordingchange", "task_id", STANDING, by="task_id"),
    Beside("tasks_milestone", "task_id", STANDING, by="task_id"),
    Beside("tasks_tasktransfer", "task_id", STANDING, by="task_id"),
)
"""What is shown with rows of other tables.

The facts of a task (`tasks.triggers.FACTS`) are not among them: they mark its standing as stale, and that
stamps it.
"""

FACT_WRITTEN = f"NEW.valid_through = '{NEVER}'"


def _sqlite() -> dict[str, str]:
    now = NOW["sqlite"]
    made = {}
    for table in OWN:
        for event in ("insert", "update"):
            stamped = f"UPDATE {table} SET changed_at = {now} WHERE id = NEW.id"  # noqa: S608 - our own names
            made[f"{table}_stamp_{event}"] = f"AFTER {event} ON {table} BEGIN {stamped}; END"
    stamped = f"UPDATE {STANDING} SET changed_at = {now} WHERE task_id = NEW.task_id"  # noqa: S608 - our own names
    made[f"{STANDING}_stamp_update"] = (
        f"AFTER UPDATE OF valid_through ON {STANDING} WHEN {FACT_WRITTEN} BEGIN {stamped}; END"
    )
    for one in BESIDE:
        for event in one.events:
            key = f"{EVENTS[event]}.{one.column}"
            stamped = f"UPDATE {one.shown} SET changed_at = {now} WHERE {one.by} = {key}"  # noqa: S608 - our own names
            made[_name(one, event)] = f"AFTER {event} ON {one.table} BEGIN {stamped}; END"
    return made


def _functions() -> list[str]:
    """The functions of PostgreSQL's triggers; they lock rows in the order of keys, so that none deadlock."""
    now = NOW["postgresql"]
    made = [function("stamp_own", f"NEW.changed_at := {now}", gives="NEW")]
    for one in BESIDE:
        chosen = f"SELECT {one.column} FROM changed"  # noqa: S608 - our own names
        key = "task_id" if one.shown == STANDING else "id"
        ordered = (
            f"SELECT {key} FROM {one.shown} WHERE {one.by} IN ({chosen}) ORDER BY {key} FOR NO KEY UPDATE"  # noqa: S608
        )
        stamped = f"UPDATE {one.shown} SET changed_at = {now} WHERE {key} IN ({ordered})"  # noqa: S608
        made.append(function(_stamping(one), stamped))
    return made


def _postgresql() -> dict[str, str]:
    own = "FOR EACH ROW {when} EXECUTE FUNCTION stamp_own()"
    made = {f"{table}_stamp": f"BEFORE INSERT OR UPDATE ON {table} {own.format(when='')}" for table in OWN}
    made[f"{STANDING}_stamp"] = f"BEFORE UPDATE ON {STANDING} {own.format(when=f'WHEN ({FACT_WRITTEN})')}"
    for one in BESIDE:
        for event in one.events:
            made[_name(one, event)] = on_statement(event, one.table, _stamping(one))
    return made


def _stamping(one: Beside) -> str:
    return f"{one.table}_stamps_{one.shown}"


def _name(one: Beside, event: str) -> str:
    return f"{_stamping(one)}_{event}"


STAMPS = Triggers(_sqlite(), _postgresql(), _functions())
create, remove = STAMPS.create, STAMPS.remove
