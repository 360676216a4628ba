"""Due dates, milestones, requests for later dates and adjusted wordings."""

from __future__ import annotations

import datetime
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer, PersonSerializer
from agencies.models import Agency
from agencies.remarks import LONGEST_REMARK
from tasks.api.serializers.fields import TaskReferenceField
from tasks.enums import RequestState
from tasks.models import DueDateChange, ExtensionRequest, WordingChange
from tasks.summaries.milestones import MilestoneRow


class DueDateChangeSerializer(serializers.ModelSerializer[DueDateChange]):
    """A due date set, moved or (null) taken away; `request`: the one that was granted by it."""

    task = TaskReferenceField(read_only=True)
    decided_by = PersonSerializer(read_only=True)

    class Meta:
        model = DueDateChange
        fields = ["task", "due_on", "document_number", "reason", "request", "decided_at", "decided_by"]


class DueDateSerializer(serializers.Serializer[Any]):
    """Set (or with null take away) the due date of every one of `tasks`."""

    tasks = serializers.ListField(child=TaskReferenceField(), allow_empty=False, max_length=200)
    due_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)
    document_number = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)


class MilestoneSerializer(serializers.Serializer[Any]):
    """A step of a task: `due_on` its date now, `original_due_on` the first one, `changes` the latest first.

    `reached_by`: of the agencies that have to reach it those that have, as confirmed by the office.
    """

    id = serializers.IntegerField(source="milestone.pk")
    name = serializers.CharField(source="milestone.name")
    position = serializers.IntegerField(source="milestone.position")
    due_on = serializers.DateField(source="dates.current", allow_null=True)
    original_due_on = serializers.DateField(source="dates.original", allow_null=True)
    changes = DueDateChangeSerializer(source="dates.changes", many=True)
    is_reached = serializers.BooleanField()
    reached_by = AgencyReferenceSerializer(many=True)
    days_late = serializers.IntegerField()
    has_ended = serializers.BooleanField()
    end_reason = serializers.SerializerMethodField()

    def get_end_reason(self, row: MilestoneRow) -> str:
        """Why it ended; empty while it has not."""
        return row.milestone.end_reason if row.has_ended else ""


class MilestoneAddSerializer(serializers.Serializer[Any]):
    """A further step of `task`; without `position` after the others."""

    task = TaskReferenceField()
    name = serializers.CharField(max_length=200)
    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    position = serializers.IntegerField(
        required=False, allow_null=True, default=None, min_value=0, max_value=999
    )


class MilestoneMoveSerializer(serializers.Serializer[Any]):
    """Another date; moving needs a reason."""

    due_on = serializers.DateField()
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)
    document_number = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)


class WordingChangeSerializer(serializers.ModelSerializer[WordingChange]):
    """已调整: what the task says from then on, by a document; the printed text is the task's own."""

    task = TaskReferenceField(read_only=True)
    decided_by = PersonSerializer(read_only=True)

    class Meta:
        model = WordingChange
        fields = ["id", "task", "text", "document_number", "reason", "decided_at", "decided_by"]


class WordingSerializer(serializers.Serializer[Any]):
    """The whole wording of `task` as it is now, and the number of the document that changes it."""

    task = TaskReferenceField()
    text = serializers.CharField()
    document_number = serializers.CharField(max_length=100)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)


class ExtensionDecisionSerializer(serializers.ModelSerializer[ExtensionRequest]):
    """How a request was settled; `granted_due_on` may be another date than the one asked for."""

    granted_due_on = serializers.SerializerMethodField()
    reason = serializers.CharField(source="decision_reason")
    decided_by = PersonSerializer(allow_null=True)

    class Meta:
        model = ExtensionRequest
        fields = ["granted_due_on", "reason", "decided_at", "decided_by"]

    def get_granted_due_on(self, request: ExtensionRequest) -> datetime.date | None:
        """The date granted; null where it was refused or taken back."""
        change = getattr(request, "granted_change", None)
        return change.due_on if change else None


class ExtensionRequestSerializer(serializers.ModelSerializer[ExtensionRequest]):
    """延期申请: asked when the task was due on `due_on`; as it was on the day asked for."""

    task = TaskReferenceField(read_only=True)
    agency = AgencyReferenceSerializer(read_only=True)
    asked_by = PersonSerializer(read_only=True)
    state = serializers.SerializerMethodField()
    decision = serializers.SerializerMethodField()

    class Meta:
        model = ExtensionRequest
        fields = [
            "id",
            "task",
            "agency",
            "due_on",
            "asked_due_on",
            "reason",
            "asked_at",
            "asked_by",
            "state",
            "decision",
        ]

    @extend_schema_field(serializers.ChoiceField(RequestState.choices))
    def get_state(self, request: ExtensionRequest) -> str:
        """Where it was at the end of that day."""
        return request.state_on(self._day).value

    @extend_schema_field(ExtensionDecisionSerializer(allow_null=True))
    def get_decision(self, request: ExtensionRequest) -> Any:
        """What was decided by then."""
        if request.state_on(self._day) == RequestState.ASKED:
            return None
        return ExtensionDecisionSerializer(request).data

    @property
    def _day(self) -> datetime.date:
        day: datetime.date = self.context["day"]
        return day


class ExtensionAskSerializer(serializers.Serializer[Any]):
    """A later date for `task`; `agency` (its key) may be left out: the caller's own.

    Where it is granted without words of the office's own, `reason` is shown with the date to everyone.
    """

    task = TaskReferenceField()
    agency = serializers.PrimaryKeyRelatedField(queryset=Agency.objects.all(), required=False)
    asked_due_on = serializers.DateField()
    reason = serializers.CharField(max_length=LONGEST_REMARK)


class ExtensionGrantSerializer(serializers.Serializer[Any]):
    """Without `due_on` the date asked for. `seen_due_on`: the task's date that the decision was made on."""

    due_on = serializers.DateField(required=False, allow_null=True, default=None)
    seen_due_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)
    document_number = serializers.CharField(required=False, allow_blank=True, default="", max_length=100)


class ExtensionRefuseSerializer(serializers.Serializer[Any]):
    """A refusal needs its reason. `seen_due_on`: the task's date that the decision was made on."""

    seen_due_on = serializers.DateField(allow_null=True)
    reason = serializers.CharField(max_length=LONGEST_REMARK)
