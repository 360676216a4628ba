"""What somebody writes reports about."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer
from tasks.api.serializers.fields import TaskReferenceField
from tasks.enums import AssignmentRole, DerivedStatus, LightColour, ReportState, Standing
from tasks.models import ProgressReport
from tasks.summaries.worklist import WorkItem


class NewestReportSerializer(serializers.ModelSerializer[ProgressReport]):
    """The newest report: its key, where it is and what it says."""

    class Meta:
        model = ProgressReport
        fields = ["id", "state", "status", "percent", "version"]


class WorkItemSerializer(serializers.Serializer[Any]):
    """One agency's part in a task and where the agency stands; `owed`: the next step is its own.

    `status`, `light` and `due_on` are the task's, of today. `return_reason`: why the newest report came back.
    """

    task = TaskReferenceField(read_only=True)
    agency = AgencyReferenceSerializer(source="assignment.agency", read_only=True)
    role = serializers.ChoiceField(AssignmentRole.choices, source="assignment.role")
    standing = serializers.ChoiceField(Standing.choices)
    owed = serializers.BooleanField()
    status = serializers.ChoiceField(DerivedStatus.choices)
    light = serializers.ChoiceField(LightColour.choices)
    due_on = serializers.DateField(allow_null=True)
    report = NewestReportSerializer(allow_null=True)
    return_reason = serializers.SerializerMethodField()

    @extend_schema_field(serializers.CharField())
    def get_return_reason(self, item: WorkItem) -> str:
        """The office's or the lead's words; empty where nothing came back."""
        is_back = item.report is not None and item.report.state == ReportState.RETURNED
        return item.returned.reason if is_back and item.returned else ""
