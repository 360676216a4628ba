"""The index of grams, whichever kind of database keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BooleanField, F, Func, Model
from django.db.models.sql.compiler import SQLCompiler

from agencies.fulltext import postgresql, sqlite


def create(schema_editor: BaseDatabaseSchemaEditor, model: type[Model]) -> None:
    """Make the index of a model of texts and fill it; a migration that remakes the table does so again."""
    table, key = _names(model)
    _execute(schema_editor, _kind(schema_editor.connection).create(table, key))


def remove(schema_editor: BaseDatabaseSchemaEditor, model: type[Model]) -> None:
    """Take the index of a model of texts away."""
    _execute(schema_editor, _kind(schema_editor.connection).remove(_names(model)[0]))


def refill(connection: BaseDatabaseWrapper, model: type[Model]) -> None:
    """Make the index anew from what the texts say."""
    with connection.cursor() as cursor:
        for statement in _kind(connection).refill(_names(model)[0]):
            cursor.execute(statement)


class HasGrams(Func):
    """True of the rows of a model of texts whose `grams` hold all of those, which are at least one."""

    output_field = BooleanField()

    def __init__(self, model: type[Model], grams: Sequence[str]) -> None:
        super().__init__(F("pk"), F("grams"))
        self.table = _names(model)[0]
        self.grams = grams

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """The condition on SQLite."""
        return sqlite.has_grams(self.table, *self._columns(compiler)), (sqlite.parameter(self.grams),)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """The condition on PostgreSQL."""
        return postgresql.has_grams(self.table, *self._columns(compiler)), (postgresql.parameter(self.grams),)

    def _columns(self, compiler: SQLCompiler) -> tuple[str, str]:
        key, column = (compiler.compile(source)[0] for source in self.get_source_expressions())
        return key, column


def _kind(connection: BaseDatabaseWrapper) -> ModuleType:
    return sqlite if connection.vendor == "sqlite" else postgresql


def _names(model: type[Model]) -> tuple[str, str]:
    """The table and the column of the key."""
    pk: Any = model._meta.pk
    return model._meta.db_table, pk.column


def _execute(schema_editor: BaseDatabaseSchemaEditor, statements: Sequence[str]) -> None:
    for statement in statements:
        # None: what stands in it is no parameter.
        schema_editor.execute(statement, None)
