"""Database triggers that keep beside each assignment where its task stands in lists: its plan and its number.

By these and the agency an index goes straight to a page of what the agency has, where otherwise thousands of
tasks would be sorted for a few rows. Only the database writes them, whoever adds an assignment or moves a
task. `create` and `remove` are for migrations: one that has SQLite make a table of these anew has to create
its triggers again.
"""

from __future__ import annotations

from tasks.triggers import Triggers, function, on_statement

TABLE = "tasks_assignment"
PLACED, MOVED = "assignment_placed", "assignment_moved"

_PLACE = "SELECT plan_id, number FROM tasks_task WHERE id"
_OTHER = "(place.plan_id, place.number) IS DISTINCT FROM (changed.plan_id, changed.number)"


def _sqlite() -> dict[str, str]:
    placed = f"UPDATE {TABLE} SET (plan_id, number) = ({_PLACE} = NEW.task_id) WHERE id = NEW.id"  # noqa: S608 - our own names
    moved = f"UPDATE {TABLE} SET plan_id = NEW.plan_id, number = NEW.number WHERE task_id = NEW.id"  # noqa: S608
    return {
        f"{PLACED}_insert": f"AFTER INSERT ON {TABLE} BEGIN {placed}; END",
        f"{PLACED}_update": f"AFTER UPDATE OF task_id, plan_id, number ON {TABLE} BEGIN {placed}; END",
        MOVED: f"AFTER UPDATE OF plan_id, number ON tasks_task BEGIN {moved}; END",
    }


def _functions() -> list[str]:
    """What PostgreSQL's triggers call.

    The task is locked as by a reference to it: an assignment that is added while it moves waits for that.
    """
    place = "SELECT plan_id, number INTO NEW.plan_id, NEW.number FROM tasks_task WHERE id = NEW.task_id"
    others = f"SELECT place.id FROM {TABLE} place JOIN changed ON changed.id = place.task_id WHERE {_OTHER}"  # noqa: S608 - our own names
    moved = (
        f"UPDATE {TABLE} place SET plan_id = changed.plan_id, number = changed.number FROM changed "  # noqa: S608
        "WHERE place.task_id = changed.id "
        f"AND place.id IN ({others} ORDER BY place.id FOR NO KEY UPDATE OF place)"
    )
    return [function(PLACED, f"{place} FOR KEY SHARE", gives="NEW"), function(MOVED, moved)]


def _postgresql() -> dict[str, str]:
    placed = f"BEFORE INSERT OR UPDATE OF task_id, plan_id, number ON {TABLE} FOR EACH ROW "
    return {
        PLACED: f"{placed}EXECUTE FUNCTION {PLACED}()",
        MOVED: on_statement("update", "tasks_task", MOVED),
    }


PLACES = Triggers(_sqlite(), _postgresql(), _functions())
create, remove = PLACES.create, PLACES.remove
