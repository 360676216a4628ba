"""Sending a form of the office as a browser does: with what its page said to have shown."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client

FORM = re.compile(r"<form\b.*?</form>", re.DOTALL)
SEEN = re.compile(r'name="seen"(?: value="([^"]*)")?')


def seen_in(page: str, address: str) -> str:
    """What the form that is sent to `address` says to have shown, else the page's own form."""
    path = address.partition("?")[0]
    forms = [form for form in FORM.findall(page) if 'name="seen"' in form]
    sent_there = [form for form in forms if f'action="{path}' in form]
    own = [form for form in forms if "action=" not in form]
    found = SEEN.search((sent_there or own)[0])
    assert found, f"the form for {address} does not say what it shows"
    return found[1] or ""


def send(client: Client, page: str, address: str, sent: dict[str, Any] | None = None) -> Any:
    """Open `page` and send its form for `address`, filled in with what is `sent`."""
    answer = client.get(page)
    assert answer.status_code == 200, answer.status_code
    return client.post(address, {**(sent or {}), "seen": seen_in(answer.content.decode(), address)})
