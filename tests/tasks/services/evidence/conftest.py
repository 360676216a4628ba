"""A draft to put evidence under, and a directory for the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from tasks.enums import ReportState
from tasks.models import ProgressReport
from tests.factories import make_agency, make_report, make_task


@pytest.fixture
def draft() -> ProgressReport:
    agency = make_agency()
    return make_report(make_task(lead=agency), agency, ReportState.DRAFT)


@pytest.fixture(autouse=True)
def directory(settings: Settings, tmp_path: Path) -> Path:
    settings.EVIDENCE_DIR = str(tmp_path / "evidence")
    return tmp_path / "evidence"
