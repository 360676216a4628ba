"""Run where `web` runs: agencies with much to report, each with somebody signed in who does.

Takes how many agencies and how many tasks each. Prints JSON: for each agency its `session` and the `tasks`
it leads. One office user is told of every report.
"""

import json
import sys

import django

django.setup()

from django.conf import settings  # noqa: E402 - models want the settings first
from django.test import Client  # noqa: E402

from agencies.enums import Role  # noqa: E402
from tests.factories import make_agency, make_plan, make_task, make_user  # noqa: E402


def session_of(client: Client) -> str:
    """The key of the session that the browser is signed in by."""
    return str(client.cookies[settings.SESSION_COOKIE_NAME].value)


if __name__ == "__main__":
    agencies, tasks = (int(word) for word in sys.argv[1:])
    make_user(Role.OFFICE, email="office@example.org")
    plan = make_plan("2020")
    found = []
    for number in range(agencies):
        agency = make_agency()
        client = Client()
        client.force_login(make_user(Role.STAFF, agency))
        led = [make_task(plan, number * tasks + position + 1, lead=agency) for position in range(tasks)]
        found.append({"session": session_of(client), "tasks": [task.reference for task in led]})
    print(json.dumps(found))  # noqa: T201
