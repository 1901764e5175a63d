"""A sentence cut to the clauses that answer (pure)."""

from collections.abc import Sequence

from planbot.answer.fitting import figures, fits
from planbot.answer.reply import Evidence
from planbot.answer.request import Request, reading
from planbot.retrieve.query import Query
from planbot.retrieve.rank import Scored
from planbot.sentences import clauses
from planbot.store.tokens import folded

SURE = 0.3
"""Coverage below which a sentence is quoted whole: too little of the question is in it to tell which clauses matter."""
LONG = 60
"""Characters above which a sentence is cut to its clauses."""


def trimmed(sentence: Scored, text: str, query: Query, request: Request) -> Evidence:
    """``sentence`` cut to the clauses that matter."""
    start, end = sentence.start, sentence.end
    if (
        end - start > LONG
        and sentence.coverage >= SURE
        and request.count is None
        and ("list" not in request.wants or request.units is not None)
    ):
        start, end = _clauses_that_matter(text, (start, end), query, request)
    return Evidence(document=sentence.document, start=start, end=end)


def _clauses_that_matter(text: str, sentence: tuple[int, int], query: Query, request: Request) -> tuple[int, int]:
    """From the first to the last clause that holds a concept, and on to what is asked for when none of them has it."""
    spans = list(clauses(text, *sentence, whole_lists=True))
    held = [index for index, (a, b) in enumerate(spans) if _held(text[a:b], query)]
    if not held:
        return sentence
    first, last = _reaching(text, spans, (held[0], held[-1]), request)
    start, end = _alone(text, (spans[first][0], spans[last][1]), query, request)
    return _balanced(text, start, end, sentence)


def _reaching(text: str, spans: Sequence[tuple[int, int]], run: tuple[int, int], request: Request) -> tuple[int, int]:
    """The run of clauses widened to the nearest one with the figure, date or name asked for: behind it first, else before it."""

    def gives(first: int, last: int) -> bool:
        words = text[spans[first][0] : spans[last][1]]
        return bool(figures(words, request)) if request.units is not None else fits(words, request)

    first, last = run
    wider = [(first, end) for end in range(last, len(spans))] + [(start, last) for start in reversed(range(first))]
    return next((span for span in wider if gives(*span)), run)


def _alone(text: str, run: tuple[int, int], query: Query, request: Request) -> tuple[int, int]:
    """The one clause or member of a list that holds all the concepts of the run and a figure asked for; else the run."""
    several = len(reading("asks_for_figure").findall(request.question)) > 1 or {"list", "compare"} & set(request.wants)
    if request.units is None or several or reading("shared").search(text, *run):
        return run
    wanted = _held(text[run[0] : run[1]], query)
    pieces = [
        (a, b) for a, b in clauses(text, *run) if _held(text[a:b], query) == wanted and figures(text[a:b], request)
    ]
    return pieces[0] if wanted and pieces else run


def _held(words: str, query: Query) -> set[int]:
    low = folded(words)
    return {index for index, concept in enumerate(query.concepts) if any(w in low for w, _ in concept.wordings)}


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
