"""What an agency has in hand when it begins to report on its tasks."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Subquery

from agencies.models import Agency, ReportingPolicy
from tasks.enums import ReportState, ReviewDecision
from tasks.models import Assignment, Milestone, ProgressReport, ReportingRound, Review, Task
from tasks.models.assignments import carries_on
from tasks.models.reports import OPEN_STATES
from tasks.services.report_content import CONTENT
from tasks.summaries.milestones import Confirmed, asked_milestones, claims_of, confirmed_claims

SETTLED_STATES = (ReportState.CONFIRMED, ReportState.ACCEPTED)


@dataclass(frozen=True)
class ReportStart:
    """`open` is on its way; `previous` the last one decided about; `settled` the last confirmed or accepted.

    Where an agency carries on the part of an ended one and has said nothing itself, `inherited` is what was
    last settled of that. `decided` is what settled it, `returned` what sent `previous` back, if that is how
    it ended; `asked_by` is the round that asks now; `two_person` says that the agency's approver comes
    before anybody else.
    `milestones` are asked about instead of the percent, `claims` are those (keys) that are ticked.
    """

    open: ProgressReport | None
    previous: ProgressReport | None
    settled: ProgressReport | None
    inherited: ProgressReport | None
    decided: Review | None
    returned: Review | None
    asked_by: ReportingRound | None
    two_person: bool
    milestones: Sequence[Milestone] = ()
    claims: frozenset[int] = frozenset()

    @property
    def source(self) -> ProgressReport | None:
        """What a form is filled with: the draft, else the last report decided about.

        So a returned report is revised, and otherwise the last confirmed or accepted one goes on.
        """
        return self.open or self.previous or self.inherited

    @property
    def values(self) -> dict[str, Any]:
        """What the form says before anybody types: of a settled report the values that were confirmed."""
        if self.source is None:
            return {}
        said = {name: getattr(self.source, name) for name in CONTENT}
        if self.source in {self.settled, self.inherited}:
            said |= {"status": self.confirmed_status, "percent": self.confirmed_percent}
        if self.source == self.inherited:
            # What the ended agency asked the office to help with was between those two.
            said["problem"] = ""
        if self.milestones:
            said["claims"] = [one.pk for one in self.milestones if one.pk in self.claims]
        return said

    @property
    def evidence_source(self) -> ProgressReport | None:
        """Whose evidence the draft has or, as the revision of a returned report, will have."""
        return self.open or (self.previous if self.returned else None)

    @property
    def confirmed_status(self) -> str:
        """The status last confirmed or accepted (核定); empty where nothing is."""
        decided = self.decided or self.settled or self.inherited
        return decided.status if decided else ""

    @property
    def confirmed_percent(self) -> int | None:
        """The percent that goes with it."""
        decided = self.decided or self.settled or self.inherited
        return decided.percent if decided else None

    @property
    def confirmed_otherwise(self) -> bool:
        """Whether the form starts from values that differ from what the agency reported (核定为)."""
        reported = {name: getattr(self.source, name, None) for name in ("status", "percent")}
        return self.source is not None and not reported.items() <= self.values.items()


def report_start(task: Task, agency: Agency, day: datetime.date) -> ReportStart:
    """Where `agency` stands with its reports on `task`."""
    asked_by = ReportingRound.objects.open_on(day).filter(asked__task=task).first()
    return report_starts(agency, [task.pk], asked_by)[task.pk]


def report_starts(
    agency: Agency, tasks: Collection[int], asked_by: ReportingRound | None
) -> dict[int, ReportStart]:
    """Where `agency` stands with its reports on each of `tasks` (keys), in a few queries however many.

    `asked_by` is the round that asks about them now.
    """
    own = ProgressReport.objects.filter(task=OuterRef("pk"), agency=agency).order_by("-pk")
    carried_on = Assignment.objects.current().filter(
        carries_on(OuterRef("agency")), task=OuterRef("task"), agency=agency
    )
    newest = {
        "open": own.filter(state__in=OPEN_STATES),
        "previous": own.exclude(state__in=OPEN_STATES),
        "settled": own.filter(state__in=SETTLED_STATES),
        "inherited": ProgressReport.objects.filter(
            Exists(carried_on), task=OuterRef("pk"), state__in=SETTLED_STATES
        ).order_by("-pk"),
    }
    keys = (
        Task.objects.filter(pk__in=tasks)
        .order_by()
        .annotate(**{name: Subquery(reports.values("pk")[:1]) for name, reports in newest.items()})
        .values("pk", *newest)
    )
    found = {row["pk"]: row for row in keys}
    wanted = {row[name] for row in found.values() for name in newest if row[name]}
    reports = ProgressReport.objects.with_confirmed().in_bulk(wanted)
    decisions = _last_decisions(wanted)
    milestones = asked_milestones(agency, tasks)
    claimed = claims_of(wanted) if milestones else {}
    confirmed = confirmed_claims(list(milestones), agency=agency) if milestones else {}
    two_person = ReportingPolicy.objects.filter(agency=agency, two_person=True).exists()
    return {
        task: ReportStart(
            open=reports.get(row["open"]),
            previous=reports.get(row["previous"]),
            settled=reports.get(row["settled"]),
            inherited=reports.get(row["inherited"]),
            decided=decisions.get((row["settled"] or row["inherited"], False)),
            returned=decisions.get((row["previous"], True)),
            asked_by=asked_by,
            two_person=two_person,
            milestones=milestones.get(task, ()),
            claims=_claims(row, claimed, confirmed.get(task, {}).get(agency.pk)),
        )
        for task, row in found.items()
    }


def _claims(
    newest: Mapping[str, int | None],
    claimed: Mapping[int, frozenset[int]],
    confirmed: Confirmed | None,
) -> frozenset[int]:
    """What a form ticks: as in the draft, as confirmed if that came last, else as in what it starts with."""
    source = newest["open"] or newest["previous"] or newest["inherited"]
    if source == newest["settled"] and confirmed:
        return confirmed.claimed
    return claimed.get(source or 0, frozenset())


def _last_decisions(reports: Iterable[int]) -> dict[tuple[int, bool], Review]:
    """By report and whether it was sent back: the last decision that did so, or that carried values."""
    rows = Review.objects.filter(report__in=reports).select_related("decided_by").order_by("decided_at", "pk")
    return {
        (row.report_id, row.decision == ReviewDecision.RETURN): row
        for row in rows
        if row.status or row.decision == ReviewDecision.RETURN
    }
