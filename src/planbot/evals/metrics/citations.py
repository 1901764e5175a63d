"""Are the citations there, exact, and about what they stand behind (pure)."""

from collections.abc import Callable, Mapping, Sequence

from planbot.evals.metrics.matching import any_stands, normalised
from planbot.evals.metrics.share import NOTHING, Share, share
from planbot.evals.metrics.statements import Statement

Supports = Callable[[str, Sequence[str]], bool]
"""Do the premises, together, support the statement?"""
Cited = tuple[str, str]
"""File and quote."""
LONGEST = 200
"""Normalised characters that a quote may have ..."""
TIMES = 3
"""... or this many times those of the evidence, to count as a citation of it."""
TELLING = 300
"""Normalised characters up to which a quote counts because it holds a fact that was asked for."""


def quote_validity(quotes: Sequence[str], sources: Sequence[str]) -> Share:
    """Citations whose quote is, letter for letter, what stands at their place in the document, of all citations.

    ``sources``: the document's text at each citation's offsets.
    """
    return share(bool(quote) and quote == source for quote, source in zip(quotes, sources, strict=True))


def evidence_cited(citations: Sequence[Cited], evidence: Sequence[Cited]) -> Share:
    """Expected quotes that a citation overlaps, of all expected quotes: recall against labels."""
    return share(any(overlaps(citation, item) for citation in citations) for item in evidence)


def citation_relevance(citations: Sequence[Cited], evidence: Sequence[Cited], facts: Sequence[Sequence[str]]) -> Share:
    """Citations that overlap an expected quote, or are short and hold a fact asked for, of all citations: precision against labels."""
    if not evidence:
        return NOTHING
    return share(
        any(overlaps(citation, item) for item in evidence) or _tells(citation[1], facts) for citation in citations
    )


def _tells(quote: str, facts: Sequence[Sequence[str]]) -> bool:
    text = normalised(quote)
    return len(text) <= TELLING and any(any_stands(fact, text) for fact in facts)


def overlaps(citation: Cited, evidence: Cited) -> bool:
    """Same file, one quote inside the other or sharing an end, half of the shorter one and eight characters at least."""
    quote, wanted = normalised(citation[1]), normalised(evidence[1])
    if citation[0] != evidence[0] or not quote or not wanted or len(quote) > max(LONGEST, TIMES * len(wanted)):
        return False
    return quote in wanted or wanted in quote or 2 * _shared_end(quote, wanted) >= min(len(quote), len(wanted))


def _shared_end(one: str, other: str) -> int:
    """Length of the longest end of one that begins the other; 0 below eight characters."""
    sizes = range(min(len(one), len(other)), 7, -1)
    return next((size for size in sizes if one[-size:] == other[:size] or other[-size:] == one[:size]), 0)


def citation_recall(statements: Sequence[Statement], premises: Mapping[int, str], supports: Supports) -> Share:
    """Statements that have citations which together support them, of all statements.

    Source: citation recall of ALCE (arXiv 2305.14627), sentence by sentence. ``premises``: the cited text of each marker.
    """
    return share(_recalled(statement, premises, supports) for statement in statements)


def _recalled(statement: Statement, premises: Mapping[int, str], supports: Supports) -> bool:
    return supports(statement.text, [premises[marker] for marker in statement.markers if marker in premises])


def citation_precision(statements: Sequence[Statement], premises: Mapping[int, str], supports: Supports) -> Share:
    """Citations that are not irrelevant, of all citations behind statements.

    Source: ALCE (arXiv 2305.14627). A citation is irrelevant when it does not support its statement alone and the others do without
    it; where all together do not support the statement, none of them counts as relevant.
    """
    verdicts: list[bool] = []
    for statement in statements:
        recalled = _recalled(statement, premises, supports)
        verdicts += [recalled and _needed(statement, marker, premises, supports) for marker in statement.markers]
    return share(verdicts)


def _needed(statement: Statement, marker: int, premises: Mapping[int, str], supports: Supports) -> bool:
    if marker not in premises:
        return False
    others = [premises[other] for other in statement.markers if other != marker and other in premises]
    return supports(statement.text, [premises[marker]]) or not supports(statement.text, others)


def faithfulness(statements: Sequence[Statement], read: Sequence[str], supports: Supports) -> Share:
    """Statements that what was cited or read supports, of all statements, whichever of it they cite.

    Source: faithfulness of RAGAS (arXiv 2309.15217), with planbot's rule as the judge. Each text is tried alone: a statement
    whose figures come from different places is not supported by their mixture.
    """
    return share(any(supports(statement.text, [text]) for text in read) for statement in statements)
