"""A person's conversations over HTTP: listed, searched, renamed, deleted and taken back, judged, downloaded."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from planbot.errors import NotFound
from planbot.evals.feedback import feedback, keep
from planbot.store.conversations import LONGEST_NAME, Conversation, Conversations, Turn
from planbot.types import Noun
from planbot.ui import downloads
from planbot.ui.conversation import history
from planbot.ui.desk import Desk
from planbot.ui.people import person
from planbot.ui.problems import problems
from planbot.ui.words import Language, load_words


class Listed(Noun):
    """``GET /api/conversations``; the latest first."""

    conversations: tuple[Conversation, ...]


class Whole(Noun):
    """``GET /api/conversations/{id}``; oldest turn first."""

    turns: tuple[Turn, ...]


class Renaming(Noun):
    """The body of ``PATCH /api/conversations/{id}``."""

    name: str = Field(min_length=1, max_length=LONGEST_NAME)


class Verdict(Noun):
    """A thumb on one answer; down makes a case for the evaluations."""

    verdict: Literal["up", "down"]
    comment: str = Field(default="", max_length=2000)


def conversations(desk: Desk, kept: Conversations) -> APIRouter:
    """`/api/conversations`: only ever the caller's own."""
    router = APIRouter(prefix="/api/conversations", tags=["conversations"])

    @router.get("")
    def listed(request: Request, search: Annotated[str, Query(max_length=200)] = "") -> Listed:
        return Listed(conversations=kept.all(person(request).name, search))

    @router.get("/{conversation}", responses=problems(404))
    def whole(request: Request, conversation: str) -> Whole:
        return Whole(turns=kept.turns(person(request).name, conversation))

    @router.patch("/{conversation}", status_code=204, responses=problems(404))
    def renamed(request: Request, conversation: str, body: Renaming) -> None:
        kept.rename(person(request).name, conversation, body.name)

    @router.delete("/{conversation}", status_code=204, responses=problems(404))
    def deleted(request: Request, conversation: str) -> None:
        kept.delete(person(request).name, conversation)

    @router.post("/{conversation}/restore", status_code=204, responses=problems(404))
    def restored(request: Request, conversation: str) -> None:
        kept.restore(person(request).name, conversation)

    @router.post("/{conversation}/turns/{number}/verdict", status_code=204, responses=problems(404))
    def judged(request: Request, conversation: str, number: int, body: Verdict) -> None:
        who = person(request).name
        *earlier, turn = _up_to(kept.turns(who, conversation), number)
        if turn.answer is None:
            raise NotFound(f"turn {number} has no answer")
        given = feedback(turn.answer, body.verdict, body.comment, history(tuple(earlier)))
        keep(desk.settings.home, given.model_copy(update={"filters": turn.filters}))
        kept.judge(who, conversation, number, body.verdict)

    @router.get("/{conversation}/turns/{number}/answer.{form}", response_class=Response, responses=problems(404))
    def downloaded(
        request: Request, conversation: str, number: int, form: Literal["docx", "md"], language: Language = "zh"
    ) -> Response:
        turn = _up_to(kept.turns(person(request).name, conversation), number)[-1]
        if turn.answer is None:
            raise NotFound(f"turn {number} has no answer")
        make = downloads.docx if form == "docx" else downloads.md
        head = downloads.attachment(f"{downloads.file_name(turn.question)}.{form}", f"answer.{form}")
        return Response(make(turn.answer, load_words(language)), media_type=downloads.MEDIA[form], headers=head)

    return router


def _up_to(turns: tuple[Turn, ...], number: int) -> tuple[Turn, ...]:
    """The turns up to and with ``number``, counted from 0. Raises NotFound."""
    if not 0 <= number < len(turns):
        raise NotFound(f"no turn {number} in this conversation")
    return turns[: number + 1]
