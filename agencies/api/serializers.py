"""Agencies and people as the API shows them."""

from __future__ import annotations

from rest_framework import serializers

from agencies.models import Agency, AgencyAlias, AgencySuccession, User


class AgencyReferenceSerializer(serializers.ModelSerializer[Agency]):
    """An agency where it is named: its key and its name of its day."""

    class Meta:
        model = Agency
        fields = ["id", "name"]


class PersonSerializer(serializers.ModelSerializer[User]):
    """A person where one is named; never more than the name."""

    name = serializers.CharField(source="get_full_name", read_only=True)

    class Meta:
        model = User
        fields = ["id", "name"]


class AgencySerializer(serializers.ModelSerializer[Agency]):
    """One body of its day. What no source says is empty."""

    aliases = serializers.SlugRelatedField[AgencyAlias](many=True, read_only=True, slug_field="name")

    class Meta:
        model = Agency
        fields = ["id", "name", "full_name", "kind", "begins_on", "ends_on", "aliases", "source"]


class SuccessionSerializer(serializers.ModelSerializer[AgencySuccession]):
    """Who carries on whose work: wholly by default, or in one function."""

    predecessor = AgencyReferenceSerializer()
    successor = AgencyReferenceSerializer()

    class Meta:
        model = AgencySuccession
        fields = ["predecessor", "successor", "function", "is_default", "effective_on", "source"]


class AgencyDetailSerializer(AgencySerializer):
    """With whom it came from (`inheritances`) and who came after it (`successions`)."""

    successions = SuccessionSerializer(many=True, read_only=True)
    inheritances = SuccessionSerializer(many=True, read_only=True)

    class Meta(AgencySerializer.Meta):
        fields = [*AgencySerializer.Meta.fields, "successions", "inheritances"]
