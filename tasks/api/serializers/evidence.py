"""Evidence as the API shows it and takes it."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from agencies.api.serializers import PersonSerializer
from tasks.api.serializers.fields import AddressField
from tasks.enums import EvidenceKind
from tasks.models import Evidence
from tasks.summaries.evidence import why_graded


class EvidenceSerializer(serializers.ModelSerializer[Evidence]):
    """A piece of evidence. `why` says where its grade comes from.

    A file has its address in `content` and no `url`, a link the other way round.
    """

    why = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    content = serializers.SerializerMethodField()
    added_by = PersonSerializer(read_only=True)

    class Meta:
        model = Evidence
        fields = [
            "id",
            "report",
            "kind",
            "grade",
            "why",
            "title",
            "file_name",
            "content_type",
            "size",
            "sha256",
            "content",
            "url",
            "document_number",
            "document_date",
            "added_at",
            "added_by",
        ]
        read_only_fields = fields

    def get_why(self, evidence: Evidence) -> str:
        """Why it has its grade, in the caller's language."""
        return why_graded(evidence)

    @extend_schema_field(serializers.URLField(allow_null=True))
    def get_content(self, evidence: Evidence) -> str | None:
        """The address of a file's content; null for a link."""
        if evidence.kind != EvidenceKind.FILE:
            return None
        address: str = reverse("api:evidence-content", [evidence.pk], request=self.context.get("request"))
        return address

    @extend_schema_field(AddressField(allow_null=True))
    def get_url(self, evidence: Evidence) -> str | None:
        """Where a link leads; null for a file."""
        return evidence.url or None


class DescriptionSerializer(serializers.Serializer[Any]):
    """What a piece of evidence is. With a document number it counts for more than the agency's own word."""

    title = serializers.CharField(required=False, allow_blank=True, max_length=200, default="")
    document_number = serializers.CharField(required=False, allow_blank=True, max_length=100, default="")
    document_date = serializers.DateField(required=False, allow_null=True, default=None)


class EvidenceLinkSerializer(DescriptionSerializer):
    """A published document."""

    url = AddressField(max_length=1000)


class EvidenceFileSerializer(DescriptionSerializer):
    """A file; what it is follows from its content, and its name must say the same."""

    file = serializers.FileField(allow_empty_file=True)
    # A form knows no null.
    document_date = serializers.DateField(required=False, default=None)
