"""The sweep of stored files that no evidence names."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from tasks.jobs import sweep_evidence
from tasks.models import Evidence
from tasks.models.evidence import evidence_storage
from tasks.services import evidence_sweep as module
from tasks.services.evidence_sweep import evidence_sweep
from tests.factories import make_agency, make_report, make_task
from tests.factories.evidence import make_file

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


def kept() -> Evidence:
    """A piece of evidence whose file is stored."""
    agency = make_agency()
    return make_file(make_report(make_task(lead=agency), agency))


def orphan() -> str:
    """The name of a stored file whose row is gone."""
    evidence = kept()
    evidence.delete()
    return str(evidence.file.name)


def sweep(after: datetime.timedelta = 2 * DAY) -> int:
    return evidence_sweep(now=timezone.now() + after)


def test_a_file_that_no_row_names_goes_after_a_day_and_the_log_says_how_many(
    caplog: pytest.LogCaptureFixture,
) -> None:
    evidence, lost = kept(), orphan()
    caplog.set_level("INFO")

    assert sweep(DAY - datetime.timedelta(minutes=1)) == 0
    assert evidence_storage().exists(lost)
    assert sweep(DAY + datetime.timedelta(minutes=1)) == 1

    assert not evidence_storage().exists(lost)
    assert evidence_storage().exists(str(evidence.file.name))
    assert "1 stored files that no evidence names were deleted, of 2" in caplog.text
    assert sweep() == 0


def test_a_file_that_one_of_two_rows_still_names_stays() -> None:
    evidence, other = kept(), kept()
    Evidence.objects.filter(pk=other.pk).update(file=evidence.file.name)
    evidence.delete()

    assert sweep() == 1
    assert evidence_storage().exists(str(evidence.file.name))


def test_more_files_than_one_query_asks_about(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "AT_ONCE", 2)
    names = [orphan() for _ in range(3)]
    stays = kept()

    assert sweep() == 3
    assert [name for name in names if evidence_storage().exists(name)] == []
    assert evidence_storage().exists(str(stays.file.name))


def test_it_touches_nothing_outside_the_directory_and_nothing_else_in_it(
    directory: Path, tmp_path: Path
) -> None:
    name = "ab/ab" + "0" * 30
    for path in (
        tmp_path / name,
        directory / "README",
        directory / "ab" / "notes.txt",
        directory / "x" / name,
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("somebody else's")
    (directory / "cd").symlink_to(tmp_path / "ab")
    (directory / name).symlink_to(tmp_path / name)
    before = sorted(tmp_path.rglob("*"))

    assert sweep() == 0
    assert sorted(tmp_path.rglob("*")) == before


def test_a_directory_that_is_not_there_yet_has_nothing_to_sweep() -> None:
    assert sweep() == 0


def test_a_file_that_cannot_be_deleted_stops_nothing(
    directory: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = sorted([orphan(), orphan()])
    delete = os.remove

    def refuse_one(path: str) -> None:
        if path.endswith(names[0]):
            raise PermissionError(path)
        delete(path)

    monkeypatch.setattr(os, "remove", refuse_one)
    assert sweep() == 1
    assert names[0] in caplog.text


@pytest.mark.parametrize("by", ["job", "command"])
def test_the_job_and_the_command_sweep(by: str, directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost, fresh = orphan(), orphan()
    yesterday = (timezone.now() - 2 * DAY).timestamp()
    os.utime(directory / lost, (yesterday, yesterday))

    if by == "job":
        assert sweep_evidence() == 1
    else:
        call_command("sweep_evidence")
        assert "1" in capsys.readouterr().out

    assert not evidence_storage().exists(lost)
    assert evidence_storage().exists(fresh)
