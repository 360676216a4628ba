"""Progress reports and what was decided about them."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer, PersonSerializer
from agencies.models import Agency
from agencies.remarks import LONGEST_REMARK
from tasks.api.serializers.evidence import EvidenceSerializer
from tasks.api.serializers.fields import TaskReferenceField
from tasks.enums import EvidenceGrade, ReportState, ReviewDecision, Status
from tasks.evidence_rules import best_grade
from tasks.models import Milestone, MilestoneClaim, ProgressReport, Review, Submission


class ReviewSerializer(serializers.ModelSerializer[Review]):
    """One decision about a report; `status` is empty where nothing was confirmed by it.

    `changed`: the values confirmed differ from those confirmed of the agency in this task before.
    """

    decided_by = PersonSerializer(read_only=True)

    class Meta:
        model = Review
        fields = [
            "id",
            "decision",
            "status",
            "percent",
            "changed",
            "reason",
            "document_number",
            "override_reason",
            "decided_at",
            "decided_by",
        ]


class ConfirmationSerializer(serializers.ModelSerializer[Review]):
    """What the office confirmed (核定) of a report: by `reopen` what it reopened the task to since."""

    status = serializers.ChoiceField(Status.choices, read_only=True)
    decision = serializers.ChoiceField(
        [(decision.value, decision.label) for decision in (ReviewDecision.CONFIRM, ReviewDecision.REOPEN)],
        read_only=True,
    )

    class Meta:
        model = Review
        fields = ["decision", "status", "percent", "decided_at"]


class ClaimSerializer(serializers.ModelSerializer[MilestoneClaim]):
    """A milestone that the report says is reached."""

    milestone = serializers.IntegerField(source="milestone_id")
    name = serializers.CharField(source="milestone.name")

    class Meta:
        model = MilestoneClaim
        fields = ["milestone", "name"]


class ProgressReportSerializer(serializers.ModelSerializer[ProgressReport]):
    """What one agency says about one task at one time.

    `status` and `percent` are reported (自报), `confirmed` is what stands confirmed of them now. `problem`,
    `revises` and `reviews` are null and empty for whom they are not meant. `evidence` is what
    the caller may see of it, `evidence_grade` that of the best piece of all.

    As of a past day `state`, `submitted_at`, `submitted_by`, `confirmed` and `reviews` are those of that day,
    and a report that waited inside its agency is a draft. Everything else is as it is now: `words_kept` says
    that nobody could change since then what the report says.
    """

    task = TaskReferenceField(read_only=True)
    agency = AgencyReferenceSerializer(read_only=True)
    problem = serializers.SerializerMethodField()
    revises = serializers.SerializerMethodField()
    confirmed = serializers.SerializerMethodField()
    created_by = PersonSerializer(read_only=True)
    state = serializers.SerializerMethodField()
    words_kept = serializers.SerializerMethodField()
    submitted_at = serializers.SerializerMethodField()
    submitted_by = serializers.SerializerMethodField()
    claims = ClaimSerializer(source="claimed", many=True, read_only=True)
    reviews = ReviewSerializer(source="visible_reviews", many=True, read_only=True)
    evidence = EvidenceSerializer(source="visible_evidence", many=True, read_only=True)
    evidence_grade = serializers.SerializerMethodField()

    class Meta:
        model = ProgressReport
        fields = [
            "id",
            "task",
            "agency",
            "role",
            "state",
            "status",
            "percent",
            "claims",
            "progress",
            "outcome",
            "problem",
            "next_step",
            "document_number",
            "no_change",
            "words_kept",
            "round",
            "confirmed",
            "version",
            "revises",
            "is_demo",
            "created_at",
            "created_by",
            "updated_at",
            "submitted_at",
            "submitted_by",
            "reviews",
            "evidence_grade",
            "evidence",
        ]

    @extend_schema_field(serializers.ChoiceField(ReportState.choices))
    def get_state(self, report: Any) -> str:
        """Where it stands, or stood on the day asked for."""
        return str(getattr(report, "known_state", report.state))

    def get_words_kept(self, report: Any) -> bool:
        """Whether it says what it said on the day asked for; always of today."""
        return bool(getattr(report, "words_kept", True))

    def get_submitted_at(self, report: Any) -> datetime.datetime | None:
        """When it was submitted, as known on the day asked for."""
        found: datetime.datetime | None = getattr(report, "known_submitted_at", report.submitted_at)
        return found and timezone.localtime(found)

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_submitted_by(self, report: Any) -> Any:
        """Who submitted it, or asked their approver to."""
        known: list[Submission] | None = getattr(report, "known_submissions", None)
        by = report.submitted_by if known is None else next((one.submitted_by for one in known), None)
        return PersonSerializer(by).data if by else None

    def get_problem(self, report: Any) -> str | None:
        """The problem raised to the office, for whom it is meant."""
        return report.problem if report.concerns_reader else None

    def get_revises(self, report: Any) -> int | None:
        """The returned report that this one follows: that it was returned is not for everyone either."""
        return report.revises_id if report.concerns_reader else None

    @extend_schema_field(ConfirmationSerializer(allow_null=True))
    def get_confirmed(self, report: Any) -> Any:
        """The office's confirmation, which everyone sees."""
        return ConfirmationSerializer(report.confirmations[0]).data if report.confirmations else None

    @extend_schema_field(serializers.ChoiceField(EvidenceGrade.choices))
    def get_evidence_grade(self, report: Any) -> str:
        """How far the report is borne out, which everyone sees who sees the report."""
        return best_grade(row.grade for row in report.every_piece)


class ReportContentSerializer(serializers.Serializer[Any]):
    """What an agency says. `percent` may be left out where the status implies it or needs none.

    Where the task has milestones a lead or by-duty report gives in `claims` (keys) those reached, and the
    percent follows from them whatever is sent; left out they stay as they are.
    """

    status = serializers.ChoiceField(Status.choices)
    percent = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    progress = serializers.CharField(required=False, allow_blank=True)
    outcome = serializers.CharField(required=False, allow_blank=True)
    problem = serializers.CharField(required=False, allow_blank=True)
    next_step = serializers.CharField(required=False, allow_blank=True)
    document_number = serializers.CharField(required=False, allow_blank=True, max_length=100)
    claims = serializers.PrimaryKeyRelatedField(queryset=Milestone.objects.all(), many=True, required=False)


class ReportCreateSerializer(ReportContentSerializer):
    """A new report on `task`; `agency` (its key) may be left out: the caller's own."""

    task = TaskReferenceField()
    agency = serializers.PrimaryKeyRelatedField(queryset=Agency.objects.all(), required=False)


class GroundsSerializer(serializers.Serializer[Any]):
    """`reason`, and the `document_number` that suspending or dropping a task needs."""

    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)
    document_number = serializers.CharField(required=False, allow_blank=True, max_length=100, default="")


class ConfirmSerializer(GroundsSerializer):
    """`status` and `percent` where the office confirms other values than those reported, with the `reason`.

    A percent alone is one of the reported status. `override_reason`: why a task is complete although a
    participant is not.
    """

    status = serializers.ChoiceField(Status.choices, required=False)
    percent = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    override_reason = serializers.CharField(
        required=False, allow_blank=True, default="", max_length=LONGEST_REMARK
    )


class ReopenSerializer(GroundsSerializer):
    """The status and percent that stand confirmed from now on; not `completed`."""

    status = serializers.ChoiceField(Status.choices, default=Status.IN_PROGRESS)
    percent = serializers.IntegerField(min_value=0, max_value=100, required=False, allow_null=True)
    reason = serializers.CharField(max_length=LONGEST_REMARK)
