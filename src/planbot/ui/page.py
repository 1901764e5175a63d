"""The chat page: the only module that knows Gradio.

Gradio carries the conversation (queue, streaming, stop, state); every message is HTML of :mod:`planbot.ui.render`. Components that compile
strings into code in the browser (``gr.HTML``, ``js=``) are not used: the Content-Security-Policy forbids them.
"""

import logging
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio import events
from gradio.themes import Base

from planbot.errors import NotFound, PlanbotError
from planbot.types import Filters
from planbot.ui import conversation, render
from planbot.ui.api import MAX_QUESTION
from planbot.ui.conversation import Turn, Turns
from planbot.ui.desk import Desk
from planbot.ui.examples import Subject, examples, subjects, worth_opening
from planbot.ui.words import Words

_log = logging.getLogger("planbot.ui")
_CONCURRENT = 20
"""Questions answered at the same time; more wait in the queue."""
_STORAGE = "planbot-conversation"
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build_page(desk: Desk, words: Words) -> gr.Blocks:
    """The chat over ``desk`` in the language of ``words``; mount it with :func:`mount`."""
    with gr.Blocks(title=words("chat.page_title"), analytics_enabled=False, fill_height=True) as page:
        talk = _Talk(desk, words)
        events.api(talk.reply, api_name="ask", concurrency_limit=_CONCURRENT)
        turns, saved = gr.State(()), gr.BrowserState(None, storage_key=_STORAGE, secret=_STORAGE)
        chat = _chat(words)
        with gr.Row(elem_id="composer"):
            new = gr.Button(words("page.new"), elem_id="new-chat", size="sm", scale=0, min_width=0)
            box = _box(words)
        refresh = gr.Button(elem_id="refresh", visible="hidden")
        shown = [chat, box, turns]
        asked: dict[str, Any] = {
            "inputs": [box, turns],
            "outputs": [*shown, saved],
            "concurrency_limit": _CONCURRENT,
            **_QUIET,
        }
        typed = box.submit(talk.ask, **asked)
        chosen = chat.example_select(_chosen, None, box, **_QUIET).then(talk.ask, **asked)
        box.stop(talk.stop, turns, [*shown, saved], cancels=[typed, chosen], **_QUIET)
        new.click(talk.new, None, [*shown, saved], cancels=[typed, chosen], **_QUIET)
        page.load(talk.restore, saved, shown, **_QUIET)
        refresh.click(talk.welcome, None, chat, **_QUIET)
    return page


def _chat(words: Words) -> gr.Chatbot:
    return gr.Chatbot(
        elem_id="chat",
        label=words("page.chat"),
        show_label=False,
        container=False,
        layout="panel",
        height=None,
        scale=1,
        buttons=[],
        feedback_options=None,
        latex_delimiters=[],
        line_breaks=False,
        group_consecutive_messages=False,
        allow_file_downloads=False,
    )


def _box(words: Words) -> gr.Textbox:
    return gr.Textbox(
        elem_id="question",
        label=words("page.question"),
        show_label=False,
        container=False,
        placeholder=words("page.question_placeholder"),
        lines=1,
        max_lines=8,
        max_length=MAX_QUESTION,
        interactive=False,  # until the conversation is restored, which would otherwise overwrite an early question
        scale=1,
        submit_btn=words("page.send"),
        stop_btn=False,
    )


def _same() -> object:
    """The update that changes nothing."""
    return gr.skip()  # pyright: ignore[reportUnknownVariableType]


def _chosen(event: gr.SelectData) -> str:
    """The text of the example that was clicked."""
    return str(event.value["text"])


class _Talk:
    """What the page does on each event. Values in, component updates out; holds no conversation itself."""

    def __init__(self, desk: Desk, words: Words) -> None:
        self._desk = desk
        self._words = words
        self._subjects = lru_cache(maxsize=64)(self._find_subjects)

    def ask(self, question: str, turns: Turns) -> Iterator[tuple[object, ...]]:
        """Updates for chat, box, turns and storage while the answer comes in."""
        if not (question := question.strip()):
            yield _same(), self._idle(), _same(), _same()
            return
        for turn in self._turns(question, turns):
            now = (*turns, turn)
            if turn.over:
                yield self._messages(now), self._idle(), now, conversation.stored(now)
            else:
                yield self._messages(now), self._busy(), now, _same()

    def _turns(self, question: str, earlier: Turns) -> Iterator[Turn]:
        """The turn as it grows; an error becomes its last state."""
        turn = Turn(question=question)
        yield turn
        try:
            if len(question) > MAX_QUESTION:
                raise PlanbotError(self._words("page.too_long", limit=MAX_QUESTION))
            for answer in self._desk.ask(question, conversation.history(earlier), Filters()):
                turn = Turn(question=question, answer=answer)
                yield turn
        except PlanbotError as error:
            yield turn.model_copy(update={"error": str(error)})
        except Exception:  # noqa: BLE001 - the conversation goes on; the log has the traceback
            _log.exception("a question failed")
            yield turn.model_copy(update={"error": self._words("page.unexpected")})

    def stop(self, turns: Turns) -> tuple[object, ...]:
        now = conversation.stopped(turns)
        return self._messages(now), self._idle(keep=True), now, conversation.stored(now)

    def new(self) -> tuple[object, ...]:
        return self.welcome(), self._idle(), (), conversation.stored(())

    def restore(self, saved: object) -> tuple[object, ...]:
        turns = conversation.restored(saved)
        messages: Any = self._messages(turns)
        chat = gr.Chatbot(value=messages, **self._welcome())
        return chat, gr.Textbox(interactive=True), turns

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
            return {"placeholder": render.failure(str(error), self._words), "examples": []}
        found = [self._subjects(document.id, document.sha256) for document in worth_opening(documents)]
        return {
            "placeholder": render.welcome(bool(documents), self._words),
            "examples": [{"text": text} for text in examples(found, self._words)],
        }

    def _find_subjects(self, identity: str, _sha256: str) -> tuple[Subject, ...]:
        """What to ask of one version of a document; nothing when it is removed meanwhile."""
        try:
            return subjects(self._desk.outline(identity))
        except NotFound:
            return ()

    def _messages(self, turns: Turns) -> list[dict[str, str]]:
        return render.messages(turns, self._words)

    def _busy(self) -> gr.Textbox:
        return gr.Textbox(value="", submit_btn=False, stop_btn=self._words("page.stop"))

    def _idle(self, *, keep: bool = False) -> gr.Textbox:
        """The box ready for a question; ``keep`` what is typed in it already."""
        typed: dict[str, Any] = {} if keep else {"value": ""}
        return gr.Textbox(submit_btn=self._words("page.send"), stop_btn=False, **typed)


def mount(app: FastAPI, page: gr.Blocks, path: str) -> None:
    """Serve ``page`` under ``path`` of ``app``, with nothing of Gradio's around it and nothing loaded from elsewhere."""
    fonts = ["system-ui", "sans-serif"]
    gr.mount_gradio_app(
        app,
        page,
        path=path,
        theme=Base(font=fonts, font_mono=["ui-monospace", "monospace"]),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        pwa=False,
        mcp_server=False,
    )
