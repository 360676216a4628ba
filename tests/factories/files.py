"""Files as people hand them in, small, and made here byte by byte."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n"
PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\nIDATx\x9cc\0\1\0\0\5\0\1\r\n-\xb4\0\0\0\0IEND\xaeB`\x82"
)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + b"\0" * 32 + b"\xff\xd9"
TIFF = b"II*\0\x08\0\0\0\0\0" + b"\0" * 32
TEXT = "关于印发办法的通知\n".encode()

OFFICE = "application/vnd.openxmlformats-officedocument."
MAIN = {
    "docx": ("word/document.xml", f"{OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OFFICE}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OFFICE}presentationml.presentation.main+xml"),
}
OLE_STREAMS = {"doc": "WordDocument", "xls": "Workbook", "ppt": "PowerPoint Document"}


def zipped(parts: Mapping[str, str | bytes], comment: bytes = b"") -> bytes:
    """A ZIP archive of those parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return made.getvalue()


def content_types(*overrides: tuple[str, str]) -> str:
    """The list of what is in an Office file: a part and its type, each."""
    rows = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in overrides)
    return f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{rows}</Types>'


def office(kind: str, extra: Mapping[str, str | bytes] | None = None, *also: tuple[str, str]) -> bytes:
    """A docx, xlsx or pptx, with `extra` parts, of whose types `also` speaks."""
    main = MAIN[kind]
    return zipped({"[Content_Types].xml": content_types(main, *also), main[0]: "<x/>", **(extra or {})})


def ofd() -> bytes:
    """A fixed-layout document after GB/T 33190."""
    return zipped(
        {"OFD.xml": '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"/>', "Doc_0/Document.xml": "<x/>"}
    )


def compound(*names: str, tail: bytes = b"") -> bytes:
    """An OLE compound file whose directory names those storages and streams; `tail` is what follows."""
    entries = [_entry("Root Entry", 5), *(_entry(name, 2) for name in names)]
    entries += [bytes(128)] * (-len(entries) % 4)
    sectors = len(entries) // 4
    chain = [0xFFFFFFFD, *range(2, sectors + 1), 0xFFFFFFFE]
    table = struct.pack("<128I", *(chain + [0xFFFFFFFF] * 128)[:128])
    header = bytearray(512)
    header[:8] = bytes.fromhex("D0CF11E0A1B11AE1")
    struct.pack_into("<HHHH", header, 24, 0x3E, 3, 0xFFFE, 9)
    struct.pack_into("<II", header, 44, 1, 1)
    struct.pack_into("<109I", header, 76, 0, *[0xFFFFFFFF] * 108)
    return bytes(header) + table + b"".join(entries) + tail


def _entry(name: str, kind: int) -> bytes:
    written = name.encode("utf-16-le")
    row = bytearray(128)
    row[: len(written)] = written
    struct.pack_into("<HB", row, 64, len(written) + 2, kind)
    return bytes(row)


def every_kind() -> dict[str, bytes]:
    """A file of each kind that is taken, by an extension of it."""
    return {
        "pdf": PDF,
        "png": PNG,
        "jpg": JPEG,
        "tif": TIFF,
        "txt": TEXT,
        "csv": "任务,进度\n55,40%\n".encode("gb18030"),
        "ofd": ofd(),
        **{kind: office(kind) for kind in MAIN},
        **{kind: compound(stream) for kind, stream in OLE_STREAMS.items()},
        "wps": compound("WordDocument", "1Table"),
        "et": compound("Workbook"),
        "dps": compound("PowerPoint Document"),
    }
