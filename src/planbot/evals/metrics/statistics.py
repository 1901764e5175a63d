"""How sure a figure is: percentiles, bootstrap intervals, the paired comparison of two runs, agreement of two judges (pure)."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from planbot.evals.metrics.share import Share
from planbot.types import Noun

RESAMPLES = 2000
SEED = 20240229
"""Fixed, so that scoring a stored run again gives the same intervals."""


class Interval(Noun):
    """The middle 95 % of resamples."""

    low: float
    high: float


class Difference(Noun):
    """How much higher the second run is, over the cases that both have."""

    mean: float
    low: float
    high: float
    p: float
    """Two-sided: how often resampling the cases turns the difference round."""


class Agreement(Noun):
    """How far two judges of the same things agree."""

    n: int
    """Things that both judged."""
    agreed: float | None
    """Share of them on which they agree; None of none."""
    kappa: float | None
    """Cohen's; None where both say the same of everything, so that chance alone would make them agree."""


def agreement(pairs: Sequence[tuple[bool, bool]]) -> Agreement:
    """Cohen's kappa: ``(agreed - by chance) / (1 - by chance)``, chance from how often each says yes (Cohen 1960)."""
    n = len(pairs)
    if not n:
        return Agreement(n=0, agreed=None, kappa=None)
    agreed = sum(one == other for one, other in pairs) / n
    first, second = (sum(side) / n for side in zip(*pairs, strict=True))
    chance = first * second + (1 - first) * (1 - second)
    return Agreement(n=n, agreed=agreed, kappa=(agreed - chance) / (1 - chance) if chance < 1 else None)


def percentile(values: Sequence[float], share: float) -> float | None:
    """The value below which ``share`` (0 to 1) of the values lie, interpolated; None of none."""
    return float(np.percentile(np.asarray(values), share * 100)) if values else None


def interval(shares: Sequence[Share]) -> Interval | None:
    """95 % interval of the pooled share by resampling cases (Efron 1979, percentile method); None below two cases."""
    counted = np.asarray([(item.hits, item.of) for item in shares if item.of])
    if len(counted) < 2:
        return None
    drawn = counted[_resamples(len(counted))].sum(axis=1)
    low, high = np.percentile(drawn[:, 0] / drawn[:, 1], [2.5, 97.5])
    return Interval(low=float(low), high=float(high))


def difference(pairs: Sequence[tuple[float, float]]) -> Difference | None:
    """Second minus first, with its interval and p, by resampling the pairs (Koehn 2004); None of none."""
    if not pairs:
        return None
    gaps = np.asarray([second - first for first, second in pairs])
    means = gaps[_resamples(len(gaps))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    p = min(1.0, 2 * float(min((means <= 0).mean(), (means >= 0).mean())))
    return Difference(mean=float(gaps.mean()), low=float(low), high=float(high), p=p)


@lru_cache(maxsize=16)
def _resamples(size: int) -> "np.ndarray[tuple[int, int], np.dtype[np.int64]]":
    return np.random.default_rng(SEED).integers(size, size=(RESAMPLES, size))
