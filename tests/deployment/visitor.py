"""People who use a running web over HTTP, behind the proxy that speaks HTTPS for it."""

from __future__ import annotations

import json
import time
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

CSRF_TOKEN = "0123456789abcdefghijklmnopqrstuv"
"""What a visitor begins with: any token will do that is the same in the cookie and in the header."""

SECONDS_AT_MOST = 20


@dataclass(frozen=True)
class Answer:
    """What came back, and after how many seconds."""

    status: int
    headers: dict[str, str]
    text: str
    seconds: float

    @property
    def outcome(self) -> str:
        """The status, or `login` for being sent to the sign-in page, as in the access matrix."""
        to_login = self.headers.get("Location", "").startswith(("/account/login/", "/admin/login/"))
        return "login" if self.status == 302 and to_login else str(self.status)


class Visitor:
    """Somebody at `site`, signed in with the key of a `session`. Every request is a new connection."""

    def __init__(self, site: str, session: str = "") -> None:
        self.site = site
        self.cookies: SimpleCookie = SimpleCookie({"csrftoken": CSRF_TOKEN})
        if session:
            self.cookies["sessionid"] = session

    def get(self, path: str) -> Answer:
        """GET `path`."""
        return self.ask("GET", path)

    def post(self, path: str, sent: Any = None) -> Answer:
        """POST a form, or under `/api/` JSON."""
        return self.ask("POST", path, sent)

    def ask(self, method: str, path: str, sent: Any = None) -> Answer:
        """One request as it is, without following where the answer points; keeps its cookies."""
        is_api = path.startswith("/api/")
        headers = {
            "X-Forwarded-Proto": "https",
            "Referer": self.site.replace("http://", "https://") + "/",
            "X-CSRFToken": self.cookies["csrftoken"].value,
            "Cookie": self.cookies.output(attrs=[], header="", sep=";").strip(),
            "Content-Type": "application/json" if is_api else "application/x-www-form-urlencoded",
        }
        body = None
        if sent is not None:
            body = json.dumps(sent) if is_api else urlencode(sent, doseq=True)
        start = time.monotonic()
        with closing(HTTPConnection(urlsplit(self.site).netloc, timeout=SECONDS_AT_MOST)) as connection:
            connection.request(method, path, body=body, headers=headers)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        return Answer(response.status, dict(response.headers), text, time.monotonic() - start)
