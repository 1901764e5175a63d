"""Which of the found sentences are the answer, and how much of each (pure).

The best sentence that can be the answer answers a plain question; a question for several things takes every sentence that covers it
about as well. A long sentence is cut to the run of clauses that holds the words asked for and the figure asked about.
"""

from collections.abc import Callable, Sequence

from planbot.answer.fitting import annotation, figures, fits, names_lead, refers_back, same_rates
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request
from planbot.retrieve.query import Query
from planbot.retrieve.rank import Scored
from planbot.sentences import clauses, running_sentences
from planbot.store.tokens import folded
from planbot.types import PartKey

SUPPORT = 0.3
"""Least share of the question's concepts, by rarity, that a sentence must hold to answer it (docs/evals.md has the curve)."""
NEAR_BEST = 0.6
"""A sentence lower down may answer in place of the best one when it covers at least this share of what that one covers."""
CLOSE = 0.8
"""A further sentence answers too when its score is at least this share of the first one's."""
ALIKE = 0.7
"""Across documents the same fact is worded differently: share of the best coverage that another part's sentence must have."""
TRIED = 8
"""Sentences looked at for one that can be the answer."""
MOST = 6
"""Quotes in one composed answer."""
REACH = 160
"""Characters after a sentence in which its continuation is looked for."""
LONG = 60
"""Characters above which a sentence is cut to its clauses."""

Text = Callable[[str], str]
"""A document's stored text, by id."""


def from_sentences(ranked: Sequence[Scored], query: Query, request: Request, text: Text) -> Reply | None:
    """The answer in the documents' own sentences; None when none of the best can be it."""
    able = _able(ranked, request, text)
    if (going_on := _continued(ranked, able, request, text)) is not None:
        return Reply(route="lookup", points=(Point(evidence=going_on),))
    if not able:
        return None
    several = {"list", "compare"} & set(request.wants)
    floor = able[0].score * CLOSE
    chosen = [sentence for sentence in able if sentence.score >= floor][: MOST if several else 1]
    points = tuple(Point(evidence=trimmed(sentence, text(sentence.document), query, request)) for sentence in chosen)
    return Reply(route="list" if "list" in request.wants else "lookup", points=points)


def from_annotation(
    ranked: Sequence[Scored], request: Request, text: Text, until: Callable[[Scored], int]
) -> Reply | None:
    """Who does it, where an annotation after the task says so: "…（甲局牵头，乙局配合）"; the task and the annotation.

    ``until`` gives the end of the section that a sentence stands in: an annotation speaks of what stands before it there.
    """
    if "who" not in request.wants:
        return None
    telling = [s for s in ranked[:TRIED] if not s.heading or s.end - s.start > LONG]
    if not telling or telling[0].coverage < SUPPORT or names_lead(_words(telling[0], text)):
        return None
    best = telling[0]
    leading = annotation().match(text(best.document), best.start)  # speaks of what stands before this sentence
    match = annotation().search(text(best.document), leading.end() if leading else best.start, until(best))
    if match is None:
        return None
    task = Point(evidence=Evidence(document=best.document, start=best.start, end=best.end))
    if match.end() <= best.end:
        return Reply(route="lookup", points=(task,))
    who = Point(evidence=Evidence(document=best.document, start=match.start(), end=match.end()))
    return Reply(route="lookup", points=(task, who))


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
        able = _able(own, request, text) or _able(own, wider, text, support=SUPPORT / 2)
        if able:
            evidence = trimmed(able[0], text(able[0].document), query, request)
            points.append(Point(evidence=evidence, label=label.strip()))
        else:
            without.append(label.strip())
    return (Reply(route="compare", points=tuple(points)) if len(points) > 1 else None), tuple(without)


def across_parts(
    ranked: Sequence[Scored], query: Query, request: Request, text: Text, label: Callable[[Scored], str]
) -> Reply | None:
    """One answer for each part of the home that has one about as good as the best."""
    able = _able(ranked, request, text, tried=len(ranked))
    first: dict[PartKey, Scored] = {}
    for sentence in able:
        if sentence.coverage >= able[0].coverage * ALIKE:
            first.setdefault(PartKey(document=sentence.document, part=sentence.part), sentence)
    if len(first) < 2:
        return None
    points = [
        Point(evidence=trimmed(sentence, text(sentence.document), query, request), label=label(sentence))
        for sentence in list(first.values())[:MOST]
    ]
    return Reply(route="compare", points=tuple(points))


def _able(
    ranked: Sequence[Scored], request: Request, text: Text, tried: int = TRIED, support: float = SUPPORT
) -> list[Scored]:
    """The sentences among the best that cover enough of the question and hold what is asked for; bare headings say nothing.

    Those in the tense asked for come first: a figure that was planned before one that was reported, or the other way round.
    """
    telling = [sentence for sentence in ranked if not sentence.heading]
    best = max((sentence.coverage for sentence in telling[:TRIED]), default=0.0)
    floor = max(support, best * NEAR_BEST)
    able = [
        sentence
        for sentence in telling[:tried]
        if sentence.coverage >= floor and _is_about(sentence, request, text) and fits(_words(sentence, text), request)
    ]
    if request.tense is None:
        return able
    return sorted(able, key=lambda sentence: sentence.reports != (request.tense == "reached"))


def _continued(ranked: Sequence[Scored], able: Sequence[Scored], request: Request, text: Text) -> Evidence | None:
    """The best sentence with the one after it, when only that one ("该项工作于6月底前完成") holds the figure or date asked for."""
    telling = [sentence for sentence in ranked[:TRIED] if not sentence.heading]
    if not telling or telling[0] in able or telling[0].coverage < SUPPORT:
        return None
    if able and able[0].coverage >= telling[0].coverage * CLOSE:
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


def _is_about(sentence: Scored, request: Request, text: Text) -> bool:
    """Does the sentence name the rate asked about, and something of what it is a rate of?"""
    words = _words(sentence, text)
    if request.measured and not any(word in folded(words) for word in request.measured):
        return False
    return all(any(form in words for form in (rate, *same_rates(rate))) for rate in request.rates[:1])


def _words(sentence: Scored, text: Text) -> str:
    return text(sentence.document)[sentence.start : sentence.end]


def trimmed(sentence: Scored, text: str, query: Query, request: Request) -> Evidence:
    """``sentence`` cut to the clauses that matter."""
    start, end = sentence.start, sentence.end
    if end - start > LONG and request.count is None and ("list" not in request.wants or request.units is not None):
        start, end = _clauses_that_matter(text, (start, end), query, request)
    return Evidence(document=sentence.document, start=start, end=end)


def _clauses_that_matter(text: str, sentence: tuple[int, int], query: Query, request: Request) -> tuple[int, int]:
    """From the first to the last clause that holds a concept, and on to the figure asked for when none of them has one."""
    spans = list(clauses(text, *sentence, whole_lists=True))
    held = [index for index, (a, b) in enumerate(spans) if _holds(folded(text[a:b]), query)]
    if not held:
        return sentence
    first, last = held[0], held[-1]
    while (
        request.units is not None
        and last + 1 < len(spans)
        and not figures(text[spans[first][0] : spans[last][1]], request)
    ):
        last += 1
    return _balanced(text, spans[first][0], spans[last][1], sentence)


def _holds(low: str, query: Query) -> bool:
    return any(wording in low for concept in query.concepts for wording, _ in concept.wordings)


_PAIRS: tuple[tuple[str, str], ...] = (("（", "）"), ("(", ")"), ("《", "》"), ("“", "”"), ("「", "」"))


def _balanced(text: str, start: int, end: int, bounds: tuple[int, int]) -> tuple[int, int]:
    """The span widened until every bracket and quotation mark in it has its partner, within ``bounds``."""
    for left, right in _PAIRS:
        inside = text[start:end]
        if inside.count(left) > inside.count(right):
            close = text.find(right, end, bounds[1])
            end = close + 1 if close >= 0 else bounds[1]
        elif inside.count(left) < inside.count(right):
            opening = text.rfind(left, bounds[0], start)
            start = opening if opening >= 0 else bounds[0]
    return start, end
