"""Confirming many reports at once."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.schema import ProblemSerializer
from tasks.services.many_reviews import MOST


class ShownReportSerializer(serializers.Serializer[Any]):
    """A report (its key) and the version of it that was read."""

    report = serializers.IntegerField(min_value=1, max_value=2**53)
    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


class ConfirmManySerializer(serializers.Serializer[Any]):
    """At most 200 reports, each once, to be confirmed as reported."""

    reports = serializers.ListField(child=ShownReportSerializer(), allow_empty=False, max_length=MOST)


class ItemResultSerializer(serializers.Serializer[Any]):
    """What became of the item at the same index: its `status`, and a `problem` unless that is 200."""

    report = serializers.IntegerField()
    status = serializers.IntegerField()
    problem = ProblemSerializer(allow_null=True)


class ResultsSerializer(serializers.Serializer[Any]):
    """One result for each item that was sent, in the same order."""

    results = ItemResultSerializer(many=True)
