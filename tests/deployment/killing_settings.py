"""The settings of production, for processes that are killed: reminders are asked for all the time.

Always those of one working day, so that it does not matter on which day the tests run.
"""

import datetime

from config.settings.production import *  # noqa: F403
from config.settings.production import CELERY_BEAT_SCHEDULE

DAY = datetime.date(2025, 11, 25)

CELERY_BEAT_SCHEDULE["send-reminders"] |= {
    "schedule": datetime.timedelta(seconds=1),
    "args": [DAY.isoformat()],
    "options": {"expires": 10},
}
