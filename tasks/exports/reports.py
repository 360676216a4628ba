"""Progress reports as a table."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.utils.translation import gettext as _
from psycopg2.sql import SQL, Composable, Literal

from agencies.csv_sql import Held, Reading, as_it_stands, as_text
from agencies.models import User
from agencies.rules import is_office, writes_reports
from agencies.tables import Column, Table, chosen_columns, harmless
from plans.clock import end_of
from tasks.enums import AssignmentRole, EvidenceGrade, ReportState, ReviewDecision, Status
from tasks.evidence_rules import best_grade
from tasks.exports.cells import (
    BETWEEN,
    Joined,
    as_it_is,
    heading_of,
    in_words,
    listed,
    plain,
    reference,
    table_of_rows,
    yes_or_no,
)
from tasks.models import Assignment, Evidence, MilestoneClaim, ProgressReport, Review

REVIEWED = ("decision", "reason", "decided_at")
NAMED = ("display_name", "username")
"""What a person is called, and as whom they sign in."""
CONFIRMED = ("status", "percent", "decided_at")


def report_table(
    reports: QuerySet[ProgressReport],
    user: User,
    fields: Sequence[str] = (),
    past: datetime.date | None = None,
) -> Table:
    """`reports` in their order, with what of them `user` may see: one query.

    Of a `past` day they are `as_known_on` it.
    """
    own = {"report": OuterRef("pk")}
    decided = Review.objects.filter(**own, **({"decided_at__lt": end_of(past)} if past else {}))
    reviews = decided.visible_to(user).order_by("-decided_at", "-pk")
    confirmed = decided.confirming()
    handed_in = User.objects.filter(pk=OuterRef("known_submitted_by" if past else "submitted_by"))
    evidence = Evidence.objects.filter(**own).order_by("pk")
    claims = MilestoneClaim.objects.filter(**own).order_by("milestone", "pk")
    found = reports.prefetch_related(None).annotate(
        concerns_reader=concerns(user),
        claimed=Joined(claims.values(one=F("milestone__name"))),
        grades=Joined(evidence.values(one=F("grade"))),
        pieces=Joined(Evidence.objects.visible_to(user).filter(**own).order_by("pk").values(one=F("title"))),
        **{f"reviewed_{name}": Subquery(reviews.values(name)[:1]) for name in REVIEWED},
        **{f"settled_{name}": Subquery(confirmed.values(name)[:1]) for name in CONFIRMED},
        **{f"signer_{name}": Subquery(handed_in.values(name)[:1]) for name in NAMED},
        **({} if past else {"words_kept": Value(True)}),  # noqa: FBT003 - a value in SQL
    )
    return table_of_rows(found, chosen_columns(report_columns("known_" if past else ""), fields))


def concerns(user: User) -> Any:
    """`tasks.rules.can_see_problem`, in SQL."""
    if is_office(user):
        return Value(True)  # noqa: FBT003 - a value in SQL
    leading = Assignment.objects.current().filter(
        task=OuterRef("task"), agency=user.agency_id, role=AssignmentRole.LEAD
    )
    told = Q(agency=user.agency_id)
    if writes_reports(user):
        told |= Q(role=AssignmentRole.PARTICIPATING) & Q(Exists(leading))
    return Case(When(told, then=Value(True)), default=Value(False), output_field=BooleanField())  # noqa: FBT003


def report_columns(known: str = "") -> list[Column]:
    """What an agency says of a task, and what was decided about it; `known` before what is of a past day."""
    return [
        *plain(ProgressReport, "id", usual=False),
        Column("task", _("Task"), ("task__plan__code", "task__number"), reference),
        Column("agency", heading_of(ProgressReport, "agency"), ("agency__name",), as_it_is),
        Column("role", heading_of(ProgressReport, "role"), ("role",), in_words(AssignmentRole)),
        Column("state", heading_of(ProgressReport, "state"), (f"{known}state",), in_words(ReportState)),
        Column("status", _("Reported status"), ("status",), in_words(Status)),
        Column("percent", _("Reported percent"), ("percent",), as_it_is),
        Column("claims", _("Milestones reached"), ("claimed",), listed),
        *plain(ProgressReport, "progress", "outcome"),
        Column("problem", heading_of(ProgressReport, "problem"), ("concerns_reader", "problem"), _meant),
        *plain(ProgressReport, "next_step", "document_number"),
        Column("no_change", heading_of(ProgressReport, "no_change"), ("no_change",), yes_or_no()),
        Column("words_kept", _("Words kept"), ("words_kept",), yes_or_no(), usual=bool(known)),
        Column("round", heading_of(ProgressReport, "round"), ("round__name",), as_it_is),
        Column("confirmed", _("Confirmed status"), ("settled_status",), in_words(Status)),
        Column("confirmed", _("Confirmed percent"), ("settled_percent",), as_it_is),
        Column("confirmed", _("Confirmed at"), ("settled_decided_at",), as_it_is),
        Column("reviews", _("Last decision"), ("reviewed_decision",), in_words(ReviewDecision)),
        Column("reviews", _("Reason of the decision"), ("reviewed_reason",), as_it_is),
        Column("reviews", _("Decided at"), ("reviewed_decided_at",), as_it_is),
        Column("evidence_grade", _("Evidence"), ("grades",), _best()),
        Column("evidence", _("Pieces of evidence"), ("pieces",), listed),
        Column(
            "submitted_at", heading_of(ProgressReport, "submitted_at"), (f"{known}submitted_at",), as_it_is
        ),
        _person("submitted_by", "signer_"),
        *plain(ProgressReport, "created_at", "updated_at", usual=False),
        _person("created_by", "created_by__", usual=False),
        *plain(ProgressReport, "version", usual=False),
        Column(
            "revises",
            heading_of(ProgressReport, "revises"),
            ("concerns_reader", "revises_id"),
            _meant,
            usual=False,
        ),
        Column("is_demo", heading_of(ProgressReport, "is_demo"), ("is_demo",), yes_or_no(), usual=False),
    ]


_meant = Reading(
    lambda concerns_reader, value: value if concerns_reader else None,
    lambda concerns_reader, value: SQL("CASE WHEN {} THEN {} END").format(
        concerns_reader.name, as_it_stands(value)
    ),
)
"""What is said for whom it concerns."""


def _best() -> Reading:
    """The best grade of all in a `Joined`, in words."""
    words = {grade: harmless(str(grade.label)) for grade in reversed(EvidenceGrade)}

    def write(grades: Held) -> Composable:
        has = SQL("WHEN {} = ANY (string_to_array({}, {})) THEN {}")
        cases = [
            has.format(Literal(grade.value), grades.name, Literal(BETWEEN), Literal(word))
            for grade, word in words.items()
        ]
        return SQL("CASE {} ELSE {} END").format(SQL(" ").join(cases), Literal(words[EvidenceGrade.NONE]))

    return Reading(lambda grades: words[best_grade(grades.split(BETWEEN) if grades else ())], write)


def _person(field: str, before: str, *, usual: bool = True) -> Column:
    """Who it was; `before` stands before the names of what a person is called."""
    paths = tuple(f"{before}{name}" for name in NAMED)
    return Column(field, heading_of(ProgressReport, field), paths, _name, usual)


_name = Reading(
    lambda shown, signed_in_as: shown or signed_in_as,
    lambda shown, signed_in_as: as_text(
        SQL("coalesce(nullif({}, ''), {})").format(shown.name, signed_in_as.name)
    ),
)
"""What a person is called, else as whom they sign in."""
