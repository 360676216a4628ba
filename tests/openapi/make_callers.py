"""Run where `web` runs: makes the rows and people of the access matrix, and prints who calls and what of.

On standard output, as JSON: `tokens`, the key of a token that may write by role, and `rows`, by the name of a
dictionary in schemathesis.toml the keys by which addresses and bodies name rows.
"""

import json
from typing import Any

import django

django.setup()

from agencies.enums import TokenScope  # noqa: E402 - models want the settings first
from agencies.models import Agency, ApiToken, AuditEntry  # noqa: E402
from plans.models import Plan, Provision, Section, SourceDocument  # noqa: E402
from tasks.models import (  # noqa: E402
    Assignment,
    Chase,
    Evidence,
    ExtensionRequest,
    Milestone,
    Notice,
    ProgressReport,
    ReportingRound,
    Task,
)
from tests.access.world import World  # noqa: E402

NAMED_BY_KEY: dict[str, Any] = {
    "agencies": Agency,
    "assignments": Assignment,
    "chases": Chase,
    "entries": AuditEntry,
    "evidence": Evidence,
    "milestones": Milestone,
    "notices": Notice,
    "provisions": Provision,
    "reports": ProgressReport,
    "requests": ExtensionRequest,
    "rounds": ReportingRound,
    "sections": Section,
}

if __name__ == "__main__":
    people = World().people
    tokens = {
        role: ApiToken.objects.create(person, name=role, scope=TokenScope.WRITE)[1]
        for role, person in people.items()
        if person is not None
    }
    rows: dict[str, list[Any]] = {
        name: list(model.objects.values_list("pk", flat=True)) for name, model in NAMED_BY_KEY.items()
    }
    rows["tasks"] = [task.reference for task in Task.objects.select_related("plan")]
    rows["plans"] = list(Plan.objects.values_list("code", flat=True))
    rows["documents"] = list(SourceDocument.objects.values_list("file_name", flat=True))
    print(json.dumps({"tokens": tokens, "rows": rows}))  # noqa: T201
