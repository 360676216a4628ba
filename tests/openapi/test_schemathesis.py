"""The OpenAPI document is true: what it allows is done or refused as it says, what it forbids is refused.

Schemathesis asks the running site as every role, with values that it makes up from the document: right ones,
wrong ones, and sequences in which one answer's keys go into the next request.
"""

from __future__ import annotations

import json
import secrets
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.conf import settings

from tests.deployment.stack import Stack
from tests.openapi.asking import ask, configured

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.redis,
]

SEED = 20140101
BOUNDS = "examples,coverage"
"""Every bound and every kind of wrong value at every place: thousands of requests, so as those who write."""

CHANCES = "fuzzing"

STORIES = "stateful"
"""What follows from one another by the links of the document: a row is made, changed, decided about."""

EXAMPLES = {BOUNDS: 4, CHANCES: 4, STORIES: 60}
"""Cases an operation and kind of question, and how many stories are told."""

QUESTIONS = [
    ("nobody", CHANCES),
    *((role, phases) for role in ("viewer", "superuser", "approver") for phases in (STORIES, CHANCES)),
    *((role, phases) for role in ("staff", "office") for phases in (STORIES, BOUNDS, CHANCES)),
]
"""Those who can change most come last, so that the others find a world that is as it was made."""

UNHURRIED = {
    "HTTPS_ONLY": "0",
    "TRUST_PROXY": "",
    "LOG_LEVEL": "ERROR",
    **{f"API_{kind}_A_MINUTE": "0" for kind in ("READS", "WRITES", "EXPORTS", "SEARCHES", "ANONYMOUS")},
}
"""Over plain HTTP, and as often as one likes."""


@dataclass(frozen=True)
class Site:
    """A running site with one of everything in it, and the keys of who may ask."""

    address: str
    configuration: Path
    tokens: dict[str, str]


@pytest.fixture(scope="module")
def site(redis_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    directory = tmp_path_factory.mktemp("openapi")
    stack = Stack.set_up(directory, settings.DATABASES["default"]["HOST"], redis_url, UNHURRIED)
    world = json.loads(stack.run([sys.executable, "-m", "tests.openapi.make_callers"]))
    with stack.up("web"):
        yield Site(stack.site, configured(directory, world["rows"]), world["tokens"])


@pytest.mark.long
@pytest.mark.parametrize(("role", "phases"), QUESTIONS)
def test_the_document_is_true_for(role: str, phases: str, site: Site, found: Callable[[str], None]) -> None:
    finding = ask(
        site.address,
        site.configuration,
        site.tokens.get(role),
        phases=phases,
        seed=SEED,
        examples=EXAMPLES[phases],
    )
    assert finding.went_well, finding.said
    found(f"{role}, {phases}: {finding.summary}")


@pytest.mark.soak
@pytest.mark.parametrize("phases", [STORIES, CHANCES])
def test_the_document_is_true_with_chances_that_are_new_every_time(
    phases: str, site: Site, found: Callable[[str], None]
) -> None:
    seed, office = secrets.randbelow(2**32), site.tokens["office"]
    examples = EXAMPLES[phases]
    finding = ask(site.address, site.configuration, office, phases=phases, seed=seed, examples=examples)
    assert finding.went_well, f"seed {seed}\n{finding.said}"
    found(f"{phases}, seed {seed}: {finding.summary}")
