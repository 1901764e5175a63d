"""Tables as grids: merged cells spread over what they cover, headers found (pure)."""

import re
from collections.abc import Sequence
from typing import NamedTuple

MAX_COLUMNS = 1000
_MAX_HEADER_ROWS = 4
_MAX_INHERITED = 300_000
"""Places that merged cells of one table may fill; beyond it a merged cell stands once. No real table comes near."""
_BLANKS = re.compile(r"\s*\n\s*|[\t\r\f\v]+")
_FIGURE = re.compile(r"^[\s≥≤<>＜＞~～—–\-+±约]*\d[\d,.\s]*\s*(?:%|％|‰|[^\W\d]{0,3})[\s\d~～—–\-%]*$")
_KEY_END = ("：", ":")
_MAX_HEADER_CHARS = 30

Grid = list[list[tuple[int, str, bool]]]
"""Rows of (column, text, inherited)."""


class Merged(NamedTuple):
    """A cell as a format states it: its text and how many columns and rows it covers."""

    text: str
    columns: int = 1
    rows: int = 1


def plain_row(text: str) -> str:
    """Cell text on one line: line breaks vanish between Chinese characters and become a space elsewhere."""
    return _BLANKS.sub(_join, text.strip()) if any(c in text for c in "\n\t\r\f\v") else text.strip()


def _join(match: re.Match[str]) -> str:
    before, after = match.string[max(match.start() - 1, 0) : match.start()], match.string[match.end() : match.end() + 1]
    return "" if "\n" in match.group() and wide(before) and wide(after) else " "


def wide(character: str) -> bool:
    """Is it a Chinese character or full-width punctuation, between which no space is written?"""
    return bool(character) and (
        "\u2e80" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\uff00" <= character <= "\uffef"
        or character >= "\U00020000"
        or character in "“”‘’…—·"
    )


def spread(rows: Sequence[Sequence[Merged]]) -> Grid:
    """Place cells as HTML and Word do: a merged cell is repeated (inherited) wherever it covers.

    Columns in which no cell begins are left out; a row that is one cell over the whole width stays one cell.
    """
    reaching: dict[int, tuple[int, str]] = {}
    placed, begun, budget = Grid(), set[int](), _MAX_INHERITED
    for number, cells in enumerate(rows):
        slots, column = list[tuple[int, str, bool]](), 0
        for cell in cells:
            column = _fill(slots, reaching, column)
            width, height = _size(cell, len(rows) - number, budget)
            budget -= width * height - 1
            begun.add(column)
            slots.extend((column + offset, cell.text, offset > 0) for offset in range(width))
            if height > 1:
                reaching.update((column + offset, (height, cell.text)) for offset in range(width))
            column += width
        _fill(slots, reaching, column, to_end=True)
        reaching = {column: (left - 1, text) for column, (left, text) in reaching.items() if left > 1}
        placed.append(slots)
    index = {column: position for position, column in enumerate(sorted(begun))}
    compact = [
        [(index[column], text, inherited) for column, text, inherited in slots if column in index] for slots in placed
    ]
    return [_whole_width(slots, cells, len(index)) for slots, cells in zip(compact, rows, strict=True)]


def _size(cell: Merged, rows_left: int, budget: int) -> tuple[int, int]:
    width, height = min(max(cell.columns, 1), MAX_COLUMNS), min(max(cell.rows, 1), rows_left)
    return (width, height) if width * height <= budget else (1, 1)


def _fill(
    slots: list[tuple[int, str, bool]], reaching: dict[int, tuple[int, str]], column: int, *, to_end: bool = False
) -> int:
    """Repeat the cells that reach down into this row from ``column`` on; returns the next free column."""
    taken = {slot[0] for slot in slots}
    for each in sorted(reaching) if to_end else ():
        if each >= column and each not in taken:
            slots.append((each, reaching[each][1], True))
    while not to_end and column in reaching and column not in taken:
        slots.append((column, reaching[column][1], True))
        column += 1
    return column


def _whole_width(
    slots: list[tuple[int, str, bool]], cells: Sequence[Merged], width: int
) -> list[tuple[int, str, bool]]:
    whole = len(cells) == 1 and len(slots) == width and not slots[0][2] and all(slot[2] for slot in slots[1:])
    return slots[:1] if whole else slots


def captions(grid: Grid) -> int:
    """How many leading rows are one cell (a title over the table), not a row of it."""
    count = 0
    for slots in grid[:-1]:
        if sum(1 for slot in slots if slot[1].strip()) > 1 or len(slots) > 1:
            break
        count += 1
    return count


def header_rows(grid: Grid) -> int:
    """How many leading rows are headers, by content: short, without figures, no "key:" cells, covered by merged cells."""
    if len(grid) < 2 or len(grid[0]) < 2 or not _header_like(grid[0]):
        return 0
    if not any(
        _FIGURE.match(text) or len(text) > _MAX_HEADER_CHARS for slots in grid[1:] for _, text, _ in slots
    ) and not _uniform(grid):
        return 0
    count = 1
    while count < min(_MAX_HEADER_ROWS, len(grid) - 1) and _continues_header(grid[count - 1], grid[count]):
        count += 1
    return count


def _uniform(grid: Grid) -> bool:
    """Do all rows have the width of the first, so that it can name their columns?"""
    return len(grid) > 2 or len(grid[0]) == len(grid[1])


def _header_like(slots: Sequence[tuple[int, str, bool]]) -> bool:
    texts = [text.strip() for _, text, inherited in slots if not inherited]
    filled = [text for text in texts if text]
    return (
        len(filled) >= 2
        and len(filled) * 2 >= len(texts)
        and len(set(filled)) == len(filled)
        and all(len(text) <= _MAX_HEADER_CHARS and not text.endswith(_KEY_END) and "。" not in text for text in filled)
        and not any(_FIGURE.match(text) and not re.fullmatch(r"(?:19|20)\d\d\s*年?", text) for text in filled)
    )


def _continues_header(above: Sequence[tuple[int, str, bool]], slots: Sequence[tuple[int, str, bool]]) -> bool:
    """A second header row stands under a heading that spans columns, beside cells that reach down into it."""
    spans = any(inherited for _, _, inherited in above)
    reaches = any(
        inherited and any(up[0] == column and up[1] == text for up in above) for column, text, inherited in slots
    )
    own = [text for _, text, inherited in slots if not inherited and text.strip()]
    return (
        spans
        and reaches
        and len(slots) > 1
        and all(not _FIGURE.match(text) or re.fullmatch(r"20\d\d年?", text) for text in own)
    )
