"""The HTTP routes of CONTRACT.md; the page uses them too."""

from typing import Annotated

from fastapi import APIRouter, File, Header, Query, UploadFile
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field

from planbot.errors import RefusedDocument, UsageError
from planbot.types import Filters, IngestReport, Message, Noun
from planbot.ui.desk import Desk
from planbot.ui.events import STREAM, answer_events, as_events, begun, last, stream, upload_events
from planbot.ui.figures import MEDIA, Figures
from planbot.ui.problems import problems
from planbot.ui.shapes import AnswerShape, Documents, answer_shape
from planbot.ui.source import View, view
from planbot.ui.uploads import Incoming, Uploads

MAX_QUESTION = 2000
"""Code points of a question."""
MAX_HISTORY = 200
MAX_FILES = 50
ANYWHERE = (400, 401, 403, 404, 413, 421, 422, 429, 500, 503)
"""What the guard, the check of a request and a failure inside may answer on any route."""
ABOUT = "Questions over plan documents, the ledger of targets, drafts. Errors are RFC 9457 problem details."


class Ready(Noun):
    """``GET /readyz``."""

    status: str
    documents: int


class AskRequest(Noun):
    """The body of ``POST /api/ask``."""

    question: str = Field(min_length=1, max_length=MAX_QUESTION)
    history: tuple[Message, ...] = Field(default=(), max_length=MAX_HISTORY)
    filters: Filters = Filters()


def probes(desk: Desk, figures: Figures) -> APIRouter:
    """`/healthz`: the process answers; `/readyz`: the home can be read; `/metrics`."""
    router = APIRouter(tags=["running"])

    @router.get("/healthz")
    def healthz() -> dict[str, str]:
        return {"status": "ok"}

    @router.get("/readyz")
    def readyz() -> Ready:
        return Ready(status="ready", documents=len(desk.documents()))

    @router.get("/metrics", response_class=PlainTextResponse)
    def metrics() -> Response:
        return Response(figures.text(), media_type=MEDIA)

    return router


def asking(desk: Desk) -> APIRouter:
    """`/api/ask`, whole or as a stream."""
    router = APIRouter(prefix="/api", tags=["asking"])

    @router.post("/ask", response_model=AnswerShape, responses=as_events(200))
    def ask(body: AskRequest, accept: Annotated[str, Header()] = "") -> Response:
        if not body.question.strip():
            raise UsageError("question: empty; write what you want to know")
        snapshots = desk.ask(body.question, body.history, body.filters)
        if STREAM in accept:
            return stream(answer_events(begun(snapshots)))
        return _json(answer_shape(last(snapshots)))

    return router


def documents(desk: Desk, uploads: Uploads) -> APIRouter:
    """`/api/documents`: list, add, remove and read."""
    router = APIRouter(prefix="/api/documents", tags=["documents"])

    @router.get("")
    def listed() -> Documents:
        return Documents(documents=desk.documents())

    @router.post("", status_code=201, response_model=IngestReport, responses={**as_events(200), **problems(409)})
    def added(
        files: Annotated[list[UploadFile], File(max_length=MAX_FILES)],
        replace: bool | None = None,
        accept: Annotated[str, Header()] = "",
    ) -> Response:
        incoming = [Incoming(file.filename or "", file.file) for file in files]
        if STREAM in accept:
            return stream(upload_events(lambda progress: uploads.take(incoming, replace, progress)))
        return _report(uploads.take(incoming, replace))

    @router.delete("/{document}", status_code=204)
    def removed(document: str) -> None:
        uploads.remove(document)

    @router.get("/{document}/text", response_class=PlainTextResponse)
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


def _json(value: BaseModel) -> Response:
    return Response(value.model_dump_json(), media_type="application/json")


def _report(report: IngestReport) -> JSONResponse:
    """201 with what became of each file; when every one is refused, the problem of the first."""
    refused = [outcome for outcome in report.outcomes if outcome.status == "refused"]
    if refused and len(refused) == len(report.outcomes):
        raise RefusedDocument("; ".join(o.message or o.file for o in refused), code=refused[0].code or "broken")
    return JSONResponse(report.model_dump(mode="json"), status_code=201)
