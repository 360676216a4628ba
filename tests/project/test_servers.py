"""The servers of the tests themselves: they work, they go, and a test without one is never forgotten."""

import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg2
import pytest
import requests
from django.conf import settings
from django.db import connection, transaction
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer
from redis import Redis
from redis.exceptions import RedisError

from agencies.enums import Role, TokenScope
from agencies.services.tokens import token_create
from tests.factories import make_user
from tests.servers import processes, programs
from tests.servers.shared import made_once

NEEDS_REDIS = """
import pytest

@pytest.mark.redis
def test_with_redis(redis_url: str) -> None: ...

def test_without() -> None: ...
"""
OF_ALL_KINDS = """
import pytest

def test_quick() -> None: ...

@pytest.mark.long
def test_long(found) -> None:
    found("3 of 4 arrived")

@pytest.mark.soak
def test_soak() -> None: ...

@pytest.mark.any_database
def test_alike() -> None: ...
"""
STARTS_A_SERVER_AND_STAYS = """
import time
from tests.servers.{name} import private_{name}
from tests.servers.programs import find_{name}

with private_{name}(find_{name}()) as url:
    print(url, flush=True)
    time.sleep(60)
"""


def outside_this_run(**changes: str) -> dict[str, str]:
    """An environment in which another pytest does not take itself for one of our workers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "PYTHONPATH": str(settings.BASE_DIR), **changes}


def run_pytest_without_programs(
    tmp_path: Path, *switches: str, tests: str = NEEDS_REDIS
) -> subprocess.CompletedProcess[str]:
    inner = tmp_path / "test_inner.py"
    inner.write_text(tests)
    command = [sys.executable, "-m", "pytest", "-c", "pyproject.toml", "-p", "no:cacheprovider", str(inner)]
    return subprocess.run(
        [*command, *switches],
        cwd=settings.BASE_DIR,
        env=outside_this_run(PATH=str(tmp_path)),
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
def test_it_names_the_tests_it_left_out_and_how_to_get_their_program(tmp_path: Path) -> None:
    run = run_pytest_without_programs(tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "1 passed, 1 skipped" in run.stdout
    assert "1 left out: Redis is not installed here: apt install redis-server" in run.stdout


@pytest.mark.slow
def test_it_fails_a_test_left_out_where_servers_are_required(tmp_path: Path) -> None:
    run = run_pytest_without_programs(tmp_path, "--require-servers")
    assert run.returncode == 1, run.stdout + run.stderr
    assert "1 passed, 1 error" in run.stdout
    assert "Left out although --require-servers was given" in run.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    ("switches", "ran"),
    [
        ([], ["test_quick", "test_alike"]),
        (["--only", "long"], ["test_long"]),
        (["--only", "soak"], ["test_soak"]),
    ],
)
def test_what_takes_minutes_or_hours_runs_by_demand_and_never_with_the_suite(
    tmp_path: Path, switches: list[str], ran: list[str]
) -> None:
    run = run_pytest_without_programs(tmp_path, "-v", *switches, tests=OF_ALL_KINDS)
    passed = re.findall(r"::(\w+) PASSED", run.stdout)
    assert passed == ran, run.stdout + run.stderr
    assert ("test_long: 3 of 4 arrived" in run.stdout) == ("test_long" in ran)


@pytest.mark.parametrize("why", [pytest.param("marked", marks=pytest.mark.any_database), "no database"])
def test_what_comes_out_alike_everywhere_runs_on_postgresql_among_the_long_tests_only(
    pytestconfig: pytest.Config, why: str
) -> None:
    assert (pytestconfig.getoption("database"), pytestconfig.getoption("only")) in {
        ("sqlite", None),
        ("postgresql", "long"),
    }


@pytest.mark.usefixtures("db")
def test_what_asks_the_database_runs_with_the_suite_on_every_database(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.getoption("only") is None


def test_what_a_run_shares_is_made_once_and_anew_where_it_failed(tmp_path: Path) -> None:
    name = tmp_path.name
    made: list[Path] = []

    def fail(directory: Path) -> None:
        (directory / "half").touch()
        raise RuntimeError("left half")

    def make(directory: Path) -> None:
        made.append(directory)
        (directory / "whole").touch()

    with pytest.raises(RuntimeError, match="half"):
        made_once(name, fail)
    with ThreadPoolExecutor(4) as threads:
        places = set(threads.map(lambda _: made_once(name, make), range(8)))
    assert len(made) == len(places) == 1
    assert [file.name for file in places.pop().iterdir()] == ["whole"]


@pytest.mark.redis
def test_redis_keeps_what_it_is_told(redis_url: str) -> None:
    with Redis.from_url(redis_url) as client:
        client.set("duban", "督办", ex=60)
        assert client.get("duban") == "督办".encode()


@pytest.mark.django_db(transaction=True)
def test_a_site_under_test_sees_nothing_of_a_transaction_before_its_end(live_server: LiveServer) -> None:
    user = make_user(Role.VIEWER)
    with transaction.atomic():
        _, key = token_create(actor=user, name="script", lifetime_days=1, scope=TokenScope.READ)

        def status() -> int:
            signed = {"Authorization": f"Token {key}"}
            return requests.get(f"{live_server.url}/api/v1/plans/", headers=signed, timeout=10).status_code

        within = status()
    assert (within, status()) == (401, 200)


@pytest.mark.postgresql
@pytest.mark.django_db
def test_the_suite_runs_on_the_private_postgresql() -> None:
    assert connection.vendor == "postgresql"
    assert processes.PREFIX in connection.settings_dict["HOST"]
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        assert cursor.fetchone() == ("UTF8",)


@pytest.mark.browser
def test_chromium_shows_chinese(page: Page) -> None:
    page.set_content("<title>督办</title><button onclick='this.textContent = `已提交`'>提交</button>")
    page.get_by_role("button", name="提交").click()
    assert page.title() == "督办"
    assert page.get_by_role("button").inner_text() == "已提交"


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("redis", marks=pytest.mark.redis),
        pytest.param("postgresql", marks=pytest.mark.postgresql),
    ],
)
def test_a_server_goes_when_the_run_that_started_it_is_killed(name: str) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", STARTS_A_SERVER_AND_STAYS.format(name=name)],
        cwd=settings.BASE_DIR,
        env=outside_this_run(),
        stdout=subprocess.PIPE,
        text=True,
    ) as owner:
        assert owner.stdout
        url = owner.stdout.readline().strip()
        assert answers(url)
        owner.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 10
    while answers(url):
        assert time.monotonic() < deadline, f"{name} outlived the run that started it"
        time.sleep(0.05)

    left_behind = f"{processes.PREFIX}{name}-{owner.pid}-*"
    account = programs.unprivileged_account() if name == "postgresql" else None
    with processes.private_directory(name, account) as next_run:
        assert list(next_run.parent.glob(left_behind)) == []


def answers(url: str) -> bool:
    try:
        if url.startswith("redis"):
            with Redis.from_url(url) as client:
                return bool(client.ping())
        psycopg2.connect(url).close()
    except (RedisError, psycopg2.OperationalError):
        return False
    return True
