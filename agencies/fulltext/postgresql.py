"""The index on PostgreSQL: GIN over the column `grams` as a `tsvector` of exactly its words."""

from __future__ import annotations

from collections.abc import Iterable


def create(table: str, key: str) -> list[str]:
    """Make the index of `table`; that of its key is there."""
    return [f"CREATE INDEX {_index(table)} ON {table} USING gin ({_vector('grams')})"]


def remove(table: str) -> list[str]:
    """Take the index away."""
    return [f"DROP INDEX {_index(table)}"]


def refill(table: str) -> list[str]:
    """Nothing: the database keeps it, whatever happens. What waits in its list of news is put in place."""
    return [f"SELECT gin_clean_pending_list('{_index(table)}')"]


def has_grams(table: str, key: str, column: str) -> str:
    """The condition that a row has the grams of a parameter; `key` and `column` as they stand in a query."""
    return f"{_vector(column)} @@ %s::tsquery"


def parameter(grams: Iterable[str]) -> str:
    """What `has_grams` asks for: grams are letters and digits, so that nothing in them is syntax."""
    return " & ".join(f"'{gram}'" for gram in grams)


def _vector(column: str) -> str:
    # Not `to_tsvector('simple', ...)`: its parser breaks words up as the locale of the server has it.
    return f"array_to_tsvector(string_to_array({column}, ' '))"


def _index(table: str) -> str:
    return f"{table}_grams"
