"""Write the Word, PDF and Excel samples from the texts in source/; the same bytes every time.

A source line begins with what it is: "= " title, "# " and "## " headings, "| " a table row ("^^" repeats the cell above it: merged),
"> " a line to the right (signature), "^ " the footnote of the paragraph before (its place is marked ^), "% " a new sheet; else a paragraph.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
MADE = datetime(2024, 1, 1)
_MARKS = {"=": "title", "#": "h1", "##": "h2", "|": "row", ">": "right", "^": "footnote", "%": "sheet"}


class Block(NamedTuple):
    """A paragraph, or a whole table as its rows."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def parse(source: str) -> Iterator[Block]:
    """The blocks of a source; consecutive rows become one table."""
    for kind, group in groupby(map(_block, source.splitlines()), key=lambda block: block.kind):
        if kind == "row":
            yield Block(
                "table",
                rows=tuple(tuple(cell.strip() for cell in block.text.strip("| ").split(" | ")) for block in group),
            )
        else:
            yield from group


def _block(line: str) -> Block:
    mark, _, rest = line.partition(" ")
    return Block(_MARKS[mark], rest) if mark in _MARKS else Block("text", line)


def spans(rows: tuple[tuple[str, ...], ...]) -> Iterator[tuple[int, int, int]]:
    """Merged cells as (column, first row, last row)."""
    for column in range(len(rows[0])):
        first = 0
        for number in range(1, len(rows) + 1):
            if number == len(rows) or rows[number][column] != "^^":
                if number - 1 > first:
                    yield column, first, number - 1
                first = number


# --- Word -------------------------------------------------------------------------------------------------------------

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NUMBERING = f"""<w:abstractNum xmlns:w="{_W}" w:abstractNumId="90"><w:multiLevelType w:val="multilevel"/>
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/><w:lvlText w:val="（%2）"/></w:lvl>
</w:abstractNum>"""
_FOOTNOTE = '<w:footnote w:id="{}"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>{}</w:t></w:r></w:p></w:footnote>'


def write_docx(blocks: list[Block]) -> bytes:
    """Headings numbered by Word itself, tables with merged cells, real footnotes."""
    from docx import Document

    document = Document()
    document.core_properties.created = document.core_properties.modified = MADE
    document.core_properties.author = document.core_properties.title = ""
    _define_numbering(document)
    notes: list[str] = []
    for block in blocks:
        _add_to_docx(document, block, notes)
    _add_footnotes(document, notes)
    buffer = io.BytesIO()
    document.save(buffer)
    return _same_zip(buffer.getvalue())


def _define_numbering(document: Any) -> None:
    from docx.oxml import parse_xml

    numbering = document.part.numbering_part.element
    numbering.insert(0, parse_xml(_NUMBERING))
    numbering.append(parse_xml(f'<w:num xmlns:w="{_W}" w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))


def _add_to_docx(document: Any, block: Block, notes: list[str]) -> None:
    if block.kind == "table":
        _add_table(document, block.rows)
    elif block.kind == "footnote":
        notes.append(block.text)
    elif block.kind in {"h1", "h2"}:
        level = int(block.kind[1])
        _number(document.add_heading(block.text, level), level - 1)
    elif block.kind == "title":
        document.add_heading(block.text, 0)
    else:
        _add_paragraph(document, block, len(notes) + 1)


def _number(paragraph: Any, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr().get_or_add_numPr()
    properties.get_or_add_ilvl().val = level
    properties.get_or_add_numId().val = 90


def _add_paragraph(document: Any, block: Block, note: int) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import parse_xml

    paragraph = document.add_paragraph()
    if block.kind == "right":
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    before, mark, after = block.text.partition("^")
    paragraph.add_run(before)
    if mark:
        paragraph._p.append(parse_xml(f'<w:r xmlns:w="{_W}"><w:footnoteReference w:id="{note}"/></w:r>'))
        paragraph.add_run(after)


def _add_table(document: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    table = document.add_table(len(rows), len(rows[0]), style="Table Grid")
    for line, row in zip(rows, table.rows, strict=True):
        for text, cell in zip(line, row.cells, strict=True):
            cell.text = "" if text == "^^" else text
    for column, first, last in spans(rows):
        merged = table.cell(first, column).merge(table.cell(last, column))
        merged.text = rows[first][column]


def _add_footnotes(document: Any, notes: list[str]) -> None:
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    body = "".join(_FOOTNOTE.format(number, text) for number, text in enumerate(notes, 1))
    xml = f'<?xml version="1.0" encoding="UTF-8"?><w:footnotes xmlns:w="{_W}">{body}</w:footnotes>'
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    part = Part(PackURI("/word/footnotes.xml"), kind, xml.encode(), document.part.package)
    document.part.relate_to(part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes")


# --- Excel ------------------------------------------------------------------------------------------------------------


def write_xlsx(blocks: list[Block]) -> bytes:
    """A title row merged across, a header row, cells merged downwards; one sheet after each "%" line."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    for block in blocks:
        if block.kind == "sheet":
            book.create_sheet(block.text)
        elif block.kind == "title":
            book.worksheets[-1]["A1"] = block.text
        else:
            _fill_sheet(book.worksheets[-1], block.rows)
    buffer = io.BytesIO()
    book.save(buffer)
    return _same_zip(buffer.getvalue())


def _fill_sheet(sheet: Any, rows: tuple[tuple[str, ...], ...]) -> None:
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=len(rows[0]))
    for number, row in enumerate(rows, 2):
        for column, text in enumerate(row, 1):
            if text != "^^":
                sheet.cell(number, column, int(text) if text.isdigit() else text)
    for column, first, last in spans(rows):
        sheet.merge_cells(start_row=first + 2, end_row=last + 2, start_column=column + 1, end_column=column + 1)
    for letter in "CDEFGH":
        sheet.column_dimensions[letter].width = 24


def _same_zip(data: bytes) -> bytes:
    """The same archive without the moment it was written."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT[\d:.]+Z?", b"2024-01-01T00:00:00Z", content)
            target.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


# --- PDF --------------------------------------------------------------------------------------------------------------

_FONT = "STSong-Light"


def write_pdf(blocks: list[Block]) -> bytes:
    """Pages with a running header and a page number; lines break inside words, as PDF lines do."""
    from reportlab.lib.pagesizes import A4
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import SimpleDocTemplate

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    title = next(block.text for block in blocks if block.kind == "title")

    def furnish(canvas: Any, document: Any) -> None:
        canvas.setFont(_FONT, 9)
        canvas.drawCentredString(A4[0] / 2, A4[1] - 40, title)
        canvas.drawCentredString(A4[0] / 2, 36, f"— {document.page} —")

    buffer = io.BytesIO()
    template = SimpleDocTemplate(buffer, pagesize=A4, invariant=1, title=title, topMargin=68, bottomMargin=64)
    template.build(_flowables(blocks), onFirstPage=furnish, onLaterPages=furnish)
    return buffer.getvalue()


def _flowables(blocks: list[Block]) -> list[Any]:
    from reportlab.platypus import Paragraph, Spacer

    flow: list[Any] = []
    for block in blocks:
        if block.kind == "table":
            flow += [_pdf_table(block.rows), Spacer(1, 12)]
        else:
            flow.append(Paragraph(block.text, _style(block.kind)))
    return flow


def _style(kind: str) -> Any:
    from reportlab.lib.styles import ParagraphStyle

    size = {"title": 20, "h1": 16, "h2": 14}.get(kind, 12)
    placed = {"title": 1, "h1": 1, "right": 2}.get(kind, 0)
    indent = 24 if kind == "text" else 0
    return ParagraphStyle(
        kind,
        fontName=_FONT,
        fontSize=size,
        leading=size * 1.7,
        alignment=placed,
        firstLineIndent=indent,
        wordWrap="CJK",
        spaceAfter=5,
    )


def _pdf_table(rows: tuple[tuple[str, ...], ...]) -> Any:
    from reportlab.lib import colors
    from reportlab.platypus import Table

    grid = [
        ("FONT", (0, 0), (-1, -1), _FONT, 10),
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
    ]
    return Table([list(row) for row in rows], style=grid, repeatRows=1)


WRITERS = {".docx": write_docx, ".xlsx": write_xlsx, ".pdf": write_pdf}


def make(folder: Path) -> list[Path]:
    """Write every sample that has a source into ``folder``; their paths."""
    written: list[Path] = []
    for source in sorted(HERE.glob("source/*.src")):
        target = folder / source.stem
        target.write_bytes(WRITERS[target.suffix](list(parse(source.read_text(encoding="utf-8")))))
        written.append(target)
    return written


if __name__ == "__main__":
    make(HERE)
