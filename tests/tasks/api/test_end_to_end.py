"""A script of an agency reports on a task and one of the office confirms it: everything shows it at once."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from agencies.enums import Role
from agencies.models import Agency, AuditEntry
from tests.api_client import ApiClient
from tests.factories import make_user

pytestmark = pytest.mark.django_db


def test_two_scripts_report_and_confirm_a_task_of_the_plan_of_2020() -> None:
    call_command("loaddata", "agencies", "plan-2020", verbosity=0)
    agency = Agency.objects.get(name="知识产权局")
    staff, office = ApiClient(make_user(Role.STAFF, agency)), ApiClient(make_user(Role.OFFICE))

    def completed() -> tuple[str, int, int]:
        task = office.get("tasks/2020-55/").json()
        totals = office.get("plans/2020/totals/").json()
        counts = office.get(f"agencies/{agency.pk}/progress/?plan=2020").json()
        return (
            task["status"],
            totals["by_status"]["completed"],
            counts["lead"]["by_status"]["completed"],
        )

    assert completed() == ("no_report", 0, 0)
    draft = staff.post(
        "progress-reports/",
        {
            "task": "2020-55",
            "status": "completed",
            "progress": "全面完成专利审查提质增效任务。",
            "outcome": "高价值专利审查周期压减至16个月以内。",
        },
    )
    assert draft.status_code == 201
    address = draft["Location"].removeprefix("http://testserver/api/v1/")
    assert office.get(f"{address}").json()["percent"] == 100
    said = {"url": "https://www.gov.cn/zhengce/5511.htm", "title": "关于专利审查提质增效的通报"}
    assert staff.post(f"{address}evidence/", said).status_code == 201
    assert staff.post(f"{address}submit/", If_Match=draft["ETag"]).status_code == 412
    borne_out = staff.get(address)
    assert staff.post(f"{address}submit/", If_Match=borne_out["ETag"]).json()["state"] == "submitted"
    assert completed() == ("no_report", 0, 0)

    waiting = office.get("progress-reports/?state=submitted").json()["results"]
    assert [report["task"] for report in waiting] == ["2020-55"]
    read = office.get(address)
    assert office.post(f"{address}confirm/", If_Match=read["ETag"]).json()["state"] == "confirmed"

    assert completed() == ("completed", 1, 1)
    listed = office.get("agency-progress/?plan=2020&page_size=200").json()["results"]
    assert [one["lead"]["accepted"] for one in listed if one["agency"]["id"] == agency.pk] == [1]
    assert ApiClient(make_user(Role.VIEWER)).get(address).json()["confirmed"]["status"] == "completed"
    steps = AuditEntry.objects.filter(target_type="tasks.progressreport").order_by("pk")
    assert [(entry.action, entry.channel) for entry in steps] == [
        ("report.draft", "api"),
        ("evidence.add", "api"),
        ("report.submit", "api"),
        ("report.confirm", "api"),
    ]
