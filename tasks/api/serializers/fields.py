"""Rows as a caller names them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.authentication import caller
from tasks.models import Task


@extend_schema_field({"type": "string", "pattern": "^[^/]+-[0-9]{1,5}$"})
class TaskReferenceField(serializers.Field[Task, str, str, Any]):
    """A task by its reference, such as `2020-55`; of `tasks` in the context, where there are such."""

    def to_internal_value(self, data: str) -> Task:
        """The task, if the caller may see it."""
        if "tasks" in self.context:
            task: Task | None = self.context["tasks"].get(str(data))
        else:
            task = Task.objects.visible_to(caller(self.context["request"])).referred_to(str(data)).first()
        if task is None:
            raise serializers.ValidationError(_("There is no task “%(reference)s”.") % {"reference": data})
        return task

    def to_representation(self, value: Task) -> str:
        """The reference."""
        return value.reference


class MomentField(serializers.DateTimeField):
    """A moment, however far away."""

    def to_internal_value(self, value: Any) -> Any:
        """The moment; raises `ValidationError` also for a first day of all that no clock here can show."""
        try:
            return super().to_internal_value(value)
        except OverflowError:
            self.fail("overflow")


@extend_schema_field({"type": "string", "format": "iri", "pattern": "^https?://"})
class AddressField(serializers.URLField):
    """The address of something published, which need not be written in ASCII."""
