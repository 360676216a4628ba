"""Requests to a WSGI application in this very process, without a network."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Application = Callable[[Any, Any], Any]


@dataclass(frozen=True)
class Answer:
    """What came back; the body of an error is kept short by who reports it."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Question:
    """One request to `application`, to be asked again and again.

    `extra` goes into the WSGI environment as it is. `status` is what the answer has to have.
    """

    application: Application
    path: str
    query: str = ""
    method: str = "GET"
    extra: dict[str, Any] = field(default_factory=dict)
    body: bytes = b""
    status: int = 200

    def __call__(self) -> Answer:
        """Ask, and read the whole answer. Raises `UnexpectedAnswerError`."""
        answer = self.ask()
        if answer.status != self.status:
            said = answer.body[:500].decode(errors="replace")
            raise UnexpectedAnswerError(f"{self.method} {self.path}?{self.query}: {answer.status} {said}")
        return answer

    def ask(self) -> Answer:
        """Ask, and take whatever comes."""
        told: dict[str, Any] = {}

        def start_response(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            told["status"], told["headers"] = int(status.split()[0]), dict(headers)

        answer = self.application(self.environment(), start_response)
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return Answer(told["status"], told["headers"], body)

    def environment(self) -> dict[str, Any]:
        """What a server tells the application."""
        return {
            "REQUEST_METHOD": self.method,
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": "application/json",
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(self.body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": False,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
            **self.extra,
        }


class UnexpectedAnswerError(RuntimeError):
    """An answer without which a time would mean nothing."""
