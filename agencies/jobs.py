"""Background work for Celery: each takes plain values and calls a service."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from agencies.services.answers import answers_sweep
from agencies.services.password_letters import password_letters_dispatch
from agencies.services.seals import audit_seal


@shared_task(name="agencies.jobs.seal_audit")
def seal_audit() -> int:
    """Seal the newest entries; beat calls this, and two at once do no harm."""
    return audit_seal(now=timezone.now())


@shared_task(name="agencies.jobs.seal_whole_audit")
def seal_whole_audit() -> int:
    """Seal whatever has no seal, however old: what took longer than ten thousand other changes."""
    return audit_seal(now=timezone.now(), whole=True)


@shared_task(name="agencies.jobs.sweep_answers")
def sweep_answers() -> int:
    """Forget answers that were kept long enough; two at once do no harm."""
    return answers_sweep(now=timezone.now())


@shared_task(name="agencies.jobs.send_password_letters")
def send_password_letters() -> int:
    """Write to those who asked for a new password; beat calls this, and any number may run at once."""
    return password_letters_dispatch(now=timezone.now())
