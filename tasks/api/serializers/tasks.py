"""Tasks and who was given them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer, PersonSerializer
from agencies.models import Agency
from plans.models import Plan
from tasks.api.serializers.fields import TaskReferenceField
from tasks.enums import DerivedStatus, LightColour, Status, TaskMode
from tasks.models import Assignment, DueDateChange, Task, TaskTransfer
from tasks.services.assignments import Grant
from tasks.status import Rule
from tasks.summaries.task_sheet import light_of


class TaskPartSerializer(serializers.ModelSerializer[Assignment]):
    """One agency's part in the task; `confirmed_*` is what the office last confirmed of it."""

    agency = AgencyReferenceSerializer(read_only=True)
    confirmed_status = serializers.ChoiceField(Status.choices, read_only=True, allow_null=True)
    confirmed_percent = serializers.IntegerField(read_only=True, allow_null=True)

    class Meta:
        model = Assignment
        fields = [
            "id",
            "agency",
            "role",
            "position",
            "name_as_written",
            "basis",
            "confirmed_status",
            "confirmed_percent",
        ]


class TaskSerializer(serializers.ModelSerializer[Task]):
    """A task as printed, and how far it is on the day asked for.

    `percent` is null where it does not follow; by duty that is until every share is confirmed
    (`shares_confirmed` of `share_count`). `points_behind` is below zero for what is ahead of an even pace.
    """

    reference = serializers.CharField(read_only=True)
    plan = serializers.SlugRelatedField[Plan](slug_field="code", read_only=True)
    mode = serializers.ChoiceField(TaskMode.choices, read_only=True)
    status = serializers.ChoiceField(DerivedStatus.choices, read_only=True)
    percent = serializers.IntegerField(read_only=True, allow_null=True)
    share_count = serializers.IntegerField(read_only=True)
    shares_confirmed = serializers.IntegerField(read_only=True)
    due_on = serializers.DateField(read_only=True, allow_null=True)
    points_behind = serializers.IntegerField(read_only=True, allow_null=True)
    light = serializers.ChoiceField(LightColour.choices, read_only=True)
    assignments = TaskPartSerializer(many=True, read_only=True)

    class Meta:
        model = Task
        fields = [
            "reference",
            "plan",
            "section",
            "number",
            "text",
            "assignment_text",
            "marked_by_duty",
            "open_ended",
            "start",
            "end",
            "mode",
            "status",
            "percent",
            "share_count",
            "shares_confirmed",
            "due_on",
            "points_behind",
            "light",
            "assignments",
        ]


class ReasonSerializer(serializers.Serializer[Any]):
    """Why a light has its colour: the rule, its figure (days or points), the date it looked at, in words."""

    rule = serializers.ChoiceField([(rule.value, rule.value) for rule in Rule])
    figure = serializers.IntegerField()
    date = serializers.DateField(allow_null=True)
    text = serializers.CharField(source="__str__")


class DueDateChangeSerializer(serializers.ModelSerializer[DueDateChange]):
    """A due date set, moved or (null) taken away."""

    task = TaskReferenceField(read_only=True)
    decided_by = PersonSerializer(read_only=True)

    class Meta:
        model = DueDateChange
        fields = ["task", "due_on", "reason", "decided_at", "decided_by"]


class TransferSerializer(serializers.ModelSerializer[TaskTransfer]):
    """The task's work went elsewhere than to its agency's default successor."""

    from_agency = AgencyReferenceSerializer(read_only=True)
    to_agency = AgencyReferenceSerializer(read_only=True)

    class Meta:
        model = TaskTransfer
        fields = ["from_agency", "to_agency", "function", "effective_on", "source"]


class TaskDetailSerializer(TaskSerializer):
    """A task with every reason for its light, the history of its due date and its transfers."""

    light_reasons = serializers.SerializerMethodField()
    tracked_from = serializers.DateField(read_only=True, allow_null=True)
    due_date_changes = DueDateChangeSerializer(many=True, read_only=True)
    transfers = TransferSerializer(many=True, read_only=True)

    class Meta(TaskSerializer.Meta):
        fields = [
            *TaskSerializer.Meta.fields,
            "tracked_from",
            "light_reasons",
            "due_date_changes",
            "transfers",
        ]

    @extend_schema_field(ReasonSerializer(many=True))
    def get_light_reasons(self, task: Any) -> Any:
        """The reasons that the light of `task`, annotated with its state, comes from."""
        return ReasonSerializer(light_of(task, self.context["day"]).reasons, many=True).data


class AssignmentSerializer(serializers.ModelSerializer[Assignment]):
    """One agency's part in one task, since when and on what basis; `in_force_until` null: now.

    `received_from` is the part of an ended agency that it carries on.
    """

    task = TaskReferenceField(read_only=True)
    agency = AgencyReferenceSerializer(read_only=True)

    class Meta:
        model = Assignment
        fields = [
            "id",
            "task",
            "agency",
            "role",
            "position",
            "name_as_written",
            "basis",
            "start",
            "end",
            "in_force_from",
            "in_force_until",
            "received_from",
            "reason",
        ]


class GrantSerializer(serializers.Serializer[Grant]):
    """A role for an agency (its key)."""

    agency = serializers.PrimaryKeyRelatedField(queryset=Agency.objects.all())
    role = serializers.ChoiceField(Assignment._meta.get_field("role").choices or [])


class AssignSerializer(serializers.Serializer[Any]):
    """Give every one of `tasks` to the agencies of `agencies`, or change their role there."""

    tasks = serializers.ListField(child=TaskReferenceField(), allow_empty=False, max_length=200)
    agencies = GrantSerializer(many=True, allow_empty=False)
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class ReasonGivenSerializer(serializers.Serializer[Any]):
    """A decision that needs its reason."""

    reason = serializers.CharField()


class ExpandSerializer(serializers.Serializer[Any]):
    """The members that a collective's part is given to."""

    agencies = serializers.PrimaryKeyRelatedField(queryset=Agency.objects.all(), many=True, allow_empty=False)
    reason = serializers.CharField(required=False, allow_blank=True, default="")


class DueDateSerializer(serializers.Serializer[Any]):
    """Set (or with null take away) the due date of every one of `tasks`."""

    tasks = serializers.ListField(child=TaskReferenceField(), allow_empty=False, max_length=200)
    due_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="")
