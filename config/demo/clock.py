"""The clock of this process, put back, so that a demo has a past.

The services know no day but the clock's, and write down as done what is done then. So whoever wants to show
what came of three reporting rounds lives through them, day by day, under the same rules as everybody: no
service takes another day for the demo's sake, and no row is written past the services. Every audit entry
says that it came from the demo, the seals of the audit and `changed_at` have the true time.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.utils import timezone

MORNING = datetime.time(10)


@contextmanager
def clock_put_back(day: datetime.date) -> Iterator[datetime.date]:
    """What is done inside is done on `day`, which it yields, from ten o'clock on."""
    true_now = timezone.now
    back = true_now() - timezone.make_aware(datetime.datetime.combine(day, MORNING))
    with patch.object(timezone, "now", lambda: true_now() - back):
        yield day
