"""The index on SQLite: FTS5 over the column `grams`, kept by triggers. It holds no text of its own."""

from __future__ import annotations

from collections.abc import Iterable


def create(table: str, key: str) -> list[str]:
    """Make the index of `table`, whose key is the column `key`, and fill it."""
    index = _index(table)
    add = f"INSERT INTO {index} (rowid, grams) VALUES (new.{key}, new.grams)"  # noqa: S608 - our own names
    former = f"('delete', old.{key}, old.grams)"
    remove = f"INSERT INTO {index} ({index}, rowid, grams) VALUES {former}"  # noqa: S608 - our own names
    return [
        f"CREATE VIRTUAL TABLE {index} USING fts5(grams, content='{table}', content_rowid='{key}', "
        "tokenize='ascii', detail='none', columnsize=0)",
        f"CREATE TRIGGER {index}_added AFTER INSERT ON {table} BEGIN {add}; END",
        f"CREATE TRIGGER {index}_removed AFTER DELETE ON {table} BEGIN {remove}; END",
        f"CREATE TRIGGER {index}_changed AFTER UPDATE ON {table} BEGIN {remove}; {add}; END",
        *refill(table),
    ]


def remove(table: str) -> list[str]:
    """Take the index away."""
    index = _index(table)
    triggers = [f"DROP TRIGGER {index}_{event}" for event in ("added", "removed", "changed")]
    return [*triggers, f"DROP TABLE {index}"]


def refill(table: str) -> list[str]:
    """Make what the index says anew from the column."""
    index = _index(table)
    return [f"INSERT INTO {index} ({index}) VALUES ('rebuild')"]  # noqa: S608 - our own names


def has_grams(table: str, key: str, column: str) -> str:
    """The condition that a row has the grams of a parameter; `key` and `column` as they stand in a query."""
    index = _index(table)
    return f"{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)"  # noqa: S608 - our own names


def parameter(grams: Iterable[str]) -> str:
    """What `has_grams` asks for: grams are letters and digits, so that nothing in them is syntax."""
    return " AND ".join(f'"{gram}"' for gram in grams)


def _index(table: str) -> str:
    return f"{table}_grams"
