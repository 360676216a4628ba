"""What rounds asked of an agency and when it answered: what `tasks.summaries.records` says, as it is."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer
from tasks.api.serializers.counts import RoleCountSerializer
from tasks.api.serializers.trends import RoundReferenceSerializer
from tasks.enums import AssignmentRole, Promptness
from tasks.summaries.over_plans import PlanCounts
from tasks.summaries.records import AskedOnce, RoleRecord, RoundRecord


class PlanCountsSerializer(serializers.Serializer[PlanCounts]):
    """The three counts of an agency in one plan."""

    plan = serializers.CharField(source="plan.code")
    lead = RoleCountSerializer(source="counts.lead")
    by_duty = RoleCountSerializer(source="counts.by_duty")
    participating = RoleCountSerializer(source="counts.participating")


class RoundRecordSerializer(serializers.Serializer[RoundRecord]):
    """How many parts of the agency a round asked about, and how many of them were submitted when.

    `returned`: at least once; null for those who may not read the agency's reviews.
    """

    round = RoundReferenceSerializer()
    plan = serializers.CharField(source="round.plan.code")
    due_on = serializers.DateField(source="round.due_on")
    is_over = serializers.BooleanField()
    asked = serializers.IntegerField()
    by_promptness = serializers.DictField(child=serializers.IntegerField())
    confirmed = serializers.IntegerField(help_text="Confirmed by the office or accepted by the lead.")
    returned = serializers.SerializerMethodField()

    def get_returned(self, record: RoundRecord) -> int | None:
        """As far as the caller may know."""
        return record.returned if self.context["sees_returns"] else None


class RoleRecordSerializer(serializers.Serializer[RoleRecord]):
    """What rounds that are over asked in one role; `percent_in_time` is null under five of its own."""

    role = serializers.ChoiceField(AssignmentRole.choices)
    by_promptness = serializers.DictField(child=serializers.IntegerField())
    asked = serializers.IntegerField()
    percent_in_time = serializers.IntegerField(allow_null=True)


class AskedOnceSerializer(serializers.Serializer[AskedOnce]):
    """One part that the round asked about."""

    task = serializers.CharField(source="reference")
    agency = serializers.CharField()
    role = serializers.ChoiceField(AssignmentRole.choices)
    promptness = serializers.ChoiceField(Promptness.choices)
    handed_in_on = serializers.DateField(allow_null=True)
    days_late = serializers.IntegerField()
    confirmed = serializers.BooleanField()


class AgencyRecordSerializer(serializers.Serializer[Any]):
    """An agency's counts plan by plan, its record round by round and by role.

    `parts` are those of the round that was asked for, empty without one.
    """

    agency = AgencyReferenceSerializer()
    plans = PlanCountsSerializer(many=True)
    rounds = RoundRecordSerializer(many=True)
    roles = RoleRecordSerializer(many=True)
    parts = AskedOnceSerializer(many=True)
