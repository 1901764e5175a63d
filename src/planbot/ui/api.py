"""The HTTP routes of CONTRACT.md; the page uses them too."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, File, Header, Query, UploadFile
from fastapi.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from pydantic import Field

from planbot.errors import ConfigurationError, RefusedDocument, UsageError
from planbot.types import Answer, Document, Filters, IngestReport, Message, Noun
from planbot.ui.desk import Desk
from planbot.ui.events import INTERNAL, answer_events, upload_events
from planbot.ui.source import View, view
from planbot.ui.uploads import Incoming, Uploads

MAX_QUESTION = 2000
"""Code points of a question."""
MAX_HISTORY = 200
MAX_FILES = 50
_STREAM = "text/event-stream"


class AskRequest(Noun):
    """The body of ``POST /api/ask``."""

    question: str = Field(min_length=1, max_length=MAX_QUESTION)
    history: tuple[Message, ...] = Field(default=(), max_length=MAX_HISTORY)
    filters: Filters = Filters()


def probes(desk: Desk) -> APIRouter:
    """`/healthz`: the process answers; `/readyz`: the home can be read."""
    router = APIRouter()

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    def readyz() -> dict[str, str | int]:
        return {"status": "ready", "documents": len(desk.documents())}

    return router


def asking(desk: Desk) -> APIRouter:
    """`/api/ask`, whole or as a stream."""
    router = APIRouter(prefix="/api")

    @router.post("/ask")
    def ask(body: AskRequest, accept: Annotated[str, Header()] = "") -> Response:
        if not body.question.strip():
            raise UsageError("question: empty; write what you want to know")
        snapshots = desk.ask(body.question, body.history, body.filters)
        if _STREAM in accept:
            return _stream(answer_events(_begun(snapshots)))
        return JSONResponse(_last(snapshots).model_dump(mode="json", exclude=INTERNAL))

    return router


def documents(desk: Desk, uploads: Uploads) -> APIRouter:
    """`/api/documents`: list, add, remove and read."""
    router = APIRouter(prefix="/api/documents")

    @router.get("")
    def listed() -> dict[str, list[Document]]:
        return {"documents": list(desk.documents())}

    @router.post("", status_code=201)
    def added(
        files: Annotated[list[UploadFile], File(max_length=MAX_FILES)],
        replace: bool | None = None,
        accept: Annotated[str, Header()] = "",
    ) -> Response:
        incoming = [Incoming(file.filename or "", file.file) for file in files]
        if _STREAM in accept:
            return _stream(upload_events(lambda progress: uploads.take(incoming, replace, progress)))
        return _report(uploads.take(incoming, replace))

    @router.delete("/{document}", status_code=204)
    def removed(document: str) -> None:
        uploads.remove(document)

    @router.get("/{document}/text")
    def text(document: str) -> PlainTextResponse:
        return PlainTextResponse(desk.text(document))

    @router.get("/{document}/passage")
    def passage(
        document: str,
        start: Annotated[int, Query(ge=0)],
        end: Annotated[int, Query(ge=0)],
        around: Annotated[int, Query(ge=0, le=1_000_000)] = 1500,
    ) -> View:
        return _view(desk, document, (start, end), around)

    return router


def _view(desk: Desk, identity: str, span: tuple[int, int], around: int) -> View:
    stored = desk.outline(identity)
    if not span[0] <= span[1] <= len(stored.read.text):
        raise UsageError(f"start, end: need 0 <= start <= end <= {len(stored.read.text)}")
    return view(stored, *span, around)


def _stream(events: Iterator[str]) -> StreamingResponse:
    return StreamingResponse(events, media_type=_STREAM, headers={"X-Accel-Buffering": "no"})


def _begun(snapshots: Iterator[Answer]) -> Iterator[Answer]:
    """The same snapshots with the first one already made, so that an early error still gets its own HTTP status."""
    first = next(snapshots, None)

    def all_of_them() -> Iterator[Answer]:
        if first is not None:
            yield first
        yield from snapshots

    return all_of_them()


def _last(snapshots: Iterator[Answer]) -> Answer:
    last = None
    for snapshot in snapshots:
        last = snapshot
    if last is None:
        raise ConfigurationError("the answerer gave no answer; run `planbot doctor`")
    return last


def _report(report: IngestReport) -> JSONResponse:
    """201 with what became of each file; when every one is refused, the problem of the first."""
    refused = [outcome for outcome in report.outcomes if outcome.status == "refused"]
    if refused and len(refused) == len(report.outcomes):
        raise RefusedDocument("; ".join(o.message or o.file for o in refused), code=refused[0].code or "broken")
    return JSONResponse(report.model_dump(mode="json"), status_code=201)
