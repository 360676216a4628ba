"""`manage.py parse_documents`: the fixtures are what the documents give, or nothing is written."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import translation

from plans.fixture_files import generate_fixtures
from tests.plans.parsing.texts import FIXTURES

NAMES = [
    "agencies.json",
    "2015-opinions.json",
    "plan-2014.json",
    "plan-2016.json",
    "plan-66.json",
    "plan-2020.json",
]


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    shutil.copytree(FIXTURES / "documents", tmp_path / "documents")
    for name in ("errata.toml", "reference.toml", *NAMES):
        shutil.copy(FIXTURES / name, tmp_path)
    return tmp_path


def run(directory: Path, *options: str) -> str:
    output = StringIO()
    call_command("parse_documents", *options, directory=directory, stdout=output)
    return output.getvalue()


def damage(path: Path, printed: str, instead: str) -> None:
    text = path.read_bytes().decode()
    assert printed in text
    path.write_bytes(text.replace(printed, instead, 1).encode())


def contents(directory: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in directory.iterdir() if path.is_file()}


def test_the_committed_fixtures_are_what_the_documents_give() -> None:
    call_command("parse_documents", "--check", stdout=StringIO())


def test_it_writes_one_file_for_agencies_and_one_a_document(directory: Path) -> None:
    for name in NAMES:
        (directory / name).unlink()
    assert "6" in run(directory)
    assert {path.name for path in directory.glob("*.json")} == set(NAMES)
    assert all((directory / name).read_bytes() == (FIXTURES / name).read_bytes() for name in NAMES)
    assert not list(directory.glob(".*"))


def test_it_gives_the_same_bytes_every_time() -> None:
    assert list(generate_fixtures(FIXTURES).items()) == list(generate_fixtures(FIXTURES).items())


@pytest.mark.parametrize(
    ("name", "printed", "instead"),
    [
        ("plan-2020.json", "知识产权局负责", "知识产权局管"),
        ("agencies.json", '"is_default": true', '"is_default": false'),
        ("plan-2014.json", "\n", "\n\n"),
    ],
)
def test_a_check_fails_with_the_difference(directory: Path, name: str, printed: str, instead: str) -> None:
    damage(directory / name, printed, instead)
    before = contents(directory)
    output = StringIO()
    with pytest.raises(CommandError, match="parse_documents"):
        call_command("parse_documents", "--check", directory=directory, stdout=output)
    assert f"+++ {name} (generated)" in output.getvalue()
    assert contents(directory) == before


def test_a_check_fails_if_a_fixture_is_missing(directory: Path) -> None:
    (directory / "plan-66.json").unlink()
    with pytest.raises(CommandError):
        run(directory, "--check")


def test_a_check_fails_if_a_plan_is_there_that_no_document_gives(directory: Path) -> None:
    (directory / "plan-1999.json").write_text("[]\n")
    with pytest.raises(CommandError):
        run(directory, "--check")


@pytest.mark.parametrize("options", [[], ["--check"]])
@pytest.mark.parametrize(
    ("name", "printed", "instead", "shown"),
    [
        (
            "documents/2020-annual-plan.txt",
            "\n23. 配合",
            "\n24. 配合",
            "2020-annual-plan.txt, line 74: task 23 was",
        ),
        ("documents/2016-task-division.txt", "法制办", "法治办", "task 14 names an unknown agency: “法治办”"),
        (
            "documents/2016-task-division.txt",
            "16.完善知识产权快速",
            "16.建立知识产权快速",
            "2016-task-division.txt, line 52: task 16 says “建立知识产权快速维权机制。”, which the document",
        ),
        ("documents/2014-annual-plan.txt", "\n79．", "\n78．", "line 197: task 78 stands here a second time"),
        (
            "documents/2020-annual-plan.txt",
            "银保监会按",
            "银监会按",
            "task 67 names an unknown agency: “银监会”",
        ),
        (
            "documents/2016-annual-plan.txt",
            "农业部、林业局、法",
            "农业农村部、林业局、法",
            "task 4 names an unknown",
        ),
        ("errata.toml", "offset = 2868", "offset = 2869", "the erratum does not find “and” here"),
        ("errata.toml", "offset = 2868", "", "cannot be made"),
        ("reference.toml", 'agency = "中央网信办"', 'agency = "网络办"', "no such agency: 网络办"),
        ("reference.toml", 'source = "reform2018"', 'source = "hearsay"', "hearsay"),
        ("reference.toml", 'kind = "court"', 'kind = "castle"', "castle"),
        ("reference.toml", 'name = "外交部"', 'name = "教育部"', "named twice: 教育部"),
        ("reference.toml", "\n[sources]", "\n[sources", "cannot be made"),
    ],
)
def test_it_writes_nothing_after_an_error(
    directory: Path, options: list[str], name: str, printed: str, instead: str, shown: str
) -> None:
    damage(directory / name, printed, instead)
    for fixture in NAMES[:3]:
        (directory / fixture).write_text("[]\n")
    before = contents(directory)
    with translation.override("en"), pytest.raises(CommandError) as caught:
        run(directory, *options)
    assert shown in str(caught.value)
    assert contents(directory) == before


def test_it_shows_the_line_that_is_wrong(directory: Path) -> None:
    damage(directory / "documents/2016-task-division.txt", "\n37.", "\n38.")
    with pytest.raises(CommandError) as caught:
        run(directory)
    assert str(caught.value).endswith(
        "\n38.完善知识产权反垄断监管机制，依法查处滥用知识产权排除和限制竞争等垄断行为。"
        "（发展改革委、商务部、工商总局按职责分别负责）"
    )


def test_it_refuses_a_directory_without_documents(tmp_path: Path) -> None:
    with pytest.raises(CommandError):
        run(tmp_path)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("plan", "roles"),
    [
        ("2014", {}),
        (
            "2016",
            {
                ("by_duty", "rule"): 61,
                ("lead", "explicit"): 5,
                ("participating", "explicit"): 12,
                ("lead", "rule"): 83,
                ("participating", "rule"): 100,
            },
        ),
        (
            "66",
            {
                ("by_duty", "reading"): 123,
                ("lead", "explicit"): 19,
                ("participating", "explicit"): 39,
                ("lead", "rule"): 77,
                ("participating", "rule"): 201,
            },
        ),
        (
            "2020",
            {
                ("lead", "reading"): 10,
                ("participating", "reading"): 27,
                ("lead", "rule"): 90,
                ("participating", "rule"): 67,
            },
        ),
    ],
)
def test_every_plan_gives_its_roles(plan: str, roles: dict[tuple[str, str], int]) -> None:
    rows = json.loads((FIXTURES / f"plan-{plan}.json").read_text("utf-8"))
    fields = [row["fields"] for row in rows if row["model"] == "tasks.assignment"]
    assert Counter((each["role"], each["basis"]) for each in fields) == roles
