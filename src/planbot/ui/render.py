"""Turns of a conversation as HTML for the chat (pure): everything that comes from documents, answers or people is escaped.

Each message is one ``div`` on one line. What the page's scripts act on travels in links that lead nowhere: ``#cite/<document>/<start>/<end>/<page>``
opens the source panel, ``#turn/<conversation>/<number>`` names the turn, ``#scope/<field>/<value>`` is a value to narrow the search to.
"""

from collections.abc import Mapping
from urllib.parse import quote

from planbot.store.conversations import Turn
from planbot.types import Answer, Citation, Filters, Passage
from planbot.ui.conversation import Talk
from planbot.ui.markdown import escaped, markdown
from planbot.ui.said import without_sources
from planbot.ui.words import Words

_READING_SHOWN = 3
_PATH = " › "
Names = Mapping[str, str]
"""Titles of documents by id."""


def messages(talk: Talk, names: Names, words: Words) -> list[dict[str, str]]:
    """The conversation in the shape of Gradio's chat: ``{"role", "content"}``, content as HTML."""
    found: list[dict[str, str]] = []
    for number, turn in enumerate(talk.turns):
        address = f"#turn/{quote(talk.id, safe='')}/{number}"
        last = number == len(talk.turns) - 1
        found.append({"role": "user", "content": question(turn, address, words)})
        found.append({"role": "assistant", "content": reply(turn, address, names, words, last=last)})
    return found


def question(turn: Turn, address: str, words: Words) -> str:
    """What the person asked, with the way to change it once there is an answer."""
    text = "<br>".join(escaped(line) for line in turn.question.splitlines())
    edit = f'<a class="pb-edit-question" href="{address}">{escaped(words("answer.edit"))}</a>' if turn.over else ""
    return f'<div class="pb-asked"><div class="pb-question">{text}</div>{edit}</div>'


def reply(turn: Turn, address: str, names: Names, words: Words, *, last: bool = True) -> str:
    """The whole reply of a turn in any of its states: waiting, reading, streaming, done, refused, stopped, failed."""
    foot = _foot(turn, address, words) if turn.over else ""
    answer = turn.answer
    if turn.error:
        return failure(turn.error, words, foot)
    if not answer or not answer.answer:
        return _notice("stopped", words("answer.stopped"), "", foot) if turn.stopped else _waiting(answer, words)
    state = _state(answer, turn.stopped)
    over = state != "streaming"
    pieces = (
        _understood(answer, words),
        _scope(turn.filters, answer.scope, names, words),
        f'<div class="pb-state">{words("answer.refused")}</div>' if state == "refused" else "",
        f'<div class="pb-body">{body(answer)}</div>',
        f'<div class="pb-note">{words("answer.stopped")}</div>' if turn.stopped else "",
        _sources(answer, words) if over else "",
        foot,
        _next(turn.suggestions, words) if over and last else "",
    )
    return f'<div class="pb-answer pb-{state}">{"".join(pieces)}</div>'


def failure(message: str, words: Words, foot: str = "") -> str:
    """One line of an error."""
    return _notice("error", words("answer.failed"), message, foot)


def body(answer: Answer) -> str:
    """The answer's Markdown with its ``[n]`` as links to the citations they name; what the cards below say is left out."""
    links = {citation.marker: _marker(citation) for citation in answer.citations}
    text = without_sources(answer) if answer.done else answer.answer
    return markdown(text, links.get)


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


def _scope(chosen: Filters, read: Filters, names: Names, words: Words) -> str:
    """Chips: the scope that the person set, then what the question named."""
    given = {(field, value) for field, value in _values(chosen)}
    chips = [_chip(field, value, names, words, chosen=True) for field, value in _values(chosen)]
    named = [pair for pair in _values(read) if pair not in given and (pair[0] != "documents" or pair[1] in names)]
    chips += [_chip(field, value, names, words) for field, value in named]
    if not chips:
        return ""
    return f'<div class="pb-scope"><span class="pb-label">{words("answer.scope")}</span>{"".join(chips)}</div>'


def _values(filters: Filters) -> list[tuple[str, str]]:
    return [(field, str(value)) for field in Filters.model_fields for value in getattr(filters, field)]


def _chip(field: str, value: str, names: Names, words: Words, *, chosen: bool = False) -> str:
    label = words("script.year", year=value) if field == "years" else names.get(value, value)
    look = "pb-chip pb-chosen" if chosen else "pb-chip"
    return f'<a class="{look}" href="#scope/{field}/{quote(value, safe="")}">{escaped(label)}</a>'


def _href(citation: Citation) -> str:
    page = f"/{citation.page}" if citation.page else ""
    return f"#cite/{quote(citation.document, safe='')}/{citation.start}/{citation.end}{page}"


def _marker(citation: Citation) -> str:
    return f'<a class="pb-cite" href="{_href(citation)}">{citation.marker}</a>'


def _sources(answer: Answer, words: Words) -> str:
    if not answer.citations:
        return ""
    cards = "".join(_card(citation, words) for citation in answer.citations)
    label = words("answer.sources" if answer.answered else "answer.nearest")
    return f'<div class="pb-sources"><div class="pb-label">{label}</div><ol>{cards}</ol></div>'


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


def _foot(turn: Turn, address: str, words: Words) -> str:
    """What can be done with the reply; an error has no text to copy or judge."""
    told = turn.answer is not None and bool(turn.answer.answer)
    kinds = ("copy", "docx", "md", "again", "up", "down") if told else ("again",)
    links = "".join(
        f'<a class="pb-do pb-do-{kind}{" pb-on" if kind == turn.verdict else ""}" href="{address}">'
        f"{escaped(words(f'answer.{kind}'))}</a>"
        for kind in kinds
    )
    return f'<div class="pb-foot">{links}</div>'


def _next(questions: tuple[str, ...], words: Words) -> str:
    if not questions:
        return ""
    links = "".join(f'<li><a class="pb-ask" href="#ask">{escaped(text)}</a></li>' for text in questions)
    return f'<div class="pb-next"><div class="pb-label">{words("answer.next")}</div><ul>{links}</ul></div>'


def _notice(state: str, head: str, text: str, foot: str) -> str:
    detail = f'<div class="pb-body"><p>{escaped(text)}</p></div>' if text else ""
    return f'<div class="pb-answer pb-{state}"><div class="pb-state">{head}</div>{detail}{foot}</div>'


def welcome(documents: bool, words: Words) -> str:
    """What stands in an empty conversation: with ``documents`` in the home, or without."""
    head, hint = ("page.welcome", "page.welcome_hint") if documents else ("page.empty", "page.empty_hint")
    way = "" if documents else f'<a class="pb-to-documents" href="#documents">{words("page.add_documents")}</a>'
    return f'<div class="pb-welcome"><div class="pb-welcome-head">{words(head)}</div><p>{words(hint)}</p>{way}</div>'
