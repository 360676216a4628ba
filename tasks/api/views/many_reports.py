"""Writing many progress reports at once over the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from agencies.api.authentication import caller
from agencies.api.bodies import read, sent
from agencies.api.lists import Listed
from agencies.api.problems import CONTENT_TYPE, problem, problem_handler
from agencies.errors import Conflict
from agencies.models import Agency
from tasks.api.serializers.many_reports import (
    ALL_OR_NOTHING,
    ManySerializer,
    WriteItemSerializer,
    WriteManySerializer,
    WrittenSerializer,
)
from tasks.models import ProgressReport, Task
from tasks.services.many_reports import Entry, NotSeen, Written, reports_write

MULTI_STATUS = OpenApiResponse(WrittenSerializer, "Each item by itself: `results` says what became of it.")


@dataclass(frozen=True)
class Items:
    """What was sent, by its index: what can be tried, and what is wrong of the rest."""

    entries: Mapping[int, Entry]
    wrong: Mapping[int, ValidationError]


class WritesMany(Listed[ProgressReport]):
    """Its reports can be written many at once."""

    @extend_schema(
        request=WriteManySerializer,
        responses={200: WrittenSerializer, 207: MULTI_STATUS},
        filters=False,
    )
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Begin or change up to 200 drafts, and submit them where asked.

        `all_or_nothing` answers 200, or 400 with what is wrong of every item, and then nothing is kept;
        `each` answers 207 with a result for each. Errors point into their item, as in `/items/3/percent`,
        or at it. One that changes a draft without `if_match` has 428, one whose `if_match` is not its version
        412; both point at `/items/3/if_match`.
        """
        many = sent(request, ManySerializer)
        items, whole = self._items(many["items"]), many["mode"] == ALL_OR_NOTHING
        made = reports_write(
            actor=caller(request), entries=items.entries, all_or_nothing=whole, spoiled=bool(items.wrong)
        )
        refused: dict[int, Exception] = {**items.wrong, **made.refused}
        problems = {index: self._problem(index, refused[index]) for index in sorted(refused)}
        if not made.kept:
            errors = [error for one in problems.values() for error in one["errors"]]
            members = problem(400, _("What was sent is not valid."), errors=errors)
            return Response(members, status=400, content_type=CONTENT_TYPE)
        results = self._results(len(many["items"]), made, problems)
        return Response({"results": results}, status=200 if whole else 207)

    def own(self, said: Mapping[str, Any]) -> Agency:
        """The agency that the caller named, else their own; raises `ValidationError` (400) without either."""
        agency: Agency | None = said.get("agency", caller(self.request).agency)
        if agency is None:
            raise ValidationError({"agency": [_("Say which agency reports.")]})
        return agency

    def _items(self, many: Sequence[Any]) -> Items:
        """What of it can be tried, and what is wrong of the rest; the tasks are looked up together."""
        named = [one.get("task") for one in many if isinstance(one, Mapping)]
        tasks = Task.objects.visible_to(caller(self.request)).named(str(task) for task in named)
        entries: dict[int, Entry] = {}
        wrong: dict[int, ValidationError] = {}
        seen: set[tuple[int, int]] = set()
        for index, one in enumerate(many):
            try:
                entry = self._entry(read(self.request, WriteItemSerializer, one, tasks=tasks))
                if (entry.task.pk, entry.agency.pk) in seen:
                    raise ValidationError({"task": [_("Name each task once.")]})
            except ValidationError as error:
                wrong[index] = error
            else:
                seen.add((entry.task.pk, entry.agency.pk))
                entries[index] = entry
        return Items(entries, wrong)

    def _entry(self, said: dict[str, Any]) -> Entry:
        agency = self.own(said)
        said.pop("agency", None)
        return Entry(
            task=said.pop("task"),
            agency=agency,
            claims=said.pop("claims", None),
            seen=said.pop("if_match", None),
            submit=said.pop("submit"),
            outside_round=said.pop("outside_round"),
            said=said,
        )

    def _problem(self, index: int, error: Exception) -> dict[str, Any]:
        """The problem that `error` is of the item at `index`; its errors point into it, or at it."""
        if isinstance(error, NotSeen):
            members = problem(428, error.message)
        else:
            answer = problem_handler(error, {"view": self, "request": self.request})
            if answer is None:
                raise error
            members = answer.data
        is_of_version = isinstance(error, NotSeen) or (isinstance(error, Conflict) and error.stale)
        whole = [{"pointer": "/if_match" if is_of_version else "", "detail": str(members["detail"])}]
        members["errors"] = [
            {**one, "pointer": f"/items/{index}{one['pointer']}"} for one in members.get("errors", whole)
        ]
        return members

    def _results(
        self, number: int, made: Written, problems: Mapping[int, dict[str, Any]]
    ) -> list[dict[str, Any]]:
        """What became of every item; the reports are read together."""
        rows = self.get_queryset().filter(pk__in=[report.pk for report in made.reports.values()])
        shown = {row.pk: self.get_serializer(row).data for row in rows}
        return [
            {"status": problems[index]["status"], "report": None, "problem": problems[index]}
            if index in problems
            else {
                "status": 201 if index in made.begun else 200,
                "report": shown[made.reports[index].pk],
                "problem": None,
            }
            for index in range(number)
        ]
