"""Keys of rows as addresses and forms name them; anybody can write anything there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from tasks.models import Task

LONGEST_KEY = 18
"""Digits that every database can hold in a key, whichever they are."""


def key_of(written: str) -> int | None:
    """The key that was written; None for what no row can have."""
    return int(written) if written.isdecimal() and len(written) <= LONGEST_KEY else None


if TYPE_CHECKING:
    TasksChoice = forms.ModelMultipleChoiceField[Task]
else:
    TasksChoice = forms.ModelMultipleChoiceField


class TasksField(TasksChoice):
    """Several tasks; a key that no row can have is refused like one that no row has."""

    def clean(self, value: Any) -> QuerySet[Task]:
        """The tasks chosen."""
        for written in value or ():
            if key_of(str(written)) is None:
                raise ValidationError(
                    self.error_messages["invalid_pk_value"],
                    code="invalid_pk_value",
                    params={"pk": written},
                )
        return super().clean(value)
