"""Places in lists, as an address carries them: signed, so that nobody makes one up."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core import signing

from agencies.stands import Cell


@dataclass(frozen=True)
class Cursor:
    """A place in a list: rows beyond `position`, or before it; also the one at it where it is `including`."""

    position: tuple[Cell, ...]
    backwards: bool = False
    including: bool = False


def sealed(cursor: Cursor, purpose: str) -> str:
    """`cursor` for the list and order that `purpose` names, fit for an address."""
    cells = [_written(cell) for cell in cursor.position]
    return _signer(purpose).sign_object([cells, cursor.backwards, cursor.including])


def unsealed(text: str, purpose: str) -> Cursor:
    """The cursor again; raises `BadSignature` for what `sealed` did not give for this purpose."""
    cells, backwards, including = _signer(purpose).unsign_object(text)
    return Cursor(tuple(_read(cell) for cell in cells), backwards, including)


def _signer(purpose: str) -> signing.Signer:
    return signing.Signer(sep=".", salt=f"cursor of {purpose}")


def _written(cell: Cell) -> Any:
    """JSON knows no dates: everything but numbers carries what it is."""
    if isinstance(cell, datetime.date):
        return [type(cell).__name__, cell.isoformat()]
    return str(cell) if isinstance(cell, str) else cell


def _read(written: Any) -> Cell:
    if isinstance(written, list):
        kind, text = written
        return (datetime.datetime if kind == "datetime" else datetime.date).fromisoformat(text)
    cell: Cell = written
    return cell
