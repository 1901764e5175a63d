"""The names in a question that stand for parts of the home: labels, titles, issuers, places, levels, years, kinds of document (pure)."""

import re
from collections.abc import Callable, Sequence
from functools import cache

from planbot.ledger import departments
from planbot.lexicon.load import load
from planbot.scope.catalogue import (
    Catalogue,
    Mention,
    english_issuer_mentions,
    level_mentions,
    pinyin_mentions,
    spelled_mentions,
)
from planbot.scope.labels import part_labels
from planbot.scope.places import places
from planbot.scope.title_mentions import shortened_mentions, title_mentions
from planbot.scope.titles import document_numbers
from planbot.scope.years import years
from planbot.store.tokens import tokens
from planbot.types import PartKey

Holders = Callable[[str], frozenset[PartKey]]
"""The parts whose text holds a term."""


def names_in(question: str, catalogue: Catalogue, holders: Holders) -> list[Mention]:
    """Every name in reading order; a name inside a longer one is part of it."""
    named = [
        *_labels(question, catalogue),
        *title_mentions(question, catalogue),
        *shortened_mentions(question, catalogue),
        *spelled_mentions(question, catalogue.issuers, "issuer"),
        *english_issuer_mentions(question, catalogue),
        *spelled_mentions(question, catalogue.regions, "place"),
        *pinyin_mentions(question, catalogue),
        *_anchors(question, catalogue, holders),
        *_numbered(question, holders),
    ]
    named = [mention for mention in named if not any(covers(other, mention) for other in named)]
    named += _own_documents(question, catalogue, named)
    inside = [*named, *_bodies_and_places(question)]
    weak = [m for m in level_mentions(question, catalogue) if not any(overlap(other, m) for other in inside)]
    weak += _years(question, catalogue)
    weak = [mention for mention in weak if not any(overlap(other, mention) for other in named)]
    weak += _genre_mentions(question, catalogue, [*named, *weak])
    return sorted([*named, *weak], key=lambda mention: (mention.start, mention.end))


def _bodies_and_places(question: str) -> list[Mention]:
    """Bodies and places by name: a level inside one (the 县 of 县卫监所) says nothing of itself."""
    bodies = [(body.start, body.end) for body in departments.mentions(question)]
    named = [(place.start, place.end) for place in places(question) if place.form == "named"]
    return [
        Mention(start=start, end=end, kind="name", text=question[start:end], keys=frozenset())
        for start, end in [*bodies, *named]
    ]


def _own_documents(question: str, catalogue: Catalogue, known: Sequence[Mention]) -> list[Mention]:
    """Bodies named as those whose document it is ("县教育局2024年工作要点"), by any of their names."""
    follows = re.compile(load("scope")["genre"]["own_document"])
    found: list[Mention] = []
    for body in departments.mentions(question):
        if any(m.start < body.end and m.end > body.start for m in known) or not follows.match(question, body.end):
            continue
        own = departments.resolve(body.name)
        keys = frozenset(key for name, held in catalogue.bodies.items() if name.endswith(own) for key in held)
        if keys:
            text = question[body.start : body.end]
            found.append(Mention(start=body.start, end=body.end, kind="issuer", text=text, keys=keys))
    return found


def _genre_mentions(question: str, catalogue: Catalogue, known: Sequence[Mention]) -> list[Mention]:
    """Words for a kind of document (计划, 台账, "action plan") that tell one document from the others it may be about.

    A word alone names a document when only one is called so; behind a place, year or issuer it narrows what these leave.
    """
    found: list[Mention] = []
    for pattern, titles in _genres():
        for match in pattern.finditer(question):
            start, end = match.start(), match.end()
            if any(m.start < end and m.end > start for m in [*known, *found]):
                continue
            keys = catalogue.titled(titles)
            behind = any(m.end <= start and not re.search(r"[，。？！,;；?!]", question[m.end : start]) for m in known)
            if keys and (behind or len({key.document for key in keys}) == 1):
                found.append(Mention(start=start, end=end, kind="genre", text=match.group(), keys=keys))
    return found


@cache
def _genres() -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple(
        (re.compile(genre["asked"]), re.compile(genre["titled"])) for genre in load("scope")["genre"]["narrowing"]
    )


def _labels(question: str, catalogue: Catalogue) -> list[Mention]:
    return [
        Mention(
            start=label.start,
            end=label.end,
            kind="label",
            text=question[label.start : label.end],
            keys=catalogue.labels.get(label.key, frozenset()),
        )
        for label in part_labels(question)
    ] + [
        Mention(start=match.start(), end=match.end(), kind="label", text=match.group(), keys=catalogue.labels[key])
        for match in re.finditer(r"(?i)\b(?:plan\s+|document\s+)?(?:no\.?|number)\s?(\d{1,2})\b", question)
        if (key := f"part:{match[1]}") in catalogue.labels
    ]


def _numbered(question: str, holders: Holders) -> list[Mention]:
    """Documents named by their number: 国发〔2018〕39号, however its brackets are written, when one part alone holds it."""
    found: list[Mention] = []
    for number in document_numbers(question):
        printed = question[number.start : number.end]
        forms = [
            re.sub(r"[〔\[（(【]", left, re.sub(r"[〕\]）)】]", right, printed))
            for left, right in ("〔〕", "[]", "（）", "()", "【】")
        ]
        keys = frozenset(key for form in forms for key in holders(form))
        if len(keys) == 1 and re.match(load("scope")["genre"]["of_number"], question[number.end :]):
            found.append(Mention(start=number.start, end=number.end, kind="anchor", text=printed, keys=keys))
    return found


def _years(question: str, catalogue: Catalogue) -> list[Mention]:
    return [
        Mention(
            start=year.start,
            end=year.end,
            kind="year",
            text=question[year.start : year.end],
            keys=catalogue.years.get(str(year.value), frozenset()),
            own=bool(re.match(load("scope")["genre"]["own_year"], question[year.end :])),
        )
        for year in years(question)
        if year.value is not None
    ]


def _anchors(question: str, catalogue: Catalogue, holders: Holders) -> list[Mention]:
    """ "X、Y那个市": the part that holds the words before 那个, when they point at one part clearly."""
    patterns: dict[str, str] = load("scope")["anchors"]
    mentions: list[Mention] = []
    for pattern in patterns.values():
        for match in re.finditer(pattern, question):
            if keys := _pointed_at(match["anchor"], catalogue.keys, holders):
                mentions.append(
                    Mention(start=match.start(), end=match.end(), kind="anchor", text=match.group(), keys=keys)
                )
    return mentions


def _pointed_at(anchor: str, known: frozenset[PartKey], holders: Holders) -> frozenset[PartKey]:
    """The one part that holds clearly more of the anchor's rare words than any other."""
    scores: dict[PartKey, float] = {}
    for word in dict.fromkeys(token for token in tokens(anchor) if len(token) > 1):
        having = holders(word) & known
        for key in having:
            scores[key] = scores.get(key, 0.0) + 1.0 / len(having) ** 2
    best = sorted(scores.values(), reverse=True)
    if not best or best[0] < 0.5 or (len(best) > 1 and best[0] < 1.5 * best[1]):
        return frozenset()
    return frozenset(key for key, score in scores.items() if score == best[0])


def covers(outer: Mention, inner: Mention) -> bool:
    """Is ``inner`` part of the longer name ``outer``?"""
    return (
        outer is not inner
        and outer.start <= inner.start
        and inner.end <= outer.end
        and ((outer.end - outer.start) > (inner.end - inner.start) and outer.kind != "anchor")
    )


def overlap(one: Mention, other: Mention) -> bool:
    """Do they share characters of the question?"""
    return one.start < other.end and other.start < one.end
