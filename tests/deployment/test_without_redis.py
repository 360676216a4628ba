"""Redis dies or hangs under a running site: every page goes on, mail waits, and goes out when it is back."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.deployment.stack import Stack, mailing_to
from tests.deployment.visitor import Answer, Visitor
from tests.factories import PASSWORD
from tests.servers.processes import tail
from tests.servers.programs import find_redis
from tests.servers.redis import RedisServer, redis_server
from tests.servers.smtp import MailServer, mail_server

pytestmark = [pytest.mark.postgresql, pytest.mark.redis, pytest.mark.long, pytest.mark.undisturbed]

SECONDS_FOR_AN_ANSWER = 3
SECONDS_TO_DRAIN = 60
ROLES = ("office", "staff", "viewer", "anonymous")
ENDS_SESSIONS = ("/account/logout/", "/account/sessions/end-others/", "/admin/logout/")
WAITING = "SELECT count(*) FROM tasks_notice WHERE mail_state = 'pending'"


@contextmanager
def dead(redis: RedisServer) -> Iterator[None]:
    """Killed; afterwards started again at the same address, empty."""
    redis.kill()
    try:
        yield
    finally:
        redis.start()


def hanging(redis: RedisServer) -> AbstractContextManager[None]:
    """It takes connections and answers nothing."""
    return redis.frozen()


@dataclass
class Site:
    """A whole site with the world of the access matrix in it."""

    stack: Stack
    redis: RedisServer
    mail: MailServer
    visitors: dict[str, Visitor]
    questions: list[dict[str, Any]]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    program = find_redis()
    assert program
    with redis_server(program) as redis, mail_server() as mail:
        host = settings.DATABASES["default"]["HOST"]
        stack = Stack.set_up(tmp_path, host, redis.url, mailing_to(mail))
        world = json.loads(stack.run([sys.executable, "-m", "tests.deployment.make_world"]))
        sessions = {"anonymous": "", **world["sessions"]}
        visitors = {role: Visitor(stack.site, sessions[role]) for role in ROLES}
        questions = [question for question in world["questions"] if question["role"] in ROLES]
        with stack.up("web"), stack.up("worker"), stack.up("beat"):
            yield Site(stack, redis, mail, visitors, questions)


def asked(site: Site, questions: list[dict[str, Any]]) -> list[tuple[dict[str, Any], Answer]]:
    """Every question by the person whose it is, with the answer."""
    return [
        (
            question,
            site.visitors[question["role"]].ask(question["method"], question["path"], question["sent"]),
        )
        for question in questions
    ]


@pytest.mark.parametrize("stopped", [dead, hanging])
def test_without_redis_every_page_answers_and_mail_waits_for_its_return(
    site: Site, stopped: Callable[[RedisServer], AbstractContextManager[None]], found: Callable[[str], None]
) -> None:
    reading = [question for question in site.questions if question["method"] == "GET"]
    writing = [question for question in site.questions if writes(question)]
    # Who is signed out stays so, and would be asked nothing more: that comes last.
    writing.sort(key=lambda question: question["path"].startswith(ENDS_SESSIONS))
    asked(site, [question for question in reading if question["path"] == "/"])

    with stopped(site.redis):
        read = asked(site, reading)
        unlike = [
            f"{question['role']} {question['path']}: {answer.outcome}"
            for question, answer in read
            if answer.outcome != question["expected"]
        ]
        assert unlike == []

        assert_sign_in_stays_guarded(site)
        ready = site.visitors["anonymous"].get("/readyz")
        assert (ready.status, json.loads(ready.text)["redis"]) == (200, "unavailable")
        assert_a_report_is_handed_in(site)

        written = asked(site, writing)
        failed = [
            f"{question['method']} {question['path']}" for question, answer in written if answer.status >= 500
        ]
        assert failed == []
        slow = [
            f"{question['path']}: {answer.seconds:.1f} s"
            for question, answer in [*read, *written]
            if answer.seconds > SECONDS_FOR_AN_ANSWER
        ]
        assert slow == []
        [(waiting,)] = site.stack.query(WAITING)
        assert waiting > 0

    seconds = drained(site)
    sent = site.stack.query("SELECT count(*) FROM tasks_notice WHERE mail_state = 'sent'")
    assert sent == [(len(site.mail.mails),)]
    assert len(site.mail.mails) >= waiting
    slowest = max(answer.seconds for _question, answer in [*read, *written])
    found(
        f"{len(read)} pages read and {len(written)} writes without a 5xx, the slowest in {slowest:.2f} s; "
        f"{waiting} mails went out {seconds:.1f} s after the return of Redis"
    )


def writes(question: dict[str, Any]) -> bool:
    """Whether it asks for a change; the administration treats PUT, PATCH and DELETE as it does GET."""
    return question["method"] == "POST" or (
        question["method"] != "GET" and not question["path"].startswith("/admin/")
    )


def assert_sign_in_stays_guarded(site: Site) -> None:
    """The right password opens, and after five wrong ones not even that does."""

    def sign_in(username: str, password: str) -> int:
        visitor = Visitor(site.stack.site)
        return visitor.post("/account/login/", {"username": username, "password": password}).status

    assert sign_in("viewer", PASSWORD) == 302
    assert [sign_in("author", "a wrong password") for _attempt in range(5)][:4] == [200] * 4
    assert sign_in("author", PASSWORD) == 429


def assert_a_report_is_handed_in(site: Site) -> None:
    """A report is submitted, and the office's notice waits in the outbox."""
    form = {"status": "in_progress", "percent": 10, "progress": "完成调研。", "action": "submit"}
    [(before,)] = site.stack.query(WAITING)
    assert site.visitors["staff"].post("/tasks/2020-1/report/", form).status == 302
    assert site.stack.query("SELECT state FROM tasks_progressreport ORDER BY id DESC LIMIT 1") == [
        ("submitted",)
    ]
    [(after,)] = site.stack.query(WAITING)
    assert after > before


def drained(site: Site) -> float:
    """Wait until no mail waits; gives the seconds that took."""
    start = time.monotonic()
    while site.stack.query(WAITING) != [(0,)]:
        assert time.monotonic() < start + SECONDS_TO_DRAIN, tail(site.stack.directory / "worker.log")
        time.sleep(0.1)
    return time.monotonic() - start
