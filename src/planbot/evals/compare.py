"""Two runs of the same cases side by side, and the gates a run must pass (pure)."""

from collections.abc import Mapping, Sequence

from planbot.evals.metrics.names import BY_NAME, METRICS
from planbot.evals.metrics.statistics import Difference, difference
from planbot.evals.report import Report
from planbot.types import Noun


class Change(Noun):
    """How one metric differs over the cases that both runs have it for."""

    name: str
    before: float
    after: float
    cases: int
    difference: Difference


class Comparison(Noun):
    """``planbot eval compare --json``: the second run against the first, case by case."""

    before: str
    after: str
    fixed: tuple[str, ...]
    """Cases that were wrong and are right."""
    broken: tuple[str, ...]
    same: int
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]
    changes: tuple[Change, ...]


class Baseline(Noun):
    """What a run is held to: the cases that passed, and the figures of all of them."""

    suite: str
    passed: tuple[str, ...]
    figures: dict[str, float]


def compare(before: Report, after: Report) -> Comparison:
    """Only cases with the same name are compared; the others are named."""
    first = {item.case: item for item in before.cases}
    second = {item.case: item for item in after.cases}
    both = [case for case in first if case in second]
    return Comparison(
        before=f"{before.stamp.suite} {before.stamp.started_at}",
        after=f"{after.stamp.suite} {after.stamp.started_at}",
        fixed=tuple(case for case in both if second[case].passed and not first[case].passed),
        broken=tuple(case for case in both if first[case].passed and not second[case].passed),
        same=sum(first[case].passed == second[case].passed for case in both),
        only_before=tuple(case for case in first if case not in second),
        only_after=tuple(case for case in second if case not in first),
        changes=tuple(change for metric in METRICS if (change := _change(metric.name, before, after))),
    )


def _change(name: str, before: Report, after: Report) -> Change | None:
    first, second = _values(name, before), _values(name, after)
    pairs = [(first[case], second[case]) for case in first if case in second]
    gap = difference(pairs)
    if gap is None:
        return None
    means = [sum(side) / len(pairs) for side in zip(*pairs, strict=True)]
    return Change(name=name, before=means[0], after=means[1], cases=len(pairs), difference=gap)


def _values(name: str, of: Report) -> Mapping[str, float]:
    """The metric of each case it applies to."""
    shares = {item.case: item.shares[name] for item in of.cases if name in item.shares}
    return {case: share.value for case, share in shares.items() if share.value is not None}


def baseline(of: Report) -> Baseline:
    """What a later run can be held to."""
    figures = {figure.name: round(figure.value, 4) for figure in of.groups[0].figures if figure.value is not None}
    return Baseline(suite=of.stamp.suite, passed=tuple(item.case for item in of.cases if item.passed), figures=figures)


TOLERANCE = 0.005
"""How far a figure may stand below the baseline: rounding, and one citation among hundreds."""


def regressions(of: Report, held_to: Baseline) -> tuple[str, ...]:
    """In words: figures that are worse than the baseline's by more than ``TOLERANCE``, and then the cases that do not pass any more."""
    passed = {item.case for item in of.cases if item.passed}
    worse = [
        f"{name} is {value:.3f}, was {before:.3f}"
        for name, before in held_to.figures.items()
        if name in BY_NAME and (value := of.value(name)) is not None and _worse(name, value, before)
    ]
    broken = [f"{case} passed before" for case in held_to.passed if case not in passed]
    return (*worse, *broken) if worse else ()


def _worse(name: str, value: float, before: float) -> bool:
    gain = value - before if BY_NAME[name].better == "higher" else before - value
    return gain < -TOLERANCE


class Floor(Noun):
    """A bound for one metric: a floor where higher is better, a ceiling where lower is."""

    metric: str
    bound: float


def below(of: Report, floors: Sequence[Floor]) -> tuple[str, ...]:
    """In words: the metrics that miss their bound; one that does not apply to any case misses it."""
    missed: list[str] = []
    for floor in floors:
        value = of.value(floor.metric)
        higher = BY_NAME[floor.metric].better == "higher"
        if value is None or (value < floor.bound if higher else value > floor.bound):
            shown = "not applicable" if value is None else f"{value:.3f}"
            missed.append(f"{floor.metric} is {shown}, must be {'at least' if higher else 'at most'} {floor.bound:g}")
    return tuple(missed)
