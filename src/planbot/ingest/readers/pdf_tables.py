"""Ruled tables of a PDF page: which characters stand in which cell."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from planbot.ingest.readers.grid import Grid
from planbot.ingest.readers.pdf_flow import joint
from planbot.ingest.readers.pdf_lines import Glyph, Line, cleaned, close_up, page_glyphs
from planbot.ingest.readers.pdf_strokes import Box, ruled_cells

_TOUCH = 2.0


class RuledTable(NamedTuple):
    """A table and its place on the page: (left, top, right, bottom) in points from the upper left corner."""

    box: Box
    grid: Grid
    edges: tuple[int, ...]
    """Left edges of its columns, rounded; a table that goes on over the page has the same."""

    def holds(self, line: Line) -> bool:
        """Does the line's middle stand inside?"""
        across, down = (line.left + line.right) / 2, (line.top + line.bottom) / 2
        return (
            self.box[0] - _TOUCH <= across <= self.box[2] + _TOUCH
            and self.box[1] - _TOUCH <= down <= self.box[3] + _TOUCH
        )


def ruled_tables(page: Any, *, spaced: bool) -> list[RuledTable]:
    """Tables of two rows and columns or more; ``spaced`` when the text of the page has a space after every character."""
    found = list[RuledTable]()
    glyphs: list[Glyph] | None = None
    for boxes in ruled_cells(page):
        columns, lines = _edges([box[0] for box in boxes]), _edges([box[1] for box in boxes])
        if len(columns) < 2 or len(lines) < 2 or len(boxes) < 4:
            continue
        glyphs = page_glyphs(page) if glyphs is None else glyphs
        texts = {box: _text(glyphs, box, spaced=spaced) for box in boxes}
        if sum(1 for text in texts.values() if text) > 2:
            around = (columns[0], lines[0], max(box[2] for box in boxes), max(box[3] for box in boxes))
            found.append(RuledTable(around, _grid(texts, columns, lines), tuple(round(edge / 4) for edge in columns)))
    return found


def _edges(values: Sequence[float]) -> list[float]:
    """Sorted, those within a stroke's width taken for one."""
    kept = list[float]()
    for each in sorted(values):
        if not kept or each - kept[-1] > _TOUCH:
            kept.append(each)
    return kept


def _grid(texts: dict[Box, str], columns: Sequence[float], lines: Sequence[float]) -> Grid:
    """Every slot holds the text of the cell that covers it; inherited unless the cell begins there."""
    grid: Grid = []
    for down in lines:
        slots = list[tuple[int, str, bool]]()
        for number, across in enumerate(columns):
            box = next((box for box in texts if _covers(box, across, down)), None)
            if box is not None:
                begins = abs(box[0] - across) <= _TOUCH and abs(box[1] - down) <= _TOUCH
                slots.append((number, texts[box], not begins))
        whole = (
            len(slots) == len(columns)
            and len({text for _, text, _ in slots}) == 1
            and sum(1 for slot in slots if not slot[2]) == 1
        )
        grid.append(slots[:1] if whole else slots)
    return [slots for slots in grid if any(text for _, text, _ in slots)]


def _covers(box: Box, across: float, down: float) -> bool:
    return box[0] - _TOUCH <= across < box[2] - _TOUCH and box[1] - _TOUCH <= down < box[3] - _TOUCH


def _text(glyphs: Sequence[Glyph], box: Box, *, spaced: bool) -> str:
    """The characters whose middle stands in the cell, a line break wherever they step down or back up."""
    inside = [glyph for glyph in glyphs if box[0] <= glyph.across < box[2] and box[1] <= glyph.down < box[3]]
    lines, last = [""], None
    for glyph in inside:
        if last is not None and abs(glyph.down - last.down) > 0.6 * last.size:
            lines.append("")
        elif last is not None and glyph.spaced:
            lines[-1] += " "
        lines[-1] += glyph.text
        last = glyph
    text = ""
    for line in (close_up(cleaned(line), everywhere=spaced) for line in lines):
        text += joint(text, line) + line
    return text
