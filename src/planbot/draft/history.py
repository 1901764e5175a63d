"""Earlier values beside a draft: one row for each indicator of its subject, one column for each year (pure)."""

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


def year_of(row: Target) -> int:
    """The year of a row: of a result, the one that its headings or its sentence name; 0 where nothing says."""
    told = " ".join((*row.section, row.context_quote)) if row.kind == "reported" else ""
    named = [mention.value for mention in years(told) if mention.value is not None]
    return named[0] if named else row.year or 0


def _inside(row: Target, spans: Sequence[tuple[str, int, int]]) -> bool:
    return any(document == row.document and start <= row.start and row.end <= end for document, start, end in spans)


def history(rows: Sequence[Target], marker: MarkerOf) -> DraftBlock | None:
    """The table: indicators in order of first mention, years ascending, each value with its source; None without rows."""
    words: dict[str, str] = load("drafting")["phrases"]["zh"]
    by_name: dict[str, list[Target]] = {}
    for row in sorted(rows, key=lambda row: (year_of(row), row.file, row.start)):
        by_name.setdefault(canonical(row.indicator.removeprefix(row.region or "") or row.indicator), []).append(row)
    if not by_name:
        return None
    columns = sorted({year_of(row) for row in rows})
    header = (words["indicator"], *(f"{year}年" if year else words["unknown_year"] for year in columns))
    lines = [
        (group[0].indicator, *("；".join(_cells(group, year, marker)) for year in columns))
        for group in list(by_name.values())[:MOST_ROWS]
    ]
    caption = DraftSentence(text=words["table"], origin="new")
    return DraftBlock(kind="table", sentences=(caption,), rows=(header, *lines))


def _cells(group: Sequence[Target], year: int, marker: MarkerOf) -> list[str]:
    words: dict[str, str] = load("drafting")["phrases"]["zh"]
    found: dict[str, None] = {}
    for row in group:
        if (year_of(row)) == year:
            value = row.value_text if row.kind == "target" else words["reached"].format(value=row.value_text)
            found.setdefault(f"{value} [{marker(row)}]")
    return list(found)
