"""What is installed is pinned, proven by a hash, and the same in development as in production."""

import re
from importlib.metadata import metadata
from pathlib import Path

import pytest
from django.conf import settings

PIN = re.compile(r"^([a-z0-9._-]+)(?:\[[a-z,]+\])?==(\S+)", re.MULTILINE)
REQUIREMENT = re.compile(r"^([a-z0-9][a-z0-9._-]*)", re.MULTILINE)


def read(name: str) -> str:
    return (Path(settings.BASE_DIR) / name).read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    return dict(PIN.findall(read(name)))


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_every_named_requirement_is_pinned(name: str) -> None:
    named = set(REQUIREMENT.findall(read(f"{name}.in")))
    assert named
    assert named <= pins(f"{name}.txt").keys()


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_pin_carries_a_hash(name: str) -> None:
    blocks = re.split(r"\n(?=\S)", read(name))
    without = [block.splitlines()[0] for block in blocks if PIN.match(block) and "--hash=" not in block]
    assert without == []


def test_the_tests_run_on_the_versions_that_are_deployed() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-dev.txt").items()


def test_the_licences_are_those_that_the_readme_names() -> None:
    free = re.compile(r"\b(MIT|BSD|Apache|PSF)\b")

    def says(package: str) -> str:
        about = metadata(package)
        classified = [line for line in about.get_all("Classifier") or [] if line.startswith("License")]
        return " ".join([about["License-Expression"] or "", (about["License"] or "")[:60], *classified])

    installed = pins("requirements.txt")
    assert len(installed) > 30
    assert [package for package in installed if not free.search(says(package))] == ["psycopg2-binary"]
    assert "LGPL" in says("psycopg2-binary")
