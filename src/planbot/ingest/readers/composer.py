"""Putting a document's text together while keeping the offsets of what is in it."""

import re
from collections.abc import Sequence

from planbot.errors import RefusedDocument
from planbot.ingest.readers.grid import Grid, plain_row
from planbot.types import Cell, Format, Furniture, HeadingMark, PageMark, ReadText, Row, Table, Warning, WarningCode

_UNSTORABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
CELL_BORDER = " | "


def storable(text: str) -> str:
    """The text with ``\\n`` line ends, without control characters and without lone surrogates."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNSTORABLE.sub(lambda match: "\ufffd" if match.group() >= "\ud800" else "", text)


class Composer:
    """Collects lines, headings, tables and marks. Every ``write`` returns the span it filled.

    Raises RefusedDocument (code too_large) once the text is longer than ``max_chars``.
    """

    def __init__(self, file: str, max_chars: int) -> None:
        self._file = file
        self._max_chars = max_chars
        self._pieces: list[str] = []
        self.length = 0
        self._last = "\n"
        self._pages: list[PageMark] = []
        self._headings: list[HeadingMark] = []
        self._tables: list[Table] = []
        self._furniture: list[Furniture] = []
        self._warnings: list[Warning] = []

    def write(self, text: str) -> tuple[int, int]:
        """Add storable text as it is."""
        start = self.length
        if text:
            self._pieces.append(text)
            self.length += len(text)
            self._last = text[-1]
        if self.length > self._max_chars:
            raise RefusedDocument(
                f"{self._file}: holds more than {self._max_chars:,} characters; split it into smaller files",
                code="too_large",
            )
        return start, self.length

    def line(self, text: str) -> tuple[int, int]:
        """Add a line of its own; the span leaves out the line break."""
        if self._last != "\n":
            self.write("\n")
        span = self.write(storable(text))
        self.write("\n")
        return span

    def heading(self, text: str, level: int) -> tuple[int, int]:
        """Add a line that the format calls a heading; ``level`` is cut to 1..9."""
        start, end = self.line(text)
        self._headings.append(HeadingMark(start=start, end=end, level=min(max(level, 1), 9)))
        return start, end

    def table(self, grid: Grid, headers: int, title: str | None) -> None:
        """Add one line per row, cells joined by " | "; the first ``headers`` rows are marked as header."""
        rows = tuple(self._row(slots, number < headers) for number, slots in enumerate(grid) if slots)
        if rows:
            self._tables.append(Table(start=rows[0].start, end=rows[-1].end, rows=rows, title=title))

    def _row(self, slots: Sequence[tuple[int, str, bool]], header: bool) -> Row:
        if self._last != "\n":
            self.write("\n")
        start, cells = self.length, list[Cell]()
        for position, (column, text, inherited) in enumerate(slots):
            if position:
                self.write(CELL_BORDER)
            begin, end = self.write(plain_row(storable(text)))
            cells.append(Cell(start=begin, end=end, column=column, inherited=inherited))
        end = self.length
        self.write("\n")
        return Row(start=start, end=end, cells=tuple(cells), header=header)

    def page(self, number: int) -> None:
        """Page ``number`` begins here."""
        self._pages.append(PageMark(number=number, start=self.length))

    def furniture(self, start: int, end: int, rule: str) -> None:
        """``[start, end)`` belongs to the page, not to the plan. Marks that touch are joined."""
        if start >= end:
            return
        last = self._furniture[-1] if self._furniture else None
        if last and last.rule == rule and last.end >= start - 1:
            self._furniture[-1] = Furniture(start=last.start, end=max(end, last.end), rule=rule)
        else:
            self._furniture.append(Furniture(start=start, end=end, rule=rule))

    def warn(self, code: WarningCode, message: str, start: int | None = None, end: int | None = None) -> None:
        """Remember what a reader of answers must know."""
        self._warnings.append(Warning(code=code, message=message, start=start, end=end))

    def finish(self, form: Format, title: str | None = None, published: str | None = None) -> ReadText:
        """The text and all its marks."""
        return ReadText(
            text="".join(self._pieces),
            format=form,
            title=(storable(title).strip() or None) if title else None,
            published=published,
            pages=tuple(self._pages),
            headings=tuple(self._headings),
            tables=tuple(self._tables),
            furniture=tuple(sorted(self._furniture, key=lambda mark: (mark.start, mark.end))),
            warnings=tuple(self._warnings),
        )
