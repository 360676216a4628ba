"""The kinds of files that are taken, and how one is told from all others.

The list is short on purpose: what offices exchange (PDF, OFD after GB/T 33190, Word, Excel, PowerPoint and
their WPS twins, scans, plain text). What is not on it is refused, and so is what is two things at once.
"""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from typing import BinaryIO

import puremagic
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tasks.file_kinds import compound, plain, zipped

OFFICE = "application/vnd.openxmlformats-officedocument."
END_OF_ZIP = b"PK\x05\x06"
TAIL = 65_557
"""Bytes at the end of a file in which an archive that is hidden behind another format has its directory."""

MARKUP = re.compile(rb"<script|<html|<!doctype|<\?php|<iframe", re.IGNORECASE)
ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile|RichMedia)\b")
ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
"""How a name in a PDF may spell any of its characters."""


@dataclass(frozen=True)
class FileKind:
    """A kind of file: its media type, and the extensions (lower case, no dot) that say the same."""

    content_type: str
    extensions: tuple[str, ...]


PDF = FileKind("application/pdf", ("pdf",))
OFD = FileKind("application/ofd", ("ofd",))
PNG = FileKind("image/png", ("png",))
JPEG = FileKind("image/jpeg", ("jpg", "jpeg"))
TIFF = FileKind("image/tiff", ("tif", "tiff"))
DOCX = FileKind(f"{OFFICE}wordprocessingml.document", ("docx",))
XLSX = FileKind(f"{OFFICE}spreadsheetml.sheet", ("xlsx",))
PPTX = FileKind(f"{OFFICE}presentationml.presentation", ("pptx",))
DOC = FileKind("application/msword", ("doc", "wps"))
XLS = FileKind("application/vnd.ms-excel", ("xls", "et"))
PPT = FileKind("application/vnd.ms-powerpoint", ("ppt", "dps"))
TEXT = FileKind("text/plain", ("txt",))
TABLE = FileKind("text/csv", ("csv",))

KINDS = (PDF, OFD, DOCX, XLSX, PPTX, DOC, XLS, PPT, PNG, JPEG, TIFF, TEXT, TABLE)
EXTENSIONS = tuple(extension for kind in KINDS for extension in kind.extensions)
"""All extensions that are taken, for the words of a form and the `accept` of its field."""

ZIPPED = {zipped.WORD: DOCX, zipped.EXCEL: XLSX, zipped.POWERPOINT: PPTX, zipped.OFD: OFD}
COMPOUND = {compound.WORD: DOC, compound.EXCEL: XLS, compound.POWERPOINT: PPT}
IMAGES = {".png": PNG, ".jpg": JPEG, ".tiff": TIFF}


def kind_of(stream: BinaryIO, name: str) -> FileKind:
    """The kind of the file in `stream`, whose sender calls it `name`.

    Reads what it needs and no more: of an archive its directory and one short part, never all that is packed
    in it. Raises `ValidationError` for what is empty, of no kind that is taken, damaged, active (macros,
    scripts, packed programs) or named as something else than it is.
    """
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    stream.seek(0)
    kind = _recognized(stream, extension)
    if extension not in kind.extensions:
        raise ValidationError(
            _("“%(name)s” is a file of the kind %(kinds)s: its name must say so.")
            % {"name": name, "kinds": " / ".join(kind.extensions)}
        )
    return kind


def _recognized(stream: BinaryIO, extension: str) -> FileKind:
    magic = _magic(stream)
    if ".docx" in magic:
        return ZIPPED[zipped.kind_of(stream)]
    if ".doc" in magic:
        return COMPOUND[compound.kind_of(stream)]
    if ".pdf" in magic:
        _require_plain_pdf(stream)
        return PDF
    for found, kind in IMAGES.items():
        if found in magic:
            _require_plain_image(stream, kind)
            return kind
    plain.require_text(stream, as_table=extension in TABLE.extensions)
    return TABLE if extension in TABLE.extensions else TEXT


def _magic(stream: BinaryIO) -> set[str]:
    """The extensions that the first bytes stand for; empty for what has no such mark, such as text."""
    try:
        found = puremagic.magic_stream(stream)
    except puremagic.PureError:
        return set()
    except ValueError:
        raise ValidationError(_("The file is empty.")) from None
    return {match.extension for match in found if match.offset == 0}


def _require_plain_pdf(stream: BinaryIO) -> None:
    content = _content(stream)
    if b"%%EOF" not in content[-1024:] or END_OF_ZIP in content[-TAIL:]:
        raise ValidationError(_("The file is damaged, or hides something else behind its end."))
    if ACTIVE_PDF.search(ESCAPED.sub(lambda found: bytes.fromhex(found[1].decode()), content)):
        raise ValidationError(_("The PDF carries a script or another file. Print it to a plain PDF."))


def _require_plain_image(stream: BinaryIO, kind: FileKind) -> None:
    content = _content(stream)
    ends = {PNG: content.endswith(b"IEND\xaeB`\x82"), JPEG: b"\xff\xd9" in content[-TAIL:]}
    if not ends.get(kind, True) or END_OF_ZIP in content[-TAIL:] or MARKUP.search(content):
        raise ValidationError(_("The file is damaged, or hides something else behind its end."))


def _content(stream: BinaryIO) -> bytes:
    stream.seek(0, io.SEEK_SET)
    return stream.read()
