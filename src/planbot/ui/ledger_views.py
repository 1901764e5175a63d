"""What the ledger page shows besides the rows: what can be filtered by, one indicator over the years, contradictions, spreadsheets."""

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from planbot.ledger.indicators import canonical
from planbot.ledger.query import Series, Wanted, contradictions, side_by_side
from planbot.ledger.register import BodyCount, bodies_found
from planbot.ledger.trend import Trend, trends
from planbot.types import Noun, Target
from planbot.ui import sheets
from planbot.ui.desk import Desk
from planbot.ui.ledger import TargetQuery

_SHEETS = {
    "csv": ("text/csv; charset=utf-8", sheets.as_csv),
    "xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", sheets.as_xlsx),
}


class ExportQuery(TargetQuery):
    """The query of ``GET /api/ledger/export``: the filters, and the kind of file."""

    style: Literal["csv", "xlsx"] = "xlsx"


class Choice(Noun):
    """A value to filter by, and how many rows have it."""

    name: str
    rows: int


class Facets(Noun):
    """All there is to filter the ledger by, the most frequent first; years and parts in their order."""

    indicators: tuple[Choice, ...]
    departments: tuple[BodyCount, ...]
    documents: tuple[Choice, ...]
    """Ids."""
    parts: tuple[Choice, ...]
    regions: tuple[Choice, ...]
    years: tuple[Choice, ...]
    kinds: tuple[Choice, ...]
    compared: tuple[str, ...]
    """Indicators that more than one document, part or year states."""


class Comparison(Noun):
    """One indicator across documents, parts and years."""

    series: tuple[Series, ...]
    trends: tuple[Trend, ...]
    rows_searched: int
    documents_searched: int


class Contradictions(Noun):
    """Indicators with several values for one place and year."""

    series: tuple[Series, ...]
    rows_searched: int
    documents_searched: int


def ledger_views(desk: Desk) -> APIRouter:
    """`/api/ledger/…`; every list is complete."""
    router = APIRouter(prefix="/api/ledger")

    @router.get("/facets")
    def facets() -> Facets:
        return facets_of(desk.targets(Wanted(kind="all")).rows, desk)

    @router.get("/compare")
    def compare(indicator: Annotated[str, Query(min_length=1, max_length=200)]) -> Comparison:
        found = desk.targets(Wanted(kind="all", indicators=(indicator,)))
        series = side_by_side(found.rows)
        return Comparison(
            series=series,
            trends=tuple(trend for group in series for trend in trends(group)),
            rows_searched=found.rows_searched,
            documents_searched=found.documents_searched,
        )

    @router.get("/contradictions")
    def contradicting() -> Contradictions:
        found = desk.targets(Wanted())
        return Contradictions(
            series=contradictions(found.rows),
            rows_searched=found.rows_searched,
            documents_searched=found.documents_searched,
        )

    @router.get("/export", response_class=Response)
    def export(query: Annotated[ExportQuery, Query()]) -> Response:
        media, made = _SHEETS[query.style]
        attachment = {"Content-Disposition": f'attachment; filename="ledger.{query.style}"'}
        return Response(made(desk.targets(query.wanted()).rows), media_type=media, headers=attachment)

    return router


def facets_of(rows: tuple[Target, ...], desk: Desk) -> Facets:
    """The facets of ``rows``; bodies under the names that the desk's aliases give them."""
    return Facets(
        indicators=_counted(canonical(row.indicator) for row in rows),
        departments=bodies_found(rows, desk.aliases),
        documents=_counted(row.document for row in rows),
        parts=_in_order(row.part for row in rows),
        regions=_counted(row.region for row in rows),
        years=_in_order(str(row.year) if row.year else None for row in rows),
        kinds=_counted(row.kind for row in rows),
        compared=tuple(series.indicator for series in side_by_side(rows)),
    )


def _counted(names: Iterable[str | None]) -> tuple[Choice, ...]:
    counts = Counter(name for name in names if name)
    return tuple(Choice(name=name, rows=rows) for name, rows in counts.most_common())


def _in_order(names: Iterable[str | None]) -> tuple[Choice, ...]:
    return tuple(sorted(_counted(names), key=lambda choice: (len(choice.name), choice.name)))
