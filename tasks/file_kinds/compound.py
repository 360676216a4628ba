"""Files of the older office programs (doc, xls, ppt and their WPS twins): OLE compound files.

Reads the directory of such a file as [MS-CFB] lays it out, to know what is in it.
"""

from __future__ import annotations

import io
import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORD, EXCEL, POWERPOINT = "word", "excel", "powerpoint"

MAIN_STREAMS = {
    "worddocument": WORD,
    "workbook": EXCEL,
    "book": EXCEL,
    "powerpoint document": POWERPOINT,
}
MACROS = {"macros", "vba", "_vba_project", "_vba_project_cur", "vba_project", "\1ole10native"}
"""Storages and streams (lower case) that hold macros, or a file of any kind packed into the document."""

MACROS_OF_SLIDES = re.compile(rb"\x1f\0\xff\x03\x14\0\0\0\x02\0\x00\x04\x0c\0\0\0.{4}\x01\0\0\0", re.DOTALL)
"""[MS-PPT] VBAInfoContainer whose atom says that the presentation has macros."""

ENTRY = 128
MOST_SECTORS = 2_000
"""Of a directory: eight thousand entries and more."""

END_OF_CHAIN = 0xFFFFFFFE


def kind_of(stream: BinaryIO) -> str:
    """Which of the three it is; raises `ValidationError` for any other compound file and for macros."""
    stream.seek(0, io.SEEK_SET)
    content = stream.read()
    try:
        names = {name.lower() for name in _entries(content)}
    except (struct.error, IndexError, UnicodeDecodeError) as error:
        raise ValidationError(_("The file is damaged, or hides something else behind its end.")) from error
    if names & MACROS or MACROS_OF_SLIDES.search(content):
        raise ValidationError(_("The file carries macros or another file. Save it without them."))
    found = {kind for stream_name, kind in MAIN_STREAMS.items() if stream_name in names}
    if len(found) != 1:
        raise ValidationError(_("This kind of file is not taken."))
    return found.pop()


def _entries(content: bytes) -> Iterator[str]:
    """The names of all storages and streams."""
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in {9, 12}:
        raise IndexError(shift)
    size = 1 << shift
    table = struct.unpack_from("<109I", content, 76)
    sector = struct.unpack_from("<I", content, 48)[0]
    for _number in range(MOST_SECTORS):
        if sector == END_OF_CHAIN:
            return
        start = (sector + 1) * size
        for offset in range(start, start + size, ENTRY):
            length, kind = struct.unpack_from("<HB", content, offset + 64)
            if kind and 2 <= length <= 64:
                yield content[offset : offset + length - 2].decode("utf-16-le")
        sector = _following(content, table, sector, size)
    raise IndexError(MOST_SECTORS)


def _following(content: bytes, table: tuple[int, ...], sector: int, size: int) -> int:
    """The sector after `sector`, from the part of the allocation table that speaks of it."""
    page, place = divmod(sector, size // 4)
    following: int = struct.unpack_from("<I", content, (table[page] + 1) * size + place * 4)[0]
    return following
