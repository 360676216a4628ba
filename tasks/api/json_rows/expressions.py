"""JSON as expressions, on both databases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import BooleanField, Func, JSONField, Subquery, TextField, Value


class JsonObject(Func):
    """An object with these members, in their order."""

    function = "json_build_object"
    output_field = JSONField()

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


class JsonText(Func):
    """JSON as the text that it is sent as."""

    arity = 1
    template = "(%(expressions)s)::text"
    output_field = TextField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """It is text there."""
        return self.as_sql(compiler, connection, template="%(expressions)s", **context)


class JsonArray(Subquery):
    """The only column of a query, `written`, as an array in the order of its rows."""

    template = "(SELECT COALESCE(json_agg(rows.written), '[]'::json) FROM (%(subquery)s) rows)"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite forgets on the way that it is JSON and not a text."""
        template = "json((SELECT json_group_array(json(rows.written)) FROM (%(subquery)s) rows))"
        return self.as_sql(compiler, connection, template=template, **context)
