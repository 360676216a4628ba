"""What every committed file has to keep to."""

import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

MOST_LINES = 300
# Written so that this file does not find itself.
ADDRESSES_OF_REGISTRIES = re.compile(
    r"pypi[.]org|pythonhosted[.]|npmjs[.]|jsdelivr[.]|unpkg[.]|cdnjs[.]|--(extra-)?index[-]url|find[-]links"
)
PATHS_OF_A_MACHINE = re.compile(r"(?<![\w.~-])/(root|home|work|opt)[/](?!\$)")
OUR_MODULES = re.compile(r"(?!.*/migrations/).*\.py")


@cache
def committed() -> tuple[Path, ...]:
    names = subprocess.run(
        ["git", "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    # A file that is deleted but not yet committed as deleted is still listed.
    return tuple(path for name in names.split("\0") if name and (path := settings.BASE_DIR / name).is_file())


def lines_that_match(pattern: re.Pattern[str]) -> Iterator[str]:
    for path in committed():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for number, line in enumerate(text.splitlines(), start=1):
            if pattern.search(line):
                yield f"{path.relative_to(settings.BASE_DIR)}:{number}: {line.strip()[:120]}"


def test_no_file_names_a_package_registry() -> None:
    # The Makefile says in so many words that none is to be written out.
    found = [line for line in lines_that_match(ADDRESSES_OF_REGISTRIES) if "--no-emit-" not in line]
    assert found == []


def test_no_file_names_a_path_of_somebodys_machine() -> None:
    assert list(lines_that_match(PATHS_OF_A_MACHINE)) == []


def test_no_module_is_longer_than_a_room_should_be() -> None:
    too_long = {
        str(path.relative_to(settings.BASE_DIR)): lines
        for path in committed()
        if OUR_MODULES.fullmatch(path.as_posix())
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert too_long == {}


def test_nothing_generated_or_secret_is_committed() -> None:
    suffixes = {".pyc", ".sqlite3", ".log", ".pem", ".key"}
    names = {".env", "celerybeat-schedule"}
    assert [path for path in committed() if path.suffix in suffixes or path.name in names] == []
