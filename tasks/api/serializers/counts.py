"""Counts over many tasks: what `tasks.summaries` counts, as it is."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer
from plans.models import Section
from tasks.summaries import AgencyCounts, RoleCount, SectionTotals


class RoleCountSerializer(serializers.Serializer[RoleCount]):
    """Tasks that an agency has in one role, of how many it `reported`, and of how many that was `accepted`.

    `by_status`: as lead the tasks' outcomes, by duty its own shares, empty for a participant.
    """

    total = serializers.IntegerField()
    reported = serializers.IntegerField()
    accepted = serializers.IntegerField()
    by_status = serializers.DictField(child=serializers.IntegerField())


class AgencyProgressSerializer(serializers.Serializer[Any]):
    """Three counts that are never one sum: tasks that agencies share stand in each one's count."""

    agency = AgencyReferenceSerializer()
    lead = RoleCountSerializer()
    by_duty = RoleCountSerializer()
    participating = RoleCountSerializer()

    def to_representation(self, instance: AgencyCounts) -> dict[str, Any]:
        """What its fields say, without asking each of them for each of hundreds of numbers."""
        shown = {
            "agency": {"id": instance.agency.pk, "name": instance.agency.name},
            "lead": _shown(instance.lead),
            "by_duty": _shown(instance.by_duty),
            "participating": _shown(instance.participating),
        }
        return {name: value for name, value in shown.items() if name in self.fields}


def _shown(count: RoleCount) -> dict[str, Any]:
    return {
        "total": count.total,
        "reported": count.reported,
        "accepted": count.accepted,
        "by_status": count.by_status,
    }


class SectionReferenceSerializer(serializers.ModelSerializer[Section]):
    """A section where it is named."""

    class Meta:
        model = Section
        fields = ["id", "path", "label", "title"]


class SectionTotalsSerializer(serializers.Serializer[SectionTotals]):
    """A top section's tasks, its subsections counted in."""

    section = SectionReferenceSerializer()
    total = serializers.IntegerField()
    by_status = serializers.DictField(child=serializers.IntegerField())
    by_light = serializers.DictField(child=serializers.IntegerField())


class PlanTotalsSerializer(serializers.Serializer[Any]):
    """Every task of a plan once, whoever shares it; `unassigned`: nobody leads it or has a share in it."""

    total = serializers.IntegerField()
    unassigned = serializers.IntegerField()
    by_status = serializers.DictField(child=serializers.IntegerField())
    by_light = serializers.DictField(child=serializers.IntegerField())
    sections = SectionTotalsSerializer(many=True)
