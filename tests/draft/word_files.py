"""Word files made by hand for the conformity check: a sound one to spoil, and others as offices write them."""

import io
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from tests.draft.official_drafts import WHOLE

from planbot.draft.conformity.check import check
from planbot.draft.official.docx import DocxOptions, to_docx


def saved(document: Any) -> bytes:
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def sound() -> Any:
    """A draft of planbot, open for changes."""
    return Document(io.BytesIO(to_docx(WHOLE, DocxOptions(sources="none"))))


def codes(document: Any) -> set[str]:
    return {found.code for found in check(saved(document), "x.docx").findings}


def spoiled(change: Callable[[Any], object]) -> set[str]:
    """The codes found in a sound file after this change."""
    document = sound()
    change(document)
    return codes(document)


def find(document: Any, text: str) -> Any:
    """The first paragraph that holds ``text``."""
    return next(paragraph for paragraph in document.paragraphs if text in paragraph.text)


def font(run: Any, name: str) -> None:
    run.font.name = name
    run.font.element.rPr.rFonts.set(qn("w:eastAsia"), name)


def plain(*lines: str, name: str = "宋体", size: float = 12) -> Any:
    """A file as python-docx makes it, with these paragraphs: Letter paper, 1 inch, Calibri, no page number."""
    document = Document()
    for line in lines:
        font(document.add_paragraph().add_run(line), name)
    for paragraph in document.paragraphs:
        paragraph.runs[0].font.size = Pt(size)
    return document


def official(*lines: str) -> Any:
    """A typed document, as a careful clerk sets it by hand: everything right but automatic numbers. The first line is the title."""
    document = sound()
    for node in list(document.element.body)[:-1]:
        document.element.body.remove(node)
    for number, line in enumerate(lines):
        paragraph = document.add_paragraph(style="Title" if number == 0 else "Body Text")
        run = paragraph.add_run(line)
        if number and line[:2] in ("一、", "二、", "三、", "四、"):
            font(run, "黑体")
        elif number and line[0] in "（(" and line[1:2] in "一二三四五":
            font(run, "楷体_GB2312")
        run.font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:ascii"), "Times New Roman")
    return document


def right(paragraph: Any) -> None:
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.paragraph_format.first_line_indent = Pt(0)


def a4(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)


def spaced(document: Any, lines: float) -> None:
    for paragraph in document.paragraphs:
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.MULTIPLE
        paragraph.paragraph_format.line_spacing = lines
