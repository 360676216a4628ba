"""Who consolidates, what the others think of it, and what the office makes of shares by duty."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer, PersonSerializer
from agencies.models import Agency
from agencies.remarks import LONGEST_REMARK
from tasks.api.serializers.fields import MomentField
from tasks.enums import Stance
from tasks.models import Consolidation, Opinion, Synopsis


class ConsolidationSerializer(serializers.ModelSerializer[Consolidation]):
    """One of several leads has the task in hand; `released_at` null: now."""

    agency = AgencyReferenceSerializer(read_only=True)
    taken_by = PersonSerializer(read_only=True)

    class Meta:
        model = Consolidation
        fields = ["id", "agency", "taken_at", "taken_by", "released_at"]


class TakeSerializer(serializers.Serializer[Any]):
    """`agency` (its key) may be left out: the caller's own. `reason` is needed to take the task over.

    `seen` is the key of the consolidation that the caller read as the one in force.
    """

    agency = serializers.PrimaryKeyRelatedField(queryset=Agency.objects.all(), required=False)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)
    seen = serializers.IntegerField(required=False, allow_null=True, default=None)


class OpinionSerializer(serializers.ModelSerializer[Opinion]):
    """What an agency says of a lead's report; the latest of an agency holds."""

    agency = AgencyReferenceSerializer(read_only=True)
    given_by = PersonSerializer(read_only=True)

    class Meta:
        model = Opinion
        fields = ["id", "agency", "stance", "reason", "given_at", "given_by"]


class OpinionGiveSerializer(serializers.Serializer[Any]):
    """Dissent needs a reason. `read`: the `submitted_at` of the text that was read."""

    stance = serializers.ChoiceField(Stance.choices)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)
    read = MomentField(required=False, allow_null=True, default=None)


class SynopsisSerializer(serializers.ModelSerializer[Synopsis]):
    """What the office makes of the shares of a task that each does by its own duty."""

    written_by = PersonSerializer(read_only=True)

    class Meta:
        model = Synopsis
        fields = ["id", "text", "written_at", "written_by"]


class SynopsisWriteSerializer(serializers.Serializer[Any]):
    """`read` is the key of the synopsis that the writer had before them, null where there was none."""

    text = serializers.CharField()
    read = serializers.IntegerField(allow_null=True)
