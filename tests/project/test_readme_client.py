"""The client in the README does what it says, as it stands there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from pytest_django.live_server_helper import LiveServer

from agencies.api import pagination
from agencies.enums import Role, TokenScope
from agencies.models import ApiToken
from plans.clock import today
from tasks.models import ProgressReport
from tests.factories import make_agency, make_plan, make_task, make_user

BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def client_of(name: str) -> dict[str, str]:
    """The blocks of code of the client, by language."""
    text = (Path(settings.BASE_DIR) / name).read_text(encoding="utf-8")
    heading = {"README.md": "### A small client", "README.zh.md": "### 客户端示例"}[name]
    section = text.partition(f"{heading}\n")[2].partition("\n## ")[0]
    return dict(BLOCK.findall(section))


def test_both_languages_show_the_same_code() -> None:
    assert set(client_of("README.md")) == {"sh", "python"}
    assert client_of("README.md") == client_of("README.zh.md")


@pytest.mark.django_db(transaction=True)
def test_it_pulls_the_tasks_and_writes_a_report(
    live_server: LiveServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pagination, "MAX_PAGE_SIZE", 2)
    agency, plan = make_agency("知识产权局"), make_plan("2020", tracked_from=today())
    for _ in range(4):
        make_task(plan)
    make_task(plan, lead=agency)
    _token, key = ApiToken.objects.create(
        make_user(Role.STAFF, agency), name="client", scope=TokenScope.WRITE
    )
    environment = {
        **os.environ,
        "DUBAN_URL": live_server.url,
        "DUBAN_TOKEN": key,
        "PYTHONIOENCODING": "utf-8",
    }

    def run(*command: str) -> str:
        made = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert made.returncode == 0, made.stderr
        return made.stdout

    code = client_of("README.md")
    assert '"task":"2020-5"' in run("sh", "-c", code["sh"])
    assert re.fullmatch(
        r"5 tasks; next time from \S+Z\n2020-5 submitted 60\n", run(sys.executable, "-c", code["python"])
    )
    assert ProgressReport.objects.get().percent == 60
