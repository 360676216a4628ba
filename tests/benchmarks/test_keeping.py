import datetime
from pathlib import Path

import pytest

from benchmarks.keeping import Filled, KeptDirectory, OtherDirectoryError

FILLED = Filled(datetime.date(2026, 3, 2), {"tables": 1.5})


def test_a_directory_tells_the_next_run_which_of_its_databases_are_complete(tmp_path: Path) -> None:
    kept = KeptDirectory(tmp_path / "new", 10_000, 15)
    assert kept.filled("small") is None
    kept.keep("small", FILLED)
    again = KeptDirectory(tmp_path / "new", 10_000, 15)
    assert (again.filled("small"), again.filled("large")) == (FILLED, None)


@pytest.mark.parametrize(("size", "postgresql"), [(100_000, 15), (10_000, 16)])
def test_one_of_another_size_or_version_is_refused(tmp_path: Path, size: int, postgresql: int) -> None:
    KeptDirectory(tmp_path, 10_000, 15)
    with pytest.raises(OtherDirectoryError, match="is made for"):
        KeptDirectory(tmp_path, size, postgresql)


def test_one_with_other_rows_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    KeptDirectory(tmp_path, 10_000, 15)
    monkeypatch.setattr("benchmarks.keeping.VERSION", 0)
    with pytest.raises(OtherDirectoryError, match="is made for"):
        KeptDirectory(tmp_path, 10_000, 15)


def test_a_directory_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(OtherDirectoryError, match="neither empty"):
        KeptDirectory(tmp_path, 10_000, 15)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]
