"""An answer with its sources as a file to keep: Markdown, or a Word document."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from planbot.answer.compose import escaped
from planbot.draft.official.docx import MIME
from planbot.types import Answer, Citation
from planbot.ui.said import without_sources
from planbot.ui.words import Words

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

MEDIA = {"docx": MIME, "md": "text/markdown; charset=utf-8"}
"""By the suffix of the file."""
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML cannot hold."""
_LONGEST = 60
_PATH = " › "
_HEADING = re.compile(r"(#{1,6})\s+(.+)")
_ITEM = re.compile(r"\s*(?:[-*+]|(\d{1,3})[.)])\s+(.+)")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_RUN = re.compile(r"\*\*(?P<bold>[^*\n]+?)\*\*|\\(?P<literal>[!-/:-@\[-`{-~])")
_CELL = re.compile(r"(?<!\\)\|")
_FONT = "SimSun"


def file_name(question: str) -> str:
    """A name made of the question that any file system takes; no suffix."""
    return _UNSAFE.sub(" ", question).strip(" .")[:_LONGEST].strip(" .") or "answer"


def attachment(name: str, plain: str) -> dict[str, str]:
    """The header by which a response is saved as ``name``; ``plain``: the same in ASCII, for programs that read no other."""
    return {"Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"}


def md(answer: Answer, words: Words) -> bytes:
    """The answer as its Markdown, and the list of its sources."""
    lines = [f"# {escaped(' '.join(answer.question.split()))}", ""]
    if answer.standalone_question.strip() != answer.question.strip():
        lines += [f"> {words('answer.understood')}{escaped(' '.join(answer.standalone_question.split()))}", ""]
    lines += [without_sources(answer), ""]
    if answer.citations:
        lines += [f"## {_label(answer, words)}", ""]
        lines += [f"[{c.marker}] {escaped(_where(c, words))}  \n“{escaped(_quoted(c))}”\n" for c in answer.citations]
    return "\n".join(lines).encode()


def docx(answer: Answer, words: Words) -> bytes:
    """The same as a Word document."""
    import docx as word

    document = word.Document()
    _set_fonts(document)
    document.add_heading(_clean(" ".join(answer.question.split())), 1)
    if answer.standalone_question.strip() != answer.question.strip():
        document.add_paragraph(_clean(f"{words('answer.understood')}{answer.standalone_question}"), style="Quote")
    _add_body(document, without_sources(answer).split("\n"))
    if answer.citations:
        document.add_heading(_label(answer, words), 2)
    for citation in answer.citations:
        line = document.add_paragraph()
        line.add_run(_clean(f"[{citation.marker}] {_where(citation, words)}")).bold = True
        line.add_run(_clean(f"\n“{_quoted(citation)}”"))
    stream = BytesIO()
    document.save(stream)
    return stream.getvalue()


def _label(answer: Answer, words: Words) -> str:
    return words("answer.sources" if answer.answered else "answer.nearest")


def _quoted(citation: Citation) -> str:
    """The quote on one line."""
    return " ".join(citation.quote.split())


def _where(citation: Citation, words: Words) -> str:
    page = words("answer.page", page=citation.page) if citation.page else None
    return _PATH.join(step for step in (citation.file, citation.part, *citation.section, page) if step)


def _set_fonts(document: "Document") -> None:
    """A Chinese font by name for every style that names one; Word takes its own where it is missing."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    for name in ("Normal", "Heading 1", "Heading 2", "Heading 3"):
        style: Any = document.styles[name]
        style.font.name = _FONT
        style.font.color.rgb = RGBColor(0, 0, 0)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), _FONT)
        style.font.size = Pt(12) if name == "Normal" else style.font.size


def _add_body(document: "Document", lines: Sequence[str]) -> None:
    """The Markdown that answers use: headings, lists, tables, bold."""
    table: list[str] = []
    for line in [*lines, ""]:
        if line.strip().startswith("|"):
            table.append(line)
            continue
        if table:
            _add_table(document, [row for row in table if not _RULE.fullmatch(row)])
            table = []
        if line.strip():
            _add_line(document, line)


def _add_line(document: "Document", line: str) -> None:
    if match := _HEADING.fullmatch(line.strip()):
        document.add_heading(_clean(match[2]), 3)
    elif match := _ITEM.fullmatch(line):
        _add_runs(document.add_paragraph(style="List Number" if match[1] else "List Bullet"), match[2])
    else:
        _add_runs(document.add_paragraph(), line.strip())


def _add_table(document: "Document", rows: Sequence[str]) -> None:
    cells = [[cell.strip() for cell in _CELL.split(row.strip().strip("|"))] for row in rows]
    table = document.add_table(rows=0, cols=max(map(len, cells)), style="Table Grid")
    for row in cells:
        for place, text in zip(table.add_row().cells, row, strict=False):
            _add_runs(place.paragraphs[0], text)


def _add_runs(paragraph: "Paragraph", text: str) -> None:
    for words, bold in _runs(text):
        paragraph.add_run(_clean(words)).bold = bold


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    """Stretches of one weight; a backslash before a mark goes."""
    position = 0
    for match in _RUN.finditer(text):
        yield text[position : match.start()], False
        yield (match["bold"], True) if match["bold"] else (match["literal"], False)
        position = match.end()
    yield text[position:], False


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)
