"""PostgreSQL is restarted under load: nothing that was said to be kept is lost, and work goes on at once."""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from tests.deployment.load import Record, at_work, read_on, report_everything
from tests.deployment.stack import Stack, mailing_to
from tests.deployment.visitor import Visitor
from tests.servers.postgresql import DURABLE, PostgresqlServer, postgresql_server
from tests.servers.processes import tail
from tests.servers.programs import find_postgresql
from tests.servers.smtp import mail_server

pytestmark = [pytest.mark.postgresql, pytest.mark.redis, pytest.mark.long, pytest.mark.undisturbed]

WRITERS, TASKS_EACH = 3, 150
REPORTS_BETWEEN = 40
SECONDS_UNTIL_BACK = 5
SECONDS_TO_WAIT = 60
WAITING = "SELECT count(*) FROM tasks_notice WHERE mail_state = 'pending'"


@dataclass
class Site:
    """A whole site on a PostgreSQL of its own, and who reports on what."""

    stack: Stack
    postgresql: PostgresqlServer
    writers: list[tuple[Visitor, list[str]]]


@pytest.fixture
def site(tmp_path: Path, redis_url: str) -> Iterator[Site]:
    programs = find_postgresql()
    assert programs
    with postgresql_server(programs, DURABLE) as postgresql, mail_server() as mail:
        # A mail whose sender lost the database in the middle is taken up again before long.
        changes = {**mailing_to(mail), "NOTICE_CLAIM_SECONDS": "5"}
        stack = Stack.set_up(tmp_path, postgresql.directory, redis_url, changes)
        command = [sys.executable, "-m", "tests.deployment.make_writers", str(WRITERS), str(TASKS_EACH)]
        people = json.loads(stack.run(command))
        writers = [(Visitor(stack.site, person["session"]), person["tasks"]) for person in people]
        with stack.up("web"), stack.up("worker"), stack.up("beat"):
            yield Site(stack, postgresql, writers)


def until(condition: Callable[[], object], what: str) -> None:
    """Wait for it."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.02)


def restarted(postgresql: PostgresqlServer, with_signal: signal.Signals, record: Record) -> float:
    """End the server in the middle of the work, start it again when people have noticed.

    Gives the seconds from when it lets people in to the next report that is kept.
    """
    before, put_off = time.monotonic(), record.put_off
    until(lambda: len(record.kept_since(before)) >= REPORTS_BETWEEN, "nobody gets on")
    postgresql.kill(with_signal)
    until(lambda: record.put_off > put_off, "nobody was told that the database is away")
    postgresql.start()
    back = time.monotonic()
    until(lambda: record.kept_since(back), "nothing is kept any more")
    return min(record.kept_since(back)) - back


# SIGQUIT is what `pg_ctl restart -m immediate` sends: no checkpoint, no good-bye.
@pytest.mark.parametrize("with_signal", [signal.SIGQUIT, signal.SIGKILL], ids=["immediate", "kill -9"])
def test_nothing_acknowledged_is_lost_and_work_goes_on_within_seconds(
    site: Site, with_signal: signal.Signals, found: Callable[[str], None]
) -> None:
    record = Record()
    reader = Visitor(site.stack.site, site.writers[0][0].cookies["sessionid"].value)
    work = [
        *(partial(report_everything, visitor, tasks, record) for visitor, tasks in site.writers),
        partial(read_on, reader, ["/", "/my/", "/tasks/?plan=2020", "/api/v1/tasks/"], record),
    ]
    with at_work(record, *work):
        seconds = [restarted(site.postgresql, with_signal, record) for _restart in range(3)]

    assert record.unexpected == []
    there = site.stack.query("SELECT progress FROM tasks_progressreport WHERE state = 'submitted'")
    assert set(record.kept) - {text for (text,) in there} == set()
    # Each was told to the office in the same transaction: once, and none without.
    told = site.stack.query("SELECT count(DISTINCT report_id), count(*) FROM tasks_notice")
    assert told == [(len(there), len(there))]
    assert max(seconds) < SECONDS_UNTIL_BACK
    until(lambda: site.stack.query(WAITING) == [(0,)], tail(site.stack.directory / "worker.log"))
    site.stack.run(["django-admin", "verify_audit"])
    found(
        f"{len(record.kept)} reports acknowledged, none lost; {record.put_off} requests answered 503; "
        f"the first report kept {max(seconds):.2f} s after PostgreSQL let people in, at the latest"
    )
