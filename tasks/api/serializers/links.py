"""Suggested links between tasks of different plans, what was decided about them, and threads."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer, PersonSerializer
from agencies.remarks import LONGEST_REMARK
from tasks.api.serializers.fields import TaskReferenceField
from tasks.enums import AssignmentRole, DerivedStatus, LightColour, LinkDecision
from tasks.models import TaskLink

MOST = 200
"""How many pairs one call takes."""


class SharedAgencySerializer(serializers.Serializer[Any]):
    """Two agencies by the names of their days, and the body that carries the work of both."""

    later = serializers.CharField()
    earlier = serializers.CharField()
    carrier = serializers.CharField()


class SharedSubjectSerializer(serializers.Serializer[Any]):
    """Two words, one of each text, for one subject."""

    later = serializers.CharField()
    earlier = serializers.CharField()


class LinkReasonsSerializer(serializers.Serializer[Any]):
    """What two tasks have in common; `nearest`: no other task of the earlier plan is nearer."""

    phrases = serializers.ListField(child=serializers.CharField())
    titles = serializers.ListField(child=serializers.CharField())
    subjects = SharedSubjectSerializer(many=True)
    agencies = SharedAgencySerializer(many=True)
    nearest = serializers.BooleanField()


class TaskLinkSerializer(serializers.ModelSerializer[TaskLink]):
    """A decision about two tasks; of a pair the newest holds. `score` and `reasons` are those of its day."""

    later = TaskReferenceField(read_only=True)
    earlier = TaskReferenceField(read_only=True)
    reasons = LinkReasonsSerializer(read_only=True)
    decided_by = PersonSerializer(read_only=True)

    class Meta:
        model = TaskLink
        fields = [
            "id",
            "later",
            "earlier",
            "decision",
            "reason",
            "score",
            "reasons",
            "decided_at",
            "decided_by",
        ]


class RulingSerializer(serializers.Serializer[Any]):
    """What is decided about two tasks. `seen`: the key of the decision in force that was read, null: none.

    `reason` is needed where a decision is changed.
    """

    later = TaskReferenceField()
    earlier = TaskReferenceField()
    decision = serializers.ChoiceField(LinkDecision.choices)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)
    seen = serializers.IntegerField(required=False, allow_null=True, default=None, max_value=2**53)


class RulingsSerializer(serializers.Serializer[Any]):
    """At most 200 pairs, all decided or none."""

    items = serializers.ListField(child=RulingSerializer(), allow_empty=False, max_length=MOST)


class TaskLinksSerializer(serializers.Serializer[Any]):
    """The decisions that were made, in the order of what was sent."""

    items = TaskLinkSerializer(many=True)


class LinkSuggestionSerializer(serializers.Serializer[Any]):
    """A pair that may be the same work: `later` is the task asked about, whichever is older.

    `link`: the decision in force (its key), `decision` what it says.
    """

    later = TaskReferenceField(read_only=True)
    earlier = TaskReferenceField(read_only=True)
    score = serializers.FloatField()
    reasons = LinkReasonsSerializer()
    decision = serializers.ChoiceField(LinkDecision.choices, allow_null=True)
    link = serializers.IntegerField(source="link.pk", default=None, allow_null=True)


class ThreadHolderSerializer(serializers.Serializer[Any]):
    """An agency that the plan gave the task to, its role on that day, and who has its part by then."""

    agency = AgencyReferenceSerializer(source="assignment.agency")
    name_as_written = serializers.CharField(source="assignment.name_as_written")
    role = serializers.ChoiceField(AssignmentRole.choices)
    carrier = AgencyReferenceSerializer(allow_null=True)


class ThreadOutcomeSerializer(serializers.Serializer[Any]):
    """What an agency's report that was confirmed last says came of it."""

    agency = AgencyReferenceSerializer()
    outcome = serializers.CharField()


class ThreadTaskSerializer(serializers.Serializer[Any]):
    """One year of a thread: what the plan says, whose it is, how far it is and what came of it.

    `former`: the task of an earlier plan that it carries on, null where it begins the work.
    """

    reference = TaskReferenceField(source="task", read_only=True)
    former = TaskReferenceField(read_only=True, allow_null=True)
    text = serializers.CharField(source="task.text")
    status = serializers.ChoiceField(DerivedStatus.choices, source="task.status")
    percent = serializers.IntegerField(source="task.percent", allow_null=True)
    light = serializers.ChoiceField(LightColour.choices, source="task.light")
    agencies = ThreadHolderSerializer(source="holders", many=True)
    outcomes = ThreadOutcomeSerializer(many=True)


class ThreadSerializer(serializers.Serializer[Any]):
    """The tasks that are one work carried on, the earliest first, and the decisions that link them."""

    tasks = ThreadTaskSerializer(many=True)
    links = TaskLinkSerializer(many=True)
