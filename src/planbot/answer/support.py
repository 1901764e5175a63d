"""Where a sentence of a model stands in the documents: the shortest stretches of the extracts that say the same (pure)."""

from collections.abc import Callable, Sequence

from planbot.answer.packing import Extract
from planbot.answer.reply import Evidence
from planbot.sentences import clauses, running_sentences
from planbot.store.tokens import pairs
from planbot.types import Noun
from planbot.verify.check import check, gives_orders, repaired
from planbot.verify.verdict import Verdict

MOST_SPANS = 4
"""Stretches that one sentence may be put together from."""
LONG = 40
"""Characters above which a source sentence is cut to the clauses that are needed."""

Text = Callable[[str], str]


class Support(Noun):
    """A sentence that may be shown, and what it rests on."""

    sentence: str
    """As the model wrote it, or with its figures as the source prints them."""
    spans: tuple[Evidence, ...]


def support(
    sentence: str, cited: Sequence[Extract], others: Sequence[Extract], text: Text, asked: str
) -> Support | None:
    """The spans for ``sentence``: in the extracts it cites, else (models forget and mistake markers) in the others; None: unsupported."""
    for extracts in (cited, others):
        if not extracts:
            continue
        if found := _one(sentence, extracts, text, asked) or _several(sentence, extracts, text, asked):
            return found
    return None


class _Source(Noun):
    """One sentence of an extract."""

    span: Evidence
    words: str
    context: str
    shared: int


def _sources(sentence: str, extracts: Sequence[Extract], text: Text) -> list[_Source]:
    """The sentences of the extracts, those that share most with ``sentence`` first."""
    own = set(pairs(sentence)) | {c for c in sentence if c.isdigit()}
    found: list[_Source] = []
    for extract in extracts:
        whole = text(extract.document)
        for start, end in running_sentences(whole, extract.start, extract.end, ()):
            words = whole[start:end]
            if gives_orders(words):
                continue
            shared = len(own & (set(pairs(words)) | {c for c in words if c.isdigit()}))
            span = Evidence(document=extract.document, start=start, end=end)
            found.append(_Source(span=span, words=words, context=extract.context, shared=shared))
    return sorted(found, key=lambda source: -source.shared)


def _one(sentence: str, extracts: Sequence[Extract], text: Text, asked: str) -> Support | None:
    """One source sentence that says it all; failing that, one that does when its figures are printed as they stand there."""
    mended: Support | None = None
    for source in _sources(sentence, extracts, text):
        verdict = check(sentence, [source.words], source.context, asked)
        if verdict.supported:
            return Support(sentence=sentence, spans=(_shortest(sentence, source, text, asked),))
        mended = mended or _mended(sentence, verdict, source, text, asked)
    return mended


def _mended(sentence: str, verdict: Verdict, source: _Source, text: Text, asked: str) -> Support | None:
    better = repaired(sentence, verdict)
    if better is None or not check(better, [source.words], source.context, asked).supported:
        return None
    return Support(sentence=better, spans=(_shortest(better, source, text, asked),))


def _several(sentence: str, extracts: Sequence[Extract], text: Text, asked: str) -> Support | None:
    """Several source sentences together: the best ones, less those that can be left out.

    Each clause must be supported by one of them under its own headings, so that no body gets the figure of another's plan.
    """
    best = _sources(sentence, extracts, text)[: MOST_SPANS * 2]
    context = "\n".join({source.context: None for source in best})

    def holds(sources: Sequence[_Source]) -> bool:
        return check(sentence, [source.words for source in sources], context, asked).supported

    def has(clause: str) -> bool:
        return any(check(clause, [source.words], source.context, asked).supported for source in best)

    parts = [sentence[start:end] for start, end in clauses(sentence, whole_lists=True)]
    if len(best) < 2 or len(parts) < 2 or not all(map(has, parts)) or not holds(best):
        return None
    kept = list(best)
    for source in reversed(best):
        fewer = [other for other in kept if other is not source]
        if fewer and holds(fewer):
            kept = fewer
    return Support(sentence=sentence, spans=tuple(source.span for source in kept)) if len(kept) <= MOST_SPANS else None


def _shortest(sentence: str, source: _Source, text: Text, asked: str) -> Evidence:
    """The source sentence without the clauses at its ends that the sentence does not need."""
    whole = text(source.span.document)
    start, end = source.span.start, source.span.end
    if end - start <= LONG:
        return source.span
    spans = list(clauses(whole, start, end, whole_lists=True))
    own = set(pairs(sentence))
    shared = len(own & set(pairs(source.words)))

    def needed(a: int, b: int) -> bool:
        words = whole[a:b]
        enough = len(own & set(pairs(words))) >= shared
        return not (enough and _closed(words) and check(sentence, [words], source.context, asked).supported)

    while len(spans) > 1 and not needed(spans[1][0], spans[-1][1]):
        spans = spans[1:]
    while len(spans) > 1 and not needed(spans[0][0], spans[-2][1]):
        spans = spans[:-1]
    return Evidence(document=source.span.document, start=spans[0][0], end=spans[-1][1])


def _closed(words: str) -> bool:
    return all(words.count(left) == words.count(right) for left, right in ("（）", "()", "“”", "《》"))
