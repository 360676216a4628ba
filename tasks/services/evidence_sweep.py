"""Stored files that no evidence names: a process died between file and row, or a deletion failed."""

from __future__ import annotations

import datetime
import logging
import os
import re
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from tasks.models import Evidence
from tasks.services.evidence_files import delete_files

logger = logging.getLogger(__name__)

MIN_AGE = datetime.timedelta(days=1)
"""A younger file may belong to a row that is being written."""

NAMED_BY_US = re.compile(r"([0-9a-f]{2})/\1[0-9a-f]{30}(_\w{7})?")
"""What `tasks.models.evidence.random_name` gives, made unique by Django where it was taken."""

AT_ONCE = 500
"""How many files one query asks about."""


def evidence_sweep(*, now: datetime.datetime) -> int:
    """Delete the stored files that are a day old and that no row names; returns and logs how many.

    Only files named as evidence is, in `EVIDENCE_DIR` itself: links are not followed, and whatever else
    somebody keeps there stays.
    """
    old = list(_stored_before(now - MIN_AGE))
    deleted = 0
    for start in range(0, len(old), AT_ONCE):
        names = old[start : start + AT_ONCE]
        named = set(Evidence.objects.filter(file__in=names).values_list("file", flat=True))
        deleted += delete_files(name for name in names if name not in named)
    logger.info("%d stored files that no evidence names were deleted, of %d looked at", deleted, len(old))
    return deleted


def _stored_before(moment: datetime.datetime) -> Iterator[str]:
    """The names of the stored files last written before `moment`."""
    top = Path(settings.EVIDENCE_DIR)
    for directory, _directories, files in os.walk(top):
        for file in files:
            path = Path(directory, file)
            name = path.relative_to(top).as_posix()
            if NAMED_BY_US.fullmatch(name) and _is_older(path, moment):
                yield name


def _is_older(path: Path, moment: datetime.datetime) -> bool:
    """Whether it is a file, no link, last written before `moment`; False where it has gone meanwhile."""
    try:
        return not path.is_symlink() and path.stat().st_mtime < moment.timestamp()
    except FileNotFoundError:
        return False
