"""The office's reminders 催办, and what people are told."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer, PersonSerializer
from agencies.models import Agency
from agencies.remarks import LONGEST_REMARK
from tasks.api.serializers.fields import TaskReferenceField
from tasks.enums import NoticeKind
from tasks.models import Chase, Notice, ReportingRound
from tasks.services.mail_choices import CHOOSABLE


class ChaseSerializer(serializers.ModelSerializer[Chase]):
    """The office reminded an agency of `tasks` that it owed; `acknowledged_at` null: not acknowledged yet."""

    agency = AgencyReferenceSerializer(read_only=True)
    tasks = serializers.SerializerMethodField()
    chased_by = PersonSerializer(read_only=True)
    acknowledged_by = PersonSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Chase
        fields = [
            "id",
            "round",
            "agency",
            "tasks",
            "note",
            "chased_on",
            "chased_at",
            "chased_by",
            "acknowledged_at",
            "acknowledged_by",
        ]

    def get_tasks(self, chase: Chase) -> list[str]:
        """Their references, as owed then."""
        return [task.reference for task in chase.tasks.all()]


class RemindSerializer(serializers.Serializer[Any]):
    """Remind the `agencies` (keys), or where they are left out everyone who owes the round, with a `note`."""

    round = serializers.PrimaryKeyRelatedField(queryset=ReportingRound.objects.all())
    agencies = serializers.PrimaryKeyRelatedField(
        queryset=Agency.objects.all(), many=True, allow_empty=False, required=False
    )
    note = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)


class RemindedSerializer(serializers.Serializer[Any]):
    """The `chases` made, who had one `already` that day, and where nobody can be told (`unstaffed`)."""

    chases = ChaseSerializer(many=True)
    already = AgencyReferenceSerializer(many=True)
    unstaffed = AgencyReferenceSerializer(many=True)


class NoticeItemSerializer(serializers.ModelSerializer[Notice]):
    """What one line of a digest is about; `text` holds what no row says."""

    task = TaskReferenceField(read_only=True, allow_null=True)
    agency = AgencyReferenceSerializer(read_only=True, allow_null=True)

    class Meta:
        model = Notice
        fields = ["kind", "task", "round", "agency", "due_on", "text"]


class NoticeSerializer(NoticeItemSerializer):
    """One thing that the caller was told; a `digest` has what stands in it as `items`."""

    kind = serializers.ChoiceField(NoticeKind.choices, read_only=True)
    said = serializers.CharField(source="get_kind_display", read_only=True)
    items = NoticeItemSerializer(many=True, read_only=True)

    class Meta(NoticeItemSerializer.Meta):
        fields = [
            "id",
            "kind",
            "said",
            "report",
            "task",
            "round",
            "chase",
            "agency",
            "due_on",
            "text",
            "items",
            "created_at",
            "read_at",
            "mail_state",
        ]


class NoticesReadSerializer(serializers.Serializer[Any]):
    """The `notices` (keys) to be marked as read; left out: all of them. Others' keys mean nothing."""

    notices = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=2**53), max_length=1000, required=False
    )


class ReadSerializer(serializers.Serializer[Any]):
    """How many were marked as `read` by that, and how many are `unread` now."""

    read = serializers.IntegerField()
    unread = serializers.IntegerField()


class MailChoicesSerializer(serializers.Serializer[Any]):
    """The kinds of notices that come by mail; what is not named does not. In the app everything comes."""

    wanted = serializers.ListField(
        child=serializers.ChoiceField([(kind.value, str(kind.label)) for kind in CHOOSABLE])
    )
