"""A thousand reminders, three workers, two beats, fifty `kill -9`: everyone is told everything, once."""

from __future__ import annotations

import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import psycopg2
import pytest
from django.conf import settings

from tasks.services.reminders import BATCH
from tests.deployment.crew import Member, crew_of
from tests.deployment.stack import Stack, mailing_to
from tests.servers.processes import tail
from tests.servers.smtp import MailServer, mail_server

pytestmark = [pytest.mark.postgresql, pytest.mark.redis, pytest.mark.long, pytest.mark.undisturbed]

Found = TypeVar("Found")

AGENCIES, PEOPLE_EACH, TASKS_EACH = 20, 25, 2
PEOPLE, REMINDERS = AGENCIES * PEOPLE_EACH, AGENCIES * PEOPLE_EACH * TASKS_EACH
KILLS_A_BATCH, KILLS_WHILE_MAILING = 4, 38
SEED = 20251125
SECONDS_A_MAIL = 0.1
SECONDS_TO_WAIT = 120
TELLS = b"Task tasks.jobs.send_reminders["
CHANGES = {
    "DJANGO_SETTINGS_MODULE": "tests.deployment.killing_settings",
    # What a killed sender had claimed is taken up again before long, but not while a slow one still sends it.
    "NOTICE_CLAIM_SECONDS": "20",
}
TOLD = "SELECT recipient_id, task_id, count(*) FROM tasks_notice WHERE kind <> 'digest' GROUP BY 1, 2"
LETTERS = "SELECT recipient_id, count(*) FROM tasks_notice WHERE kind = 'digest' GROUP BY 1"
IN_LETTER = """
    SELECT count(*) FROM tasks_notice item JOIN tasks_notice letter ON letter.id = item.digest_id
    WHERE letter.kind = 'digest' AND letter.recipient_id = item.recipient_id
"""
HELD_UP = """
    SELECT pid, application_name FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND application_name LIKE 'worker%'
"""
UNSENT = "SELECT count(*) FROM tasks_notice WHERE mail_state NOT IN ('sent', 'in_digest')"
TWICE = """
    SELECT person.email FROM tasks_notice letter JOIN agencies_user person ON person.id = letter.recipient_id
    WHERE letter.attempts > 1
"""


def until(condition: Callable[[], Found], crew: Sequence[Member], what: str) -> Found:
    """Wait for it; gives what was found, which may be gone the moment after."""
    deadline = time.monotonic() + SECONDS_TO_WAIT
    while not (found := condition()):
        if time.monotonic() > deadline:
            pytest.fail("\n".join([what, *(f"{member.name}: {tail(member.log, 15)}" for member in crew)]))
        time.sleep(0.05)
    return found


@contextmanager
def held(stack: Stack, row: str) -> Iterator[None]:
    """Somebody else is at that row for the length of the block."""
    with closing(psycopg2.connect(stack.database_url)) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {row} FOR UPDATE")  # noqa: S608 - our own words
        yield


def kill_while_telling(
    stack: Stack, crew: Sequence[Member], chance: random.Random, people: Sequence[dict[str, Any]]
) -> list[str]:
    """In every batch of people workers are killed who are in the middle of telling them.

    They are held up there: where they begin with the batch, or where they have written all of it and commit.
    What a worker that is gone sent to PostgreSQL goes on in there when nothing holds it up any more.
    """
    struck: list[str] = []
    for number, batch in enumerate(range(0, PEOPLE, BATCH)):
        person = people[batch]
        seen: set[tuple[Any, ...]] = set()
        row = f"tasks_task WHERE id = {person['tasks'][0][0]}" if number % 2 else None
        with held(stack, row or f"agencies_user WHERE id = {person['key']}"):
            for _kill in range(KILLS_A_BATCH):
                now = until(lambda: set(stack.query(HELD_UP)) - seen, crew, "nobody tells")  # noqa: B023
                name = chance.choice(sorted(name for _process, name in now))
                time.sleep(chance.uniform(0, 0.5))
                seen |= set(stack.query(HELD_UP))
                struck.append(next(member for member in crew if member.name == name).strike())
    return struck


def kill_while_mailing(crew: Sequence[Member], chance: random.Random, mail: MailServer) -> list[str]:
    """One after the other is killed, at random moments of the way from the first mail to the last."""
    struck = []
    here = min(len(mail.mails), PEOPLE - 11)
    moments = sorted(chance.randrange(here, PEOPLE - 10) for _kill in range(KILLS_WHILE_MAILING))
    for moment in moments:
        until(lambda: len(mail.mails) >= moment, crew, f"no mail after {len(mail.mails)}")  # noqa: B023
        ready = until(lambda: [member for member in crew if member.is_ready], crew, "nobody comes back")
        victim = chance.choice(ready)
        struck.append(victim.strike_child(chance) if chance.random() < 0.3 else victim.strike())
    return struck


def test_everyone_is_told_everything_once_whoever_is_killed(
    redis_url: str, tmp_path: Path, found: Callable[[str], None]
) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same chances every time
    with mail_server(SECONDS_A_MAIL) as mail:
        stack = Stack.set_up(
            tmp_path, settings.DATABASES["default"]["HOST"], redis_url, {**CHANGES, **mailing_to(mail)}
        )
        numbers = [str(number) for number in (AGENCIES, PEOPLE_EACH, TASKS_EACH)]
        people: list[dict[str, Any]] = json.loads(
            stack.run([sys.executable, "-m", "tests.deployment.make_deadlines", *numbers])
        )
        with crew_of(stack, workers=3, beats=2) as crew:
            struck = [
                *kill_while_telling(stack, crew, chance, people),
                *kill_while_mailing(crew, chance, mail),
            ]
            until(lambda: len(stack.query(TOLD)) >= REMINDERS, crew, "somebody is not told")
            until(lambda: stack.query(UNSENT) == [(0,)], crew, "a mail stays behind")
            # Two more rounds of everything change nothing.
            for member in crew:
                member.forget()
            until(lambda: sum(member.said(TELLS) for member in crew) > 3, crew, "nobody asks again")

    told = stack.query(TOLD)
    assert sorted(told) == sorted(
        (person["key"], task, 1) for person in people for task, _ in person["tasks"]
    )
    assert sorted(stack.query(LETTERS)) == sorted((person["key"], 1) for person in people)
    assert stack.query(IN_LETTER) == [(REMINDERS,)]
    assert len(struck) == 50

    texts = dict.fromkeys(mail.recipients, "")
    for message, address in zip(mail.mails, mail.recipients, strict=True):
        texts[address] += message.get_content()
    missing = [
        f"{person['email']}: {reference}"
        for person in people
        for _, reference in person["tasks"]
        if reference not in texts.get(person["email"], "")
    ]
    assert missing == []
    times = Counter(mail.recipients)
    twice = {address for address, count in times.items() if count > 1}
    # Only where a sender died between the mail and its note, which its claim shows.
    assert twice <= {address for (address,) in stack.query(TWICE)}
    kinds = Counter(struck)
    found(
        f"{len(told)} reminders told, none missing, none twice, in {len(people)} letters; "
        f"{sum(times.values()) - len(people)} letters were mailed twice. "
        f"Killed: {kinds['worker']} workers, {kinds['child']} of their children, {kinds['beat']} beats"
    )
