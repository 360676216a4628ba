"""Days and moments: a day is one in Asia/Shanghai, a fact counts on a day if recorded before it ended."""

from __future__ import annotations

import datetime

from django.utils import timezone


def today() -> datetime.date:
    """The day it is now. Only doors (views, commands, jobs) ask; rules take the day as an argument."""
    return timezone.localdate()


def start_of(day: datetime.date) -> datetime.datetime:
    """The first moment of `day`."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.min))


def end_of(day: datetime.date) -> datetime.datetime:
    """The first moment that no longer belongs to `day`."""
    return start_of(day + datetime.timedelta(days=1))
