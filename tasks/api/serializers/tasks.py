"""Tasks and who was given them."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer
from agencies.models import Agency
from agencies.remarks import LONGEST_REMARK
from plans.clock import today
from plans.models import Plan
from tasks.api.serializers.dates import (
    DueDateChangeSerializer,
    ExtensionRequestSerializer,
    MilestoneSerializer,
    WordingChangeSerializer,
)
from tasks.api.serializers.fields import TaskReferenceField
from tasks.enums import DerivedStatus, LightColour, Status, TaskMode
from tasks.lights import Rule, SetByHand
from tasks.lineage import transfers_known
from tasks.models import Assignment, Task, TaskTransfer
from tasks.services.assignments import Grant
from tasks.summaries.lights import light_of, set_by_hand


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
    `light` is `computed_light` unless the office set another by hand.
    `original_due_on` is the first date ever set; `is_adjusted` (已调整): a document changed date or wording.
    """

    reference = serializers.CharField(read_only=True)
    plan = serializers.SlugRelatedField[Plan](slug_field="code", read_only=True)
    mode = serializers.ChoiceField(TaskMode.choices, read_only=True)
    status = serializers.ChoiceField(DerivedStatus.choices, read_only=True)
    percent = serializers.IntegerField(read_only=True, allow_null=True)
    share_count = serializers.IntegerField(read_only=True)
    shares_confirmed = serializers.IntegerField(read_only=True)
    due_on = serializers.DateField(read_only=True, allow_null=True)
    original_due_on = serializers.DateField(read_only=True, allow_null=True)
    is_adjusted = serializers.BooleanField(read_only=True)
    points_behind = serializers.IntegerField(read_only=True, allow_null=True)
    light = serializers.ChoiceField(LightColour.choices, read_only=True)
    computed_light = serializers.ChoiceField(LightColour.choices, read_only=True)
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
            "original_due_on",
            "is_adjusted",
            "points_behind",
            "light",
            "computed_light",
            "assignments",
        ]


class ReasonSerializer(serializers.Serializer[Any]):
    """Why a light has its colour: the rule, its figure, the date it looked at, the threshold it reached.

    The figure counts days, points or reporting rounds, as its rule does; `text` says all of it in words.
    """

    rule = serializers.ChoiceField([(rule.value, rule.value) for rule in Rule])
    figure = serializers.IntegerField()
    date = serializers.DateField(allow_null=True)
    limit = serializers.IntegerField(allow_null=True)
    text = serializers.CharField(source="__str__")


class SetByHandSerializer(serializers.Serializer[SetByHand]):
    """The office's own colour, in force to the end of `until`."""

    colour = serializers.ChoiceField(LightColour.choices)
    until = serializers.DateField()
    reason = serializers.CharField(max_length=LONGEST_REMARK)


class TransferSerializer(serializers.ModelSerializer[TaskTransfer]):
    """The task's work went elsewhere than to its agency's default successor."""

    from_agency = AgencyReferenceSerializer(read_only=True)
    to_agency = AgencyReferenceSerializer(read_only=True)

    class Meta:
        model = TaskTransfer
        fields = ["from_agency", "to_agency", "function", "effective_on", "source"]


class TaskDetailSerializer(TaskSerializer):
    """A task with every reason for its light, its dates, milestones and wordings, and its transfers.

    Requests for a later date are for the agency that asks and the office.
    """

    light_reasons = serializers.SerializerMethodField()
    light_by_hand = serializers.SerializerMethodField()
    tracked_from = serializers.DateField(read_only=True, allow_null=True)
    due_date_changes = DueDateChangeSerializer(source="dates.due.changes", many=True, read_only=True)
    milestones = MilestoneSerializer(source="dates.milestones", many=True, read_only=True)
    ended_milestones = MilestoneSerializer(source="dates.ended", many=True, read_only=True)
    wording_changes = serializers.SerializerMethodField()
    extension_requests = serializers.SerializerMethodField()
    transfers = serializers.SerializerMethodField()

    class Meta(TaskSerializer.Meta):
        fields = [
            *TaskSerializer.Meta.fields,
            "tracked_from",
            "light_reasons",
            "light_by_hand",
            "due_date_changes",
            "milestones",
            "ended_milestones",
            "wording_changes",
            "extension_requests",
            "transfers",
        ]

    @extend_schema_field(ReasonSerializer(many=True))
    def get_light_reasons(self, task: Any) -> Any:
        """The reasons that the light of `task`, annotated with its state, comes from."""
        return ReasonSerializer(light_of(task, self.context["day"]).reasons, many=True).data

    @extend_schema_field(SetByHandSerializer(allow_null=True))
    def get_light_by_hand(self, task: Any) -> Any:
        """What the office set by hand, null where the computed light shows."""
        by_hand = set_by_hand(task)
        return SetByHandSerializer(by_hand).data if by_hand else None

    @extend_schema_field(WordingChangeSerializer(many=True))
    def get_wording_changes(self, task: Any) -> Any:
        """Every wording adjusted by that day, the one in force first."""
        return WordingChangeSerializer([row.change for row in task.dates.wordings], many=True).data

    @extend_schema_field(ExtensionRequestSerializer(many=True))
    def get_extension_requests(self, task: Any) -> Any:
        """Those that the caller may see, the latest first."""
        requests = [row.request for row in task.dates.requests]
        return ExtensionRequestSerializer(requests, many=True, context=self.context).data

    @extend_schema_field(TransferSerializer(many=True))
    def get_transfers(self, task: Any) -> Any:
        """Those on record by that day."""
        day = self.context["day"]
        known: Any = transfers_known(task, day) if day < today() else task.transfers.all()
        return TransferSerializer(known, many=True).data


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
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)


class ReasonGivenSerializer(serializers.Serializer[Any]):
    """A decision that needs its reason."""

    reason = serializers.CharField(max_length=LONGEST_REMARK)


class ExpandSerializer(serializers.Serializer[Any]):
    """The members that a collective's part is given to."""

    agencies = serializers.PrimaryKeyRelatedField(queryset=Agency.objects.all(), many=True, allow_empty=False)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)
