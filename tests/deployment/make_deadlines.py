"""Run where `web` runs: people whose agency leads tasks that are due the day after `killing_settings.DAY`.

Takes how many agencies, how many people in each and how many tasks each. Prints JSON: for each person an
object with `key`, `email`, and `tasks`, a list of pairs of a task's key and its reference.
"""

import datetime
import json
import sys

import django

django.setup()

from agencies.enums import Role  # noqa: E402 - models want the settings first
from agencies.models import User  # noqa: E402
from tasks.models import DueDateChange  # noqa: E402
from tests.deployment.killing_settings import DAY  # noqa: E402
from tests.factories import make_agency, make_plan, make_task, make_user, moment  # noqa: E402

KNOWN = datetime.date(2025, 1, 1)

if __name__ == "__main__":
    agencies, people, tasks = (int(word) for word in sys.argv[1:])
    plan, office = make_plan("2020", tracked_from=KNOWN), make_user(Role.OFFICE)
    found = []
    for number in range(agencies):
        agency = make_agency()
        led = [make_task(plan, number * tasks + position + 1, lead=agency) for position in range(tasks)]
        for task in led:
            DueDateChange.objects.create(
                task=task,
                due_on=DAY + datetime.timedelta(days=1),
                decided_at=moment(KNOWN),
                decided_by=office,
            )
        # Nobody of them signs in, and to hash hundreds of passwords takes minutes.
        names = [f"staff-{number}-{position}" for position in range(people)]
        staff = User.objects.bulk_create(
            User(username=name, email=f"{name}@example.org", role=Role.STAFF, agency=agency, password="!")
            for name in names
        )
        found += [
            {"key": user.pk, "email": user.email, "tasks": [[task.pk, task.reference] for task in led]}
            for user in staff
        ]
    print(json.dumps(found))  # noqa: T201
