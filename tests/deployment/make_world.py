"""Run where `web` runs: makes the rows and people of the access matrix, and prints what to ask of the site.

On standard output, as JSON: `sessions`, a session key by role, and `questions`, each with the keys of
`Question`.
"""

import json

import django

django.setup()

from django.conf import settings  # noqa: E402 - models want the settings first

from tests.access.asking import Asker  # noqa: E402
from tests.access.table import ROLES, rows  # noqa: E402

if __name__ == "__main__":
    asker = Asker()
    sessions = {
        role: client.cookies[settings.SESSION_COOKIE_NAME].value
        for role, client in asker.clients.items()
        if role != "anonymous"
    }
    questions = [
        {
            "role": role,
            "method": row.method,
            "path": asker.address(row.route, row.thing),
            "sent": row.sent(asker.world.keys),
            "expected": expected,
        }
        for row in rows()
        for role, expected in zip(ROLES, row.outcomes, strict=True)
    ]
    print(json.dumps({"sessions": sessions, "questions": questions}))  # noqa: T201
