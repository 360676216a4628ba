import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from django.conf import settings
from django.core.management import call_command

from config.catalogue import (
    KEYWORDS,
    ChineseCatalogue,
    as_compiled,
    as_text,
    current_catalogue,
    faults,
    messages,
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one app and one template."""
    (tmp_path / "who").mkdir()
    (tmp_path / "templates").mkdir()
    (tmp_path / "config" / "locale" / "zh_Hans" / "LC_MESSAGES").mkdir(parents=True)
    return tmp_path


def write_code(project: Path, source: str) -> None:
    (project / "who" / "models.py").write_text(source, "utf-8")


def write_template(project: Path, source: str) -> None:
    (project / "templates" / "page.html").write_text(source, "utf-8")


def found(project: Path) -> list[str | tuple[str, ...]]:
    return [identifier for identifier, _ in messages(project, ["who"])]


def test_the_catalogue_of_this_project_is_current_and_complete() -> None:
    call_command("update_messages", "--check")


def test_it_finds_what_code_marks(project: Path) -> None:
    write_code(project, '_("One")\ngettext_lazy("Two " "halves")\nngettext("%(n)d task", "%(n)d tasks", n)\n')

    assert found(project) == ["One", "Two halves", ("%(n)d task", "%(n)d tasks")]


def test_it_finds_what_templates_mark(project: Path) -> None:
    write_template(
        project,
        "<p>\n   Don't (\n{% translate 'One' as x %}</p>\n{{ y|default:_('Two') }}"
        "{% blocktranslate count n=n %}{{ n }} task{% plural %}{{ n }} tasks{% endblocktranslate %}",
    )

    assert found(project) == ["One", "Two", ("%(n)s task", "%(n)s tasks")]


def test_no_message_is_marked_within_a_formatted_string_where_it_would_not_be_found() -> None:
    marked = [
        f"{path.relative_to(settings.BASE_DIR)}:{call.lineno}"
        for app in ("agencies", "plans", "tasks", "config")
        for path in (settings.BASE_DIR / app).rglob("*.py")
        for formatted in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(formatted, ast.JoinedStr)
        for call in ast.walk(formatted)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS
    ]
    assert marked == []


def test_it_leaves_migrations_out(project: Path) -> None:
    (project / "who" / "migrations").mkdir()
    (project / "who" / "migrations" / "0001.py").write_text('_("Old name")', "utf-8")

    assert found(project) == []


def test_it_keeps_translations_and_drops_what_is_no_longer_marked(project: Path) -> None:
    text = project / "config" / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
    former = ChineseCatalogue()
    former.add("One", "一")
    former.add("Gone", "没了")
    text.write_bytes(as_text(former))
    write_code(project, '_("One")')

    catalogue = current_catalogue(project, ["who"])

    assert [(message.id, message.string) for message in catalogue if message.id] == [("One", "一")]


def test_the_files_do_not_depend_on_order_place_or_time(project: Path) -> None:
    def written(names: list[str]) -> tuple[bytes, bytes]:
        catalogue = ChineseCatalogue()
        for name in names:
            catalogue.add(name, "译文")
        return as_text(catalogue), as_compiled(catalogue)

    assert written(["One", "Two"]) == written(["Two", "One"])
    assert b"Date" not in b"".join(written(["One"]))


def with_translation(identifier: str | tuple[str, ...], string: str | tuple[str, ...]) -> Catalog:
    catalogue = ChineseCatalogue()
    catalogue.add(identifier, string)
    return catalogue


def test_it_finds_a_missing_translation() -> None:
    assert faults(with_translation("One", "")) == ["not translated: 'One'"]


@pytest.mark.parametrize(
    ("identifier", "string"),
    [
        ("%(count)s tasks", "项任务"),
        ("%(count)s tasks", "%(number)s 项任务"),
        ("{name}", "名字"),
        (("%(n)d task", "%(n)d tasks"), ("任务",)),
    ],
)
def test_it_finds_placeholders_that_differ(
    identifier: str | tuple[str, ...], string: str | tuple[str, ...]
) -> None:
    assert len(faults(with_translation(identifier, string))) == 1


def test_placeholders_may_change_places() -> None:
    assert faults(with_translation("%(a)s of %(b)s", "%(b)s 的 %(a)s")) == []
