"""A progress report as the API's list shows it, which is as `ProgressReportSerializer` says."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Coalesce, Concat, NullIf
from rest_framework.request import Request
from rest_framework.reverse import reverse

from agencies.api.authentication import caller
from agencies.api.exports import FETCHED
from agencies.json_sql import JsonBoolean, JsonList, JsonMember, JsonMoment, JsonObject, JsonText, WrittenJson
from agencies.models import User
from tasks.enums import EvidenceGrade, EvidenceKind
from tasks.evidence_rules import judged
from tasks.models import ProgressReport
from tasks.summaries.report_parts import report_parts

EVIDENCE = "evidence"
"""The last of all fields: why a piece of it has its grade the database cannot tell."""


def texts(
    reports: QuerySet[ProgressReport], request: Request, past: datetime.date | None, fields: Sequence[str]
) -> Iterator[str]:
    """These fields of each of `reports` as JSON, as the caller sees them: one query, fetched some at a time.

    They have `concerns_reader`, and of a `past` day they are `as_known_on` it.
    """
    members = _members(request, past)
    written = JsonText(JsonObject({name: members[name] for name in fields if name != EVIDENCE}))
    alone: Any = reports.prefetch_related(None).select_related(None).annotate(written=written)
    if EVIDENCE not in fields:
        yield from alone.values_list("written", flat=True).iterator(FETCHED)
        return
    rows = alone.annotate(pieces=JsonText(members[EVIDENCE])).values_list("written", "pieces")
    before = "," if len(fields) > 1 else ""
    for others, pieces in rows.iterator(FETCHED):
        yield f'{others[:-1]}{before}"{EVIDENCE}":{_explained(pieces)}}}'


def _members(request: Request, past: datetime.date | None) -> Mapping[str, Any]:
    parts, known = report_parts(caller(request), past), "known_" if past else ""
    confirmed = {**_columns("decision", "status", "percent"), "decided_at": JsonMoment(F("decided_at"))}
    handed_in = User.objects.filter(pk=OuterRef(f"{known}submitted_by"))
    return {
        "id": F("pk"),
        "task": Concat("task__plan__code", Value("-"), Cast("task__number", CharField())),
        "agency": JsonObject({"id": F("agency_id"), "name": F("agency__name")}),
        "role": F("role"),
        "state": F(f"{known}state"),
        **_columns("status", "percent"),
        "claims": _list(parts.claims, {"milestone": F("milestone_id"), "name": F("milestone__name")}),
        **_columns("progress", "outcome"),
        "problem": _meant("problem"),
        **_columns("next_step", "document_number"),
        "no_change": JsonBoolean(F("no_change")),
        "words_kept": JsonBoolean(F("words_kept") if past else Value(value=True)),
        "round": F("round_id"),
        "confirmed": _first(parts.confirmations.filter(report=OuterRef("pk")), confirmed),
        "version": F("version"),
        "revises": _meant("revises_id"),
        "is_demo": JsonBoolean(F("is_demo")),
        "created_at": JsonMoment(F("created_at")),
        "created_by": JsonObject(_person("created_by__")),
        "updated_at": JsonMoment(F("updated_at")),
        "submitted_at": JsonMoment(F(f"{known}submitted_at")),
        "submitted_by": _first(handed_in, _person()),
        "reviews": _list(parts.reviews, _review()),
        "evidence_grade": _best(parts.every_piece),
        EVIDENCE: _list(parts.evidence, _piece(request)),
    }


def _review() -> Mapping[str, Any]:
    return {
        **_columns("id", "decision", "status", "percent"),
        "changed": JsonBoolean(F("changed")),
        **_columns("reason", "document_number", "override_reason"),
        "decided_at": JsonMoment(F("decided_at")),
        "decided_by": JsonObject(_person("decided_by__")),
    }


def _piece(request: Request) -> Mapping[str, Any]:
    before, _key, after = reverse("api:evidence-content", [0], request=request).rpartition("0")
    content = Concat(Value(before), Cast("pk", CharField()), Value(after))
    return {
        "id": F("pk"),
        "report": F("report_id"),
        **_columns("kind", "grade"),
        "why": Value(None, TextField()),
        **_columns("title", "file_name", "content_type", "size", "sha256"),
        "content": Case(When(kind=EvidenceKind.FILE, then=content)),
        "url": NullIf("url", Value("")),
        **_columns("document_number", "document_date"),
        "added_at": JsonMoment(F("added_at")),
        "added_by": JsonObject(_person("added_by__")),
    }


def _explained(pieces: str) -> str:
    """The same with why each has its grade."""
    found = json.loads(pieces)
    for piece in found:
        day = piece["document_date"]
        piece["why"] = judged(
            url=piece["url"] or "",
            document_number=piece["document_number"],
            document_date=day and datetime.date.fromisoformat(day),
        ).why
    return json.dumps(found, ensure_ascii=False)


def _columns(*names: str) -> Mapping[str, Any]:
    return {name: F(name) for name in names}


def _person(before: str = "") -> Mapping[str, Any]:
    """A person by name; `before` stands before the names of what they are called."""
    name = Coalesce(NullIf(f"{before}display_name", Value("")), f"{before}username")
    return {"id": F(f"{before}id"), "name": name}


def _meant(column: str) -> Case:
    """What is said for whom it concerns."""
    return Case(When(concerns_reader=True, then=F(column)))


def _list(rows: QuerySet[Any], members: Mapping[str, Any]) -> JsonList:
    """Those of `rows` that belong to the report."""
    return JsonList(rows.filter(report=OuterRef("pk")), members)


def _first(rows: QuerySet[Any], members: Mapping[str, Any]) -> JsonMember:
    """The first of `rows`, null where there is none."""
    return JsonMember(Subquery(rows.values(one=JsonObject(members))[:1], WrittenJson()))


def _best(pieces: QuerySet[Any]) -> Coalesce:
    """As `tasks.evidence_rules.best_grade`."""
    strength = Case(*[When(grade=grade, then=Value(place)) for place, grade in enumerate(EvidenceGrade)])
    found = pieces.filter(report=OuterRef("pk")).order_by(strength.desc()).values("grade")
    return Coalesce(Subquery(found[:1]), Value(EvidenceGrade.NONE.value))
