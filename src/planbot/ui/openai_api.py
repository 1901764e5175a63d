"""planbot as a model for any OpenAI client: ``/v1/chat/completions``, streamed or whole, and ``/v1/models``."""

import json
import secrets
import time
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from planbot.errors import NotFound, UsageError
from planbot.types import Answer, Filters, Message, Noun
from planbot.ui.desk import Desk
from planbot.ui.events import as_events, begun, last, stream
from planbot.ui.problems import problem_of
from planbot.ui.shapes import AnswerShape, answer_shape

MODEL = "planbot"
MAX_TURNS = 200
_BORN = 1_767_225_600
"""The OpenAI shape wants a time of creation for a model; planbot's first version, seconds since 1970."""


class _Open(BaseModel):
    """What other fields a client sends is left aside: they steer language models."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Piece(_Open):
    """One piece of a message; only text is read."""

    type: str
    text: str = ""


class Turn(_Open):
    """One message of the conversation. Instructions (system, developer) do not change how planbot answers."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Piece] | None = None

    def text(self) -> str:
        """The words of the message."""
        if isinstance(self.content, list):
            return "\n".join(piece.text for piece in self.content if piece.type == "text")
        return self.content or ""


class Extra(_Open):
    """The request's ``planbot`` field."""

    filters: Filters = Filters()


class StreamOptions(_Open):
    """The request's ``stream_options``."""

    include_usage: bool = False


class Completion(_Open):
    """The body of ``POST /v1/chat/completions``."""

    model: str = MODEL
    messages: Annotated[list[Turn], Field(min_length=1, max_length=MAX_TURNS)]
    stream: bool | None = False
    stream_options: StreamOptions | None = None
    planbot: Extra = Extra()


class Reply(Noun):
    """The assistant's message; ``planbot`` is the answer object with its citations."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: str | None = None
    planbot: AnswerShape


class Choice(Noun):
    """The only choice."""

    index: int = 0
    message: Reply
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Spent(Noun):
    """Tokens of the language model behind planbot; zeros without one."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completed(Noun):
    """A whole completion."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    """Seconds since 1970."""
    model: str = MODEL
    choices: tuple[Choice, ...]
    usage: Spent


class Model(Noun):
    """planbot as one entry of a list of models."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = _BORN
    owned_by: str = MODEL


class Models(Noun):
    """``GET /v1/models``."""

    object: Literal["list"] = "list"
    data: tuple[Model, ...] = (Model(),)


def as_model(desk: Desk) -> APIRouter:
    """The routes that OpenAI clients use."""
    router = APIRouter(prefix="/v1", tags=["openai"])

    @router.get("/models")
    def models() -> Models:
        return Models()

    @router.get("/models/{model:path}")
    def model(model: str) -> Model:
        if model != MODEL:
            raise NotFound(f"no model {model[:80]!r}: the only one is {MODEL}")
        return Model()

    @router.post("/chat/completions", response_model=Completed, responses=as_events(200))
    def complete(body: Completion) -> Response:
        question, history = conversation(body.messages)
        snapshots = desk.ask(question, history, body.planbot.filters)
        if body.stream:
            usage = bool(body.stream_options and body.stream_options.include_usage)
            return stream(chunks(begun(snapshots), usage=usage))
        return Response(completed(last(snapshots)).model_dump_json(), media_type="application/json")

    return router


def conversation(turns: list[Turn]) -> tuple[str, tuple[Message, ...]]:
    """The question and what was said before. Raises UsageError when the last message is not a question."""
    question = turns[-1].text() if turns[-1].role == "user" else ""
    if not question.strip():
        raise UsageError("messages: the last one must be the user's question, with text in it")
    return question, tuple(
        Message(role=turn.role, content=turn.text()) for turn in turns[:-1] if turn.role in ("user", "assistant")
    )


def completed(answer: Answer) -> Completed:
    """The answer as OpenAI shapes it."""
    reply = Reply(content=answer.answer, planbot=answer_shape(answer))
    return Completed(id=_id(), created=int(time.time()), choices=(Choice(message=reply),), usage=_spent(answer))


def chunks(snapshots: Iterator[Answer], *, usage: bool) -> Iterator[str]:
    """Server-sent chunks: whole verified sentences, at the end ``planbot`` in the last delta; an error as OpenAI sends it."""
    head = {"id": _id(), "object": "chat.completion.chunk", "created": int(time.time()), "model": MODEL}
    yield _chunk(head, {"role": "assistant", "content": ""})
    sent = ""
    try:
        for answer in snapshots:
            if answer.answer.startswith(sent) and answer.answer != sent:
                yield _chunk(head, {"content": answer.answer[len(sent) :]})
                sent = answer.answer
            if answer.done:
                yield _chunk(head, {"planbot": answer_shape(answer).model_dump(mode="json")}, "stop")
                if usage:
                    yield _data({**head, "choices": [], "usage": _spent(answer).model_dump()})
    except Exception as error:  # noqa: BLE001 - the status line is already sent: the error must travel as an event
        found = problem_of(error)
        yield _data({"error": {"message": found["detail"], "type": found["title"], "code": found["status"]}})
        return
    yield "data: [DONE]\n\n"


def _chunk(head: dict[str, Any], delta: dict[str, Any], reason: str | None = None) -> str:
    return _data({**head, "choices": [{"index": 0, "delta": delta, "finish_reason": reason, "logprobs": None}]})


def _data(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"


def _spent(answer: Answer) -> Spent:
    given, made = answer.usage.prompt_tokens, answer.usage.completion_tokens
    return Spent(prompt_tokens=given, completion_tokens=made, total_tokens=given + made)


def _id() -> str:
    return f"chatcmpl-{secrets.token_hex(12)}"
