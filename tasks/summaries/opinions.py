"""What the others say of a lead's report, and on which reports somebody's opinion is awaited."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q

from agencies.models import Agency, User
from agencies.rules import is_office, writes_reports
from tasks import rules
from tasks.enums import AssignmentRole, ReportState, Stance
from tasks.models import Assignment, Opinion, ProgressReport, Submission, thresholds_on
from tasks.models.reports import open_to_opinion
from tasks.services.opinions import last_day_for_opinions

BESIDE = (AssignmentRole.LEAD, AssignmentRole.PARTICIPATING)
"""Roles that have a say in what a lead reports."""


@dataclass(frozen=True)
class Voice:
    """One agency beside the lead: the opinion that holds (None: silent), and those before it.

    An opinion on a text that the lead took back and handed in anew is one of those `before`.
    """

    agency: Agency
    opinion: Opinion | None
    before: Sequence[Opinion]


@dataclass(frozen=True)
class OpinionSheet:
    """What the reader sees of the opinions on one report. `own`: of the reader's agency, if it has a say."""

    voices: Sequence[Voice]
    last_day: datetime.date
    is_over: bool
    may_give: bool
    own: Voice | None

    @property
    def dissents(self) -> int:
        """How many agencies dissent as it stands."""
        return sum(
            voice.opinion is not None and voice.opinion.stance == Stance.DISSENT for voice in self.voices
        )


@dataclass(frozen=True)
class Judged:
    """A report on which somebody gives an opinion, and whether they may read it now."""

    report: ProgressReport
    is_readable: bool


@dataclass(frozen=True)
class AwaitedOpinion:
    """A report on which the reader's agency has not said anything yet, and the last day to do so."""

    report: ProgressReport
    last_day: datetime.date


def opinion_sheet(report: ProgressReport, reader: User, day: datetime.date) -> OpinionSheet | None:
    """The opinions on a lead's report (with its task and assignments) for `reader` on `day`.

    None where there are none to give or see: another role, not handed in, nobody beside the lead, a stranger.
    """
    if report.role != AssignmentRole.LEAD or report.submitted_at is None:
        return None
    has_say = rules.has_say(reader, report)
    if not (has_say or is_office(reader) or reader.agency_id == report.agency_id):
        return None
    voices = _voices(report, reader)
    if has_say and not (is_office(reader) or reader.agency_id == report.agency_id):
        voices = [voice for voice in voices if voice.agency.pk == reader.agency_id]
    if not voices:
        return None
    last_day = last_day_for_opinions(report.submitted_at, thresholds_on(day))
    handed_in = report.state in {ReportState.SUBMITTED, ReportState.CONFIRMED}
    own = [voice for voice in voices if voice.agency.pk == reader.agency_id]
    return OpinionSheet(
        voices=voices,
        last_day=last_day,
        is_over=day > last_day,
        may_give=has_say and handed_in and day <= last_day,
        own=own[0] if own and has_say else None,
    )


def awaited_opinions(reader: User, day: datetime.date) -> list[AwaitedOpinion]:
    """Leads' reports on which the reader's agency can still give its opinion on `day` and has not."""
    if not writes_reports(reader) or reader.agency_id is None:
        return []
    given = Opinion.objects.filter(
        report=OuterRef("pk"), agency=reader.agency_id, given_at__gte=OuterRef("submitted_at")
    )
    # Of what `visible_to(reader, opinions_on=day)` shows, just these.
    reports = ProgressReport.objects.filter(open_to_opinion(reader.agency_id, day), ~Q(Exists(given)))
    thresholds = thresholds_on(day)
    rows = reports.select_related("task__plan", "agency").order_by(F("submitted_at"), "pk")
    return [
        AwaitedOpinion(report, last_day_for_opinions(report.submitted_at, thresholds))
        for report in rows
        if report.submitted_at
    ]


def _voices(report: ProgressReport, reader: User) -> list[Voice]:
    """Those beside the lead now, in the order of the bracket, and whoever gave an opinion before it left."""
    given: dict[int, list[Opinion]] = defaultdict(list)
    agencies: dict[int, Agency] = {}
    parts = Assignment.objects.current().filter(task=report.task_id, role__in=BESIDE)
    for part in parts.exclude(agency=report.agency_id).select_related("agency").order_by("position", "pk"):
        agencies[part.agency_id] = part.agency
    opinions = Opinion.objects.visible_to(reader).filter(report=report)
    for opinion in opinions.select_related("agency", "given_by"):
        given[opinion.agency_id].append(opinion)
        agencies.setdefault(opinion.agency_id, opinion.agency)
    return [_voice(agency, given[key], report) for key, agency in agencies.items()]


def _voice(agency: Agency, given: Sequence[Opinion], report: ProgressReport) -> Voice:
    """`given` are the opinions of the agency, the latest first."""
    holds = given[0] if given and report.submitted_at and given[0].given_at >= report.submitted_at else None
    return Voice(agency, holds, [opinion for opinion in given if opinion != holds])


def report_to_judge(user: User, pk: int, day: datetime.date) -> Judged | None:
    """The report of that key on which this person may have a say on `day`; None where there is none for them.

    Of a lead's report that was handed in once, and that is taken back, returned or past its time meanwhile,
    whoever has a say in it may not read what it says now: all they have is what they were about to say.
    """
    reports = ProgressReport.objects.select_related("task__plan", "agency")
    reports = reports.prefetch_related("task__assignments__agency")
    visible = reports.visible_to(user, opinions_on=day).filter(pk=pk).first()
    if visible:
        return Judged(visible, is_readable=True)
    handed_in = Exists(Submission.objects.filter(report=OuterRef("pk")))
    report = reports.filter(handed_in, pk=pk).first()
    return Judged(report, is_readable=False) if report and rules.has_say(user, report) else None
