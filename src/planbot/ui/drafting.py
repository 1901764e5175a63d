"""Drafting over HTTP, and a draft as a file with its open places filled in."""

from typing import Annotated, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import ConfigDict, Field

from planbot.draft.fill import filled
from planbot.draft.markdown import with_sources
from planbot.draft.official.docx import DocxOptions, Sources, to_docx
from planbot.types import Draft, Noun
from planbot.ui.desk import Desk
from planbot.ui.downloads import MEDIA, attachment
from planbot.ui.problems import problems

MAX_BRIEF = 4000
"""Code points."""


class DraftRequest(Noun):
    """The body of ``POST /api/draft``."""

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)

    brief: str = Field(min_length=1, max_length=MAX_BRIEF)
    sources: Annotated[tuple[Annotated[str, Field(max_length=500)], ...], Field(max_length=100, alias="from")] = ()
    """DOCUMENT or DOCUMENT:SECTION: the only texts it is made from."""
    year: Annotated[int, Field(ge=1949, le=2100)] | None = None


class Export(Noun):
    """The body of ``POST /api/drafts/export``."""

    draft: Draft
    values: Annotated[tuple[Annotated[str, Field(max_length=2000)], ...], Field(max_length=2000)]
    """What goes into each placeholder, in order; empty ones stay open."""
    style: Literal["docx", "md"] = "docx"
    sources: Sources = "endnotes"
    """In Markdown: "none" leaves the marks out, the other two list the sources at the end."""


def drafting(desk: Desk) -> APIRouter:
    """`/api/draft` and `/api/drafts/export`."""
    router = APIRouter(prefix="/api", tags=["drafting"])

    @router.post("/draft", responses=problems(400, 404))
    def draft(body: DraftRequest) -> Draft:
        return desk.draft(body.brief, body.sources, body.year)

    @router.post("/drafts/export", response_class=Response, responses=problems(400))
    def export(body: Export) -> Response:
        draft = filled(body.draft, body.values)
        head = attachment(f"{draft.title[:80] or 'planbot'}.{body.style}", f"draft.{body.style}")
        return Response(_content(draft, body), media_type=MEDIA[body.style], headers=head)

    return router


def _content(draft: Draft, wanted: Export) -> bytes:
    if wanted.style == "docx":
        return to_docx(draft, DocxOptions(sources=wanted.sources))
    return with_sources(draft, listed=wanted.sources != "none").encode()
