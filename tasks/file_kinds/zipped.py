"""Files that are ZIP archives inside: docx, xlsx, pptx, ofd. Looked into without unpacking them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import BinaryIO
from xml.etree import ElementTree

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORD, EXCEL, POWERPOINT, OFD = "word", "excel", "powerpoint", "ofd"

MOST_PARTS = 5_000
LARGEST_DIRECTORY = 2 * 1024 * 1024
LARGEST_PART_READ = 1024 * 1024
LARGEST_UNPACKED = 512 * 1024 * 1024
"""Of all parts together, in bytes as the archive states them: whoever opens the file has to hold that."""

CONTENT_TYPES = "[Content_Types].xml"
OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN_PARTS = {
    f"{OFFICE}wordprocessingml.document.main+xml": WORD,
    f"{OFFICE}spreadsheetml.sheet.main+xml": EXCEL,
    f"{OFFICE}presentationml.presentation.main+xml": POWERPOINT,
}
ACTIVE = ("macroenabled", "vbaproject", "activex", "ms-office.vba", "macrosheet")
"""What content types of macros and controls have in common, in lower case."""

PROGRAMS = frozenset(
    (
        *(
            "exe",
            "dll",
            "com",
            "scr",
            "msi",
            "bat",
            "cmd",
            "ps1",
            "vbs",
            "vbe",
            "js",
            "jse",
            "wsf",
            "hta",
            "jar",
        ),
        *(
            "lnk",
            "reg",
            "sh",
            "py",
            "php",
            "html",
            "htm",
            "xhtml",
            "svg",
            "docm",
            "xlsm",
            "pptm",
            "xlam",
            "zip",
        ),
        *("rar", "7z", "gz"),
    )
)


def kind_of(stream: BinaryIO) -> str:
    """Which of the four it is; raises `ValidationError` for any other archive and for dangerous ones."""
    _require_bare_archive(stream)
    try:
        with zipfile.ZipFile(stream) as archive:
            _require_harmless_parts(archive)
            names = set(archive.namelist())
            if CONTENT_TYPES in names:
                return _office_kind(archive, names)
            if "OFD.xml" in names and _root(archive, "OFD.xml").tag.rpartition("}")[2] == "OFD":
                return OFD
    except (
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        EOFError,
        OSError,
        RuntimeError,
        ValueError,
    ) as error:
        raise _damaged() from error
    raise ValidationError(_("Archives are not taken: upload the documents themselves."))


def _damaged() -> ValidationError:
    return ValidationError(_("The file is damaged, or hides something else behind its end."))


def _require_bare_archive(stream: BinaryIO) -> None:
    """The directory ends the file, is short, and nothing stands before the archive or behind it.

    Checked before `zipfile` looks, which would read a directory of any length, and take an archive that is
    glued behind something else for one of its own.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(size - 42, 0))
    tail = stream.read()
    if len(tail) < 42 or tail[20:24] != b"PK\x05\x06" or tail[:4] == b"PK\x06\x07":
        raise _damaged()
    parts, length, start, comment = struct.unpack("<HIIH", tail[30:42])
    if parts > MOST_PARTS or length > LARGEST_DIRECTORY or comment or start + length + 22 != size:
        raise _damaged()
    stream.seek(0)


def _require_harmless_parts(archive: zipfile.ZipFile) -> None:
    if len({part.filename.lower() for part in archive.infolist()}) != len(archive.infolist()):
        raise _damaged()
    if sum(part.file_size for part in archive.infolist()) > LARGEST_UNPACKED:
        raise ValidationError(_("Unpacked the file would be far too large."))
    for part in archive.infolist():
        if part.flag_bits & 0x1:
            raise ValidationError(_("The file is encrypted, so nobody can check it."))
        name = part.filename.lower()
        if name.startswith("/") or ".." in name.split("/") or "\\" in name or ":" in name:
            raise _damaged()
        if name.rpartition(".")[2] in PROGRAMS or "vbaproject" in name or "/activex/" in name:
            raise ValidationError(
                _("The file carries a macro, a program or an archive (“%(part)s”).")
                % {"part": part.filename[:100]}
            )


def _office_kind(archive: zipfile.ZipFile, names: set[str]) -> str:
    types = [
        (row.get("PartName", ""), row.get("ContentType", ""))
        for row in _root(archive, CONTENT_TYPES)
        if row.tag.rpartition("}")[2] in {"Default", "Override"}
    ]
    for part, content_type in types:
        if any(word in content_type.lower() for word in ACTIVE):
            raise ValidationError(
                _("The file carries a macro, a program or an archive (“%(part)s”).") % {"part": part[:100]}
            )
    found = {MAIN_PARTS[said] for part, said in types if said in MAIN_PARTS and part.lstrip("/") in names}
    if len(found) != 1:
        raise ValidationError(_("This kind of file is not taken."))
    return found.pop()


def _root(archive: zipfile.ZipFile, name: str) -> ElementTree.Element:
    """The XML of one part, of which no more than a bounded piece is ever unpacked."""
    with archive.open(name) as part:
        text = part.read(LARGEST_PART_READ + 1)
    if len(text) > LARGEST_PART_READ or b"<!" in text.replace(b"<!--", b"").replace(b"\0", b""):
        raise _damaged()
    try:
        return ElementTree.fromstring(text)  # noqa: S314 - no DOCTYPE, so no entities; short
    except ElementTree.ParseError as error:
        raise _damaged() from error
