"""Duties of ended agencies, and what a reading of a plan changes."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer
from agencies.models import Agency
from agencies.remarks import LONGEST_REMARK
from plans.enums import AssignmentBasis, AssignmentRole, MarkedByDuty
from tasks.api.serializers.fields import TaskReferenceField
from tasks.api.serializers.tasks import AssignmentSerializer
from tasks.models import Assignment


class OpenDutySerializer(serializers.Serializer[Any]):
    """A part that an ended agency still holds; `successor` is on record for it, null where nobody is."""

    assignment = serializers.IntegerField(source="assignment.pk")
    task = TaskReferenceField(read_only=True)
    role = serializers.ChoiceField(AssignmentRole.choices, source="assignment.role")
    successor = AgencyReferenceSerializer(allow_null=True)


class DutiesPassSerializer(serializers.Serializer[Any]):
    """These `assignments` (keys) of the ended agency pass to `to_agency`, all of them or none.

    A body that is not on record as the successor needs a `reason`.
    """

    to_agency = serializers.PrimaryKeyRelatedField(queryset=Agency.objects.all())
    assignments = serializers.PrimaryKeyRelatedField(
        queryset=Assignment.objects.select_related("agency"), many=True, allow_empty=False
    )
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)


class ReadingAskedSerializer(serializers.Serializer[Any]):
    """What the mark 按职责分别负责 means in the plan, and why."""

    marked_by_duty_means = serializers.ChoiceField(MarkedByDuty.choices)
    reason = serializers.CharField(max_length=LONGEST_REMARK)


class ReadingTriedSerializer(ReadingAskedSerializer):
    """The same to see what would change; the reason is not needed for that."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)


class RoleChangeSerializer(serializers.Serializer[Any]):
    """The assignment as it is, and the role and basis that it would have."""

    assignment = AssignmentSerializer()
    role = serializers.ChoiceField(AssignmentRole.choices)
    basis = serializers.ChoiceField(AssignmentBasis.choices)
