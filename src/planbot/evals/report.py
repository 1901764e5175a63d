"""Scored cases as a report: every metric with its interval, by category and tag, beside the sentinels (pure)."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from planbot.evals.cases import Case
from planbot.evals.grade import Grade
from planbot.evals.judged import Judgement, judged_shares, judgement
from planbot.evals.metrics.names import METRICS
from planbot.evals.metrics.share import NOTHING, pooled
from planbot.evals.metrics.statistics import Interval, interval, percentile
from planbot.evals.record import Record
from planbot.evals.score import Scored, score
from planbot.evals.sentinels import SENTINELS
from planbot.types import Noun


class Stamp(Noun):
    """What was measured, of what, with what."""

    suite: str
    suite_hash: str
    """SHA-256 of the cases."""
    corpus_hash: str
    """SHA-256 over the documents of the home: their bytes and the rules they were read by."""
    settings_hash: str
    """SHA-256 of the settings that bear on answers."""
    documents: int
    model: str
    embed_model: str
    planbot: str
    python: str
    started_at: str
    """UTC, ISO 8601."""


class Figure(Noun):
    """A metric over a group of cases."""

    name: str
    value: float | None
    """None where it does not apply to any case of the group."""
    cases: int
    """How many cases it applies to."""
    interval: Interval | None = None


class Group(Noun):
    """Cases of one category or tag; the first group of a report holds all."""

    name: str
    cases: int
    passed: int
    figures: tuple[Figure, ...]


class Timing(Noun):
    """Milliseconds; None where nothing was asked."""

    total_p50: float | None
    total_p95: float | None
    first_token_p50: float | None
    first_token_p95: float | None
    retrieve_p50: float | None
    retrieve_p95: float | None


class Sentinel(Noun):
    """What a system that knows nothing would have scored on the same cases."""

    name: str
    figures: tuple[Figure, ...]


class Report(Noun):
    """``planbot eval run --json``."""

    stamp: Stamp
    groups: tuple[Group, ...]
    sentinels: tuple[Sentinel, ...]
    timing: Timing
    tokens: int
    cost_usd: float
    errors: int
    """Cases that could not be asked; they count as wrong."""
    unasked: int = 0
    """Cases of the suite that the run did not get to: stopped, at the cost ceiling, or cut short. They count for nothing."""
    judge: Judgement | None = None
    """None where no judge was asked."""
    cases: tuple[Scored, ...]

    def value(self, metric: str) -> float | None:
        """Of all cases. Raises KeyError for a name that is no metric."""
        return {figure.name: figure.value for figure in self.groups[0].figures}[metric]


def report(
    stamp: Stamp, cases: Sequence[Case], records: Mapping[str, Record], grades: Mapping[str, Grade] | None = None
) -> Report:
    """The report on the cases that have a record. ``grades``: what a judge said, by case."""
    asked = [(case, records[case.id]) for case in cases if case.id in records]
    scored = tuple(_with_grade(score(case, record), record, (grades or {}).get(case.id)) for case, record in asked)
    questions = [(case, record) for case, record in asked if case.ledger is None and not case.relevant]
    return Report(
        stamp=stamp,
        groups=(_group("all", scored), *_groups(scored)),
        sentinels=tuple(_sentinel(name, fake, questions) for name, fake in SENTINELS.items() if questions),
        timing=_timing(scored),
        tokens=sum(item.tokens for item in scored),
        cost_usd=sum(item.cost_usd for item in scored),
        errors=sum(record.error is not None for _, record in asked),
        unasked=len(cases) - len(asked),
        judge=judgement(stamp.model, grades or {}, records),
        cases=scored,
    )


def _with_grade(scored: Scored, record: Record, grade: Grade | None) -> Scored:
    return scored.model_copy(update={"shares": scored.shares | judged_shares(grade, record)}) if grade else scored


def _groups(scored: Sequence[Scored]) -> list[Group]:
    names = sorted({item.category for item in scored}) + sorted({tag for item in scored for tag in item.tags})
    return [_group(name, [s for s in scored if name in (s.category, *s.tags)]) for name in dict.fromkeys(names)]


def _group(name: str, scored: Sequence[Scored]) -> Group:
    return Group(
        name=name, cases=len(scored), passed=sum(item.passed for item in scored), figures=figures(scored, sure=True)
    )


def figures(scored: Sequence[Scored], *, sure: bool) -> tuple[Figure, ...]:
    """Every metric, pooled over the cases; ``sure``: with its interval."""
    return tuple(_figure(metric.name, scored, sure=sure) for metric in METRICS)


def _figure(name: str, scored: Sequence[Scored], *, sure: bool) -> Figure:
    shares = [item.shares.get(name, NOTHING) for item in scored]
    return Figure(
        name=name,
        value=pooled(shares).value,
        cases=sum(bool(item.of) for item in shares),
        interval=interval(shares) if sure else None,
    )


def _sentinel(name: str, fake: Callable[[Case, Record], Record], asked: Iterable[tuple[Case, Record]]) -> Sentinel:
    scored = [score(case, fake(case, record)) for case, record in asked]
    return Sentinel(name=name, figures=figures(scored, sure=False))


def _timing(scored: Sequence[Scored]) -> Timing:
    def of(name: str) -> dict[str, float | None]:
        values = [value for item in scored if (value := getattr(item, f"{name}_ms")) is not None]
        return {f"{name}_p50": percentile(values, 0.5), f"{name}_p95": percentile(values, 0.95)}

    return Timing(**of("total"), **of("first_token"), **of("retrieve"))
