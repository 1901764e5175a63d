"""Is the answer right: facts, figures, what it must not say, its length, refusals, repetition (pure)."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from planbot.evals.metrics.matching import any_stands, contains, normalised
from planbot.evals.metrics.share import NOTHING, Share, once, share
from planbot.ledger.numbers import quantities, same

SHORT = 600
"""Normalised characters that any answer may have."""
TIMES = 6
"""Beyond that, an answer may be this many times as long as the evidence."""

Facts = Sequence[Sequence[str]]


def fact_recall(facts: Facts, answer: str) -> Share:
    """Facts that stand in the answer in one of their wordings, of all facts: 1 - missing / all.

    Source: the nugget recall of TREC's RAG track (AutoNuggetizer, arXiv 2411.09607), with every nugget vital and matched by string.
    One number for each case, so that a case with many facts weighs no more than one with one.
    """
    if not facts:
        return NOTHING
    text = normalised(answer)
    return once(sum(any_stands(fact, text) for fact in facts) / len(facts))


def missing_facts(facts: Facts, answer: str) -> tuple[str, ...]:
    """The first wording of every fact that the answer lacks."""
    text = normalised(answer)
    return tuple(fact[0] for fact in facts if not any_stands(fact, text))


def forbidden(must_not: Sequence[str], answer: str) -> tuple[str, ...]:
    """The strings that must not stand in the answer and do."""
    text = normalised(answer)
    return tuple(words for words in must_not if contains(words, text))


def unexcused(hits: Sequence[str], attribution: Mapping[str, Sequence[str]], answer: str) -> tuple[str, ...]:
    """Forbidden strings that the answer does not ascribe to where they truly stand."""
    text = normalised(answer)
    return tuple(hit for hit in hits if not any_stands(attribution.get(hit, ()), text))


def is_dump(answer: str, quotes: Sequence[str]) -> bool:
    """Is the answer so long that it may hold anything: above ``SHORT`` and ``TIMES`` the evidence, in normalised characters?"""
    return len(normalised(answer)) > max(SHORT, TIMES * sum(len(normalised(quote)) for quote in quotes))


def number_accuracy(expected: Sequence[str], answer: str) -> Share:
    """Expected figures that stand in the answer with the same value, unit and bound, of all expected ones.

    Exact match over quantities instead of strings: 95%以上, 百分之九十五以上 and 不低于95% are one; 95%, 95‰以上 and 95%以下 are others.
    Source: the exact match of SQuAD (arXiv 1606.05250), on planbot's own reading of figures.
    """
    return share(not missing for missing in _missing(expected, answer))


def missing_numbers(expected: Sequence[str], answer: str) -> tuple[str, ...]:
    """The expected figures that the answer lacks."""
    return tuple(figure for figure, missing in zip(expected, _missing(expected, answer), strict=True) if missing)


def _missing(expected: Sequence[str], answer: str) -> list[bool]:
    said = quantities(re.sub(r"\\(?=\W)", "", answer))
    wanted = [quantities(figure) for figure in expected]
    return [
        not all(any(same(one, other) and one.bound == other.bound for other in said) for one in figures) or not figures
        for figures in wanted
    ]


def refusal_recall(*, answerable: bool, refused: bool) -> Share:
    """Refused, of the questions that the documents do not answer (RGB's negative rejection, arXiv 2309.01431)."""
    return NOTHING if answerable else once(refused)


def refusal_precision(*, answerable: bool, refused: bool) -> Share:
    """Not answered by the documents, of the questions that were refused."""
    return once(not answerable) if refused else NOTHING


def false_refusal(*, answerable: bool, refused: bool) -> Share:
    """Refused, of the questions that the documents answer; lower is better."""
    return once(refused) if answerable else NOTHING


def repetition(statements: Sequence[str]) -> Share:
    """Statements of the answer that say what an earlier one said, of all of them; lower is better."""
    counts = Counter(normalised(statement) for statement in statements)
    return Share(hits=sum(counts.values()) - len(counts), of=sum(counts.values()))
