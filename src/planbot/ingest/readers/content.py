"""What a file is, by its bytes: names lie, bytes rarely do."""

import re
import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import Literal

from planbot.errors import RefusedDocument

Content = Literal["pdf", "docx", "xlsx", "html", "mhtml", "txt", "md", "csv", "legacy"]

TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".md", ".markdown", ".csv", ".tsv"})
HTML_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".mht", ".mhtml"})
OFFICE_SUFFIXES = frozenset({".docx", ".docm", ".dotx", ".pdf", ".xlsx", ".xlsm"})
LEGACY_SUFFIXES = frozenset({".doc", ".wps", ".dot", ".wpt", ".xls", ".et", ".rtf", ".odt", ".ods"})
SUFFIXES = (TEXT_SUFFIXES - {""}) | HTML_SUFFIXES | OFFICE_SUFFIXES | LEGACY_SUFFIXES
"""What a folder is searched for; lower case, with the dot."""

_PICTURE = "is a picture; put it in a PDF and ingest that with --ocr"
_PACKED = "is a packed archive; unpack it and ingest the files inside"
_PROGRAM = "is a program, not a document; leave it out"
_MEDIA = "is a sound or video file, not a document; leave it out"
_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"MZ", _PROGRAM),
    (0, b"\x7fELF", _PROGRAM),
    (0, b"\xca\xfe\xba\xbe", _PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", _PROGRAM),
    (0, b"\x00asm", _PROGRAM),
    (0, b"\x89PNG\r\n\x1a\n", _PICTURE),
    (0, b"\xff\xd8\xff", _PICTURE),
    (0, b"GIF8", _PICTURE),
    (0, b"BM", _PICTURE),
    (0, b"II*\x00", _PICTURE),
    (0, b"MM\x00*", _PICTURE),
    (8, b"WEBP", _PICTURE),
    (4, b"ftypheic", _PICTURE),
    (0, b"\x1f\x8b", _PACKED),
    (0, b"7z\xbc\xaf\x27\x1c", _PACKED),
    (0, b"Rar!\x1a\x07", _PACKED),
    (0, b"\xfd7zXZ\x00", _PACKED),
    (0, b"BZh", _PACKED),
    (0, b"\x28\xb5\x2f\xfd", _PACKED),
    (257, b"ustar", _PACKED),
    (4, b"ftyp", _MEDIA),
    (0, b"ID3", _MEDIA),
    (8, b"WAVE", _MEDIA),
    (8, b"AVI ", _MEDIA),
    (0, b"OggS", _MEDIA),
    (0, b"SQLite format 3\x00", "is a database, not a document; leave it out"),
)
_ASCII_MAGIC = frozenset(
    {b"MZ", b"BM", b"BZh", b"ID3", b"GIF8", b"OggS", b"WEBP", b"WAVE", b"AVI ", b"ustar", b"ftyp", b"ftypheic"}
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta|div|title)\b", re.I | re.S
)
_MHTML = re.compile(rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Content-Type):[^\n]*", re.I)
_WORD_XML = re.compile(rb"<\?xml.{0,400}?(?:progid=\"(?:Word|Excel)|<w:wordDocument|<pkg:package)", re.S)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def recognise(name: str, data: bytes, file: str) -> Content:
    """What ``data`` is; ``name`` only tells text formats apart. Raises RefusedDocument for what planbot does not read."""
    suffix = PurePath(name).suffix.lower()
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data[:2] == b"PK" and data[2:4] in (b"\x03\x04", b"\x05\x06", b"\x07\x08"):
        return _zipped(data, suffix, file)
    if data.startswith(_OLE):
        return _compound(data, file)
    if data.startswith(b"{\\rtf") or _WORD_XML.match(data[:4096]):
        return "legacy"
    _refuse_foreign(data, file)
    return _textual(data, suffix, file)


def _refuse_foreign(data: bytes, file: str) -> None:
    for offset, magic, what in _MAGIC:
        if data[offset : offset + len(magic)] == magic and (magic not in _ASCII_MAGIC or _unprintable(data)):
            raise RefusedDocument(f"{file}: {what}", code="unsupported" if what in (_PICTURE, _PACKED) else "binary")


def _unprintable(data: bytes) -> bool:
    """A text may begin with the letters of a magic number; it does not hold control bytes."""
    return any(byte < 9 or 13 < byte < 26 or 27 < byte < 32 for byte in data[:2048])


def _zipped(data: bytes, suffix: str, file: str) -> Content:
    try:
        names = set(zipfile.ZipFile(BytesIO(data)).namelist())
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, IndexError) as exc:
        if suffix in OFFICE_SUFFIXES | TEXT_SUFFIXES:
            what = "the file is incomplete or damaged; copy or download it again, or save it again in Word or WPS"
            raise RefusedDocument(f"{file}: {what}", code="broken") from exc
        raise RefusedDocument(f"{file}: {_PACKED}", code="unsupported") from exc
    if "word/document.xml" in names or any(name.startswith("word/") for name in names):
        return "docx"
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "content.xml" in names and "mimetype" in names:
        return "legacy"
    for member, what in (
        ("xl/workbook.bin", "is a binary Excel workbook (xlsb); save it as xlsx"),
        ("ppt/presentation.xml", "is a slide show; save its text as docx or pdf"),
        ("OFD.xml", "is an OFD document; save it as pdf"),
        ("EncryptedPackage", "is protected by a password; save a copy without one"),
    ):
        if member in names:
            raise RefusedDocument(f"{file}: {what}", code="unsupported")
    raise RefusedDocument(f"{file}: {_PACKED}", code="unsupported")


def _compound(data: bytes, file: str) -> Content:
    """An OLE container: old Word, WPS and Excel files, and office files with a password."""

    def holds(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if holds("EncryptedPackage") or holds("EncryptionInfo"):
        raise RefusedDocument(f"{file}: is protected by a password; save a copy without one", code="encrypted")
    if holds("WordDocument") or holds("Workbook") or holds("Book\x00"):
        return "legacy"
    raise RefusedDocument(
        f"{file}: is neither a Word, WPS nor Excel file inside; save it as docx, xlsx or pdf", code="unsupported"
    )


def _textual(data: bytes, suffix: str, file: str) -> Content:
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        head = head[2:].replace(b"\x00", b"")
    if suffix in (".mht", ".mhtml") or (_MHTML.match(head) and b"multipart/related" in head):
        return "mhtml"
    if suffix in HTML_SUFFIXES or (suffix not in (".md", ".markdown", ".csv", ".tsv") and _HTML.match(head)):
        return "html"
    if suffix in (".md", ".markdown"):
        return "md"
    if suffix in (".csv", ".tsv"):
        return "csv"
    if suffix in TEXT_SUFFIXES or (suffix in LEGACY_SUFFIXES and not _unprintable(data)):
        return "txt"
    if suffix in OFFICE_SUFFIXES | LEGACY_SUFFIXES:
        kind = suffix[1:]
        raise RefusedDocument(
            f"{file}: is not really a {kind} file, or its beginning is damaged; save it again as {kind}", code="broken"
        )
    known = "txt, md, html, docx, pdf, xlsx or csv"
    raise RefusedDocument(f"{file}: the format {suffix} is not read; save it as {known}", code="unsupported")
