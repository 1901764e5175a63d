"""What the chat does on each event: values in, updates of Gradio's components out. It holds no conversation itself."""

import logging
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, cast
from uuid import uuid4

import gradio as gr
from pydantic import ValidationError

from planbot.errors import InputError, NotFound, PlanbotError
from planbot.ledger.query import RowKind, Wanted
from planbot.store.conversations import Conversations, Turn
from planbot.types import Answer, Filters, Target
from planbot.ui import render
from planbot.ui.api import MAX_QUESTION
from planbot.ui.conversation import Talk, history
from planbot.ui.desk import Desk
from planbot.ui.examples import Subject, examples, subjects, worth_opening
from planbot.ui.people import person
from planbot.ui.suggestions import cited_documents, openers, suggestions
from planbot.ui.words import Words

_log = logging.getLogger("planbot.ui")
_EXAMPLES = 4
"""Questions to begin with."""
Updates = tuple[object, ...]
"""For the chat, the box of the question and the conversation."""


class Talking:
    """The chat over ``desk`` in one language."""

    nothing = Talk()

    def __init__(self, desk: Desk, conversations: Conversations, words: Words) -> None:
        self._desk = desk
        self._conversations = conversations
        self._words = words
        self._subjects = lru_cache(maxsize=64)(self._find_subjects)

    def ask(self, question: str, scope: str, again: str, talk: Talk, request: gr.Request) -> Iterator[Updates]:
        """The answer as it comes in. ``scope``: Filters as JSON; ``again``: the turn that this question replaces, or nothing."""
        if not (question := question.strip()):
            yield _same(), self._idle(), _same()
            return
        earlier = talk.ended().before(int(again)) if again.isdecimal() else talk.ended()
        earlier = earlier.model_copy(update={"id": earlier.id or uuid4().hex})
        who = person(request).name
        for turn in self._turns(question, _filters(scope), earlier):
            talk = earlier.model_copy(update={"turns": (*earlier.turns, turn.slim() if turn.over else turn)})
            if turn.over or turn.answer is None:
                talk = self._keep(who, talk)
            yield self._messages(talk), self._idle() if turn.over else self._busy(), talk

    def _turns(self, question: str, filters: Filters, earlier: Talk) -> Iterator[Turn]:
        """The turn as it grows; an error becomes its last state."""
        turn = Turn(question=question, filters=filters)
        yield turn
        try:
            if len(question) > MAX_QUESTION:
                raise InputError(self._words("page.too_long", limit=MAX_QUESTION))
            for answer in self._desk.ask(question, history(earlier.turns), filters):
                turn = turn.model_copy(update={"answer": answer})
                if answer.done:
                    turn = turn.model_copy(update={"suggestions": self._next(answer)})
                yield turn
        except PlanbotError as error:
            yield turn.model_copy(update={"error": self._failure(error)})
        except Exception:  # noqa: BLE001 - the conversation goes on; the log has the traceback
            _log.exception("a question failed")
            yield turn.model_copy(update={"error": self._words("page.unexpected")})

    def _failure(self, error: PlanbotError) -> str:
        """In the page's language where there is a line for this kind of error, then as it is put for whoever runs planbot."""
        key = f"trouble.{type(error).__name__}"
        return f"{self._words(key)} {error}" if key in self._words.names() else str(error)

    def _next(self, answer: Answer) -> tuple[str, ...]:
        """Questions to go on with; none when the ledger cannot be read now."""
        documents = cited_documents(answer)
        if not documents or not answer.answered:
            return ()
        return suggestions(answer, self._rows(documents, "all"), self._words)

    def _rows(self, documents: tuple[str, ...], kind: RowKind) -> tuple[Target, ...]:
        """The ledger's rows of these documents; none when it cannot be read now."""
        if not documents:
            return ()
        try:
            return self._desk.targets(Wanted(kind=kind, documents=documents)).rows
        except PlanbotError:
            return ()

    def _keep(self, who: str, talk: Talk) -> Talk:
        """Stored; under a new id when another person's conversation has this one."""
        try:
            self._conversations.keep(who, talk.id, talk.turns)
        except NotFound:
            talk = talk.model_copy(update={"id": uuid4().hex, "turns": talk.turns[-1:]})
            self._conversations.keep(who, talk.id, talk.turns)
        return talk

    def stop(self, talk: Talk, request: gr.Request) -> Updates:
        now = talk.ended()
        if now is not talk:
            now = self._keep(person(request).name, now)
        return self._messages(now), self._idle(keep=True), now

    def new(self) -> Updates:
        return self.welcome(), self._idle(), Talk()

    def open(self, identity: str, request: gr.Request) -> Updates:
        """One of this person's conversations; an empty one when there is none of that id."""
        try:
            turns = self._conversations.turns(person(request).name, identity)
        except NotFound:
            return self.new()
        talk = Talk(id=identity, turns=turns).ended()
        return gr.Chatbot(value=self._shown(talk), **self._welcome()), self._idle(keep=True), talk

    def restore(self, request: gr.Request) -> Updates:
        """What the page's address names (``?c=<id>``)."""
        identity = str(cast("Any", request).query_params.get("c") or "")
        chat, _, talk = self.open(identity, request) if identity else self.new()
        return chat, gr.Textbox(interactive=True), talk

    def welcome(self) -> gr.Chatbot:
        """An empty conversation: what to ask, or how to begin when the home is empty."""
        return gr.Chatbot(value=[], **self._welcome())

    def reply(self, question: str) -> Iterator[str]:
        """The answer to one question as Markdown, growing. For programs that talk to the page through gradio_client."""
        try:
            for answer in self._desk.ask(question[:MAX_QUESTION], (), Filters()):
                yield answer.answer
        except PlanbotError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def _welcome(self) -> dict[str, Any]:
        try:
            documents = self._desk.documents()
        except PlanbotError as error:
            return {"placeholder": render.failure(self._failure(error), self._words), "examples": []}
        chosen = worth_opening(documents)
        found = [self._subjects(document.id, document.sha256) for document in chosen]
        rows = self._rows(tuple(document.id for document in chosen), "target")
        questions = (*openers(rows, self._words), *examples(found, self._words))
        return {
            "placeholder": render.welcome(bool(documents), self._words),
            "examples": [{"text": text} for text in questions[:_EXAMPLES]],
        }

    def _find_subjects(self, identity: str, _sha256: str) -> tuple[Subject, ...]:
        """What to ask of one version of a document; nothing when it is removed meanwhile."""
        try:
            return subjects(self._desk.outline(identity))
        except NotFound:
            return ()

    def _messages(self, talk: Talk) -> list[dict[str, str]]:
        return render.messages(talk, self._names(), self._words)

    def _shown(self, talk: Talk) -> Any:
        """The same for a component, whose type wants Gradio's own messages."""
        return self._messages(talk)

    def _names(self) -> dict[str, str]:
        try:
            return {document.id: document.title or document.file for document in self._desk.documents()}
        except PlanbotError:
            return {}

    def _busy(self) -> gr.Textbox:
        return gr.Textbox(value="", submit_btn=False, stop_btn=self._words("page.stop"))

    def _idle(self, *, keep: bool = False) -> gr.Textbox:
        """The box ready for a question; ``keep`` what is typed in it already."""
        typed: dict[str, Any] = {} if keep else {"value": ""}
        return gr.Textbox(submit_btn=self._words("page.send"), stop_btn=False, **typed)


def _same() -> object:
    """The update that changes nothing."""
    return gr.skip()  # pyright: ignore[reportUnknownVariableType]


def _filters(written: str) -> Filters:
    """The scope that the page sent; none when it is not one."""
    try:
        return Filters.model_validate_json(written) if re.search(r"\S", written or "") else Filters()
    except ValidationError:
        return Filters()
