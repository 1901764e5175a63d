"""Errors as RFC 9457 problem details."""

import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from planbot.errors import (
    Conflict,
    InputError,
    NotAllowed,
    NotFound,
    PlanbotError,
    RefusedDocument,
    RetryableError,
    UsageError,
)

_log = logging.getLogger("planbot.ui")
_STATUS: tuple[tuple[type[PlanbotError], HTTPStatus], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (Conflict, HTTPStatus.CONFLICT),
    (NotAllowed, HTTPStatus.FORBIDDEN),
    (UsageError, HTTPStatus.BAD_REQUEST),
    (InputError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (RetryableError, HTTPStatus.SERVICE_UNAVAILABLE),
    (PlanbotError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
MEDIA = "application/problem+json"
UNEXPECTED = "something went wrong inside planbot; the log has the details"


class Problem(BaseModel):
    """An error as RFC 9457 has it; ``code`` says why a document was refused."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str | None = None


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These statuses for a route's entry in the OpenAPI document."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": HTTPStatus(status).phrase, "content": {MEDIA: {"schema": schema}}}
        for status in statuses
    }


def problem(status: HTTPStatus, detail: str, **more: object) -> dict[str, object]:
    """The members of a problem document; ``more`` are extension members."""
    return {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail, **more}


def problem_of(error: Exception) -> dict[str, object]:
    """The problem of any exception; what is not ours is logged and its text kept from the client."""
    if isinstance(error, PlanbotError):
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        code = {"code": error.code} if isinstance(error, RefusedDocument) else {}
        return problem(status, str(error), **code)
    _log.error("unexpected error", exc_info=error)
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, UNEXPECTED)


def problem_response(body: Mapping[str, object]) -> JSONResponse:
    status = int(str(body["status"]))
    headers = {"Retry-After": "5"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return JSONResponse(dict(body), status, headers, media_type=MEDIA)


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` with a problem document."""

    def on_error(_request: Request, error: Exception) -> JSONResponse:
        return problem_response(problem_of(error))

    def on_http(_request: Request, error: Exception) -> JSONResponse:
        known = error if isinstance(error, HTTPException) else HTTPException(500)
        return problem_response(problem(HTTPStatus(known.status_code), str(known.detail)))

    def on_invalid(_request: Request, error: Exception) -> JSONResponse:
        lines = _complaints(error) if isinstance(error, RequestValidationError) else []
        return problem_response(problem(HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(lines)))

    app.openapi = lambda: _described(app)
    app.add_exception_handler(PlanbotError, on_error)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(Exception, on_error)


def _described(app: FastAPI) -> dict[str, Any]:
    """The OpenAPI document, with what a problem is."""
    if app.openapi_schema is None:
        schema = FastAPI.openapi(app)
        schema["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        app.openapi_schema = schema
    return app.openapi_schema


def _complaints(error: RequestValidationError) -> list[str]:
    """ "body.question: Field required" for each field; what was sent is not repeated."""
    found: Sequence[dict[str, Any]] = error.errors()
    return [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in found]
