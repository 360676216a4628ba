"""What was found by words."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from tasks.enums import SearchKind


class PieceSerializer(serializers.Serializer[Any]):
    """A stretch of plain text, which is never markup, and whether it is a hit."""

    text = serializers.CharField()
    hit = serializers.BooleanField()


class LineSerializer(serializers.Serializer[Any]):
    """One text in which a word stands; `replaced`: as printed, where the office has adjusted it since."""

    pieces = PieceSerializer(many=True)
    replaced = serializers.BooleanField()


class HitSerializer(serializers.Serializer[Any]):
    """One thing that was found: `id` of the task, agency or report, `name` as people know it."""

    id = serializers.IntegerField(source="row.pk")
    name = serializers.CharField(source="row.__str__")
    lines = LineSerializer(many=True)


class FoundSerializer(serializers.Serializer[Any]):
    """What was found of one kind, at most 1,000 (`is_cut`: there may be more); the best hits of it."""

    kind = serializers.ChoiceField(SearchKind.choices)
    count = serializers.IntegerField()
    is_cut = serializers.BooleanField()
    hits = HitSerializer(many=True)


class SearchSerializer(serializers.Serializer[Any]):
    """`task` is the reference of the task that the whole query names, such as 2020-55."""

    task = serializers.CharField(allow_null=True)
    found = FoundSerializer(many=True)
