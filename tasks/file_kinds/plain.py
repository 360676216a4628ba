"""Plain text and tables as text, in UTF-8 or GB18030, which Chinese offices still write."""

from __future__ import annotations

import io
import re
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

ENCODINGS = ("utf-8-sig", "gb18030")
CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
SCRIPT = re.compile(
    r"\A\s*(?:<|#!|%!|\{\\rtf|@echo\b)|<(?:script|html|svg|iframe|object|embed|!doctype|\?php)", re.IGNORECASE
)
FORMULA = re.compile(r"(?:^|[,;\t])[ \"']*(?:[=@＝＠]|[+\-＋－][A-Za-z(])", re.MULTILINE)
"""A cell that a spreadsheet would compute instead of showing."""


def require_text(stream: BinaryIO, *, as_table: bool) -> None:
    """Raises `ValidationError` where the bytes are no text, or text that some program would run.

    `as_table` says that a spreadsheet will open it: then no cell may be a formula.
    """
    stream.seek(0, io.SEEK_SET)
    text = _decoded(stream.read())
    if text is None or CONTROL.search(text):
        raise ValidationError(_("This kind of file is not taken."))
    if not text.strip():
        raise ValidationError(_("The file is empty."))
    if SCRIPT.search(text):
        raise ValidationError(_("Web pages, drawings of them, and scripts are not taken."))
    if as_table and FORMULA.search(text):
        raise ValidationError(_("A cell of the table is a formula, which a spreadsheet would carry out."))


def _decoded(content: bytes) -> str | None:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None
