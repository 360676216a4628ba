"""When which job runs."""

from datetime import timedelta

from celery.schedules import crontab

from config.settings.environment import from_environment

# What is asked for again every few seconds does not pile up while no worker runs.
SOON_STALE = {"expires": 5 * 60}
SENDING = timedelta(seconds=float(from_environment("NOTICE_DISPATCH_SECONDS", "10")))
CELERY_BEAT_SCHEDULE = {
    "dispatch-notices": {
        "task": "tasks.jobs.dispatch_notices",
        "schedule": SENDING,
        "options": SOON_STALE,
    },
    "send-password-letters": {
        "task": "agencies.jobs.send_password_letters",
        "schedule": SENDING,
        "options": SOON_STALE,
    },
    # In working hours; whether the day is worked the job knows.
    "send-reminders": {
        "task": "tasks.jobs.send_reminders",
        "schedule": crontab(
            minute=from_environment("REMINDERS_MINUTE", "5"), hour=from_environment("REMINDERS_HOUR", "8-17")
        ),
        "options": {"expires": 60 * 60},
    },
    # After midnight, when rounds of the day before are over, and after whatever wrote past the services.
    "refresh-standings": {
        "task": "tasks.jobs.refresh_standings",
        "schedule": crontab(minute="*"),
        "options": SOON_STALE,
    },
    "keep-round-ends": {
        "task": "tasks.jobs.keep_round_ends",
        "schedule": crontab(minute="*/10"),
        "options": SOON_STALE,
    },
    "compact-tallies": {
        "task": "tasks.jobs.compact_tallies",
        "schedule": crontab(minute="*"),
        "options": SOON_STALE,
    },
    "sweep-evidence": {"task": "tasks.jobs.sweep_evidence", "schedule": crontab(minute="40", hour="3")},
    "sweep-answers": {"task": "agencies.jobs.sweep_answers", "schedule": crontab(minute="50", hour="3")},
    "seal-audit": {
        "task": "agencies.jobs.seal_audit",
        "schedule": timedelta(seconds=float(from_environment("AUDIT_SEAL_SECONDS", "10"))),
        "options": SOON_STALE,
    },
    "seal-whole-audit": {
        "task": "agencies.jobs.seal_whole_audit",
        "schedule": timedelta(days=1),
    },
}
