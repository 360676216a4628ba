"""Both READMEs say the same, and what they name is there."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT: Path = settings.BASE_DIR
NAMES = ("README.md", "README.zh.md")
TRANSLATED = {
    "--head NUMBER:HASH": "--head 编号:哈希值",
    "KEEP=DIR": "KEEP=目录",
    "_like_this.html": "_如此.html",
}
"""What stands between backquotes and is to be read, not typed."""

IN_TREE = re.compile(r"(?:\.?[a-z]\w*/)+(?:[\w.-]+\.\w+)?")
"""A file or directory, the last with its slash."""


def readme(name: str) -> str:
    """Its text."""
    return (ROOT / name).read_text(encoding="utf-8")


def quoted(name: str) -> set[str]:
    """What stands between backquotes, blocks of code apart."""
    return set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", readme(name), flags=re.DOTALL)))


def shape(name: str) -> list[str]:
    """How its lines begin, those of headings, tables, steps and blocks of code."""
    return re.findall(r"^(#+|\||\d\.|-|```\w*)(?= |$)", readme(name), re.MULTILINE)


def test_both_languages_say_the_same() -> None:
    english, chinese = NAMES

    assert shape(english) == shape(chinese)
    assert {TRANSLATED.get(one, one) for one in quoted(english)} == quoted(chinese)


def test_it_counts_what_comes_with_it() -> None:
    rows = [
        row["model"] for path in (ROOT / "fixtures").glob("*.json") for row in json.loads(path.read_bytes())
    ]
    counted = Counter(rows)
    documents = len(list((ROOT / "fixtures/documents").glob("*.txt")))
    assert documents == counted["plans.sourcedocument"] == 5
    tasks, assignments, agencies = (
        counted[model] for model in ("tasks.task", "tasks.assignment", "agencies.agency")
    )

    assert f"{tasks} tasks, {assignments} assignments, {agencies} agencies" in readme("README.md")
    assert f"{tasks} 项任务、{assignments} 条分工、{agencies} 个部门" in readme("README.zh.md")


@pytest.mark.parametrize("name", NAMES)
def test_every_variable_that_settings_read_is_named(name: str) -> None:
    read = re.compile(r"from_environment\(\s*\"(\w+)\"")
    sources = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "config").rglob("*.py"))

    assert {one for one in read.findall(sources) if f"`{one}" not in readme(name)} == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_command_and_target_that_it_names_is_there(name: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = {
        target for line in re.findall(r"^([\w ]+):", makefile, re.MULTILINE) for target in line.split()
    }
    commands = set(re.findall(r"(?:manage\.py|django-admin) +([a-z_]+)", readme(name)))

    assert commands <= set(get_commands())
    assert set(re.findall(r"(?:^|`)make (\w+)", readme(name), re.MULTILINE)) <= targets


@pytest.mark.parametrize("name", NAMES)
def test_every_file_that_it_names_is_there(name: str) -> None:
    named = {one for one in quoted(name) if IN_TREE.fullmatch(one)}

    assert len(named) > 10
    assert {one for one in named if not (ROOT / one).exists()} == set()
