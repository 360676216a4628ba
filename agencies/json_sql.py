"""Expressions that let the database write JSON, on PostgreSQL and SQLite alike.

Lists are answered from such JSON without making an object of each row. SQLite keeps JSON as text and loses
track of which text is JSON; where that matters, `json(…)` says it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, JSONField, QuerySet, Subquery, TextField, Value
from django.utils import timezone


class WrittenJson(JSONField):
    """A column of JSON that is stored as the text it was written as, and given out as that text.

    PostgreSQL's `jsonb`, which Django uses otherwise, has to be turned into text for each answer.
    """

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        """`json` on PostgreSQL, instead of `jsonb`."""
        return "json" if connection.vendor == "postgresql" else super().db_type(connection)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Any:
        """The value as Python objects; psycopg2 has made them already."""
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
    """A boolean as JSON; SQLite itself knows only 1 and 0."""

    template = "%(expressions)s"
    arity = 1
    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """`true` or `false`."""
        template = "json(CASE WHEN %(expressions)s THEN 'true' ELSE 'false' END)"
        return self.as_sql(compiler, connection, template=template, **context)


class JsonMember(Func):
    """A column of JSON as a member of an object, and not as a string within it."""

    template = "%(expressions)s"
    arity = 1
    output_field = WrittenJson()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Says again that the text is JSON."""
        return self.as_sql(compiler, connection, template="json(%(expressions)s)", **context)


class JsonText(Func):
    """JSON as text, as it is sent to the caller."""

    arity = 1
    template = "(%(expressions)s)::text"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """It is text already."""
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
        """The time zone is the one that is current when the SQL is built."""
        zone = timezone.get_current_timezone_name()
        return super().as_sql(compiler, connection, *args, zone=zone, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite stores moments as text; Django gives it a function that knows time zones."""
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
    """A text as a JSON string, for a `JsonParts`."""

    function = "to_json"
    arity = 1
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has another name for it."""
        return self.as_sql(compiler, connection, function="json_quote", **context)


Parts: TypeAlias = Mapping[str, "Any | Parts"]
"""The members of an object by name: expressions, or the members of an object within it."""


class JsonParts(Func):
    """An object with these members, put together as text: several times as fast as a `JsonObject`.

    Every expression must give a number or text that is JSON, and never null.
    """

    function = "format"
    output_field = TextField()

    def __init__(self, members: Parts) -> None:
        super().__init__(Value(_template(members)), *_expressions(members))

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite had another name for it before its version 3.38, and still knows it."""
        return self.as_sql(compiler, connection, function="printf", **context)


def _template(members: Parts) -> str:
    parts = (
        f"{json.dumps(name)}:{_template(part) if isinstance(part, Mapping) else '%s'}"
        for name, part in members.items()
    )
    return f"{{{','.join(parts)}}}"


def _expressions(members: Parts) -> Iterator[Any]:
    for part in members.values():
        if isinstance(part, Mapping):
            yield from _expressions(part)
        else:
            yield part


Members: TypeAlias = Mapping[str, "str | Members"]
"""The members of an object by name: the name of a column, a path into a column of JSON (`column->'name'`), or
the members of an object within it."""


class JsonArray(Subquery):
    """The rows of an ordered query as an array of objects whose members are its columns."""

    template = "(SELECT COALESCE(json_agg(%(row)s), '[]'::json) FROM (%(subquery)s) rows)"
    output_field = WrittenJson()

    def __init__(self, rows: QuerySet[Any, Any], members: Members) -> None:
        super().__init__(rows, row=_row(members, "json_build_object"))
        self.members = members

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has other names for the functions, and has to be told that the result is JSON."""
        template = "json((SELECT json_group_array(%(row)s) FROM (%(subquery)s) rows))"
        row = _row(self.members, "json_object")
        return self.as_sql(compiler, connection, template=template, row=row, **context)


class JsonList(Subquery):
    """The rows of an ordered query as an array of objects whose members are expressions over a row."""

    template = "(SELECT COALESCE(json_agg(one), '[]'::json) FROM (%(subquery)s) rows)"
    output_field = WrittenJson()

    def __init__(self, rows: QuerySet[Any, Any], members: Mapping[str, Any]) -> None:
        super().__init__(rows.values(one=JsonObject(members)))

    def as_sql(
        self, compiler: Any, connection: Any, *args: Any, nothing: str = "'[]'::json", **context: Any
    ) -> Any:
        """An empty array where Django knows beforehand that there are no rows."""
        try:
            return super().as_sql(compiler, connection, *args, **context)
        except EmptyResultSet:
            return nothing, ()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has another name for the function, and has to be told that the result is JSON."""
        template = "json((SELECT json_group_array(json(one)) FROM (%(subquery)s) rows))"
        return self.as_sql(compiler, connection, template=template, nothing="json('[]')", **context)


def _row(members: Members, function: str) -> str:
    parts = (
        f"'{name}', {f'rows.{member}' if isinstance(member, str) else _row(member, function)}"
        for name, member in members.items()
    )
    return f"{function}({', '.join(parts)})"
