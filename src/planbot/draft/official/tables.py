"""Tables in the body: as wide as the text, header repeated on every page, rows kept whole."""

from collections.abc import Sequence
from typing import Any

from planbot.draft.official.clean import clean
from planbot.draft.official.closing import width
from planbot.draft.official.elements import qualified, w
from planbot.draft.official.notes import NoNotes
from planbot.draft.official.runs import Marker, runs
from planbot.types import DraftSentence

TEXT_WIDTH = 8845
"""156 mm in twentieths of a point."""
_CHARACTER = 240
"""小四, 12 pt."""
_NARROWEST, _PADDING = 2.0, 1.5
"""In characters; the padding is that of the cell on both sides."""


def table(rows: Sequence[Sequence[str]], marker: Marker, notes: NoNotes) -> Any:
    """A w:tbl; the first row is the header. Short rows are filled up with empty cells; marks in cells become notes."""
    columns = max(map(len, rows))
    texts = [[clean(cell).strip() for cell in row] + [""] * (columns - len(row)) for row in rows]
    widths = column_widths([["".join(part for part, _ in notes.parts(cell)) for cell in row] for row in texts])
    grid = w("tblGrid", *(w("gridCol", w=size) for size in widths))
    properties = w(
        "tblPr",
        w("tblStyle", val="TableGrid"),
        w("tblW", w=TEXT_WIDTH, type="dxa"),
        w("jc", val="center"),
        w("tblLayout", type="fixed"),
    )
    kinds = ["TableHeader"] + ["TableText"] * (len(texts) - 1)
    made = [
        _row([_cell(text, kind, marker, notes) for text in row], widths) for row, kind in zip(texts, kinds, strict=True)
    ]
    made[0].find(qualified("trPr")).append(w("tblHeader"))
    return w("tbl", properties, grid, *made)


def _row(paragraphs: Sequence[Any], widths: Sequence[int]) -> Any:
    cells = [
        w("tc", w("tcPr", w("tcW", w=size, type="dxa"), w("vAlign", val="center")), paragraph)
        for paragraph, size in zip(paragraphs, widths, strict=True)
    ]
    return w("tr", w("trPr", w("cantSplit")), *cells)


def _cell(text: str, style: str, marker: Marker, notes: NoNotes) -> Any:
    paragraph = w("p", w("pPr", w("pStyle", val=style)))
    for part, markers in notes.parts(text):
        written = runs(part, marker)
        paragraph.extend(written)
        if markers:
            notes.after(paragraph, DraftSentence(text=part, origin="carried", markers=markers), written)
    return paragraph


def column_widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """Widths that add up to the width of the text: what the longest cells need, the widest columns cut down where that is too much."""
    room = TEXT_WIDTH / _CHARACTER
    wanted = [max(*map(width, column), _NARROWEST) + _PADDING for column in zip(*rows, strict=True)]
    limit = _limit(wanted, room)
    kept = [min(each, limit) for each in wanted]
    sizes = [int(TEXT_WIDTH * each / sum(kept)) for each in kept]
    return [*sizes[:-1], TEXT_WIDTH - sum(sizes[:-1])]


def _limit(wanted: Sequence[float], room: float) -> float:
    """The largest width at which all columns, cut to it, fit in; the largest wanted where nothing must be cut."""
    left, rest = room, len(wanted)
    for each in sorted(wanted):
        if each * rest > left:
            return left / rest
        left, rest = left - each, rest - 1
    return max(wanted)
