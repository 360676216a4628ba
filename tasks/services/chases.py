"""催办: the office reminds agencies that owe a round, and an agency acknowledges it (签收)."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from agencies.audit import record
from agencies.errors import Conflict
from agencies.models import Agency, User
from agencies.remarks import remark
from plans.rules import manages_plans
from tasks import notifications, rules
from tasks.ladder import steps_of
from tasks.models import Assignment, Chase, ReportingRound
from tasks.services.notices import notices_add
from tasks.summaries.rounds import parts_owed


@dataclass(frozen=True)
class Chased:
    """What came of it: the reminders made, who had been reminded that day already, who cannot be told."""

    chases: Sequence[Chase]
    already: Sequence[Agency]
    unstaffed: Sequence[Agency]


@transaction.atomic
def agencies_chase(
    *,
    actor: User,
    reporting_round: ReportingRound,
    day: datetime.date,
    agencies: Sequence[Agency] | None = None,
    note: str = "",
) -> Chased:
    """Remind `agencies`, or with None everyone who owes the round on `day`, once a day each.

    Each is told which of its tasks are owed. Refuses an agency that owes nothing (`ValidationError`), a
    round that is not under way and a day on which all of them were reminded already (`Conflict`).
    """
    if not manages_plans(actor):
        raise PermissionDenied(_("Only the coordination office can remind agencies."))
    note = remark(note, "note")
    ReportingRound.objects.select_for_update(no_key=True).get(pk=reporting_round.pk)
    asking = ReportingRound.objects.open_on(day).filter(pk=reporting_round.pk).first()
    if asking is None:
        raise Conflict(_("This round is not under way, so no agency can be reminded to answer it."))
    owed = _owed(asking, day, agencies)
    before = set(asking.chases.filter(chased_on=day, agency__in=owed).values_list("agency", flat=True))
    already = [agency for agency in owed if agency.pk in before]
    if len(already) == len(owed):
        raise Conflict(_("Already reminded today: %(names)s.") % {"names": _named(already)})
    steps = steps_of(owed)
    reminded = {agency: parts for agency, parts in owed.items() if agency.pk not in before}
    chases = [_chase(actor, asking, agency, parts, note, day) for agency, parts in reminded.items()]
    notices_add(
        message
        for chase in chases
        for message in notifications.about_chase(chase, steps.everyone(chase.agency))
    )
    return Chased(chases, already, [agency for agency in reminded if not steps.everyone(agency)])


@transaction.atomic
def chase_sign(*, actor: User, chase: Chase) -> Chase:
    """签收: somebody who writes reports for the agency acknowledges a reminder, once (`Conflict`)."""
    if not rules.writes_for(actor, chase.agency):
        raise PermissionDenied(_("Only the agency that was reminded can acknowledge it."))
    chase = Chase.objects.select_for_update(of=("self",)).select_related("round", "agency").get(pk=chase.pk)
    if chase.acknowledged_at:
        raise Conflict(_("%(person)s has acknowledged this already.") % {"person": chase.acknowledged_by})
    chase.acknowledged_at, chase.acknowledged_by = timezone.now(), actor
    chase.save(update_fields=["acknowledged_at", "acknowledged_by"])
    record(actor=actor, action="chase.sign", target=chase)
    notices_add(notifications.about_signature(chase))
    return chase


def _owed(
    asking: ReportingRound, day: datetime.date, agencies: Iterable[Agency] | None
) -> Mapping[Agency, Sequence[Assignment]]:
    """The parts owed by each of `agencies`, or by whoever owes any."""
    owed: dict[Agency, list[Assignment]] = defaultdict(list)
    for part in parts_owed(asking, day):
        owed[part.agency].append(part)
    if agencies is None:
        if not owed:
            raise ValidationError(_("Nobody owes this round anything."))
        return owed
    quiet = [agency for agency in agencies if agency not in owed]
    if quiet:
        raise ValidationError(_("Owes this round nothing: %(names)s.") % {"names": _named(quiet)})
    return {agency: owed[agency] for agency in agencies}


def _chase(
    actor: User,
    asking: ReportingRound,
    agency: Agency,
    parts: Sequence[Assignment],
    note: str,
    day: datetime.date,
) -> Chase:
    chase = Chase.objects.create(
        round=asking,
        agency=agency,
        note=note,
        chased_on=day,
        chased_at=timezone.now(),
        chased_by=actor,
    )
    chase.tasks.set([part.task for part in parts])
    references = [part.task.reference for part in parts]
    record(actor=actor, action="chase.press", target=chase, after={"tasks": references, "note": chase.note})
    return chase


def _named(agencies: Iterable[Agency]) -> str:
    return "、".join(str(agency) for agency in agencies)
