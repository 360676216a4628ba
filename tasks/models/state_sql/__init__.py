"""A task's status, percent and light as SQL, for lists and counts.

`tasks.status` and `tasks.lights` say the same in Python for one task; a test holds the two equal on generated
data. Every builder takes the day and looks only at facts recorded before that day ended.
"""

from tasks.models.state_sql.confirmed import latest_of_agency, latest_of_leads
from tasks.models.state_sql.facts import FACTS, MODE, PERCENT, STATUS, facts_of_tasks
from tasks.models.state_sql.lights import SHOWN_LIGHT, computed_light, points_behind

__all__ = [
    "FACTS",
    "MODE",
    "PERCENT",
    "SHOWN_LIGHT",
    "STATUS",
    "computed_light",
    "facts_of_tasks",
    "latest_of_agency",
    "latest_of_leads",
    "points_behind",
]
