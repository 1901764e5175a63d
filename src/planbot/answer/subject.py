"""Whom and where a question is about, and whether a sentence can be (pure).

A sentence of the right words about another hospital, county or thing is a near miss, not the answer. What the question names beside the
documents must be named by the sentence, by the headings above it, or by the part it stands in.
"""

import re
from collections.abc import Callable, Sequence
from typing import Literal

from planbot.answer.named import is_same
from planbot.answer.request import Request, reading
from planbot.ledger.bodies import expansions, kind_of, resolve
from planbot.ledger.departments import Mention, find, mentions
from planbot.lexicon.load import load
from planbot.retrieve.query import Query, content_words
from planbot.retrieve.rank import Scored, held
from planbot.retrieve.search import Found
from planbot.scope.places import places, short_name
from planbot.store.tokens import folded
from planbot.types import Noun, Part

OWN = 0.5
"""What a sentence gains that stands in the own plan of the body asked about."""
OF = "的"
_TITLES = re.compile(r"《[^》]*》")
"""A place in the title of another document is not what a sentence is about."""
_PHRASE = re.compile(r"[“‘「\"]([^”’」\"]{5,60})[”’」\"]")
"""A phrase of the documents, as a question quotes it; shorter ones are names and nicknames."""
QUOTED = 0.6
"""Share of its words, by length, that must stand in one place."""
_LEADING = 6
"""Characters into the question within which a body is its subject."""


class Subject(Noun):
    """What a sentence must be about to answer."""

    places: tuple[str, ...]
    """Places that narrow nothing down: no part is from there."""
    body: str | None
    """The body whose matter is asked about, where the question begins with it."""
    proper: str
    """Characters before its kind that tell it from others of the kind: 北陂 of 北陂镇卫生院."""
    counted: tuple[str, ...]
    """Wordings of the thing that is counted; none where any will do."""
    names: tuple[str, ...]
    """Latin names in a Chinese question (HPV, DRG) and titles of documents: nothing else stands for them."""
    grades: tuple[str, ...]
    """Grades and types of the things asked about: 二级, 2型."""
    tense: Literal["planned", "reached"] | None
    """Set where the scope leaves both plans and reports open."""


def read_subject(rest: str, request: Request, query: Query, parts_in_scope: int) -> Subject:
    """The subject of a question whose scope words are taken out."""
    text = rest.strip()
    led = _leading(text) if "list" not in request.wants else None
    before = text[: led.start] if led else ""
    return Subject(
        places=tuple(p.name for p in places(text) if p.form == "named" and p.level in ("province", "city", "county")),
        body=led.name if led else None,
        proper=before if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", before) else "",
        counted=_counted(request, query),
        names=_names(text, query),
        grades=tuple(reading("grade").findall(request.question)),
        tense=request.tense if parts_in_scope != 1 else None,
    )


def _names(text: str, query: Query) -> tuple[str, ...]:
    titles = filter(
        None, (title.strip("《》 ") for title in _TITLES.findall(text))
    )  # blank where the scope was taken out
    formats = load("answering")["formats"]
    latin = reading("latin_name").findall(text) if query.language == "zh" else []
    return (*titles, *(name for name in latin if name not in formats))


def _leading(text: str) -> Mention | None:
    """The body that the text begins with; not one that is asked for ("多少中医馆")."""
    first = next((m for m in mentions(text) if m.start <= _LEADING), None)
    if first is None or _is_generic(first.name) or reading("asks_before").search(text[: first.start]):
        return None
    return first


def _is_generic(name: str) -> bool:
    """A kind of body, not one of them: 企业, 各单位, 医养结合机构, but not 县人民医院."""
    words = load("answering")
    if re.sub(words["any_of"], "", name) in words["generic_bodies"]:
        return True
    kinds = re.compile(words["kinds_of_body"])
    return bool(kinds.search(name) and kinds.search(resolve(name)) and not re.match(words["whose_body"], name))


def concerns(subject: Subject, sentence: Scored, words: str, part: Part) -> bool:
    """Can ``sentence`` answer a question about ``subject``? ``words``: it and the headings above it."""
    held = f"{part.title or ''} {part.issuer or ''} {part.region or ''} {words}"
    if any(short_name(place) not in _TITLES.sub("", held) for place in subject.places):
        return False
    if any(name not in held for name in subject.names) or _another_grade(subject.grades, held):
        return False
    if subject.tense == "planned" and sentence.reports:
        return False
    if subject.counted and not any(wording in folded(words) for wording in subject.counted):
        return False
    if subject.body is None:
        return True
    kind = kind_of(resolve(subject.body))
    return subject.proper in held and any(
        is_same(subject.body, m.name) or (kind and m.kind == kind) for m in find(held)
    )


def _another_grade(asked: Sequence[str], held: str) -> bool:
    """Is it said of another grade (二级 for 三级, 1型 for 2型) than the one asked about?"""
    said = reading("grade").findall(held)
    return any(
        grade not in held and any(other[-1] == grade[-1] and other[0] != grade[0] for other in said) for grade in asked
    )


def weighed(
    subject: Subject, sentence: Scored, words: str, part: Part, query: Query, weights: Sequence[float]
) -> Scored:
    """``sentence`` by what it holds besides the subject's name, which every sentence of the body's own plan has as good as said."""
    if subject.body is None:
        return sentence
    named = [folded(name) for name in (subject.body, *expansions(subject.body))]
    about = [any(w in name or name in w for w, _ in c.wordings for name in named) for c in query.concepts]
    rest = [(c, w) for c, w, is_name in zip(query.concepts, weights, about, strict=True) if not is_name]
    total = sum(w for _, w in rest)
    if not total or sentence.coverage <= 0:
        return sentence
    low = folded(words)
    facts = sum(w * held(c, low) for c, w in rest) / total
    own = bool(part.issuer) and is_same(subject.body, part.issuer or "")
    return sentence.model_copy(update={"coverage": facts, "score": sentence.score + (OWN if own else 0.0)})


def _counted(request: Request, query: Query) -> tuple[str, ...]:
    """The last word of what is counted, with its other wordings: the head of a Chinese noun phrase stands at its end.

    A head of one character (药, 村) tells too little to look for.
    """
    phrase = folded(reading("counted_end").split(request.counted or "")[0])
    words = content_words(phrase)
    if not words or not phrase.endswith(words[-1]) or words[-1] in load("question")["counted_anything"]:
        return ()
    heads = dict.fromkeys((words[-1], words[0])) if OF in phrase else (words[-1],)
    wordings = (w for c in query.concepts if any(head in c.head for head in heads) for w, _ in c.wordings)
    return tuple(dict.fromkeys((*wordings, *heads)))


def unknown_phrase(found: Found, text: Callable[[Scored], str]) -> bool:
    """Is there something that the question quotes ("由谁负责“健全行业统计制度”") and that none of the found sentences says?

    Titles are no such phrases: those that name the scope are taken out. Found means most of its words in one sentence with the headings
    above it: people quote loosely.
    """
    asked = [words for phrase in _PHRASE.findall(found.scope.rest) if len(words := content_words(folded(phrase))) > 1]
    if not asked or found.query.language != "zh":
        return False
    said = [folded(text(sentence)) for sentence in found.sentences]
    return any(max((_share(words, low) for low in said), default=0.0) < QUOTED for words in asked)


def _share(words: Sequence[str], low: str) -> float:
    return sum(len(word) for word in words if word in low) / sum(map(len, words))


def unknown_attribute(found: Found) -> bool:
    """Is the thing whose figure is asked for ("财政收入是多少") one that no document mentions?"""
    match = reading("attribute").search(found.query.text)
    named = folded(match[1]) if match else ""
    words = content_words(named)
    return bool(words) and named.endswith(words[-1]) and words[-1] in found.unknown
