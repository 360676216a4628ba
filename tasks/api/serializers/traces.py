"""溯源: what a plan made of the document that it divides up."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.serializers import AgencyReferenceSerializer
from plans.models import Provision, Section
from plans.parsing.passages import normalise
from tasks.api.serializers.fields import TaskReferenceField
from tasks.enums import AssignmentRole, DerivedStatus, Given, LightColour
from tasks.models import TaskOrigin
from tasks.summaries.coverage import Coverage
from tasks.summaries.strands import Strand
from tasks.summaries.traces import Holder, TracedProvision, TracedStrand, TracedTask


class OriginSerializer(serializers.ModelSerializer[TaskOrigin]):
    """A place that a task is from: in `document`, the characters `start` to `end`; `text` as they read.

    A task that is joined from places apart has several, `position` in its own order.
    """

    task = TaskReferenceField(read_only=True)
    document = serializers.CharField(read_only=True)
    text = serializers.SerializerMethodField()

    class Meta:
        model = TaskOrigin
        fields = ["id", "task", "document", "position", "start", "end", "text"]

    def get_text(self, origin: Any) -> str:
        """Without line ends."""
        return normalise(origin.printed)


class PlacedSectionSerializer(serializers.ModelSerializer[Section]):
    """A section, and whether it is for distribution at all."""

    class Meta:
        model = Section
        fields = ["id", "path", "label", "title", "distributable"]


class HolderSerializer(serializers.Serializer[Holder]):
    """An agency that has a part in a task."""

    role = serializers.ChoiceField(AssignmentRole.choices)
    agency = AgencyReferenceSerializer(source="*")

    def to_representation(self, instance: Holder) -> dict[str, Any]:
        """Its key and its name of its day."""
        return {"role": instance.role.value, "agency": {"id": instance.pk, "name": instance.name}}


class TracedTaskSerializer(serializers.Serializer[TracedTask]):
    """A task on the day asked for, and who has it."""

    reference = TaskReferenceField(source="task")
    status = serializers.ChoiceField(DerivedStatus.choices, source="task.status")
    percent = serializers.IntegerField(source="task.percent", allow_null=True)
    due_on = serializers.DateField(source="task.due_on", allow_null=True)
    light = serializers.ChoiceField(LightColour.choices, source="task.light")
    agencies = HolderSerializer(source="holders", many=True)


class StrandSerializer(serializers.Serializer[Strand]):
    """Neighbouring clauses of a sentence that went the same way. `place` names it within the document."""

    place = serializers.CharField()
    text = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    clauses = serializers.IntegerField()
    characters = serializers.IntegerField()
    given = serializers.ChoiceField(Given.choices)


class TracedStrandSerializer(StrandSerializer):
    """With the tasks that it went into."""

    tasks = TracedTaskSerializer(many=True)

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The strand and its tasks as one object."""
        found: TracedStrand = instance
        tasks: Any = found.tasks
        strand = StrandSerializer(found.strand).data
        return {**strand, "tasks": TracedTaskSerializer(tasks, many=True).data}


class TracedProvisionSerializer(serializers.ModelSerializer[Provision]):
    """A sentence of the document in its strands."""

    section = PlacedSectionSerializer(read_only=True)
    strands = TracedStrandSerializer(many=True, read_only=True)

    class Meta:
        model = Provision
        fields = ["id", "section", "position", "text", "start", "end", "strands"]

    def to_representation(self, instance: Any) -> dict[str, Any]:
        """The sentence and its strands as one object."""
        found: TracedProvision = instance
        shown: dict[str, Any] = {}
        for name, field in self.fields.items():
            whole: Any = found if name == "strands" else found.provision
            shown[name] = field.to_representation(field.get_attribute(whole))
        return shown


class CoverageSerializer(serializers.Serializer[Coverage]):
    """Clauses and characters (as they read) of what is to be handed out, and how many went into tasks."""

    clauses = serializers.IntegerField()
    clauses_given = serializers.IntegerField()
    characters = serializers.IntegerField()
    characters_given = serializers.IntegerField()


class SubsectionCoverageSerializer(serializers.Serializer[Any]):
    """A subsection; `coverage` is null where nothing of it is for distribution."""

    section = PlacedSectionSerializer()
    coverage = CoverageSerializer(allow_null=True)


class SectionCoverageSerializer(SubsectionCoverageSerializer):
    """A top section, what stands `below` it counted in."""

    below = SubsectionCoverageSerializer(many=True)


class PlanCoverageSerializer(serializers.Serializer[Any]):
    """How much of a document its division plan gave out, and what was `left`: given to nobody."""

    document = serializers.CharField(source="document.file_name")
    coverage = CoverageSerializer()
    sections = SectionCoverageSerializer(many=True)
    left = StrandSerializer(many=True)
