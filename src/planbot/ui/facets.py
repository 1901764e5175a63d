"""What a question can be narrowed to: the documents, years, places and bodies of the home."""

from collections import Counter
from collections.abc import Iterable

from fastapi import APIRouter

from planbot.ledger.query import Wanted
from planbot.types import Document, Noun, Target
from planbot.ui.desk import Desk

_MOST_BODIES = 200


class Choice(Noun):
    """A document to choose."""

    id: str
    title: str
    file: str


class Facets(Noun):
    """``GET /api/scope``."""

    documents: tuple[Choice, ...]
    years: tuple[int, ...]
    """The latest first."""
    regions: tuple[str, ...]
    departments: tuple[str, ...]
    """Those with most rows of the ledger first."""


def facets(desk: Desk) -> APIRouter:
    """`/api/scope`."""
    router = APIRouter(prefix="/api", tags=["asking"])

    @router.get("/scope")
    def scope() -> Facets:
        return choices(desk.documents(), desk.targets(Wanted(kind="all")).rows)

    return router


def choices(documents: Iterable[Document], rows: Iterable[Target]) -> Facets:
    """The values that documents and rows have (pure)."""
    listed = tuple(documents)
    parts = [part for document in listed for part in (document, *document.parts)]
    bodies = Counter(name for row in rows for name in row.responsible)
    return Facets(
        documents=tuple(Choice(id=d.id, title=d.title or d.file, file=d.file) for d in listed),
        years=tuple(sorted({part.year for part in parts if part.year}, reverse=True)),
        regions=tuple(sorted({part.region for part in parts if part.region})),
        departments=tuple(name for name, _ in bodies.most_common(_MOST_BODIES)),
    )
