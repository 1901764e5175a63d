"""Server-sent events: an answer and an upload as they come about."""

import json
import queue
import threading
from collections.abc import Callable, Iterator
from typing import Any

from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from planbot.errors import ConfigurationError
from planbot.types import Answer, IngestReport, Progress
from planbot.ui.problems import problem_of

STREAM = "text/event-stream"
INTERNAL = {"reading", "done"}
"""Fields of an Answer that matter only while it streams."""


def stream(events: Iterator[str]) -> StreamingResponse:
    """The events as a response that no proxy holds back."""
    return StreamingResponse(events, media_type=STREAM, headers={"X-Accel-Buffering": "no"})


def as_events(status: int) -> dict[int | str, dict[str, Any]]:
    """For a route's entry in the OpenAPI document: its result may also come as events, under ``status``."""
    texts = {name: {"type": "string"} for name in ("event", "data")}
    schema = {"type": "object", "properties": texts, "required": ["data"]}
    return {status: {"description": "Successful Response", "content": {STREAM: {"schema": schema}}}}


def begun(snapshots: Iterator[Answer]) -> Iterator[Answer]:
    """The same snapshots with the first one already made, so that an early error still gets its own HTTP status."""
    first = next(snapshots, None)

    def all_of_them() -> Iterator[Answer]:
        if first is not None:
            yield first
        yield from snapshots

    return all_of_them()


def last(snapshots: Iterator[Answer]) -> Answer:
    """The whole answer."""
    whole = None
    for snapshot in snapshots:
        whole = snapshot
    if whole is None:
        raise ConfigurationError("the answerer gave no answer; run `planbot doctor`")
    return whole


def event(name: str, data: object) -> str:
    """One event; ``data`` is a model or plain JSON values, on one line."""
    plain = data.model_dump(mode="json") if isinstance(data, BaseModel) else data
    return f"event: {name}\ndata: {json.dumps(plain, ensure_ascii=False)}\n\n"


def answer_events(snapshots: Iterator[Answer]) -> Iterator[str]:
    """`passages` once, `token` for each addition to the answer, `citations` and `done` at its end; `error` (a problem) when it breaks off."""
    sent, announced = "", False
    try:
        for answer in snapshots:
            if answer.reading and not announced:
                announced = True
                yield event("passages", {"passages": [passage.model_dump(mode="json") for passage in answer.reading]})
            if answer.answer.startswith(sent) and answer.answer != sent:
                yield event("token", {"text": answer.answer[len(sent) :]})
                sent = answer.answer
            if answer.done:
                yield event("citations", {"citations": [c.model_dump(mode="json") for c in answer.citations]})
                yield event("done", answer.model_dump(mode="json", exclude=INTERNAL))
    except Exception as error:  # noqa: BLE001 - the status line is already sent: the error must travel as an event
        yield event("error", problem_of(error))


def upload_events(take: Callable[[Callable[[Progress], None]], IngestReport]) -> Iterator[str]:
    """`progress` while ``take`` works in a thread of its own, then `done` with its report or `error` with a problem."""
    steps: queue.SimpleQueue[Progress | IngestReport | Exception] = queue.SimpleQueue()

    def work() -> None:
        try:
            steps.put(take(steps.put))
        except Exception as error:  # noqa: BLE001 - handed to the client as an event
            steps.put(error)

    threading.Thread(target=work, name="planbot-upload", daemon=True).start()
    while isinstance(step := steps.get(), Progress):
        yield event("progress", step)
    yield event("done", step) if isinstance(step, IngestReport) else event("error", problem_of(step))
