"""Did the search bring back what answers the question (pure).

Labels are either quotes (a passage is relevant when it holds one that no earlier passage held) or files with gains (BEIR's qrels).
"""

import math
from collections.abc import Mapping, Sequence

from planbot.evals.metrics.matching import squashed
from planbot.evals.metrics.share import NOTHING, Share, once

Text = tuple[str, str]
"""File and words: of a passage, or of a quote."""


def held(passages: Sequence[Text], quotes: Sequence[Text]) -> tuple[tuple[int, ...], ...]:
    """For each passage the numbers of the quotes that it is the first to hold; white space does not count."""
    left = {number: (file, squashed(quote)) for number, (file, quote) in enumerate(quotes)}
    found: list[tuple[int, ...]] = []
    for file, text in passages:
        words = squashed(text)
        new = tuple(number for number, (of, quote) in left.items() if of == file and quote in words)
        for number in new:
            del left[number]
        found.append(new)
    return tuple(found)


def recall_at(k: int, new: Sequence[Sequence[int]], total: int) -> Share:
    """Quotes (or relevant files) within the first ``k`` passages, of all of them; the mean of it over cases is recall@k."""
    return once(sum(map(len, new[:k])) / total) if total else NOTHING


def reciprocal_rank(new: Sequence[Sequence[int]], total: int) -> Share:
    """1 / rank of the first relevant passage, 0 without one; its mean is MRR (Voorhees, TREC-8 QA track)."""
    if not total:
        return NOTHING
    return once(next((1 / rank for rank, quotes in enumerate(new, 1) if quotes), 0.0))


def ndcg_at(k: int, gains: Sequence[float], wanted: Sequence[float]) -> Share:
    """Discounted gain of the first ``k`` passages over that of the best order (Järvelin and Kekäläinen 2002, log base 2).

    ``gains``: of each passage found; ``wanted``: of everything relevant, found or not.
    """
    best = _dcg(sorted(wanted, reverse=True)[:k])
    return once(_dcg(gains[:k]) / best) if best else NOTHING


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def quote_gains(new: Sequence[Sequence[int]], total: int) -> tuple[list[float], list[float]]:
    """Gains for ``ndcg_at``: a passage counts the quotes it adds; a quote nowhere found is wanted as a passage of its own."""
    gains = [float(len(quotes)) for quotes in new]
    return gains, [*(gain for gain in gains if gain), *[1.0] * (total - int(sum(gains)))]


def file_gains(files: Sequence[str], relevant: Mapping[str, float]) -> tuple[list[float], list[float]]:
    """Gains for ``ndcg_at``: a file counts where it is found first."""
    seen: set[str] = set()
    gains: list[float] = []
    for file in files:
        gains.append(0.0 if file in seen else relevant.get(file, 0.0))
        seen.add(file)
    return gains, list(relevant.values())


def context_precision(new: Sequence[Sequence[int]], total: int) -> Share:
    """Mean of precision@rank over the ranks of relevant passages; 0 when none is found.

    Source: context precision of RAGAS (docs.ragas.io), which is average precision over the passages found, here with labels, not a judge.
    """
    if not total:
        return NOTHING
    ranks = [rank for rank, quotes in enumerate(new, 1) if quotes]
    return once(sum(hits / rank for hits, rank in enumerate(ranks, 1)) / len(ranks)) if ranks else once(0.0)


def evidence_within(budget: int, passages: Sequence[Text], quotes: Sequence[Text]) -> Share:
    """Quotes that stand in the first ``budget`` characters handed over (white space not counted), of all of them.

    The passage that does not fit any more is cut. What an answerer can use is bounded by what it reads, not by a count of passages.
    """
    if not quotes:
        return NOTHING
    return once(sum(map(len, held(_within(budget, passages), quotes))) / len(quotes))


def _within(budget: int, passages: Sequence[Text]) -> list[Text]:
    read: list[Text] = []
    for file, text in passages:
        if budget <= 0:
            break
        words = squashed(text)
        read.append((file, words[:budget]))
        budget -= len(words)
    return read
