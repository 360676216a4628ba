"""How far evidence carries, and why: one rule for pages, API and counts."""

from __future__ import annotations

import datetime
import ipaddress
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tasks.enums import EvidenceGrade

MOST_PIECES = 20
"""Of one report: more is a file to be bound together, not a list to be read."""

LONGEST_NAME = 200
NOT_PUBLIC = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "test", "invalid", "onion")
"""Last labels of hosts that only some can reach."""


@dataclass(frozen=True)
class Judgement:
    """A grade and, in words for the reader, why it is this one."""

    grade: EvidenceGrade
    why: str


def judged(
    *, url: str = "", document_number: str = "", document_date: datetime.date | None = None
) -> Judgement:
    """The grade of one piece; a file has no `url`.

    What carries evidence is that somebody else can check it. Without a document number nobody but the agency
    can say what it is: its own word, whatever the file looks like. With a number it can be asked for in the
    files of whoever issued it: a document. Only where it is published too, at a secure address that everyone
    can open, with the number and date by which it is found again if the page moves, can the public check it.
    """
    if not document_number.strip():
        return Judgement(
            EvidenceGrade.OWN_WORD, _("No document number: nobody but the agency can say what it is.")
        )
    if not url:
        return Judgement(
            EvidenceGrade.DOCUMENT, _("It has a document number, but stands at no public address.")
        )
    if not is_public_address(url):
        return Judgement(
            EvidenceGrade.DOCUMENT,
            _("It has a document number, but its address is not secure (https) or not open to everyone."),
        )
    if document_date is None:
        return Judgement(
            EvidenceGrade.DOCUMENT,
            _("It has a number and a public address; with the document's date it would be checkable."),
        )
    return Judgement(
        EvidenceGrade.PUBLIC, _("Published at a public address, with the document's number and date.")
    )


def grade_of(
    *, url: str = "", document_number: str = "", document_date: datetime.date | None = None
) -> EvidenceGrade:
    """The grade alone."""
    return judged(url=url, document_number=document_number, document_date=document_date).grade


def best_grade(grades: Iterable[str]) -> EvidenceGrade:
    """The grade of a report: that of its best piece; without any `NONE`."""
    strength = list(EvidenceGrade)
    return max((EvidenceGrade(grade) for grade in grades), key=strength.index, default=EvidenceGrade.NONE)


def is_public_address(url: str) -> bool:
    """Whether `url` is https at a host with a public name: no number, no inner network, no password in it."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" or "@" in parts.netloc or "." not in host:
        return False
    return not _is_number(host) and host.rpartition(".")[2] not in NOT_PUBLIC


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return host.rpartition(".")[2].isdigit()
    return True


def clean_name(written: str) -> str:
    """The name of a file as it is shown and given out again.

    Without folders, control characters and marks that turn the direction of writing (which make `exe.pdf` out
    of `fdp.exe`); in one line, of at most 200 characters, the extension kept. Raises `ValidationError` where
    nothing is left.
    """
    last = re.split(r"[/\\]", written)[-1]
    kept = "".join(" " if unicodedata.category(sign) in {"Cc", "Cf", "Zl", "Zp"} else sign for sign in last)
    name = " ".join(unicodedata.normalize("NFC", kept).split())
    if not name.strip("."):
        raise ValidationError(_("The file has no name."))
    stem, dot, extension = name.rpartition(".")
    if len(name) <= LONGEST_NAME or not dot or len(extension) >= LONGEST_NAME:
        return name[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(extension) - 1].rstrip()}.{extension}"
