"""Writing many progress reports at once."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from agencies.api.schema import ProblemSerializer
from tasks.api.serializers.reports import ProgressReportSerializer, ReportCreateSerializer

MOST = 200
"""How many reports one call takes."""

ALL_OR_NOTHING, EACH = "all_or_nothing", "each"


class ManySerializer(serializers.Serializer[Any]):
    """`all_or_nothing`: one refusal undoes everything; `each`: every item by itself, read later."""

    mode = serializers.ChoiceField([ALL_OR_NOTHING, EACH])
    items = serializers.ListField(
        child=serializers.JSONField(allow_null=True), allow_empty=False, max_length=MOST
    )


class WriteItemSerializer(ReportCreateSerializer):
    """A report on `task`, begun as a draft or, where the agency has one under way, changed.

    Of a draft that is there already what is not sent stays, and `if_match` has to be the `version` of it that
    was read. `submit`: submit it with that, where need be `outside_round`.
    """

    if_match = serializers.IntegerField(required=False, min_value=1, max_value=2**31 - 1)
    submit = serializers.BooleanField(required=False, default=False)
    outside_round = serializers.BooleanField(required=False, default=False)


class WriteManySerializer(ManySerializer):
    """At most 200 items, each of another task or agency."""

    items = serializers.ListField(child=WriteItemSerializer(), allow_empty=False, max_length=MOST)


class WrittenItemSerializer(serializers.Serializer[Any]):
    """What became of the item at that index: 201 begun, 200 changed with its `report`, else a `problem`."""

    status = serializers.IntegerField()
    report = ProgressReportSerializer(allow_null=True)
    problem = ProblemSerializer(allow_null=True)


class WrittenSerializer(serializers.Serializer[Any]):
    """One result for each item that was sent, in the same order."""

    results = WrittenItemSerializer(many=True)
