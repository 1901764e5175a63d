"""Which of the found sentences are the answer, and how much of each (pure).

The best sentence that can be the answer answers a plain question; a question for several things takes every sentence that covers it
about as well. A long sentence is cut to the run of clauses that holds the words asked for and the figure asked about.
"""

import re
from collections.abc import Callable, Sequence

from planbot.answer.fitting import annotation, figures, fits, is_exact, joined, names_lead, refers_back, same_rates
from planbot.answer.named import is_same
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request, reading
from planbot.answer.trimming import LONG, trimmed
from planbot.ledger.departments import find
from planbot.retrieve.query import Query
from planbot.retrieve.rank import Scored, held
from planbot.sentences import running_sentences
from planbot.store.tokens import folded
from planbot.types import PartKey

SUPPORT = 0.2
"""Least share of the question's concepts, by rarity, that a sentence must hold to answer it (docs/evals.md has the curve)."""
NEAR_BEST = 0.6
"""A sentence lower down may answer in place of the best one when it covers at least this share of what that one covers."""
CLOSE = 0.8
"""A further sentence answers too when its score is at least this share of the first one's."""
ALIKE = 0.7
"""Across documents the same fact is worded differently: share of the best coverage that another part's sentence must have."""
MOSTLY = 0.6
"""Coverage from which a sentence is about what is asked, though it does not name what the rate is of."""
TRIED = 8
"""Sentences looked at for one that can be the answer."""
MOST = 6
"""Quotes in one composed answer."""
MOST_CHARACTERS = 420
"""Of the sentences quoted for a list; the first is quoted whatever its length."""
FURTHER = 2
"""Sentences added for things that the others do not hold."""
WHOLE, CLOSED = 16, "。；;！!"
"""Characters from which a heading may be a sentence, and what closes one."""
REACH = 160
"""Characters after a sentence in which its continuation is looked for."""

Text = Callable[[str], str]
"""A document's stored text, by id."""


def from_sentences(ranked: Sequence[Scored], query: Query, request: Request, text: Text) -> Reply | None:
    """The answer in the documents' own sentences; None when none of the best can be it."""
    fit = answering(ranked, request, query, text)
    if query.language == "zh" and not {"who", "list"} & set(request.wants):
        fit = [s for s in fit if beyond_names(_words(s, text), query)]
    if (going_on := _continued(ranked, fit, request, text)) is not None:
        return Reply(route="lookup", points=(Point(evidence=going_on),))
    if not fit:
        return None
    chosen = _chosen(fit, query, request, text)
    points = tuple(Point(evidence=trimmed(sentence, text(sentence.document), query, request)) for sentence in chosen)
    return Reply(route="list" if "list" in request.wants else "lookup", points=points)


def _chosen(fit: Sequence[Scored], query: Query, request: Request, text: Text) -> list[Scored]:
    """The best sentence; for a question about several things, those about as good, and one for each thing that none of them holds."""
    best = fit[0]
    if not ({"list", "compare"} & set(request.wants) or request.asks > 1) or _is_whole_list(best, request, text):
        return [best]
    floor = best.score * CLOSE if {"list", "compare"} & set(request.wants) else best.score
    chosen, length = [best], best.end - best.start
    for sentence in (s for s in fit[1:] if s.score >= floor):
        length += sentence.end - sentence.start
        if len(chosen) < MOST and length <= MOST_CHARACTERS:
            chosen.append(sentence)
    return chosen + _covering(fit, chosen, query, text)


def _covering(fit: Sequence[Scored], chosen: Sequence[Scored], query: Query, text: Text) -> list[Scored]:
    """Further sentences of the same document that hold a concept that no chosen one holds."""
    said = folded(" ".join(_words(sentence, text) for sentence in chosen))
    open_ = [concept for concept in query.concepts if not held(concept, said)]
    further: list[Scored] = []
    for sentence in fit:
        low = folded(_words(sentence, text))
        new = [concept for concept in open_ if held(concept, low)]
        if new and sentence not in chosen and sentence.document == chosen[0].document and len(further) < FURTHER:
            further.append(sentence)
            open_ = [concept for concept in open_ if concept not in new]
    return further


def _is_whole_list(sentence: Scored, request: Request, text: Text) -> bool:
    """Does it list as many things as the question says there are?"""
    return request.count is not None and joined(_words(sentence, text)) >= request.count


def from_annotation(
    ranked: Sequence[Scored], request: Request, text: Text, until: Callable[[Scored], int]
) -> Reply | None:
    """Who does it, where an annotation after the task says so: "…（甲局牵头，乙局配合）"; the task and the annotation.

    ``until`` gives the end of the section that a sentence stands in: an annotation speaks of what stands before it there.
    """
    if "who" not in request.wants:
        return None
    telling = [s for s in ranked[:TRIED] if not s.heading or s.end - s.start > LONG]
    if ranked and ranked[0].heading and all(ranked[0].coverage > other.coverage for other in telling):
        telling = [ranked[0]]  # a task asked for by its heading; the note stands at the end of the section
    if not telling or telling[0].coverage < SUPPORT or _names_asked(_words(telling[0], text), request):
        return None
    best = telling[0]
    task = Point(evidence=Evidence(document=best.document, start=best.start, end=best.end))
    who = _who_after(best, request, text(best.document), until(best))
    if who is None:
        return None
    if who[1] <= best.end:
        return Reply(route="lookup", points=(task,))
    named = Point(evidence=Evidence(document=best.document, start=who[0], end=who[1]))
    return Reply(route="lookup", points=(task, named))


def _who_after(best: Scored, request: Request, text: str, end: int) -> tuple[int, int] | None:
    """An annotation behind the task, or a sentence behind it that names a body in the role asked for ("乙局配合。"); the nearer of both."""
    leading = annotation().match(text, best.start)  # speaks of what stands before this sentence
    begin = leading.end() if leading else best.start
    spans = [match.span()] if (match := annotation().search(text, begin, end)) else []
    if request.role is not None:
        after = running_sentences(text, best.end, min(end, best.end + REACH), ())
        spans += [span for span in after if _in_role(text[span[0] : span[1]], request.role)][:1]
    return min(spans, default=None)


def _names_asked(words: str, request: Request) -> bool:
    """Does the sentence itself name who is asked for?"""
    return names_lead(words) if request.role is None else _in_role(words, request.role)


def _in_role(words: str, role: str) -> bool:
    return bool(re.search(role, words) and find(words))


def side_by_side(
    ranked: Sequence[Scored],
    groups: Sequence[tuple[str, frozenset[PartKey]]],
    query: Query,
    request: Request,
    text: Text,
) -> tuple[Reply | None, tuple[str, ...]]:
    """The best answer of each scope asked about, and the names of those that have none; no reply when fewer than two have one."""
    points: list[Point] = []
    without: list[str] = []
    for label, keys in groups:
        own = [s for s in ranked if PartKey(document=s.document, part=s.part) in keys]
        wider = request.model_copy(update={"measured": ()})  # documents may measure the like of it in other words
        fit = answering(own, request, query, text) or answering(own, wider, query, text, support=SUPPORT / 2)
        if fit:
            evidence = trimmed(fit[0], text(fit[0].document), query, request)
            points.append(Point(evidence=evidence, label=label.strip()))
        else:
            without.append(label.strip())
    return (Reply(route="compare", points=tuple(points)) if len(points) > 1 else None), tuple(without)


def across_parts(
    ranked: Sequence[Scored], query: Query, request: Request, text: Text, label: Callable[[Scored], str]
) -> Reply | None:
    """One answer for each part of the home that has one about as good as the best."""
    fit = answering(ranked, request, query, text, tried=len(ranked))
    first: dict[PartKey, Scored] = {}
    for sentence in fit:
        if sentence.coverage >= fit[0].coverage * ALIKE:
            first.setdefault(PartKey(document=sentence.document, part=sentence.part), sentence)
    if len(first) < 2:
        return None
    points = [
        Point(evidence=trimmed(sentence, text(sentence.document), query, request), label=label(sentence))
        for sentence in list(first.values())[:MOST]
    ]
    return Reply(route="compare", points=tuple(points))


def answering(
    ranked: Sequence[Scored],
    request: Request,
    query: Query,
    text: Text,
    tried: int = TRIED,
    support: float | None = None,
) -> list[Scored]:
    """The sentences among the best that cover enough of the question and hold what is asked for; bare headings say nothing.

    Those in the tense asked for come first: a figure that was planned before one that was reported, or the other way round.
    """
    telling = _telling(ranked, request, text)
    best = max((sentence.coverage for sentence in telling[:TRIED]), default=0.0)
    floor = max(SUPPORT if support is None else support, best * NEAR_BEST)
    fit = [
        sentence
        for sentence in telling[:tried]
        if sentence.coverage >= floor
        and _is_about(sentence, request, query, text)
        and fits(_words(sentence, text), request)
    ]
    if request.tense is not None:
        fit = sorted(fit, key=lambda sentence: sentence.reports != (request.tense == "reached"))
    return _exact_first(fit, request, text)


def _telling(ranked: Sequence[Scored], request: Request, text: Text) -> list[Scored]:
    """Those that say something: no bare headings, unless the heading itself states a figure that is asked for."""
    stated = request.units is not None
    return [
        s for s in ranked if not s.heading or (figures(_words(s, text), request) if stated else _is_sentence(s, text))
    ]


def _is_sentence(heading: Scored, text: Text) -> bool:
    """An item whose heading is all there is of it: as long as a sentence and closed like one."""
    words = _words(heading, text)
    after = text(heading.document)[heading.end : heading.end + WHOLE].lstrip()
    return len(words) >= WHOLE and words[-1] in CLOSED and bool(not after or reading("list_number").match(after))


def _exact_first(fit: Sequence[Scored], request: Request, text: Text) -> list[Scored]:
    """Of sentences about as good as the first, those before the others that use the very measure word or role asked for."""
    if not fit:
        return []
    floor = fit[0].coverage * CLOSE
    return sorted(fit, key=lambda s: s.coverage < floor or not is_exact(_words(s, text), request))


def _continued(ranked: Sequence[Scored], fit: Sequence[Scored], request: Request, text: Text) -> Evidence | None:
    """The best sentence with the one after it, when only that one ("该项工作于6月底前完成") holds the figure or date asked for."""
    telling = _telling(ranked[:TRIED], request, text)
    if not telling or telling[0] in fit or telling[0].coverage < SUPPORT:
        return None
    if fit and fit[0].coverage >= telling[0].coverage * CLOSE:
        return None
    best = telling[0]
    after = next(
        iter(running_sentences(text(best.document), best.end, min(best.end + REACH, len(text(best.document))), ())),
        None,
    )
    if after is None or not refers_back(text(best.document)[after[0] : after[1]]):
        return None
    if not fits(text(best.document)[after[0] : after[1]], request):
        return None
    return Evidence(document=best.document, start=best.start, end=after[1])


def _is_about(sentence: Scored, request: Request, query: Query, text: Text) -> bool:
    """Does the sentence name the rate asked about, by a name of its own or as a rate of the same thing, and something of what it is of?"""
    words = _words(sentence, text)
    low = folded(words)
    if request.measured and sentence.coverage < MOSTLY and not any(word in low for word in request.measured):
        return False
    if not request.rates or any(form in words for form in (request.rates[0], *same_rates(request.rates[0]))):
        return True
    stem = request.rates[0].removesuffix("率")
    return bool(reading("any_rate").search(words)) and any(
        stem in concept.head and held(concept, low) for concept in query.concepts
    )


def beyond_names(words: str, query: Query) -> bool:
    """Is something of the question held outside the names of bodies (the 财政 of 县财政局 is no revenue)?"""
    asked = [body.name for body in find(query.text)]
    characters = list(words)
    for body in find(words):
        if not any(is_same(name, body.name) for name in asked):
            characters[body.start : body.end] = " " * (body.end - body.start)
    low = folded("".join(characters))
    return any(held(concept, low) for concept in query.concepts)


def _words(sentence: Scored, text: Text) -> str:
    return text(sentence.document)[sentence.start : sentence.end]
