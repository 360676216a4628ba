"""How a plan stood round after round: what `tasks.summaries.trend` and `.since` say, as it is."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer
from tasks.models import ReportingRound
from tasks.summaries.queue import LateTask
from tasks.summaries.since import Owing, TurnedRed
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


class AskingRoundSerializer(RoundReferenceSerializer):
    """A round that is open, and until when it asks."""

    due_on = serializers.DateField()

    class Meta(RoundReferenceSerializer.Meta):
        fields = [*RoundReferenceSerializer.Meta.fields, "due_on"]


class RedTaskSerializer(serializers.Serializer[LateTask]):
    """A task in red, for how many days, and why, in the language of the answer."""

    task = serializers.CharField(source="task.reference")
    due_on = serializers.DateField(source="task.state.due_on", allow_null=True)
    days_late = serializers.IntegerField()
    why = serializers.ListField(child=serializers.CharField(), source="task.light.why")


class TurnedRedSerializer(serializers.Serializer[TurnedRed]):
    """How many tasks are red and were not when the round was closed.

    `tasks/?turned_red_since=` lists them all.
    """

    round = RoundReferenceSerializer(source="since.round")
    ended_on = serializers.DateField(source="since.ended_on")
    total = serializers.IntegerField()
    longest = RedTaskSerializer(many=True, help_text="Those longest late, eight at most.")


class OwingSerializer(serializers.Serializer[Owing]):
    """An agency that has not answered `owed` of the `asked` parts that the round asks it about."""

    agency = AgencyReferenceSerializer()
    owed = serializers.IntegerField()
    asked = serializers.IntegerField()


class SinceSerializer(serializers.Serializer[Any]):
    """What turned red since the last closed round, and who owes the one that is open; null without one."""

    turned = TurnedRedSerializer(allow_null=True)
    asking = AskingRoundSerializer(allow_null=True)
    owed = serializers.IntegerField()
    owing = OwingSerializer(many=True, help_text="By name, a row an agency that the caller sees.")
