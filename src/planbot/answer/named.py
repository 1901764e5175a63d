"""Where a text names a body, and how much of it is about that body (pure)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from planbot.ledger import departments
from planbot.ledger.bodies import expansions, resolve
from planbot.lexicon.load import load
from planbot.sentences import clauses, running_sentences
from planbot.types import StoredDocument

_GOES_ON = re.compile(r"\s*(?:要|并|同时|还|应|须|需|并且)")
_RUNS_ON = re.compile(
    r"[\u4e00-\u9fff](?<![要在的对有应须需承负做担管牵和与及都该把将能是来给分单具一到被由从为下今明本去上还共这那办什定提派安设作布确列规如怎究可必落])"
)
"""A name that such a character follows is part of a longer noun (公立医院绩效考核), not the body asked about."""
_ACTS = re.compile(
    r"(?:、[^，。；]{2,40})?(?:要|应|须|需|负责|承担|牵头|会同|组织|印发|制定|制订|指导|统筹|定期|在|按|将|根据|切实)"
)
_ASKED_FOR = re.compile(r"(?:哪|什么|第[\d一二三四五六七八九十]+篇)")


def bodies_of(question: str) -> tuple[str, ...]:
    """Bodies that the question gives, each once: not those it asks for (哪几家医院), nor words too wide to mean one (各单位).

    A name that runs straight on into another (医院输血科) is part of the other.
    """
    found = departments.mentions(question)
    starts = {mention.start for mention in found}
    names = [
        mention.name
        for mention in found
        if not _ASKED_FOR.match(mention.name)
        and mention.canonical not in _too_wide()
        and mention.end not in starts
        and not _RUNS_ON.match(question, mention.end)
    ]
    return tuple(dict.fromkeys(names))


def naming_spans(text: str, start: int, end: int, edges: Sequence[int], body: str) -> Iterator[tuple[int, int]]:
    """Spans inside ``[start, end)`` that speak of ``body``: from the clause that names it to the next that names another body."""
    held: tuple[int, int] | None = None
    cheap = forms(body)
    for sentence in running_sentences(text, start, end, edges):
        if held and text[held[1] - 1] in "；;" and _GOES_ON.match(text, sentence[0]):
            held = (held[0], sentence[1])
            continue
        if held:
            yield held
        words = text[sentence[0] : sentence[1]]
        held = _span(text, sentence, body) if any(form in words for form in cheap) else None
    if held:
        yield held


def _span(text: str, sentence: tuple[int, int], body: str) -> tuple[int, int] | None:
    """The clauses of ``sentence`` about ``body``; None when the body itself is not named."""
    mentions = departments.find(text[sentence[0] : sentence[1]])
    own = [m for m in mentions if is_same(body, m.name)]
    if not own:
        return None
    spans = list(clauses(text, *sentence, whole_lists=True))
    at = [i for i, (a, b) in enumerate(spans) for m in own if a < sentence[0] + m.end and b > sentence[0] + m.start]
    others = {
        i
        for i, (a, b) in enumerate(spans)
        for m in mentions
        if m not in own and a <= sentence[0] + m.start < b and i not in at
    }
    first, last = min(at), max(at)
    while last + 1 < len(spans) and last + 1 not in others:
        last += 1
    begin = sentence[0] if not any(i < first for i in others) else spans[first][0]
    return begin, spans[last][1] if last + 1 < len(spans) else sentence[1]


def is_same(asked: str, named: str) -> bool:
    """Is ``named`` the body asked for, by another name or with its level or place left out? Wider and narrower kinds are not."""
    one, other = resolve(asked), resolve(named)
    return one == other or (one.endswith(other[-6:]) and len(other) > 3) or (other.endswith(one[-6:]) and len(one) > 3)


def acts(text: str, body: str) -> bool:
    """Does ``text`` say that ``body`` must act, rather than naming it in passing or in an annotation?"""
    return any(is_same(body, mention.name) and _ACTS.match(text, mention.end) for mention in departments.find(text))


def is_apart(stored: StoredDocument, start: int, end: int) -> bool:
    """Does the span stand in page furniture or in a title, which ask for nothing?"""
    furniture = any(mark.start < end and start < mark.end for mark in stored.furniture)
    return furniture or any(s.kind in ("title", "part") and s.start <= start < s.heading_end for s in stored.sections)


def forms(body: str) -> tuple[str, ...]:
    """Strings one of which a text must hold to name the body at all: a cheap test before the exact one."""
    tail = re.sub(r"^(?:各|全|本|市|县|区|省|乡镇)+", "", body)
    return tuple(dict.fromkeys([body, tail, *expansions(body)]))


@cache
def _too_wide() -> frozenset[str]:
    return frozenset(load("question")["wide_bodies"])
