"""The index of grams, whichever kind of database keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from types import ModuleType
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import BooleanField, F, Func, Model, TextField
from django.db.models.sql.compiler import SQLCompiler

from agencies.fulltext import postgresql, sqlite
from agencies.fulltext.grams import grams_of_words
from agencies.slots import Gap, Slot


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


class Grams(TextField):  # type: ignore[type-arg]
    """Words, as their grams are asked for."""

    def get_db_prep_value(self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False) -> str:  # noqa: FBT001, FBT002 - as of every field
        """What the kind of database takes."""
        asked: str = _kind(connection).parameter(grams_of_words(value))
        return asked


class HasGrams(Func):
    """True of the rows of a model of texts whose `grams` are all those of `words`, which are at least one.

    The words may be a gap, of `Grams`.
    """

    output_field = BooleanField()

    def __init__(self, model: type[Model], words: Sequence[str | Slot] | Slot) -> None:
        super().__init__(F("pk"), F("grams"))
        self.table = _names(model)[0]
        self.words = words

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The condition on SQLite."""
        return sqlite.has_grams(self.table, *self._columns(compiler)), self._asked(connection)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **extra: Any
    ) -> tuple[str, tuple[Any, ...]]:
        """The condition on PostgreSQL."""
        return postgresql.has_grams(self.table, *self._columns(compiler)), self._asked(connection)

    def _asked(self, connection: BaseDatabaseWrapper) -> tuple[Any, ...]:
        if isinstance(self.words, Slot):
            return (Gap(self.words.name, self.words.kind),)
        return (Grams().get_db_prep_value(self.words, connection),)

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
