"""A sheet of cells as text: titles over a table as lines, the table, notes under it as lines."""

from collections.abc import Iterator, Sequence

from planbot.ingest.readers.composer import Composer
from planbot.ingest.readers.grid import Grid, header_rows, plain_row

_FILL_ALLOWANCE = 10_000
"""Empty cells that may be written out besides 20 for each filled one; more belong to a sheet that is no table."""

Slots = list[tuple[int, str, bool]]


def write_sheet(composer: Composer, rows: Grid, title: str | None = None) -> None:
    """``rows`` hold (column, text, inherited) of filled cells only; an empty row separates tables where a new header follows."""
    for block in _blocks(rows):
        head = next((n for n, slots in enumerate(block) if _alone(slots) is None), len(block))
        tail = next((n for n in range(len(block), head, -1) if _alone(block[n - 1]) is None), head)
        lines = [_alone(slots) or "" for slots in block[:head]]
        for line in lines:
            composer.line(plain_row(line))
        if head < tail:
            grid = _filled(block[head:tail])
            composer.table(grid, header_rows(grid), title or (plain_row(lines[0]) if lines else None))
        for slots in block[tail:]:
            composer.line(plain_row(_alone(slots) or ""))


def _alone(slots: Slots) -> str | None:
    """The text of a row that is one cell, merged or not; None for a row of a table."""
    texts = {text for _, text, _ in slots}
    return next(iter(texts)) if len(texts) == 1 and sum(1 for slot in slots if not slot[2]) <= 1 else None


def _blocks(rows: Grid) -> Iterator[Grid]:
    block: Grid = []
    for part in _runs(rows):
        if block and (_alone(part[0]) is not None or header_rows(_filled(part)) or _alone(block[-1]) is not None):
            yield block
            block = []
        block.extend(part)
    if block:
        yield block


def _runs(rows: Grid) -> Iterator[Grid]:
    """Stretches of rows that are not empty; a row that only continues a merged cell counts as empty."""
    run: Grid = []
    for slots in rows:
        begins = any(not inherited for _, _, inherited in slots)
        if begins or (slots and run and _alone(slots) is None):
            run.append(slots)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _filled(block: Grid) -> Grid:
    """Every row with all columns the block uses, empty ones included; whole-width rows stay one cell."""
    columns = sorted({slot[0] for slots in block for slot in slots})
    if len(columns) * len(block) > 20 * sum(map(len, block)) + _FILL_ALLOWANCE:
        return block
    return [slots[:1] if len(slots) > 1 and _alone(slots) is not None else _row(slots, columns) for slots in block]


def _row(slots: Slots, columns: Sequence[int]) -> Slots:
    known = {slot[0]: slot for slot in slots}
    return [known.get(column, (column, "", False)) for column in columns]
