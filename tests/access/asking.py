"""Asking one thing as one person, and taking back whatever it did."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from http.cookies import SimpleCookie
from typing import Any

from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.access.table import Row
from tests.access.world import World
from tests.api_client import promised

API = "/api/v1/"
"""All below it is in the OpenAPI document."""


class Asker:
    """Everyone's browser, and the world they ask about."""

    def __init__(self, world: World | None = None) -> None:
        self.world = world or World()
        self.clients = self.world.clients()
        self.login = (reverse("agencies:login"), reverse("admin:login"))

    def address(self, route: str, thing: str) -> str:
        """The address of `route` about `thing`; a route without a name is its own address."""
        arguments = self.world.things[thing]
        if not route.startswith("/"):
            return reverse(route, kwargs=arguments)
        return re.sub(
            r"\(\?P<(\w+)>.*?\)|<\w+:(\w+)>", lambda found: str(arguments[found[1] or found[2]]), route
        )

    def outcome(self, row: Row, role: str) -> str:
        """What `role` gets: the status, or `login`."""
        sent = row.sent(self.world.keys)
        return self.ask(role, row.method, self.address(row.route, row.thing), sent)

    def ask(self, role: str, method: str, address: str, sent: Any = None) -> str:
        """The same for any method and address. Nothing of it remains, not even a signing out."""
        client = self.clients[role]
        cookies = SimpleCookie(client.cookies.output(header="", sep=";"))
        with transaction.atomic():
            response = self._request(client, method, address, sent)
            self.close(response)
            transaction.set_rollback(True)
        client.cookies = cookies
        if response.status_code == 302 and response["Location"].startswith(self.login):
            return "login"
        return str(response.status_code)

    def ask_twice(
        self, row: Row, role: str, key: str, look: Callable[[], Any]
    ) -> list[tuple[HttpResponse, Any]]:
        """What `role` gets and `look` finds, both times that the row is sent under an `Idempotency-Key`."""
        sent, address = row.sent(self.world.keys), self.address(row.route, row.thing)
        client = self.clients[role]
        with transaction.atomic():
            found = [
                (self.call(client, row.method, address, sent, Idempotency_Key=key), look())
                for _time in range(2)
            ]
            transaction.set_rollback(True)
        return found

    @staticmethod
    def close(response: HttpResponse) -> None:
        """End the answer; as the test client does, without the connection whose transaction goes on."""
        request_finished.disconnect(close_old_connections)
        response.close()
        request_finished.connect(close_old_connections)

    def _request(self, client: Client, method: str, address: str, sent: Any) -> HttpResponse:
        response: Any
        if address.startswith("/api/"):
            response = self.call(client, method, address, sent)
            if address.startswith(API):
                promised(method, address, response.status_code)
        elif method == "POST":
            response = client.post(address, sent or {})
        else:
            response = client.generic(method, address)
        found: HttpResponse = response
        return found

    @staticmethod
    def call(client: Client, method: str, address: str, sent: Any = None, **headers: str) -> Any:
        """The answer of the API; `headers` with `_` for `-`. Changes are made whatever is there now."""
        body = "" if sent is None else json.dumps(sent)
        if method != "GET":
            headers = {"If_Match": "*", **headers}
        named = {name.replace("_", "-"): value for name, value in headers.items() if value}
        return client.generic(method, address, body, "application/json", headers=named)
