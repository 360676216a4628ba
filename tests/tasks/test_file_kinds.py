"""Which files are taken as evidence: by what they are, not by what they are called."""

from __future__ import annotations

import io
import struct
import tracemalloc

import pytest
from django.core.exceptions import ValidationError

from tasks.file_kinds import EXTENSIONS, kind_of
from tests.factories.files import (
    JPEG,
    MAIN,
    PDF,
    PNG,
    TIFF,
    compound,
    content_types,
    every_kind,
    ofd,
    office,
    zipped,
)

SCRIPT = b"<html><script>alert(1)</script></html>"


def refused(content: bytes, name: str) -> str:
    with pytest.raises(ValidationError) as refusal:
        kind_of(io.BytesIO(content), name)
    return refusal.value.messages[0]


@pytest.mark.parametrize(("extension", "content"), every_kind().items())
def test_what_offices_exchange_is_taken(extension: str, content: bytes) -> None:
    kind = kind_of(io.BytesIO(content), f"关于印发的通知.{extension.upper()}")
    assert extension in kind.extensions


def test_every_extension_that_a_form_offers_is_of_a_kind_that_is_taken() -> None:
    assert set(every_kind()) == set(EXTENSIONS) - {"jpeg", "tiff"}


@pytest.mark.parametrize("name", ["a.pdf", "a.png", "a.docx", "a.ofd", "a.html", "a.txt", "a.csv"])
@pytest.mark.parametrize(
    "content",
    [
        SCRIPT,
        b"\xef\xbb\xbf  \n<!DOCTYPE html><p>x",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b"#!/bin/sh\nrm -rf /",
        "普通文字<ScRiPt>alert(1)</ScRiPt>".encode(),
        b"MZ\x90\0\3\0\0\0\4\0\0\0\xff\xff\0\0",
        b"\x7fELF\2\1\1\0",
        b"{\\rtf1\\ansi text}",
        b"GIF89a\1\0\1\0\0\0\0;",
        b"\x1f\x8b\x08\0\0\0\0\0",
        b"7z\xbc\xaf\x27\x1c\0\4",
        b"Rar!\x1a\7\0",
        "乱码".encode("utf-16"),
        b"\xff\xff\xff\xff\x80",
        b"",
        b" \n\t ",
        bytes(2000),
    ],
)
def test_everything_else_is_refused_under_any_name(content: bytes, name: str) -> None:
    assert refused(content, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF, "notice.docx"),
        (PDF, "notice"),
        (PDF, "notice.pdf.exe"),
        (PDF, "pdf"),
        (PNG, "scan.jpg"),
        (office("docx"), "notice.xlsx"),
        (office("xlsx"), "table.zip"),
        (compound("WordDocument"), "notice.docx"),
        ("只是文字".encode(), "notice.pdf"),
        ("只是文字".encode(), "notice.html"),
    ],
)
def test_a_name_that_says_something_else_is_refused(content: bytes, name: str) -> None:
    assert refused(content, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (zipped({"a.txt": "text"}), "a.zip"),
        (zipped({"a.txt": "text"}), "a.docx"),
        (zipped({"META-INF/MANIFEST.MF": "x"}), "a.jar"),
        (zipped({"OFD.xml": "<other/>"}), "a.ofd"),
        (zipped({"[Content_Types].xml": content_types(MAIN["docx"])}), "a.docx"),
        (
            zipped(
                {
                    "[Content_Types].xml": content_types(*MAIN.values()),
                    **dict.fromkeys(dict(MAIN.values()), "<x/>"),
                }
            ),
            "a.docx",
        ),
        (zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "a.odt"),
        (compound("VisioDocument"), "a.doc"),
        (compound("EncryptedPackage", "EncryptionInfo"), "a.docx"),
        (compound("WordDocument", "Workbook"), "a.doc"),
    ],
)
def test_other_containers_are_refused(content: bytes, name: str) -> None:
    assert refused(content, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (office("docx", {"word/vbaProject.bin": b"x"}), "a.docx"),
        (
            office(
                "docx", {"word/hidden.bin": b"x"}, ("word/hidden.bin", "application/vnd.ms-office.vbaProject")
            ),
            "a.docx",
        ),
        (office("xlsx", {"xl/activeX/activeX1.xml": "<x/>"}), "a.xlsx"),
        (
            office(
                "xlsx",
                {"xl/macrosheets/s1.xml": "<x/>"},
                ("xl/macrosheets/s1.xml", "application/vnd.ms-excel.macrosheet+xml"),
            ),
            "a.xlsx",
        ),
        (office("docx", {"word/embeddings/setup.EXE": b"MZ"}), "a.docx"),
        (
            zipped(
                {
                    "[Content_Types].xml": content_types(
                        ("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml")
                    ),
                    "word/document.xml": "<x/>",
                }
            ),
            "a.docm",
        ),
        (compound("WordDocument", "Macros", "_VBA_PROJECT"), "a.doc"),
        (compound("Workbook", "_VBA_PROJECT_CUR"), "a.xls"),
        (compound("WordDocument", "\1Ole10Native"), "a.doc"),
        (
            compound(
                "PowerPoint Document",
                tail=b"\x1f\0\xff\3\x14\0\0\0\2\0\0\4\x0c\0\0\0\1\0\0\0\1\0\0\0\2\0\0\0",
            ),
            "a.ppt",
        ),
        (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"), "a.pdf"),
        (
            PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /Java#53cript /JS (app.alert(1)) >>"),
            "a.pdf",
        ),
        (PDF.replace(b"/Catalog", b"/Catalog /AA << /S /Launch >>"), "a.pdf"),
        ("名称,值\n甲,=cmd|' /C calc'!A0\n".encode(), "a.csv"),
        ("名称,值\n甲,＝cmd|' /C calc'!A0\n".encode(), "a.csv"),
        ('名称,值\n"@SUM(1)",2\n'.encode(), "a.csv"),
    ],
)
def test_macros_scripts_and_packed_programs_are_refused(content: bytes, name: str) -> None:
    assert refused(content, name)


def test_a_minus_or_a_telephone_number_in_a_table_is_no_formula() -> None:
    content = "单位,同比,电话\n甲,-3.5,+86 10 6555\n".encode()
    assert kind_of(io.BytesIO(content), "a.csv").content_type == "text/csv"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<script>x</script>" + PDF, "a.pdf"),
        (PDF + zipped({"a.txt": "x"}), "a.pdf"),
        (PDF[:-6] + b"x" * 2000, "a.pdf"),
        (PNG + SCRIPT, "a.png"),
        (PNG + zipped({"a.txt": "x"}), "a.png"),
        (JPEG + zipped({"a.txt": "x"}), "a.jpg"),
        (JPEG[:20] + SCRIPT + JPEG[20:], "a.jpg"),
        (JPEG[:-2], "a.jpg"),
        (TIFF + zipped({"a.txt": "x"}), "a.tif"),
        (PDF + office("docx"), "a.docx"),
        (SCRIPT + office("docx"), "a.docx"),
        (office("docx") + SCRIPT, "a.docx"),
        (
            zipped(
                {"[Content_Types].xml": content_types(MAIN["docx"]), "word/document.xml": "<x/>"},
                comment=SCRIPT,
            ),
            "a.docx",
        ),
        (office("docx")[:-30], "a.docx"),
        (office("docx")[:4], "a.docx"),
        (compound("WordDocument")[:700], "a.doc"),
        (compound("WordDocument")[:8], "a.doc"),
    ],
)
def test_what_is_two_things_at_once_or_broken_off_is_refused(content: bytes, name: str) -> None:
    assert refused(content, name)


def test_an_archive_in_which_a_part_stands_twice_is_refused() -> None:
    once = office("docx", {"word/document.xmX": "<y/>"})
    assert kind_of(io.BytesIO(once), "a.docx").extensions == ("docx",)
    assert refused(once.replace(b"word/document.xmX", b"word/document.xml"), "a.docx")


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "..\\x", "C:/x.xml", "word/../../x.xml"])
def test_an_archive_whose_parts_would_land_elsewhere_is_refused(name: str) -> None:
    assert refused(office("docx", {name: "x"}), "a.docx")


def test_a_doctype_is_refused_before_its_entities_grow() -> None:
    laughs = "<!DOCTYPE x [<!ENTITY a '" + "ha" * 50 + "'><!ENTITY b '" + "&a;" * 50 + "'>]><x>&b;</x>"
    for encoding in ("utf-8", "utf-16"):
        assert refused(zipped({"[Content_Types].xml": laughs.encode(encoding)}), "a.docx")


def test_a_part_that_unpacks_to_very_much_is_not_unpacked() -> None:
    bomb = zipped({"[Content_Types].xml": b" " * (64 * 1024 * 1024), "word/document.xml": "<x/>"})
    assert len(bomb) < 100_000
    tracemalloc.start()
    assert refused(bomb, "a.docx")
    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 8 * 1024 * 1024


def test_an_archive_that_says_it_unpacks_to_too_much_is_refused() -> None:
    content = bytearray(office("docx"))
    entry = content.rindex(b"PK\1\2")
    content[entry + 24 : entry + 28] = struct.pack("<I", 600 * 1024 * 1024)
    assert refused(bytes(content), "a.docx")


def test_an_archive_with_a_directory_without_end_is_refused_unread() -> None:
    assert refused(office("docx", {f"word/{number}.xml": b"" for number in range(5_000)}), "a.docx")


def test_an_encrypted_part_is_refused() -> None:
    content = bytearray(office("docx"))
    content[content.index(b"PK\1\2") + 8] |= 1
    assert refused(bytes(content), "a.docx")


def test_a_compound_file_whose_directory_runs_in_a_circle_is_refused() -> None:
    content = bytearray(compound("WordDocument"))
    struct.pack_into("<I", content, 512 + 4, 1)
    assert refused(bytes(content), "a.doc")


def test_a_long_directory_is_read_to_its_end() -> None:
    names = [f"stream {number}" for number in range(40)]
    assert kind_of(io.BytesIO(compound(*names, "WordDocument")), "a.doc").content_type == "application/msword"
    assert refused(compound("WordDocument", *names, "VBA"), "a.doc")


def test_an_ofd_is_known_by_its_own_root() -> None:
    assert kind_of(io.BytesIO(ofd()), "a.ofd").content_type == "application/ofd"
