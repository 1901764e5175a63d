"""Documents as they came, over HTTP: pages of a PDF, what is doubtful in a text, and taking a file in anew."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import Field

from planbot.errors import NotFound, RefusedDocument
from planbot.types import Description, Document, IngestOutcome, Kind, Noun, StoredDocument, WarningCode
from planbot.ui.desk import Desk
from planbot.ui.pdf_page import PageView, page_view, picture
from planbot.ui.problems import problems

_EXCERPT = 60
"""Code points of a passage that is named by its beginning."""


class Remark(Noun):
    """A warning with the words it is about."""

    code: WarningCode
    message: str
    start: int | None
    end: int | None
    excerpt: str
    """The words at ``[start, end)``, cut after 60; empty when the remark is about the whole."""


class Said(Noun):
    """The body of ``PUT /api/documents/{id}/description``: what a person says the document is; what is left out stays as it was read."""

    title: str | None = Field(default=None, min_length=1, max_length=300)
    issuer: str | None = Field(default=None, min_length=1, max_length=200)
    region: str | None = Field(default=None, min_length=1, max_length=100)
    year: int | None = Field(default=None, ge=1900, le=2200)
    kind: Kind | None = None


class Remarks(Noun):
    """``GET /api/documents/{id}/remarks``."""

    remarks: tuple[Remark, ...]


def originals(desk: Desk) -> APIRouter:
    """`/api/documents/{id}/pages`, `/remarks`, `/description` and `/again`."""
    router = APIRouter(prefix="/api/documents/{document}", tags=["documents"])

    @router.get("/remarks", responses=problems(404))
    def remarks(document: str) -> Remarks:
        return Remarks(remarks=remarks_of(desk.outline(document)))

    @router.get("/pages/{page}", responses=problems(404))
    def placed(
        document: str, page: int, start: Annotated[int, Query(ge=0)] = 0, end: Annotated[int, Query(ge=0)] = 0
    ) -> PageView:
        return page_view(desk.outline(document), page, start, end)

    @router.get("/pages/{page}/image", response_class=Response, responses=problems(404))
    def drawn(document: str, page: int) -> Response:
        image = picture(desk.outline(document), page)
        if image is None:
            raise NotFound(f"page {page} of this document has no picture: the file was moved or changed")
        return Response(image, media_type="image/png", headers={"Cache-Control": "private, max-age=86400"})

    @router.put("/description", responses=problems(404))
    def said(document: str, body: Said) -> Document:
        given = body.model_dump(exclude_none=True)
        return desk.describe(Description(document=desk.outline(document).document.id, **given))

    @router.delete("/description", responses=problems(404))
    def unsaid(document: str) -> Document:
        return desk.describe(Description(document=desk.outline(document).document.id))

    @router.post("/again", responses=problems(404))
    def again(document: str) -> IngestOutcome:
        path = Path(desk.outline(document).document.path)
        if not path.is_file():
            raise NotFound(f"{path.name}: the file is no longer where it was taken from; upload it again")
        (outcome,) = desk.ingest([path]).outcomes
        if outcome.status == "refused":
            raise RefusedDocument(outcome.message or outcome.file, code=outcome.code or "broken")
        return outcome

    return router


def remarks_of(stored: StoredDocument) -> tuple[Remark, ...]:
    """The document's warnings with what they are about (pure)."""
    text = stored.read.text
    return tuple(
        Remark(
            code=warning.code,
            message=warning.message,
            start=warning.start,
            end=warning.end,
            excerpt=" ".join(text[warning.start : warning.end].split())[:_EXCERPT]
            if warning.start is not None and warning.end is not None
            else "",
        )
        for warning in stored.document.warnings
    )
