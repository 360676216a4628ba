"""One thing has one word, on every page, in every message and in what the API says of itself."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from config.catalogue import CatalogueFiles
from tests.api_client import openapi

ROOT = Path(__file__).parents[2]
HANDED_IN = re.compile(r"\bhand(s|ed|ing)?( \w+)? in\b", re.IGNORECASE)


def messages() -> list[tuple[str, str]]:
    """Every English message with its Chinese, plural forms as one text."""
    with CatalogueFiles.of(ROOT).text.open("rb") as file:
        catalogue = read_po(file, locale="zh_Hans")
    return [(_joined(one.id), _joined(one.string)) for one in catalogue if one.id]


def _joined(text: object) -> str:
    return text if isinstance(text, str) else " ".join(text if isinstance(text, (list, tuple)) else ())


def test_reports_are_submitted_and_never_handed_in() -> None:
    assert [english for english, _chinese in messages() if HANDED_IN.search(english)] == []
    assert HANDED_IN.search(json.dumps(openapi())) is None


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.md"])
def test_nor_do_the_documents_say_so(name: str) -> None:
    assert HANDED_IN.search((ROOT / name).read_text()) is None


@pytest.mark.parametrize(
    ("english", "chinese", "never"),
    [
        (r"\bpercents?\b(?!age)", "完成比例", r"百分比"),
        (r"(?<!sub)\bsections?\b", "章节", r"部分"),
    ],
)
def test_a_percent_and_a_section_have_one_word_in_chinese(english: str, chinese: str, never: str) -> None:
    said = [(one, other) for one, other in messages() if re.search(english, one, re.IGNORECASE)]
    assert sum(chinese in other for _one, other in said) > 5
    assert [one for one, other in said if re.search(never, other)] == []
