"""Database triggers that keep the counts of each section's tasks by state (`SectionTally`).

They count what the kept rows say (`TaskStanding`), whoever writes them. `create` and `remove` are for
migrations. A migration that makes SQLite rebuild the table of standings has to create the triggers again.
"""

from __future__ import annotations

from collections.abc import Mapping

from tasks.triggers import STANDING, Triggers, function

TALLY = "tasks_sectiontally"

STATE = {
    "plan_id": "{}plan_id",
    "section_id": "{}section_id",
    "mode": "{}mode",
    "status": "{}status",
    "light": "{}kept_light",
    "judged_by": "{}judged_by",
    "was_red": "{}was_red",
    "is_dated": "({}due_on IS NOT NULL)",
}
"""From a column of a tally to its SQL over a standing; `{}` is where the prefix of the row goes (`NEW.`)."""


def _of(row: str, state: Mapping[str, str]) -> list[str]:
    """The columns of a tally as SQL over the standing with the prefix `row`."""
    return [value.format(row) for value in state.values()]


_COLUMNS = ", ".join(STATE)
_VALUES = ", ".join(_of("", STATE))

COUNTED = (
    f"INSERT INTO {TALLY} ({_COLUMNS}, number) SELECT {_VALUES}, count(*) FROM {STANDING} GROUP BY {_VALUES}"  # noqa: S608 - our own names
)
"""The statement that counts all tasks, for an empty table of tallies."""

_VERSIONS = {"insert": {"NEW": 1}, "update": {"NEW": 1, "OLD": -1}, "delete": {"OLD": -1}}
"""For each event of a standing, what it adds to the count of the state of which version of the row."""


def _sqlite(state: Mapping[str, str]) -> dict[str, str]:
    """Triggers that change the tally of a state in place, row by row.

    Where a state to be subtracted from has no tally, nothing happens: both tables are being emptied then.
    """
    pairs = zip(_of("OLD.", state), _of("NEW.", state), strict=True)
    differs = " OR ".join(f"{old} IS NOT {new}" for old, new in pairs)
    when = {"update": f" WHEN {differs}"}
    made = {}
    for event, versions in _VERSIONS.items():
        steps = "; ".join(_added_in_place(version, number, state) for version, number in versions.items())
        made[_name(event)] = f"AFTER {event} ON {STANDING}{when.get(event, '')} BEGIN {steps}; END"
    return made


def _added_in_place(version: str, number: int, state: Mapping[str, str]) -> str:
    columns, values = ", ".join(state), _of(f"{version}.", state)
    alike = " AND ".join(f"{column} = {value}" for column, value in zip(state, values, strict=True))
    found = f"SELECT min(id) FROM {TALLY} WHERE {alike}"  # noqa: S608 - our own names
    made = f"INSERT INTO {TALLY} ({columns}, number) SELECT {', '.join(values)}, 0 WHERE ({found}) IS NULL; "
    added = f"UPDATE {TALLY} SET number = number + {number} WHERE id = ({found})"  # noqa: S608
    return made + added if number > 0 else added


def _postgresql() -> dict[str, str]:
    """Triggers that add the net change of each statement as new rows, so that no writer waits for another."""
    made = {}
    for event, versions in _VERSIONS.items():
        tables = " ".join(f"{version} TABLE AS {_rows(version)}" for version in versions)
        done = f"FOR EACH STATEMENT EXECUTE FUNCTION {_name(event)}()"
        made[_name(event)] = f"AFTER {event} ON {STANDING} REFERENCING {tables} {done}"
    return made


def _functions(state: Mapping[str, str]) -> list[str]:
    """The functions of PostgreSQL's triggers."""
    columns = ", ".join(state)
    made = []
    for event, versions in _VERSIONS.items():
        counted = " UNION ALL ".join(
            f"SELECT {', '.join(_named(state))}, {number} AS number FROM {_rows(version)}"  # noqa: S608 - our own names
            for version, number in versions.items()
        )
        added = (
            f"INSERT INTO {TALLY} ({columns}, number) SELECT {columns}, sum(number) "  # noqa: S608
            f"FROM ({counted}) counted GROUP BY {columns} HAVING sum(number) <> 0"
        )
        made.append(function(_name(event), added))
    return made


def _named(state: Mapping[str, str]) -> list[str]:
    return [f"{value} AS {column}" for column, value in zip(state, _of("", state), strict=True)]


def _rows(version: str) -> str:
    return f"{version.lower()}_rows"


def _name(event: str) -> str:
    return f"standing_counted_{event}"


def counting(state: Mapping[str, str]) -> Triggers:
    """The triggers for the columns of `state`; migrations name those that there were at their time."""
    return Triggers(_sqlite(state), _postgresql(), _functions(state))


TALLIES = counting(STATE)
create, remove = TALLIES.create, TALLIES.remove
