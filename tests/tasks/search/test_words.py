"""Which tasks and reports have a word: exactly those in whose text it stands."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tasks.importing import load_fixtures
from tasks.management.commands.load_plans import default_files
from tasks.models import Task
from tasks.search import rebuild
from tests.tasks.search.finding import found

pytestmark = pytest.mark.django_db

PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z0-9]+")
"""What people look for: no punctuation, no white space."""


@pytest.fixture(scope="module")
def texts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[dict[str, list[str]]]:
    """The five documents are loaded; the printed texts of each task by its reference."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_fixtures(actor=None, paths=default_files())
        yield {
            task.reference: printed(task) for task in Task.objects.select_related("plan", "section__parent")
        }
        transaction.set_rollback(True)


def printed(task: Task) -> list[str]:
    parent = task.section.parent
    texts = [task.text, task.assignment_text, task.section.title, parent.title if parent else ""]
    # White space in these texts comes from the lines of the print, but for the one English phrase.
    return [re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower() for text in texts]


def drawn(texts: dict[str, list[str]], length: int, number: int) -> list[str]:
    """So many stretches of that length from anywhere in the texts."""
    source = random.Random(length)  # noqa: S311 - draws stretches of text
    runs = [run for parts in texts.values() for part in parts for run in PLAIN.findall(part)]
    long_enough = [run for run in runs if len(run) >= length]
    picked = source.choices(long_enough, weights=[len(run) for run in long_enough], k=number)
    starts = [source.randrange(len(run) - length + 1) for run in picked]
    return [run[start : start + length] for run, start in zip(picked, starts, strict=True)]


@pytest.mark.parametrize(("length", "number"), [(1, 100), (2, 150), (3, 100), (4, 50), (7, 30), (12, 20)])
def test_a_stretch_of_any_length_is_found_exactly_where_it_stands(
    texts: dict[str, list[str]], length: int, number: int
) -> None:
    for word in drawn(texts, length, number):
        expected = {reference for reference, parts in texts.items() if any(word in part for part in parts)}
        assert expected
        assert found(word) == expected, word


def test_several_words_are_found_where_every_one_of_them_stands(texts: dict[str, list[str]]) -> None:
    pairs = zip(drawn(texts, 2, 60), drawn(texts, 1, 60), strict=True)
    for first, second in pairs:
        both = {
            reference
            for reference, parts in texts.items()
            if all(any(word in part for part in parts) for word in (first, second))
        }
        assert found(f"{first} {second}") == both


def test_what_the_loading_kept_is_what_a_rebuild_makes(texts: dict[str, list[str]]) -> None:
    assert rebuild() == {"agencies": 0, "tasks": 0, "reports": 0}
