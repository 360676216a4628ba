"""What the log of requests says, and what it does not."""

from __future__ import annotations

import datetime
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from config import gunicorn
from config.access_log import AccessLog


def line(path: str, came_from: str = "-") -> str:
    """The line of a request, as gunicorn would write it."""
    config = Config()  # type: ignore[no-untyped-call]
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": path,
        "PATH_INFO": path,
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": came_from,
        "REMOTE_ADDR": "192.0.2.9",
    }
    response = SimpleNamespace(status="200 OK", sent=7, headers=[])
    log = AccessLog(config)  # type: ignore[no-untyped-call]
    atoms = log.atoms(response, SimpleNamespace(headers=[]), environ, datetime.timedelta())
    return str(config.access_log_format % {**dict.fromkeys("lutaTDMLpmqHB", "-"), **atoms})


@pytest.mark.parametrize(
    "came_from", ["-", "https://duban.example/account/password/reset/NQ/dirwmk-4479133b/"]
)
def test_the_link_of_a_letter_is_not_written_down(came_from: str) -> None:
    said = line("/account/password/reset/NQ/dirwmk-4479133b/?a=b", came_from)
    assert "dirwmk" not in said
    assert "GET /account/password/reset/NQ/-/?a=b HTTP/1.1" in said


def test_every_other_address_is() -> None:
    assert '"GET /tasks/2020-1/?as_of=2026-01-01 HTTP/1.1" 200 7 "/plans/"' in line(
        "/tasks/2020-1/?as_of=2026-01-01", "/plans/"
    )


def test_gunicorn_is_told_to_write_so() -> None:
    assert gunicorn.logger_class == f"{AccessLog.__module__}.{AccessLog.__name__}"
