"""Turns of a conversation as HTML for the chat (pure): everything that comes from documents, answers or people is escaped.

Each message is one ``div`` on one line. A citation is a link ``#cite/<document>/<start>/<end>/<page>`` that the page's script opens in the
source panel; its card under the answer carries file, heading path, page and quote, also for the panel's head and the hover text.
"""

from urllib.parse import quote

from planbot.types import Answer, Citation, Passage
from planbot.ui.conversation import Turn, Turns
from planbot.ui.markdown import escaped, markdown
from planbot.ui.words import Words

_READING_SHOWN = 3
_PATH = " › "


def messages(turns: Turns, words: Words) -> list[dict[str, str]]:
    """The conversation in the shape of Gradio's chat: ``{"role", "content"}``, content as HTML."""
    pairs = [(("user", question(turn.question)), ("assistant", reply(turn, words))) for turn in turns]
    return [{"role": role, "content": content} for pair in pairs for role, content in pair]


def question(text: str) -> str:
    return f'<div class="pb-question">{"<br>".join(escaped(line) for line in text.splitlines())}</div>'


def reply(turn: Turn, words: Words) -> str:
    """The whole reply of a turn in any of its states: waiting, reading, streaming, done, refused, stopped, failed."""
    if turn.error:
        return failure(turn.error, words)
    answer = turn.answer
    if not answer or not answer.answer:
        return _notice("stopped", words("answer.stopped"), "") if turn.stopped else _waiting(answer, words)
    state = _state(answer, turn.stopped)
    pieces = (
        _understood(answer, words),
        f'<div class="pb-state">{words("answer.refused")}</div>' if state == "refused" else "",
        f'<div class="pb-body">{body(answer)}</div>',
        f'<div class="pb-note">{words("answer.stopped")}</div>' if turn.stopped else "",
        _sources(answer, words) if state != "streaming" else "",
        _foot(words) if state != "streaming" else "",
    )
    return f'<div class="pb-answer pb-{state}">{"".join(pieces)}</div>'


def failure(message: str, words: Words) -> str:
    """One line of an error."""
    return _notice("error", words("answer.failed"), message)


def body(answer: Answer) -> str:
    """The answer's Markdown with its ``[n]`` as links to the citations they name."""
    links = {citation.marker: _marker(citation) for citation in answer.citations}
    return markdown(answer.answer, links.get)


def _state(answer: Answer, stopped: bool) -> str:
    if stopped:
        return "stopped"
    if not answer.done:
        return "streaming"
    return "done" if answer.answered else "refused"


def _waiting(answer: Answer | None, words: Words) -> str:
    reading = answer.reading if answer else ()
    if not reading:
        return f'<div class="pb-answer pb-reading"><div class="pb-state">{words("answer.searching")}</div></div>'
    places = list(dict.fromkeys(_place(passage) for passage in reading))
    shown = "".join(f"<li>{escaped(place)}</li>" for place in places[:_READING_SHOWN])
    head = words("answer.reading", count=len(reading))
    return f'<div class="pb-answer pb-reading"><div class="pb-state">{head}</div><ul>{shown}</ul></div>'


def _place(passage: Passage) -> str:
    return _PATH.join(step for step in (passage.file, passage.part, *passage.section[-1:]) if step)


def _understood(answer: Answer, words: Words) -> str:
    if answer.standalone_question.strip() in ("", answer.question.strip()):
        return ""
    return f'<div class="pb-note">{words("answer.understood")}{escaped(answer.standalone_question)}</div>'


def _href(citation: Citation) -> str:
    page = f"/{citation.page}" if citation.page else ""
    return f"#cite/{quote(citation.document, safe='')}/{citation.start}/{citation.end}{page}"


def _marker(citation: Citation) -> str:
    return f'<a class="pb-cite" href="{_href(citation)}">{citation.marker}</a>'


def _sources(answer: Answer, words: Words) -> str:
    if not answer.citations:
        return ""
    cards = "".join(_card(citation, words) for citation in answer.citations)
    return f'<div class="pb-sources"><div class="pb-label">{words("answer.sources")}</div><ol>{cards}</ol></div>'


def _card(citation: Citation, words: Words) -> str:
    page = words("answer.page", page=citation.page) if citation.page else ""
    where = _PATH.join(step for step in (citation.part, *citation.section) if step)
    fields = (
        ("n", str(citation.marker)),
        ("file", citation.file),
        ("where", where),
        ("page", page),
        ("quote", citation.quote),
        ("warning", words("answer.damaged") if citation.warnings else ""),
    )
    spans = "".join(f'<span class="pb-{name}">{escaped(text)}</span>' for name, text in fields if text)
    return f'<li><a class="pb-source" href="{_href(citation)}">{spans}</a></li>'


def _foot(words: Words) -> str:
    return f'<div class="pb-foot"><button class="pb-copy" type="button">{words("answer.copy")}</button></div>'


def _notice(state: str, head: str, text: str) -> str:
    detail = f'<div class="pb-body"><p>{escaped(text)}</p></div>' if text else ""
    return f'<div class="pb-answer pb-{state}"><div class="pb-state">{head}</div>{detail}</div>'


def welcome(documents: bool, words: Words) -> str:
    """What stands in an empty conversation: with ``documents`` in the home, or without."""
    head, hint = ("page.welcome", "page.welcome_hint") if documents else ("page.empty", "page.empty_hint")
    return f'<div class="pb-welcome"><div class="pb-welcome-head">{words(head)}</div><p>{words(hint)}</p></div>'
