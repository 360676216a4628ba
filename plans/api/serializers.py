"""Documents and plans as the API shows them; spans are in characters of the document's `text`."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.serializers import PersonSerializer
from agencies.remarks import LONGEST_REMARK
from plans.models import (
    Addressee,
    BasisDocument,
    LeadRuleReading,
    Plan,
    Provision,
    Section,
    SourceDocument,
)


class DocumentSerializer(serializers.ModelSerializer[SourceDocument]):
    """A document without its text."""

    class Meta:
        model = SourceDocument
        fields = ["file_name", "title", "document_number", "issuer", "issued_on", "metadata_source"]


class BasisDocumentSerializer(serializers.ModelSerializer[BasisDocument]):
    """A document that another one names as its basis; `cited` is its file where it is kept here."""

    cited = serializers.SlugRelatedField[SourceDocument](slug_field="file_name", read_only=True)

    class Meta:
        model = BasisDocument
        fields = ["title", "document_number", "cited", "start", "end"]


class AddresseeSerializer(serializers.ModelSerializer[Addressee]):
    """Whom a document is addressed to, as written; `agency` is the key of the body meant."""

    class Meta:
        model = Addressee
        fields = ["name_as_written", "agency", "start", "end"]


class DocumentDetailSerializer(DocumentSerializer):
    """A document with its text, unchanged, what corrects it and whom it names."""

    basis_documents = BasisDocumentSerializer(many=True, read_only=True)
    addressees = AddresseeSerializer(many=True, read_only=True)
    errata = serializers.ListField(child=serializers.DictField(), read_only=True)

    class Meta(DocumentSerializer.Meta):
        fields = [
            *DocumentSerializer.Meta.fields,
            "sha256",
            "errata",
            "basis_documents",
            "addressees",
            "text",
        ]


class SectionSerializer(serializers.ModelSerializer[Section]):
    """A heading and what it governs."""

    document = serializers.SlugRelatedField[SourceDocument](slug_field="file_name", read_only=True)

    class Meta:
        model = Section
        fields = [
            "id",
            "document",
            "parent",
            "path",
            "position",
            "label",
            "title",
            "goal",
            "remark",
            "distributable",
            "start",
            "end",
        ]


class ProvisionSerializer(serializers.ModelSerializer[Provision]):
    """One sentence that asks for something without giving it to anybody."""

    document = serializers.CharField(source="section.document.file_name", read_only=True)

    class Meta:
        model = Provision
        fields = ["id", "document", "section", "position", "text", "start", "end"]


class ReadingSerializer(serializers.ModelSerializer[LeadRuleReading]):
    """The office's own reading of what the mark 按职责分别负责 means, and why."""

    decided_by = PersonSerializer(read_only=True)

    class Meta:
        model = LeadRuleReading
        fields = ["marked_by_duty_means", "reason", "decided_at", "decided_by"]


class PlanSerializer(serializers.ModelSerializer[Plan]):
    """A plan, its note on who leads, and since when it is tracked (null: not tracked).

    `origin`: the file of the document that it divides up word for word, null for any other plan.
    `readings`: how the office read the note since, the latest first; it holds instead of the plan's own.
    """

    document = DocumentSerializer(read_only=True)
    origin = serializers.SlugRelatedField[SourceDocument](
        slug_field="file_name", read_only=True, allow_null=True
    )
    tracked_from = serializers.DateField(read_only=True, allow_null=True)
    readings = ReadingSerializer(source="lead_rule_readings", many=True, read_only=True)

    class Meta:
        model = Plan
        fields = [
            "code",
            "year",
            "short_title",
            "document",
            "origin",
            "names_agencies",
            "note",
            "first_listed_leads",
            "joint_leads_unordered",
            "marked_by_duty_means",
            "is_reading",
            "reading_reason",
            "readings",
            "tracked_from",
        ]


class TrackingSerializer(serializers.Serializer[Any]):
    """Begin tracking from a day, or end it (null), which needs a reason."""

    tracked_from = serializers.DateField(allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, default="", max_length=LONGEST_REMARK)
