"""web, worker and beat as docker-compose.yml starts them, on a real PostgreSQL and Redis."""

import re
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPResponse

import pytest
from django.conf import settings

from tests.deployment.stack import Stack
from tests.deployment.visitor import Visitor
from tests.servers.processes import free_port, tail

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.redis,
    pytest.mark.long,
]
SECONDS_FOR_A_MAIL = 20
OFFICE_ADDRESS = "office@example.org"


@pytest.fixture(scope="module")
def stack(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Stack:
    """A database of its own, wherever these tests are shared out among processes."""
    host = settings.DATABASES["default"]["HOST"]
    return Stack.set_up(tmp_path_factory.mktemp("deployment"), host, redis_url)


@pytest.fixture(scope="module")
def web(stack: Stack) -> Iterator[str]:
    """The address of a running web."""
    with stack.up("web"):
        yield stack.site


@pytest.fixture
def notice(stack: Stack) -> None:
    """The outbox row of a report that was submitted while Redis was down and no worker ran."""
    dead = replace(stack, redis_url=f"redis://127.0.0.1:{free_port()}/0")
    dead.run([sys.executable, "-m", "tests.deployment.submit_report"])
    assert stack.query("SELECT mail_state FROM tasks_notice") == [("pending",)]


def ask(address: str, method: str, path: str, headers: dict[str, str]) -> HTTPResponse:
    """One request as it is, without following where the answer points."""
    connection = HTTPConnection(address.removeprefix("http://"), timeout=10)
    connection.request(method, path, headers=headers)
    return connection.getresponse()


def mails(stack: Stack) -> list[EmailMessage]:
    """What was sent. The file backend writes a file a connection, and a rule after each mail."""
    texts = [path.read_bytes() for path in stack.mail.glob("*")]
    parts = [part for text in texts for part in text.split(b"-" * 79 + b"\n") if part.strip()]
    return [message_from_bytes(part, policy=policy.default) for part in parts]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_web_says_that_it_is_well(web: str, path: str) -> None:
    assert ask(web, "GET", path, {}).status == 200


def test_web_sends_everybody_to_https(web: str) -> None:
    answer = ask(web, "GET", "/account/login/", {})
    assert answer.status == 301
    assert str(answer.headers["Location"]).startswith("https://")


def test_web_serves_a_page_and_every_file_that_it_names(web: str) -> None:
    through_proxy = {"X-Forwarded-Proto": "https"}
    answer = ask(web, "GET", "/account/login/", through_proxy)
    assert answer.status == 200
    files = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', answer.read().decode()))
    assert files
    assert {name: ask(web, "GET", name, through_proxy).status for name in files} == dict.fromkeys(files, 200)


@pytest.mark.parametrize(
    ("size", "status", "kind"), [(8000, 401, "application/problem+json"), (9000, 400, "text/html")]
)
def test_web_reads_an_address_as_long_as_the_document_says(
    web: str, size: int, status: int, kind: str
) -> None:
    address = "/api/v1/search/?q=".ljust(size, "x")
    answer = ask(web, "GET", address, {"X-Forwarded-Proto": "https"})
    assert (answer.status, answer.headers["Content-Type"]) == (status, kind)


@pytest.mark.undisturbed
def test_web_has_a_connection_for_each_request_at_work_and_none_for_those_that_wait(
    web: str, stack: Stack
) -> None:
    """Of its 2 processes each serves 4 at once, and has one more while it is asked whether it is ready."""

    def mistyped(number: int) -> int:
        wrong = {"username": f"somebody{number}", "password": "wrong"}
        return Visitor(web).post("/account/login/", wrong).status

    with ThreadPoolExecutor(40) as threads:
        answers = list(threads.map(mistyped, range(40)))
    assert set(answers) <= {200, 503}
    others = "datname = current_database() AND pid <> pg_backend_pid()"
    held = stack.query(f"SELECT count(*) FROM pg_stat_activity WHERE {others}")  # noqa: S608
    assert 1 <= held[0][0] <= 2 * (4 + 1)


@pytest.mark.usefixtures("notice")
def test_worker_and_beat_deliver_the_notice_once(stack: Stack) -> None:
    with stack.up("worker"), stack.up("beat"):
        deadline = time.monotonic() + SECONDS_FOR_A_MAIL
        while stack.query("SELECT 1 FROM tasks_notice WHERE mail_state = 'pending'"):
            assert time.monotonic() < deadline, tail(stack.directory / "worker.log")
            time.sleep(0.1)
        # Beat asks again every second; the row that was sent must stay as it is.
        time.sleep(2.5)
    rows = stack.query("SELECT mail_state, attempts, last_error, sent_at IS NOT NULL FROM tasks_notice")
    assert rows == [("sent", 1, "", True)]
    [mail] = mails(stack)
    assert mail["To"] == OFFICE_ADDRESS
    assert "知识产权局" in mail.get_content()
