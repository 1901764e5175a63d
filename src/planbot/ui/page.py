"""The chat page, put together of Gradio's components.

Gradio carries the conversation (queue, streaming, stop, state); every message is HTML of :mod:`planbot.ui.render`. Components that compile
strings into code in the browser (``gr.HTML``, ``js=``) are not used: the Content-Security-Policy forbids them. The page's own scripts talk
to Gradio through boxes and buttons that nobody sees.
"""

from typing import Any

import gradio as gr
from fastapi import FastAPI
from gradio import events
from gradio.themes import Base

from planbot.store.conversations import Conversations
from planbot.ui.api import MAX_QUESTION
from planbot.ui.desk import Desk
from planbot.ui.talking import Talking
from planbot.ui.words import Words

_CONCURRENT = 20
"""Questions answered at the same time; more wait in the queue."""
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


def build_page(desk: Desk, conversations: Conversations, words: Words) -> gr.Blocks:
    """The chat over ``desk`` in the language of ``words``; mount it with :func:`mount`."""
    with gr.Blocks(title=words("chat.page_title"), analytics_enabled=False, fill_height=True) as page:
        talking = Talking(desk, conversations, words)
        events.api(talking.reply, api_name="ask", concurrency_limit=_CONCURRENT)
        talk = gr.State(talking.nothing)
        chat = _chat(words)
        with gr.Row(elem_id="composer"):
            box = _box(words)
        scope, again, wanted = (_unseen(name) for name in ("pb-filters", "pb-again", "pb-wanted"))
        new, opening, refresh = (
            gr.Button(elem_id=name, visible="hidden") for name in ("pb-blank", "pb-open", "pb-renew")
        )
        shown = [chat, box, talk]
        asked: dict[str, Any] = {
            "inputs": [box, scope, again, talk],
            "outputs": shown,
            "concurrency_limit": _CONCURRENT,
            **_QUIET,
        }
        typed = box.submit(talking.ask, **asked)
        chosen = chat.example_select(_chosen, None, box, **_QUIET).then(talking.ask, **asked)
        running: Any = [typed, chosen]
        box.stop(talking.stop, talk, shown, cancels=running, **_QUIET)
        new.click(talking.new, None, shown, cancels=running, **_QUIET)
        opening.click(talking.open, wanted, shown, cancels=running, **_QUIET)
        page.load(talking.restore, None, shown, **_QUIET)
        refresh.click(talking.welcome, None, chat, **_QUIET)
    return page


def _unseen(name: str) -> gr.Textbox:
    """A box that the page's scripts write into."""
    return gr.Textbox(elem_id=name, visible="hidden", max_length=20_000)


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
        autoscroll=False,
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


def _chosen(event: gr.SelectData) -> str:
    """The text of the example that was clicked."""
    return str(event.value["text"])


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
