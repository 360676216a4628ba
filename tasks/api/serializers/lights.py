"""Lights 亮灯 set by hand, and the thresholds that all are judged by."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.serializers import PersonSerializer
from agencies.remarks import LONGEST_REMARK
from tasks.api.serializers.tasks import ReasonSerializer, SetByHandSerializer
from tasks.enums import LightColour
from tasks.models import LightOverride, ThresholdChange
from tasks.services.lights import LIMITS


class ThresholdsSerializer(serializers.Serializer[Any]):
    """The figures that lights are judged by."""

    due_soon_days = serializers.IntegerField()
    points_behind = serializers.IntegerField()
    points_far_behind = serializers.IntegerField()
    missed_rounds = serializers.IntegerField()
    missed_rounds_red = serializers.IntegerField()
    unchanged_rounds = serializers.IntegerField()
    opinion_days = serializers.IntegerField()


class ThresholdChangeSerializer(serializers.ModelSerializer[ThresholdChange]):
    """The office put these figures in force, from then on."""

    decided_by = PersonSerializer(read_only=True)

    class Meta:
        model = ThresholdChange
        fields = [*LIMITS, "reason", "decided_at", "decided_by"]


class ThresholdSheetSerializer(serializers.Serializer[Any]):
    """The figures `in_force` on the day asked for, and every change of them by then, the newest first."""

    in_force = ThresholdsSerializer()
    changes = ThresholdChangeSerializer(many=True)


class ThresholdsChangeSerializer(serializers.Serializer[Any]):
    """New figures, with the reason; one that is left out stays as it is."""

    reason = serializers.CharField(max_length=LONGEST_REMARK)

    def get_fields(self) -> dict[str, Any]:
        """A whole number for each figure."""
        figures = {
            name: serializers.IntegerField(min_value=1, max_value=most, required=False)
            for name, most in LIMITS.items()
        }
        return {**figures, **super().get_fields()}


class LightDecisionSerializer(serializers.ModelSerializer[LightOverride]):
    """The office set the light to the end of `until`; an empty `colour` let the computed one show again."""

    decided_by = PersonSerializer(read_only=True)

    class Meta:
        model = LightOverride
        fields = ["colour", "until", "reason", "decided_at", "decided_by"]


class LightSheetSerializer(serializers.Serializer[Any]):
    """The light that shows, the `computed` one and why, the figures in force, and what the office decided."""

    colour = serializers.ChoiceField(LightColour.choices, source="light.colour")
    computed = serializers.ChoiceField(LightColour.choices, source="light.computed")
    reasons = ReasonSerializer(source="light.reasons", many=True)
    by_hand = SetByHandSerializer(source="light.by_hand", allow_null=True)
    thresholds = ThresholdsSerializer()
    decisions = LightDecisionSerializer(many=True)


class LightSetSerializer(serializers.Serializer[Any]):
    """A colour of the office's own, in force to the end of `until`, and why."""

    colour = serializers.ChoiceField(LightColour.choices)
    until = serializers.DateField()
    reason = serializers.CharField(max_length=LONGEST_REMARK)
