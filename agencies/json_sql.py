"""JSON as expressions, on both databases."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import chain, repeat
from typing import Any, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, JSONField, QuerySet, Subquery, TextField, Value
from django.utils import timezone


class WrittenJson(JSONField):
    """A column of JSON as the very text that was written, which the database gives out again as it is.

    PostgreSQL's `jsonb` would be written anew each time.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """PostgreSQL keeps it as `json`."""
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """What it says; psycopg2 has read that already."""
        return json.loads(value) if isinstance(value, str) else value


class JsonObject(Func):
    """An object with these members, in their order."""

    function = "json_build_object"
    output_field = WrittenJson()

    def __init__(self, members: Mapping[str, Any]) -> None:
        pairs = ((Value(name), member) for name, member in members.items())
        super().__init__(*(part for pair in pairs for part in pair))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has another name for it."""
        return self.as_sql(compiler, connection, function="json_object", **context)


class JsonBoolean(Func):
    """True or false; SQLite knows only 1 and 0."""

    template = "%(expressions)s"
    arity = 1
    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """The words of JSON."""
        template = "json(CASE WHEN %(expressions)s THEN 'true' ELSE 'false' END)"
        return self.as_sql(compiler, connection, template=template, **context)


class JsonMember(Func):
    """JSON to stand in an object; SQLite forgets of what it keeps that it is JSON and not a text."""

    template = "%(expressions)s"
    arity = 1
    output_field = WrittenJson()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """It is told again."""
        return self.as_sql(compiler, connection, template="json(%(expressions)s)", **context)


class JsonText(Func):
    """JSON as the text that it is sent as."""

    arity = 1
    template = "(%(expressions)s)::text"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """It is text there."""
        return self.as_sql(compiler, connection, template="%(expressions)s", **context)


class JsonMoment(Func):
    """A moment as REST framework writes it: in local time, with fractions of a second where it has any."""

    arity = 1
    output_field = TextField()
    template = (
        "(SELECT replace(replace(to_char(there, 'YYYY-MM-DD\"T\"HH24:MI:SS.US'), '.000000', '')"
        " || CASE WHEN ahead < '0' THEN '-' ELSE '+' END"
        " || to_char(greatest(ahead, -ahead), 'HH24:MI'), '+00:00', 'Z')"
        " FROM (SELECT at AT TIME ZONE '%(zone)s' AS there,"
        " (at AT TIME ZONE '%(zone)s') - (at AT TIME ZONE 'UTC') AS ahead"
        " FROM (SELECT %(expressions)s AS at OFFSET 0) moment) local)"
    )

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **context: Any) -> Any:
        """The zone is the one that is current while the SQL is made."""
        zone = timezone.get_current_timezone_name()
        return super().as_sql(compiler, connection, *args, zone=zone, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite keeps moments as text, and knows zones by a function of Django's."""
        template = (
            "(SELECT replace(replace(there, ' ', 'T') || substr(at, 20)"
            " || CASE WHEN ahead < 0 THEN '-' ELSE '+' END"
            " || substr(time(abs(ahead) * 60, 'unixepoch'), 1, 5), '+00:00', 'Z')"
            " FROM (SELECT at, there, CAST(round((julianday(there) - julianday(substr(at, 1, 19))) * 1440)"
            " AS INTEGER) AS ahead"
            " FROM (SELECT at, django_datetime_trunc('second', at, '%(zone)s', 'UTC') AS there"
            " FROM (SELECT %(expressions)s AS at))))"
        )
        return self.as_sql(compiler, connection, template=template, **context)


class JsonString(Func):
    """A text as JSON, for a `JsonParts`."""

    function = "to_json"
    arity = 1
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has another name for it."""
        return self.as_sql(compiler, connection, function="json_quote", **context)


class JsonParts(Func):
    """An object with these members, put together as text: several times as fast as a `JsonObject`.

    Each member is a number or the text of JSON, and none is ever null.
    """

    function = "concat"
    output_field = TextField()

    def __init__(self, members: Mapping[str, Any]) -> None:
        parts: list[Any] = []
        for sign, (name, member) in zip(chain("{", repeat(",")), members.items(), strict=False):
            parts += [Value(f"{sign}{json.dumps(name)}:"), member]
        super().__init__(*parts, Value("}"))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite knows this only as an operator."""
        template = "(%(expressions)s)"
        return self.as_sql(compiler, connection, template=template, arg_joiner=" || ", **context)


Members: TypeAlias = Mapping[str, "str | Members"]
"""What an object has, by name: a column, or a member of one that is JSON itself (`column->'name'`)."""


class JsonArray(Subquery):
    """The rows of a query, which has an order, as an array of objects with these members."""

    template = "(SELECT COALESCE(json_agg(%(row)s), '[]'::json) FROM (%(subquery)s) rows)"
    output_field = WrittenJson()

    def __init__(self, rows: QuerySet[Any, Any], members: Members) -> None:
        super().__init__(rows, row=_row(members, "json_build_object"))
        self.members = members

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has other names, and forgets on the way that it is JSON and not a text."""
        template = "json((SELECT json_group_array(%(row)s) FROM (%(subquery)s) rows))"
        row = _row(self.members, "json_object")
        return self.as_sql(compiler, connection, template=template, row=row, **context)


class JsonList(Subquery):
    """An object with these members for each of the rows of a query, in their order, as an array."""

    template = "(SELECT COALESCE(json_agg(one), '[]'::json) FROM (%(subquery)s) rows)"
    output_field = WrittenJson()

    def __init__(self, rows: QuerySet[Any, Any], members: Mapping[str, Any]) -> None:
        super().__init__(rows.values(one=JsonObject(members)))

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, nothing: str = "'[]'::json", **context: Any
    ) -> Any:
        """An empty array, where there can be no rows at all."""
        try:
            return super().as_sql(compiler, connection, *args, **context)
        except EmptyResultSet:
            return nothing, ()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has another name for it, and forgets on the way that it is JSON and not a text."""
        template = "json((SELECT json_group_array(json(one)) FROM (%(subquery)s) rows))"
        return self.as_sql(compiler, connection, template=template, nothing="json('[]')", **context)


def _row(members: Members, function: str) -> str:
    parts = (
        f"'{name}', {f'rows.{member}' if isinstance(member, str) else _row(member, function)}"
        for name, member in members.items()
    )
    return f"{function}({', '.join(parts)})"
