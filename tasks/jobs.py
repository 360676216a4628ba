"""Background work for Celery: each takes plain values and calls a service."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from agencies.origin import origin
from tasks.services.notices import notices_dispatch


@shared_task(name="tasks.jobs.dispatch_notices")
def dispatch_notices() -> int:
    """Send the notices that are due; beat calls this, and any number of workers may run it at once."""
    with origin("job"):
        return notices_dispatch(now=timezone.now())
