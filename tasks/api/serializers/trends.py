"""How a plan stood round after round: what `tasks.summaries.trend` says, as it is."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tasks.models import ReportingRound
from tasks.summaries.trend import PlanThen


class RoundReferenceSerializer(serializers.ModelSerializer[ReportingRound]):
    """A round where it is named."""

    class Meta:
        model = ReportingRound
        fields = ["id", "name"]


class PlanThenSerializer(serializers.Serializer[PlanThen]):
    """A plan's tasks, each once; `percent` is the mean of the confirmed percents, null without any."""

    total = serializers.IntegerField()
    by_status = serializers.DictField(child=serializers.IntegerField())
    by_light = serializers.DictField(child=serializers.IntegerField())
    percent = serializers.IntegerField(allow_null=True)
    with_percent = serializers.IntegerField(help_text="Of how many tasks a percent was confirmed.")


class RoundThenSerializer(serializers.Serializer[Any]):
    """A closed round, the day on which it was closed, and how its plan stood at the end of that day."""

    round = RoundReferenceSerializer()
    ended_on = serializers.DateField()
    then = PlanThenSerializer()
