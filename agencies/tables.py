"""Tables as files, CSV and XLSX, written row by row: memory does not grow with them."""

from __future__ import annotations

import csv
import datetime
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import IO, Any, TypeAlias

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell: TypeAlias = str | int | datetime.date | None
"""A value as a file holds it; moments are in local time and without a zone."""

FORMULAS = tuple("=+-@\t\r\n＝＋－＠")
"""What a spreadsheet may take for the beginning of a formula."""

ROWS_AT_ONCE = 500

MOST_ROWS, MOST_CHARACTERS = 1_048_576, 32_767
"""What a sheet of an XLSX file holds, and a cell of it."""

IN_A_TITLE, MOST_IN_A_TITLE = str.maketrans("", "", "[]:*?/\\"), 31
"""What the title of a sheet may not have, and how many characters at most."""


@dataclass(frozen=True)
class Column:
    """A column: `field` is the name that the API has for it, `read` makes a cell of the values at `paths`.

    One that is not `usual` is there only where its field is asked for.
    """

    field: str
    heading: str
    paths: tuple[str, ...]
    read: Callable[..., Cell]
    usual: bool = True


@dataclass(frozen=True)
class Table:
    """Headings, and rows that can be gone through once.

    `copy`: writes the same rows to a file as lines of CSV, where that is faster.
    """

    headings: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    copy: Callable[[IO[bytes]], None] | None = None


def chosen_columns(columns: Sequence[Column], fields: Sequence[str]) -> list[Column]:
    """Those of the fields asked for; the usual ones where none is."""
    return [column for column in columns if (column.field in fields if fields else column.usual)]


def table_of(columns: Sequence[Column], read_rows: Callable[[Sequence[str]], Iterable[Any]]) -> Table:
    """The table of those columns; `read_rows` gives for a sequence of paths the values of every row."""
    paths = paths_of(columns)
    places = [(column.read, [paths.index(path) for path in column.paths]) for column in columns]
    rows = ([read(*[row[place] for place in at]) for read, at in places] for row in read_rows(paths))
    return Table([column.heading for column in columns], rows)


def paths_of(columns: Sequence[Column]) -> list[str]:
    """The paths of `columns`, each once."""
    return list(dict.fromkeys(path for column in columns for path in column.paths))


def harmless(text: str) -> str:
    """`text` with an apostrophe before what a spreadsheet could run."""
    return f"'{text}" if text.startswith(FORMULAS) else text


def csv_chunks(table: Table) -> Iterator[bytes]:
    """The table as CSV in UTF-8, with the mark by which spreadsheets know it, some hundred rows at a time."""
    lines = io.StringIO()
    writer = csv.writer(lines)
    lines.write("\ufeff")
    writer.writerow(table.headings)
    rows = iter(table.rows)
    while True:
        part = list(islice(rows, ROWS_AT_ONCE))
        writer.writerows([_in_csv(cell) for cell in row] for row in part)
        yield lines.getvalue().encode(errors="replace")
        if len(part) < ROWS_AT_ONCE:
            return
        lines.seek(0)
        lines.truncate()


def csv_file(table: Table, copy: Callable[[IO[bytes]], None]) -> IO[bytes]:
    """The same in a file that is gone once closed, with the lines that `copy` writes."""
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    for chunk in csv_chunks(Table(table.headings, ())):
        file.write(chunk)
    copy(file)
    file.seek(0)
    return file


def _in_csv(cell: Cell) -> str | int | None:
    if isinstance(cell, datetime.datetime):
        return cell.isoformat(" ", "seconds")
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell


def xlsx_file(table: Table, title: str) -> IO[bytes]:
    """The table as an XLSX workbook in a file that is gone once closed; on more sheets where one is full.

    The sheets have that title, all but the first with their number.
    """
    file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with Workbook(file, {"constant_memory": True, "strings_to_formulas": False}) as book:
        heading = book.add_format({"bold": True})
        formats = (
            book.add_format({"num_format": "yyyy-mm-dd"}),
            book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        )
        rows = iter(table.rows)
        while True:
            sheet = book.add_worksheet(_sheet_title(title, len(book.worksheets()) + 1))
            sheet.freeze_panes(1, 0)
            for place, name in enumerate(table.headings):
                sheet.write_string(0, place, name, heading)
            number = 0
            for number, row in enumerate(islice(rows, MOST_ROWS - 1), start=1):
                for place, cell in enumerate(row):
                    _write(sheet, number, place, cell, formats)
            if number < MOST_ROWS - 1:
                break
    file.seek(0)
    return file


def _sheet_title(title: str, sheet: int) -> str:
    """The title of that sheet, as a spreadsheet takes it."""
    number = f" {sheet}" if sheet > 1 else ""
    return title.translate(IN_A_TITLE)[: MOST_IN_A_TITLE - len(number)].strip("' ") + number


def _write(sheet: Worksheet, row: int, place: int, cell: Cell, formats: tuple[Format, Format]) -> None:
    if isinstance(cell, datetime.date) and cell.year >= 1900:
        has_time = isinstance(cell, datetime.datetime)
        moment = datetime.datetime.fromisoformat(cell.isoformat())
        sheet.write_datetime(row, place, moment, formats[has_time])
    elif isinstance(cell, int):
        sheet.write_number(row, place, cell)
    elif cell is not None:
        text = _in_csv(cell)
        sheet.write_string(row, place, str(text)[:MOST_CHARACTERS])
