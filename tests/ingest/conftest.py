"""Office files made in code: the smallest zip of XML that says what a test is about."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import openpyxl
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from planbot.errors import RefusedDocument
from planbot.ingest.read import ReadOptions, read
from planbot.types import ReadText

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{WORD}" xmlns:r="{RELATION}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip archive of these members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def word(body: str, **parts: str) -> bytes:
    """A docx with this body; ``numbering=``, ``styles=``, ``footnotes=`` ... are the insides of those parts."""
    members = {"word/document.xml": f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"}
    for name, inside in parts.items():
        members[f"word/{name}.xml"] = f"<w:{name} {NAMES}>{inside}</w:{name}>"
    return zipped(members)


def para(text: str, properties: str = "", run: str = "") -> str:
    """A w:p of one run."""
    return (
        f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:rPr>{run}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
    )


def listed(text: str, number: int = 1, level: int = 0) -> str:
    """A paragraph with an automatic number."""
    return para(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def workbook(rows: Sequence[Sequence[object]], name: str = "指标") -> openpyxl.Workbook:
    """A workbook of one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    """The workbook as a file."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def pdf(*pages: Sequence[tuple[float, float, str]], size: int = 14, password: str | None = None) -> bytes:
    """A page for each list of (x, y from the bottom, text)."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, encrypt=password, invariant=True)
    for page in pages:
        for x, y, text in page:
            canvas.setFont("STSong-Light", size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def reading(data: bytes, name: str, options: ReadOptions | None = None) -> ReadText:
    """Read these bytes under this name, and hold every mark to the text."""
    found = read(Path(name), data, options or ReadOptions())
    assert_marks_hold(found)
    return found


def refusal(data: bytes, name: str, options: ReadOptions | None = None) -> RefusedDocument:
    """The refusal these bytes get."""
    with pytest.raises(RefusedDocument) as caught:
        read(Path(name), data, options or ReadOptions())
    return caught.value


def assert_marks_hold(found: ReadText) -> None:
    """Offsets lie inside the text, in order, and cells inside their rows."""
    size = len(found.text)
    found.text.encode("utf-8")
    for mark in (*found.headings, *found.tables, *found.furniture):
        assert 0 <= mark.start <= mark.end <= size
    assert all("\n" not in found.text[mark.start : mark.end] for mark in found.headings)
    assert [mark.start for mark in found.furniture] == sorted(mark.start for mark in found.furniture)
    assert all(left.end <= right.start for left, right in zip(found.furniture, found.furniture[1:], strict=False))
    assert [mark.start for mark in found.pages] == sorted(mark.start for mark in found.pages)
    for table in found.tables:
        assert (table.start, table.end) == (table.rows[0].start, table.rows[-1].end)
        assert all(left.end < right.start for left, right in zip(table.rows, table.rows[1:], strict=False))
        for row in table.rows:
            assert "\n" not in found.text[row.start : row.end]
            ends = [row.start, *(edge for cell in row.cells for edge in (cell.start, cell.end)), row.end]
            assert ends == sorted(ends)


def cells(found: ReadText, table: int = 0) -> list[list[str]]:
    """The table's texts, cut by offset."""
    return [[found.text[cell.start : cell.end] for cell in row.cells] for row in found.tables[table].rows]
