"""Background work for Celery: each takes plain values and calls a service."""

from __future__ import annotations

import datetime

from celery import shared_task
from django.utils import timezone

from agencies.origin import origin
from plans.clock import today
from tasks.services.evidence_sweep import evidence_sweep
from tasks.services.notices import notices_dispatch
from tasks.services.reminders import reminders_send
from tasks.services.round_ends import round_ends_keep
from tasks.services.section_tallies import section_tallies_compact
from tasks.services.standings import standings_refresh_stale
from tasks.services.tallies import tallies_compact


@shared_task(name="tasks.jobs.dispatch_notices")
def dispatch_notices() -> int:
    """Send the notices that are due; beat calls this, and any number of workers may run it at once."""
    with origin("job"):
        return notices_dispatch(now=timezone.now())


@shared_task(name="tasks.jobs.send_reminders")
def send_reminders(day: str | None = None) -> int:
    """Tell what is due today, or on a `day` such as 2026-11-25; twice, or twice at once, changes nothing."""
    with origin("job"):
        return reminders_send(day=datetime.date.fromisoformat(day) if day else today())


@shared_task(name="tasks.jobs.refresh_standings")
def refresh_standings() -> int:
    """Work out anew what is kept of tasks that midnight or a write past the services left stale."""
    with origin("job"):
        return standings_refresh_stale(day=today())


@shared_task(name="tasks.jobs.keep_round_ends")
def keep_round_ends() -> int:
    """Keep how plans stood at the end of the rounds that were closed on a day that is over.

    Over for an hour: whoever wrote at midnight is done by then.
    """
    with origin("job"):
        return round_ends_keep(day=timezone.localdate(timezone.now() - datetime.timedelta(hours=1)))


@shared_task(name="tasks.jobs.compact_tallies")
def compact_tallies() -> int:
    """Put together what was added to the counts of agencies and sections one by one."""
    with origin("job"):
        return tallies_compact() + section_tallies_compact()


@shared_task(name="tasks.jobs.sweep_evidence")
def sweep_evidence() -> int:
    """Delete stored files that no evidence names; two at once do no harm."""
    with origin("job"):
        return evidence_sweep(now=timezone.now())
