"""Reading a page in a test: as whom, what it shows, and how many questions it asks the database."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency, User
from plans.models import Plan
from plans.source_text import Passage
from tasks.enums import Status
from tasks.summaries.documents import Chapter
from tests.factories import (
    accept,
    confirm,
    make_agency,
    make_report,
    make_section,
    make_task,
    moment,
    return_,
)

DAY = datetime.date(2020, 6, 15)


def as_user(user: User) -> Client:
    """A browser in which that person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def text_of(client: Client, address: str) -> str:
    """The page at `address`, which must be there."""
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def passages_of(chapters: Iterable[Chapter]) -> list[Passage]:
    """All passages of a document, in their order."""
    return [one for chapter in chapters for one in (chapter.heading, *chapter.passages) if one]


HTMX = {"HX-Request": "true"}
"""What htmx sends when it asks for a part of a page."""


def in_place(client: Client, address: str, region: str = "results") -> str:
    """What htmx gets there for that region of the page, of which everybody else gets all; as HTML."""
    whole, part = client.get(address), client.get(address, headers=HTMX)
    back = client.get(address, headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert [b"<html" in answer.content for answer in (whole, part, back)] == [True, False, True]
    assert all(f'id="{region}"'.encode() in answer.content for answer in (whole, part, back))
    assert all("HX-Request" in answer["Vary"] for answer in (whole, part, back))
    assert b"hx-swap-oob" not in whole.content
    return part.content.decode()


def queries_of(client: Client, address: str) -> int:
    """How many queries the page takes, once everything that is cached between requests is."""
    text_of(client, address)
    with CaptureQueriesContext(connection) as queries:
        text_of(client, address)
    return len(queries)


def grow(plan: Plan, rows: int) -> list[Agency]:
    """Until the plan has `rows` of everything: sections, late tasks, agencies, reports of every fate."""
    agencies = []
    while plan.tasks.count() < rows:
        number = plan.tasks.count() + 1
        lead, partner, sharer = make_agency(), make_agency(), make_agency()
        agencies += [lead, partner, sharer]
        top = make_section(plan, str(number))
        task = make_task(
            plan,
            number,
            section=make_section(plan, f"{number}.1", parent=top),
            lead=lead,
            participating=[partner],
            by_duty=[sharer],
            due_on=datetime.date(2020, 3, 1),
        )
        return_(make_report(task, lead, submitted_at=moment(DAY)))
        confirm(make_report(task, lead, status=Status.IN_PROGRESS), moment(DAY))
        make_report(task, sharer, submitted_at=moment(DAY))
        accept(make_report(task, partner), moment(DAY))
    return agencies
