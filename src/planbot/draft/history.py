"""Earlier values beside a draft: one row for each indicator of its subject, one column for each year (pure)."""

import re
from collections.abc import Callable, Iterable, Sequence

from planbot.draft.subject import Subject
from planbot.ledger.indicators import canonical
from planbot.lexicon.load import load
from planbot.scope.years import years
from planbot.types import DraftBlock, DraftSentence, Target

NEAR = 0.3
"""Nearness to the subject from which an indicator is shown."""
MOST_ROWS = 24
"""Indicators shown, the first mentioned first."""

MarkerOf = Callable[[Target], int]
"""The number of the citation of a row."""
Summaries = frozenset[tuple[str, str | None]]
"""Document and part of those that report on their own year."""


def rows_of(targets: Iterable[Target], about: Subject, spans: Sequence[tuple[str, int, int]]) -> tuple[Target, ...]:
    """Rows with a value that stand in the sentences used, or whose indicator is near the subject; task rows left out."""
    return tuple(
        row
        for row in targets
        if row.kind != "task"
        and row.value is not None
        and "damaged_number" not in row.warnings
        and (_inside(row, spans) or about.nearness(row.indicator) >= NEAR)
    )


def year_of(row: Target, summaries: Summaries) -> int:
    """The year of a row. A result is of the year that the headings above it name, or the one year that its sentence names; the year of a
    plan that tells what was reached before it is not the result's: 0."""
    if row.kind != "reported":
        return row.year or 0
    above = [mention.value for mention in years(" ".join(row.section)) if mention.value is not None]
    if above:
        return above[0]
    said = row.context_quote
    named = {m.value for m in years(said) if m.value and not said[: m.start].endswith(("由", "从", "比", "较", "自"))}
    if len(named) == 1 and not re.search(r"[由从比较自](?:19|20)\d\d年", said):
        return named.pop()
    return row.year or 0 if (row.document, row.part) in summaries else 0


def _inside(row: Target, spans: Sequence[tuple[str, int, int]]) -> bool:
    return any(document == row.document and start <= row.start and row.end <= end for document, start, end in spans)


def history(rows: Sequence[Target], marker: MarkerOf, summaries: Summaries) -> DraftBlock | None:
    """The table: indicators in order of first mention, years ascending, each value with its source; None without rows."""
    words: dict[str, str] = load("drafting")["phrases"]["zh"]
    by_name: dict[str, list[Target]] = {}
    for row in sorted(rows, key=lambda row: (year_of(row, summaries), row.file, row.start)):
        by_name.setdefault(canonical(row.indicator.removeprefix(row.region or "") or row.indicator), []).append(row)
    if not by_name:
        return None
    columns = sorted({year_of(row, summaries) for row in rows})
    header = (words["indicator"], *(f"{year}年" if year else words["unknown_year"] for year in columns))
    lines = [
        (
            group[0].indicator,
            *("；".join(_cells([row for row in group if year_of(row, summaries) == year], marker)) for year in columns),
        )
        for group in list(by_name.values())[:MOST_ROWS]
    ]
    caption = DraftSentence(text=words["table"], origin="new")
    return DraftBlock(kind="table", sentences=(caption,), rows=(header, *lines))


def _cells(group: Sequence[Target], marker: MarkerOf) -> list[str]:
    words: dict[str, str] = load("drafting")["phrases"]["zh"]
    found: dict[str, None] = {}
    for row in group:
        value = row.value_text if row.kind == "target" else words["reached"].format(value=row.value_text)
        found.setdefault(f"{value} [{marker(row)}]")
    return list(found)
