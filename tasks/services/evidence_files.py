"""Rows of evidence that go on into another report, and stored files whose last row is gone."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from django.db import transaction

from agencies.audit import record
from agencies.models import User
from tasks.evidence_rules import MOST_PIECES
from tasks.models import Evidence, ProgressReport
from tasks.models.evidence import evidence_storage

logger = logging.getLogger(__name__)

SAID = ("title", "grade", "file_name", "size", "sha256", "url", "document_number", "document_date")


def said_of(evidence: Evidence) -> dict[str, object]:
    """What the audit keeps of a piece of evidence."""
    return {name: value for name in SAID if (value := getattr(evidence, name)) not in {"", None}}


def evidence_carry(*, actor: User, source: ProgressReport, report: ProgressReport) -> None:
    """Let `report` start with the evidence of `source`: rows of its own, which share the stored files.

    For a revision of a returned report, and for 本期无新进展 after completion. Called inside the transaction
    that makes `report`; what it has already is left out.
    """
    there = {(row.sha256, row.url) for row in report.evidence.all()}
    fresh = [row for row in source.evidence.all() if (row.sha256, row.url) not in there]
    for row in fresh[: MOST_PIECES - len(there)]:
        row.pk = None
        row.report = report
        row._state.adding = True  # noqa: SLF001 - as Django documents for copying a row
        row.save(force_insert=True)
        record(actor=actor, action="evidence.carry", target=report, after=said_of(row))


def files_of(report: ProgressReport) -> list[str]:
    """The names of the stored files of a report."""
    return list(report.evidence.exclude(file="").values_list("file", flat=True))


def delete_files_after_commit(names: Iterable[str]) -> None:
    """Once the transaction is kept, delete those of the stored files that no row speaks of any more."""
    files = [name for name in names if name]
    if not files:
        return

    def delete() -> None:
        _delete_unshared(files)

    # A function: Django names what fails, and a partial has no name.
    transaction.on_commit(delete, robust=True)


def _delete_unshared(names: Iterable[str]) -> None:
    shared = set(Evidence.objects.filter(file__in=names).values_list("file", flat=True))
    delete_files(name for name in names if name not in shared)


def delete_files(names: Iterable[str]) -> int:
    """Delete stored files and return how many; one that cannot be deleted is logged, and swept away later."""
    storage, deleted = evidence_storage(), 0
    for name in names:
        try:
            storage.delete(name)
            deleted += 1
        except OSError:
            logger.exception("The stored file %s, which no evidence has any more, could not be deleted", name)
    return deleted
