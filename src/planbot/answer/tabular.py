"""Rows of tables as answers: each value with the head of its column, and the one cell that was asked for (pure)."""

import re
from collections.abc import Callable, Sequence

from planbot.answer.fitting import figures
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request, reading
from planbot.lexicon.load import load
from planbot.retrieve.query import Query
from planbot.retrieve.rank import Scored, held
from planbot.store.tokens import folded
from planbot.types import Cell, Noun, Row, StoredDocument, Table

TRIED = 16
"""Found sentences among which rows are looked at."""
NAMED = 0.6
"""Share of what the question names, column and table apart, that the row itself must hold."""
BESIDE = 0.5
"""A further column is told too when it is this much about what the question names."""
SIGN = 1.0
"""What a column gains whose head is of the kind asked for."""
CAPTION = 60
"""Longest line above a table that is its caption, in characters."""


class Line(Noun):
    """A row of a table with what gives it meaning."""

    document: str
    row: Row
    header: Row | None
    caption: tuple[int, int] | None
    """The line right above the table; it may state the unit."""


def line_at(stored: StoredDocument, start: int, end: int) -> Line | None:
    """The row that ``[start, end)`` is most of; None outside tables, in a header, and for a single cell."""
    table = next((table for table in stored.read.tables if table.start <= start < table.end), None)
    row = next((row for row in table.rows if row.start <= start < row.end), None) if table else None
    if table is None or row is None or sum(start < cell.end and cell.start < end for cell in row.cells) < 2:
        return None
    header = _header(table, stored.read.text)
    if row.header or (header and row.start == header.start):
        return None
    return Line(document=stored.document.id, row=row, header=header, caption=_caption(stored.read.text, table))


def _header(table: Table, text: str) -> Row | None:
    """The last header row; in a table that marks none, the first row when no cell of it is a figure."""
    marked = [row for row in table.rows if row.header]
    if marked:
        return marked[-1]
    first = table.rows[0]
    plain = not any(re.fullmatch(r"[\d.,%‰]+", text[cell.start : cell.end].strip()) for cell in first.cells)
    return first if plain and len(table.rows) > 1 else None


def _caption(text: str, table: Table) -> tuple[int, int] | None:
    end = len(text[: table.start].rstrip())
    start = text.rfind("\n", 0, end) + 1
    return (start, end) if 0 < end - start <= CAPTION else None


def pairs(line: Line, text: str) -> str:
    """Every cell with the head of its column; the cells alone where the table has no heads. Numbers of rows are left out."""
    return "；".join(
        _pair(line, cell, text) for cell in line.row.cells if _words(cell, text) and not _is_number(line, cell, text)
    )


def _pair(line: Line, cell: Cell, text: str) -> str:
    head = _head(line, cell, text)
    return f"{head}：{_words(cell, text)}" if head else _words(cell, text)


def _head(line: Line, cell: Cell, text: str) -> str:
    cells = line.header.cells if line.header else ()
    return next((_words(head, text) for head in cells if head.column == cell.column), "")


def _words(cell: Cell, text: str) -> str:
    return " ".join(text[cell.start : cell.end].split())


def _is_number(line: Line, cell: Cell, text: str) -> bool:
    return _head(line, cell, text) in load("answering")["row_numbers"]


def from_table(
    ranked: Sequence[Scored],
    query: Query,
    weights: Sequence[float],
    request: Request,
    stored: Callable[[str], StoredDocument],
) -> Reply | None:
    """The cell asked for, of the row that is about what the question names; None when no row and column are."""
    if "list" in request.wants and "who" not in request.wants:
        return None
    best: tuple[float, Point] | None = None
    floor = max(
        (s.coverage for s in ranked[:TRIED] if line_at(stored(s.document), s.start, s.end) is None), default=0.0
    )
    for found in ranked[:TRIED]:
        line = line_at(stored(found.document), found.start, found.end)
        if line is None or line.header is None:
            continue
        text = stored(found.document).read.text
        cells, score = _asked(line, query, weights, request, text)
        if cells and (score > SIGN or found.coverage >= floor) and (best is None or score > best[0]):
            best = (score, _told(line, cells, request, text))
    return Reply(route="lookup", points=(best[1],)) if best else None


def _asked(line: Line, query: Query, weights: Sequence[float], request: Request, text: str) -> tuple[list[Cell], float]:
    """The cells of the columns asked for, when the row holds what else the question names, and how well it fits."""
    heads = folded(text[line.header.start : line.header.end]) if line.header else ""
    caption = folded(text[slice(*line.caption)]) if line.caption else ""
    row = folded(text[line.row.start : line.row.end])
    named = [
        (c, w) for c, w in zip(query.concepts, weights, strict=True) if not held(c, heads) and not held(c, caption)
    ]
    total = sum(w for _, w in named)
    if not total or sum(w * held(c, row) for c, w in named) < NAMED * total:
        return [], 0.0
    scores = {cell.column: _column(line, cell, query, weights, request, text) for cell in line.row.cells}
    best = max(scores.values(), default=0.0)
    floor = best * BESIDE if "compare" in request.wants else best
    cells = [cell for cell in line.row.cells if best > 0 and scores[cell.column] >= floor and _words(cell, text)]
    return cells, best


def _column(line: Line, cell: Cell, query: Query, weights: Sequence[float], request: Request, text: str) -> float:
    """How much a column is what the question asks for: words of the question in its head that the row's own cells lack."""
    head = folded(_head(line, cell, text))
    words = _words(cell, text)
    if not head or (request.units is not None and not (re.search(r"\d", words) or figures(words, request))):
        return 0.0
    heads: dict[str, str] = load("answering")["heads"]
    if (kind := _kind(request)) is not None and not re.search(heads[kind], head):
        return 0.0
    if kind is None and any(re.search(heads[other], head) for other in ("who", "support", "date")):
        return 0.0
    row = folded(text[line.row.start : line.row.end])
    asked = sum(w * held(c, head) for c, w in zip(query.concepts, weights, strict=True) if not held(c, row))
    signed = kind is not None or (request.tense is not None and re.search(heads[request.tense], head))
    return asked + (SIGN if signed else 0.0)


def _kind(request: Request) -> str | None:
    """Which heads the column asked for must have; None for any but those of bodies and dates."""
    if "who" in request.wants:
        return "who" if request.role is None else load("answering")["role_heads"][request.role]
    return "date" if "date" in request.wants else None


def _told(line: Line, cells: Sequence[Cell], request: Request, text: str) -> Point:
    """ "设备购置：上级资金180（单位：万元）", resting on the row, the heads and, for the unit, the caption."""
    label = next((_words(c, text) for c in line.row.cells if c not in cells and _is_label(line, c, text)), "")
    unit = next(
        (_words(c, text) for c in line.row.cells if _head(line, c, text) in load("answering")["unit_heads"]), ""
    )
    counted = any(re.search(r"\d", _words(cell, text)) for cell in cells) and "date" not in request.wants
    stated = reading("unit_stated").search(text, *line.caption) if line.caption and counted else None
    said = "；".join(_pair(line, cell, text) for cell in cells)
    note = (
        f"（{load('answering')['unit_heads'][0]}：{unit}）"
        if unit and counted
        else f"（{stated[1]}）"
        if stated
        else ""
    )
    spans = [(line.row.start, line.row.end)]
    spans += [(line.header.start, line.header.end)] if line.header else []
    spans += [line.caption] if stated and line.caption and not unit else []
    evidence = [Evidence(document=line.document, start=start, end=end) for start, end in spans]
    return Point(
        evidence=evidence[0], also=tuple(evidence[1:]), told=f"{label}，{said}{note}" if label else f"{said}{note}"
    )


def _is_label(line: Line, cell: Cell, text: str) -> bool:
    """The first cell that names the row: words, under no head for a category or a number."""
    words, head = _words(cell, text), _head(line, cell, text)
    return (
        bool(re.search(r"[^\W\d]{2}", words))
        and head not in load("answering")["row_numbers"] + load("answering")["category_heads"]
    )
