"""Reporting rounds: what is asked until when, who owes what, and what the office decided."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer, PersonSerializer
from agencies.models import Agency
from agencies.remarks import LONGEST_REMARK
from plans.models import Plan
from tasks.api.serializers.fields import TaskReferenceField
from tasks.enums import Answer, AssignmentRole, RoundStep
from tasks.models import ReportingRound, RoundDecision
from tasks.summaries.rounds import AskedPart


class RoundDecisionSerializer(serializers.ModelSerializer[RoundDecision]):
    """The office opened, extended or closed the round; `due_on` is the date from then on."""

    decided_by = PersonSerializer(read_only=True)

    class Meta:
        model = RoundDecision
        fields = ["step", "due_on", "reason", "decided_at", "decided_by"]


class ReportingRoundSerializer(serializers.ModelSerializer[ReportingRound]):
    """A round with its state on the day asked for: `step` is the last decision, `close` means closed."""

    plan = serializers.SlugRelatedField[Plan](slug_field="code", read_only=True)
    due_on = serializers.DateField(read_only=True)
    step = serializers.ChoiceField(RoundStep.choices, read_only=True)
    opened_by = PersonSerializer(read_only=True)

    class Meta:
        model = ReportingRound
        fields = ["id", "plan", "name", "opens_on", "due_on", "step", "opened_at", "opened_by", "is_demo"]


class AskedPartSerializer(serializers.Serializer[AskedPart]):
    """One agency's part in one task of the round; `days_late` counts from the due date to the submission."""

    task = TaskReferenceField(source="assignment.task", read_only=True)
    agency = AgencyReferenceSerializer(source="assignment.agency")
    role = serializers.ChoiceField(AssignmentRole.choices, source="assignment.role")
    answer = serializers.ChoiceField(Answer.choices)
    owes = serializers.BooleanField()
    days_late = serializers.IntegerField()


class RoundDetailSerializer(ReportingRoundSerializer):
    """A round with its decisions and, as far as the caller may see them, the parts it asks about.

    The office sees every part, an agency its own and the shares in tasks that it leads. `owing` of `total`
    are still owed; a task that agencies share counts once for each of them.
    """

    decisions = serializers.SerializerMethodField()
    total = serializers.SerializerMethodField()
    owing = serializers.SerializerMethodField()
    parts = serializers.SerializerMethodField()

    class Meta(ReportingRoundSerializer.Meta):
        fields = [*ReportingRoundSerializer.Meta.fields, "total", "owing", "decisions", "parts"]

    @extend_schema_field(RoundDecisionSerializer(many=True))
    def get_decisions(self, reporting_round: ReportingRound) -> Any:
        """The latest first, as recorded by the day asked for."""
        return RoundDecisionSerializer(reporting_round.decisions_by(self.context["day"]), many=True).data

    def get_total(self, reporting_round: ReportingRound) -> int:
        """How many parts the caller sees."""
        return len(self.context["parts"])

    def get_owing(self, reporting_round: ReportingRound) -> int:
        """How many of them are still owed."""
        return sum(part.owes for part in self.context["parts"])

    @extend_schema_field(AskedPartSerializer(many=True))
    def get_parts(self, reporting_round: ReportingRound) -> Any:
        """By agency and number."""
        return AskedPartSerializer(self.context["parts"], many=True).data


class RoundOpenSerializer(serializers.Serializer[Any]):
    """Ask about `tasks`; left out or null: all that are given to somebody and not completed or dropped."""

    plan = serializers.SlugRelatedField(slug_field="code", queryset=Plan.objects.all())
    name = serializers.CharField(max_length=100)
    opens_on = serializers.DateField()
    due_on = serializers.DateField()
    tasks = serializers.ListField(
        child=TaskReferenceField(), allow_empty=False, max_length=500, required=False, allow_null=True
    )


class RoundExtendSerializer(serializers.Serializer[Any]):
    """More time, with a reason; a closed round is open again by that."""

    due_on = serializers.DateField()
    reason = serializers.CharField(max_length=LONGEST_REMARK)


class RoundCloseSerializer(serializers.Serializer[Any]):
    """A remark, if any."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)


class NoChangeSerializer(serializers.Serializer[Any]):
    """本期无新进展 on `task`; `agency` (its key) may be left out: the caller's own."""

    task = TaskReferenceField()
    agency = serializers.PrimaryKeyRelatedField(queryset=Agency.objects.all(), required=False)


class SubmitSerializer(serializers.Serializer[Any]):
    """`outside_round`: submit it although the round that the draft was written for is closed."""

    outside_round = serializers.BooleanField(required=False, default=False)
