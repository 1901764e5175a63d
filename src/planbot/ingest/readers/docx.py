"""Word documents: body text in reading order with the automatic numbers Word prints, headings, tables and notes."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from planbot.ingest.readers.archive import Archive
from planbot.ingest.readers.composer import Composer
from planbot.ingest.readers.docx_numbering import Numbering
from planbot.ingest.readers.docx_styles import Style, W, on, styles, value, whole
from planbot.ingest.readers.docx_text import Seen, TextReader
from planbot.ingest.readers.grid import Grid, Merged, captions, header_rows, plain_row, spread
from planbot.ingest.readers.options import ReadOptions, broken
from planbot.types import ReadText

_TRANSPARENT = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "body"))
_CONTENTS = re.compile(r"(?:toc|目录)\s*(?:\d|heading|标题)?", re.I)
_TITLE_STYLES = frozenset({"title", "标题"})
_MAX_NESTING = 60
"""Tables, text boxes and content controls inside one another."""
_NOTE_KINDS = {"footnote": "footnotes", "endnote": "endnotes"}


def read_docx(data: bytes, file: str, options: ReadOptions) -> ReadText:
    """Headers, footers, comments and deleted text are left out; foot- and endnotes follow their paragraph as 〔注n〕 lines."""
    archive = Archive(data, file, options)
    main = _main_part(archive)
    root = archive.xml(main)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise broken(file, "it has no document body", "open it in Word or WPS and save it again")
    related = dict(archive.related(main).values())
    known = styles(archive.xml(related.get("styles", "word/styles.xml")))
    numbering = Numbering(archive.xml(related.get("numbering", "word/numbering.xml")), known)
    notes = {kind: _notes(archive, related.get(part, f"word/{part}.xml")) for kind, part in _NOTE_KINDS.items()}
    composer = Composer(file, options.max_chars)
    reader = _Body(composer, known, numbering, notes)
    reader.blocks(body, 0)
    reader.warn()
    return composer.finish("docx", title=reader.title or _core_title(archive), published=None)


def _main_part(archive: Archive) -> str:
    return next(
        (target for kind, target in archive.related("").values() if kind == "officeDocument"), "word/document.xml"
    )


def _core_title(archive: Archive) -> str | None:
    core = archive.xml("docProps/core.xml")
    return None if core is None else core.findtext("{http://purl.org/dc/elements/1.1/}title")


def _notes(archive: Archive, part: str) -> dict[str, Any]:
    root = archive.xml(part)
    if root is None:
        return {}
    return {
        str(node.get(f"{W}id")): node
        for node in root
        if isinstance(node.tag, str) and node.get(f"{W}type") in (None, "normal")
    }


class _Body:
    """Walks the blocks of a document and writes them down."""

    def __init__(
        self, composer: Composer, known: dict[str, Style], numbering: Numbering, notes: dict[str, dict[str, Any]]
    ) -> None:
        self._composer, self._styles, self._numbering, self._notes = composer, known, numbering, notes
        self._text = TextReader(known)
        self._hidden, self._tracked, self._note_count = 0, False, 0
        self.title: str | None = None

    def warn(self) -> None:
        """Tell what was left out."""
        if self._hidden:
            self._composer.warn("hidden_text", f"{self._hidden} characters of hidden text were left out")
        if self._tracked:
            self._composer.warn(
                "tracked_changes", "holds tracked changes that are not accepted; insertions are read, deletions are not"
            )

    def blocks(self, parent: Any, depth: int) -> None:
        """Paragraphs and tables of a body, cell, text box or content control, in order."""
        for node in parent:
            if node.tag == f"{W}p":
                self._paragraph(node, depth)
            elif node.tag == f"{W}tbl":
                self._table(node, depth)
            elif node.tag in _TRANSPARENT:
                self.blocks(node, _deeper(depth))

    def _seen(self, node: Any, *, in_table: bool = False) -> Seen | None:
        """The paragraph with its label; None for one that was deleted as a whole."""
        seen = self._text.paragraph(node, in_table=in_table)
        self._hidden += seen.hidden
        properties = node.find(f"{W}pPr")
        mark = None if properties is None else properties.find(f"{W}rPr")
        self._tracked |= seen.tracked
        if not seen.text and mark is not None and (mark.find(f"{W}del") is not None or on(mark, "vanish")):
            self._tracked |= mark.find(f"{W}del") is not None
            return None
        if not seen.text:
            return (
                seen
                if value(properties, "numPr/numId") is None or not in_table
                else seen._replace(text=self._label(properties).strip())
            )
        return seen._replace(text=self._label(properties) + seen.text)

    def _label(self, properties: Any) -> str:
        return self._numbering.label(properties, value(properties, "pStyle") or "")

    def _paragraph(self, node: Any, depth: int) -> None:
        seen = self._seen(node)
        if seen is None:
            return
        if seen.text:
            self._write(node.find(f"{W}pPr"), seen.text)
        for box in seen.boxes:
            self.blocks(box, _deeper(depth))
        self._write_notes(seen.notes)

    def _write(self, properties: Any, text: str) -> None:
        style = self._styles.get(value(properties, "pStyle") or "") or self._styles.get("") or Style()
        outline = whole(value(properties, "outlineLvl"))
        level = style.outline if outline is None else outline + 1 if 0 <= outline < 9 else None
        if _CONTENTS.fullmatch(style.name.strip()):
            self._composer.furniture(*self._composer.line(text), "toc")
        elif style.name.strip().lower() in _TITLE_STYLES:
            self.title = self.title or plain_row(text)
            self._composer.heading(plain_row(text), 1)
        elif level is not None:
            self._composer.heading(plain_row(text), level)
        else:
            self._composer.line(text)

    def _write_notes(self, notes: Sequence[tuple[str, str]]) -> None:
        for kind, identity in notes:
            node = self._notes[kind].get(identity)
            if node is None:
                continue
            texts = [seen.text for paragraph in node.iter(f"{W}p") if (seen := self._seen(paragraph)) and seen.text]
            if texts:
                self._note_count += 1
                self._composer.line(f"〔注{self._note_count}〕{plain_row(chr(10).join(texts))}")

    def _table(self, node: Any, depth: int) -> None:
        rows = [row for row in _rows(node) if row.find(f"{W}trPr/{W}del") is None]
        cells = [list(_cells(row)) for row in rows]
        if all(len(row) <= 1 for row in cells):
            for row in cells:
                for cell in row:
                    self.blocks(cell, _deeper(depth))
            return
        inner: list[Any] = []
        notes: list[tuple[str, str]] = []
        grid = spread(
            _with_heights([self._row(row, own, depth, inner, notes) for row, own in zip(rows, cells, strict=True)])
        )
        self._write_grid(grid, sum(1 for row in rows if on(row.find(f"{W}trPr"), "tblHeader")))
        for table in inner:
            self._table(table, _deeper(depth))
        self._write_notes(notes)

    def _write_grid(self, grid: Grid, stated: int) -> None:
        grid = [slots for slots in grid if any(text.strip() for _, text, _ in slots)]
        above = captions(grid)
        titles = [plain_row(slots[0][1]) for slots in grid[:above]]
        for title in titles:
            self._composer.line(title)
        rest = grid[above:]
        self._composer.table(
            rest, max(min(stated - above, len(rest) - 1), header_rows(rest)), titles[0] if titles else None
        )

    def _row(
        self, row: Any, cells: Sequence[Any], depth: int, inner: list[Any], notes: list[tuple[str, str]]
    ) -> list[tuple[Merged, str]]:
        before = whole(value(row, "trPr/gridBefore")) or 0
        found = [(Merged("", columns=1), "")] * min(before, 100)
        for cell in cells:
            properties = cell.find(f"{W}tcPr")
            merge = None if properties is None else properties.find(f"{W}vMerge")
            state = "" if merge is None else merge.get(f"{W}val", "continue")
            text = plain_row("\n".join(self._cell_lines(cell, depth, inner, notes))) if state != "continue" else ""
            found.append((Merged(text, columns=max(whole(value(properties, "gridSpan")) or 1, 1)), state))
        return found

    def _cell_lines(self, cell: Any, depth: int, inner: list[Any], notes: list[tuple[str, str]]) -> Iterator[str]:
        for node in cell:
            if node.tag == f"{W}p":
                seen = self._seen(node, in_table=True)
                if seen is None:
                    continue
                notes.extend(seen.notes)
                if seen.text:
                    yield seen.text
                for box in seen.boxes:
                    yield from self._cell_lines(box, _deeper(depth), inner, notes)
            elif node.tag == f"{W}tbl":
                yield from self._nested(node, depth, inner, notes)
            elif node.tag in _TRANSPARENT:
                yield from self._cell_lines(node, _deeper(depth), inner, notes)

    def _nested(self, table: Any, depth: int, inner: list[Any], notes: list[tuple[str, str]]) -> Iterator[str]:
        """A table inside a cell: a real one is written after the outer table, a layout one becomes text of the cell."""
        rows = [list(_cells(row)) for row in _rows(table)]
        if len(rows) > 1 and any(len(row) > 1 for row in rows):
            inner.append(table)
            return
        for row in rows:
            for cell in row:
                yield from self._cell_lines(cell, _deeper(depth), inner, notes)


def _deeper(depth: int) -> int:
    """Raises RecursionError where no one nests by hand, so that nothing is lost silently."""
    if depth >= _MAX_NESTING:
        raise RecursionError
    return depth + 1


def _with_heights(rows: list[list[tuple[Merged, str]]]) -> list[list[Merged]]:
    """Word marks the continuing cells of a vertical merge; turn that into the number of rows the first one covers."""
    heights: dict[tuple[int, int], int] = {}
    starts: dict[int, tuple[int, int]] = {}
    kept: list[list[tuple[int, Merged]]] = []
    for number, row in enumerate(rows):
        column, own, live = 0, list[tuple[int, Merged]](), dict[int, tuple[int, int]]()
        for cell, state in row:
            if state == "continue" and column in starts:
                heights[starts[column]] += 1
                live[column] = starts[column]
            else:
                own.append((column, cell))
                if state:
                    live[column] = (number, column)
                    heights[(number, column)] = 1
            column += cell.columns
        starts = live
        kept.append(own)
    return [
        [cell._replace(rows=heights.get((number, column), 1)) for column, cell in row]
        for number, row in enumerate(kept)
    ]


def _rows(table: Any) -> Iterator[Any]:
    for node in table:
        if node.tag == f"{W}tr":
            yield node
        elif node.tag in _TRANSPARENT:
            yield from _rows(node)


def _cells(row: Any) -> Iterator[Any]:
    for node in row:
        if node.tag == f"{W}tc":
            yield node
        elif node.tag in _TRANSPARENT:
            yield from _cells(node)
