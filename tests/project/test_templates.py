"""What templates name is there: a page that nobody opens in a test does not break by a name."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings
from django.template import TemplateDoesNotExist
from django.template.backends.django import get_installed_libraries
from django.template.library import import_library
from django.template.loader import get_template

TEMPLATES: Path = settings.BASE_DIR / "templates"
NAMED = re.compile(r"{% (?:include|extends) [\"']([^\"']+)[\"']")


def is_there(name: str) -> bool:
    """Whether a template can be found and read."""
    try:
        get_template(name)
    except TemplateDoesNotExist:
        return False
    return True


def test_every_template_can_be_read_and_names_only_templates_that_are_there() -> None:
    ours = [path for path in TEMPLATES.rglob("*") if path.is_file()]
    named = {name for path in ours for name in NAMED.findall(path.read_text(encoding="utf-8"))}
    wanted = named | {path.relative_to(TEMPLATES).as_posix() for path in ours}

    assert sorted(name for name in wanted if not is_there(name)) == []


BLOCK = re.compile(r"{% block \w+ %}(.*?){% endblock", re.DOTALL)
SET, USED = re.compile(r" as (\w+) %}"), re.compile(r"{{ (\w+)")


def test_no_block_uses_a_name_that_only_another_block_sets() -> None:
    lost = {}
    for path in TEMPLATES.rglob("*.html"):
        blocks = BLOCK.findall(path.read_text(encoding="utf-8"))
        for block in blocks:
            elsewhere = {name for other in blocks if other is not block for name in SET.findall(other)}
            if names := (set(USED.findall(block)) & elsewhere) - set(SET.findall(block)):
                lost[path.name] = names

    assert lost == {}


LOADED, BRACED = re.compile(r"{% load ([\w ]+) %}"), re.compile(r"{% (\w+)|\|(\w+)")


def test_every_library_that_a_template_loads_is_used_in_it() -> None:
    libraries = {name: import_library(path) for name, path in get_installed_libraries().items()}
    idle = {}
    for path in TEMPLATES.rglob("*.*"):
        text = path.read_text(encoding="utf-8")
        used = {name for pair in BRACED.findall(text) for name in pair}
        loaded = [name for names in LOADED.findall(text) for name in names.split()]
        if names := [one for one in loaded if not used & {*libraries[one].tags, *libraries[one].filters}]:
            idle[path.name] = names

    assert idle == {}


MESSAGES = re.compile(r"{[%#].*?[%#]}", re.DOTALL)
TRANSLATED = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
CHINESE, MARKS = re.compile(r'lang="zh-Hans"[^>]*>[^<]*'), re.compile(r"[：；？！]")


def test_only_what_is_said_to_be_chinese_has_chinese_punctuation() -> None:
    found = {}
    for path in TEMPLATES.rglob("*.html"):
        text = TRANSLATED.sub("", path.read_text(encoding="utf-8"))
        if marks := MARKS.findall(CHINESE.sub("", MESSAGES.sub("", text))):
            found[path.name] = marks

    assert found == {}
