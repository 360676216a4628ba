"""Two scripts that have seen the same and change it at the same moment, on connections of their own."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from agencies.enums import Role
from agencies.models import User
from tasks.enums import ReportState
from tests.api_client import ApiClient
from tests.factories import make_agency, make_plan, make_report, make_round, make_task, make_user
from tests.tasks.services.test_at_once import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def answered(person: User, read: str, change: tuple[str, str, Any]) -> list[int]:
    """What two scripts of `person` get that have read `read` and both send `change` with its tag."""
    scripts = [ApiClient(person), ApiClient(person)]
    seen, found = scripts[0].get(read)["ETag"], []

    def send(api: ApiClient) -> None:
        method, path, sent = change
        found.append(api.call(method, path, sent, {"If_Match": seen}).status_code)

    assert at_once(*(lambda api=api: send(api) for api in scripts)) == []
    return sorted(found)


def test_exactly_one_of_them_is_done() -> None:
    agency = make_agency()
    plan = make_plan("2020", tracked_from=datetime.date(2020, 1, 1))
    task = make_task(plan, lead=agency)
    report = make_report(task, agency, ReportState.DRAFT)
    asked = make_round(plan, [task])
    office, staff = make_user(Role.OFFICE), make_user(Role.STAFF, agency)
    approver = make_user(Role.APPROVER, agency)
    draft, light = f"progress-reports/{report.pk}/", f"tasks/{task.reference}/light/"
    policy, extended = f"agencies/{agency.pk}/policy/", f"rounds/{asked.pk}/"
    green = {"colour": "green", "until": "2100-01-01", "reason": "经会商"}
    asked_anew = {"due_on": "2100-01-01", "reason": "更多时间"}
    cases: list[tuple[User, str, tuple[str, str, Any]]] = [
        (staff, draft, ("PATCH", draft, {"percent": 60})),
        (office, light, ("POST", light, green)),
        (office, policy, ("PUT", policy, {"two_person": True})),
        (office, extended, ("POST", f"{extended}extend/", asked_anew)),
        (office, "thresholds/", ("POST", "thresholds/", {"due_soon_days": 20, "reason": "调整"})),
        (office, "mail-choices/", ("PUT", "mail-choices/", {"wanted": []})),
        (staff, draft, ("POST", f"{draft}submit/", None)),
        (approver, draft, ("POST", f"{draft}approve/", None)),
    ]
    outcomes = [(change[:2], answered(person, read, change)) for person, read, change in cases]
    assert [(change, codes) for change, codes in outcomes if codes not in ([200, 412], [201, 412])] == []
