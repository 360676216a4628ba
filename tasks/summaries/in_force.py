"""What is in force of all that the office decides, as a form shows it that would replace or end it."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from agencies.errors import InForce
from agencies.models import Agency, User
from plans.models import LeadRuleReading, TrackingChange
from tasks.enums import NoticeKind
from tasks.models import (
    Assignment,
    DueDateChange,
    LightOverride,
    Milestone,
    RoundDecision,
    Task,
    ThresholdChange,
    WordingChange,
)
from tasks.summaries.duties import OpenDuty
from tasks.thresholds import Thresholds

NOTHING = "-"
"""The key where nobody decided anything yet."""

Decision = DueDateChange | LeadRuleReading | LightOverride | RoundDecision | ThresholdChange | WordingChange


def _labelled(what: str, said: object) -> str:
    return _("%(what)s: %(said)s") % {"what": what, "said": said or "—"}


def _decided(name: str, last: Decision | None, said: str) -> InForce:
    if last is None:
        return InForce(name, NOTHING, said)
    return InForce(name, str(last.pk), said, last.decided_by, last.decided_at)


def due_date(last: DueDateChange | None, of: str = "", name: str = "due") -> InForce:
    """The due date by its last change; its key is the day. `of`: what is due, among several."""
    due_on = last.due_on if last else None
    label = _("Due date")
    said = _labelled(f"{of} {label}".strip(), due_on)
    key = due_on.isoformat() if due_on else NOTHING
    return InForce(name, key, said, last.decided_by if last else None, last.decided_at if last else None)


def milestone(row: Milestone, last: DueDateChange | None) -> InForce:
    """A milestone by the last change of its date, or by its end."""
    if row.ended_at is None:
        return due_date(last, row.name, f"milestone-{row.pk}")
    said = _("“%(name)s” has ended: %(reason)s") % {"name": row.name, "reason": row.end_reason}
    return InForce(f"milestone-{row.pk}", "ended", said, row.ended_by, row.ended_at)


def milestones(rows: Sequence[Milestone]) -> InForce:
    """All milestones of a task, those that ended among them, by which of them are in force."""
    steps: list[tuple[datetime.datetime, User | None]] = [(row.set_at, row.set_by) for row in rows]
    steps += [(row.ended_at, row.ended_by) for row in rows if row.ended_at]
    at, by = max(steps, key=lambda step: step[0], default=(None, None))
    current = [row for row in rows if row.ended_at is None]
    said = _labelled(_("Milestones"), "、".join(row.name for row in current))
    return InForce("milestones", _keys(row.pk for row in current), said, by, at)


def _keys(keys: Iterable[int]) -> str:
    return ".".join(map(str, sorted(keys))) or NOTHING


def wording(last: WordingChange | None) -> InForce:
    """The wording by its last change."""
    return _decided("wording", last, last.text if last else _("As printed"))


def light(last: LightOverride | None) -> InForce:
    """The light by the last decision about it."""
    if last is None:
        return _decided("light", None, _("Never: it has always been computed."))
    said = _("Lifted")
    if last.colour:
        said = f"{last.get_colour_display()} " + _("until %(day)s") % {"day": last.until}
    return _decided("light", last, f"{said} · {last.reason}")


def thresholds(last: ThresholdChange | None) -> InForce:
    """The figures by their last change."""
    if last is None:
        return _decided("thresholds", None, _("None: these are the figures Duban begins with."))
    figures = {name: getattr(last, name) for name in asdict(Thresholds())}
    said = "；".join(f"{_label_of(name)} {figure}" for name, figure in figures.items())
    return _decided("thresholds", last, f"{said} · {last.reason}")


def _label_of(name: str) -> str:
    return capfirst(str(ThresholdChange._meta.get_field(name).verbose_name))  # type: ignore[union-attr]


def round_step(last: RoundDecision) -> InForce:
    """A round by the last decision about it."""
    due = _labelled(_("Reports due on"), last.due_on)
    said = f"{last.get_step_display()} · {due}"
    return _decided("round", last, f"{said} · {last.reason}" if last.reason else said)


def tracking(tracked_from: datetime.date | None, last: TrackingChange | None = None) -> InForce:
    """The tracking of a plan by the day from which it is tracked; `last`: the decision that says so."""
    said = _("Not tracked: every task is grey")
    if tracked_from:
        said = _("Tracked from %(day)s") % {"day": tracked_from}
    by, at = (last.decided_by, last.decided_at) if last else (None, None)
    return InForce("tracking", str(tracked_from or NOTHING), said, by, at)


def reading(last: LeadRuleReading | None) -> InForce:
    """The reading of the mark by the last one that the office gave."""
    if last is None:
        return _decided("reading", None, _("As printed"))
    return _decided("reading", last, f"{last.get_marked_by_duty_means_display()} · {last.reason}")


def due_dates_of(tasks: Sequence[Task]) -> list[InForce]:
    """The due date of each of `tasks`."""
    changes = DueDateChange.objects.of_tasks().filter(task__in=tasks).select_related("decided_by")
    last = {change.task_id: change for change in changes.order_by("decided_at", "pk")}
    return [due_date(last.get(task.pk), task.reference, due_name(task)) for task in tasks]


def due_name(task: Task) -> str:
    """What the due date of `task` is called among those of many."""
    return f"due-{task.pk}"


def parts_name(task: Task) -> str:
    """What the parts of `task` are called among those of many."""
    return f"parts-{task.pk}"


def parts_of(tasks: Sequence[Task]) -> list[InForce]:
    """Who has each of `tasks`, in which role."""
    rows: dict[int, list[Assignment]] = defaultdict(list)
    for row in Assignment.objects.filter(task__in=tasks).select_related("agency", "decided_by", "ended_by"):
        rows[row.task_id].append(row)
    return [_parts(task, rows[task.pk]) for task in tasks]


def _parts(task: Task, rows: Sequence[Assignment]) -> InForce:
    steps = [(row.in_force_from, row.decided_by) for row in rows if row.in_force_from]
    steps += [(row.in_force_until, row.ended_by) for row in rows if row.in_force_until]
    at, by = max(steps, key=lambda step: step[0], default=(None, None))
    current = [row for row in rows if row.in_force_until is None]
    held = "、".join(f"{row.agency}（{row.get_role_display()}）" for row in current)
    said = _labelled(task.reference, held or _("Not assigned"))
    return InForce(parts_name(task), _keys(row.pk for row in current), said, by, at)


def shown_of_many(tasks: Iterable[Task]) -> list[InForce]:
    """What a table of `tasks` shows of due dates and parts; each has its current `parts` and its `due_on`."""
    shown = []
    for task in tasks:
        due = str(task.due_on or NOTHING)
        shown += [InForce(due_name(task), due, ""), InForce(parts_name(task), _keys(_part_keys(task)), "")]
    return shown


def _part_keys(task: Task) -> list[int]:
    return [part.pk for part in task.parts]  # type: ignore[attr-defined]


def duties(held: Sequence[OpenDuty], last: Assignment | None = None) -> InForce:
    """The open duties of an ended agency; `last`: the part of its that ended last."""
    said = _labelled(_("Duties to pass on"), "、".join(duty.task.reference for duty in held))
    by, at = (last.ended_by, last.in_force_until) if last else (None, None)
    return InForce("duties", _keys(duty.assignment.pk for duty in held), said, by, at)


def last_end(agency: Agency) -> Assignment | None:
    """The part of `agency` that ended last, with who ended it."""
    ended = Assignment.objects.filter(agency=agency).exclude(in_force_until=None)
    return ended.select_related("ended_by").order_by("-in_force_until", "-pk").first()


def mail(wanted: Collection[NoticeKind], declined: Collection[NoticeKind]) -> InForce:
    """The kinds of notices that somebody wants by mail; its key names those that they do not."""
    said = _labelled(_("Notices by mail"), "、".join(str(kind.label) for kind in wanted))
    return InForce("mail", ".".join(sorted(declined)) or NOTHING, said)
