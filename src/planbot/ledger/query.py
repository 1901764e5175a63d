"""Questions to the ledger: rows by department, indicator, place and time, with a count of all that was looked through (pure)."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from typing import Literal

from planbot.ledger.bodies import NO_ALIASES, concerns, resolve
from planbot.ledger.indicators import canonical, matches
from planbot.ledger.numbers import quantities
from planbot.types import Noun, Role, Target

RowKind = Literal["target", "task", "reported", "all"]


class Wanted(Noun):
    """What rows are asked for. Each list: any of its values suffices; all lists that are not empty must hold."""

    kind: RowKind = "target"
    departments: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    """Ids or file names."""
    parts: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    regions: tuple[str, ...] = ()
    deadlines: tuple[str, ...] = ()
    """Words of the deadline (年底前), or a year: 2025 also finds 年底前 in a plan for 2025."""
    role: Role | None = None
    """Only rows in which the department asked for has this role."""


class Selection(Noun):
    """The rows that were asked for, and how many were looked through to find them: nothing is cut off."""

    rows: tuple[Target, ...]
    """In the order of documents and text; with ``role`` set when a department was asked for."""
    rows_searched: int
    documents_searched: int
    documents_found: int


class Series(Noun):
    """The same indicator in several documents, parts or years, oldest first."""

    indicator: str
    """The canonical name."""
    rows: tuple[Target, ...]


def select(targets: Iterable[Target], wanted: Wanted, aliases: Mapping[str, str] = NO_ALIASES) -> Selection:
    """The rows that hold all that is wanted. ``aliases``: names that staff use for bodies."""
    everything = list(targets)

    @cache  # rows share few names
    def concern(asked: str, named: str) -> bool:
        return concerns(asked, named, aliases)

    rows = [row for target in everything if (row := _wanted(target, wanted, concern)) is not None]
    ordered = sorted(rows, key=lambda target: (target.file, target.document, target.start, target.end))
    return Selection(
        rows=tuple(ordered),
        rows_searched=sum(wanted.kind in ("all", target.kind) for target in everything),
        documents_searched=len({target.document for target in everything}),
        documents_found=len({target.document for target in ordered}),
    )


Concern = Callable[[str, str], bool]
"""Does a row that names the second concern the body asked for?"""


def _wanted(target: Target, wanted: Wanted, concern: Concern) -> Target | None:
    if not _in_scope(target, wanted):
        return None
    if not wanted.departments:
        return target
    role = next((role for name in wanted.departments if (role := role_of(target, name, concern)) is not None), None)
    if role is None or wanted.role not in (None, role):
        return None
    return target.model_copy(update={"role": role})


def _in_scope(target: Target, wanted: Wanted) -> bool:
    return all(
        (
            wanted.kind in ("all", target.kind),
            not wanted.indicators or any(matches(name, target.indicator) for name in wanted.indicators),
            not wanted.documents or target.document in wanted.documents or target.file in wanted.documents,
            not wanted.parts or target.part in wanted.parts,
            not wanted.years or target.year in wanted.years,
            not wanted.regions or any(_in_region(target, region) for region in wanted.regions),
            not wanted.deadlines or any(_due(target, words) for words in wanted.deadlines),
        )
    )


def _due(target: Target, words: str) -> bool:
    deadline = target.deadline or ""
    if words in deadline:
        return True
    asked, dated = _YEAR.fullmatch(words), _YEAR.search(deadline)
    return bool(asked and deadline and not dated and asked["year"] == str(target.year))


_YEAR = re.compile(r"(?P<year>20\d\d)年?")


def _in_region(target: Target, region: str) -> bool:
    return any(region in (place or "") or bool(place and place in region) for place in (target.region, target.issuer))


def role_of(target: Target, department: str, concern: Concern = concerns) -> Role | None:
    """How a body stands to a row; None when the row does not concern it.

    A row that names nobody is its issuer's. A row about a body (in ``applies_to``) binds it.
    """
    for actor in target.actors:
        if concern(department, actor.name):
            return actor.role
    if any(concern(department, name) for name in target.responsible):
        return "lead"
    if any(concern(department, name) for name in target.applies_to if names_a_body(name)):
        return "bound"
    if not target.responsible and target.issuer and concern(department, target.issuer):
        return "issuer"
    return None


def names_a_body(name: str) -> bool:
    """Is this name in ``applies_to`` one of a body, not of a population, a place or a thing?"""
    return resolve(name) != name or bool(re.search("[局委办厅部院所站中心校园会社司团组府企业机构单位室]$", name))


def side_by_side(targets: Iterable[Target]) -> tuple[Series, ...]:
    """Indicators that more than one document, part or year states, with their rows by year."""
    keyed = sorted((target for target in targets if target.kind != "task"), key=_indicator)
    found: list[Series] = []
    for indicator, group in groupby(keyed, key=_indicator):
        rows = sorted(group, key=lambda target: (target.year or 0, target.file, target.start))
        if len({(row.document, row.part, row.year, row.deadline) for row in rows}) > 1:
            found.append(Series(indicator=indicator, rows=tuple(rows)))
    return tuple(found)


def contradictions(targets: Iterable[Target]) -> tuple[Series, ...]:
    """The same indicator with different values for one place and year: rows that cannot all hold."""
    found: list[Series] = []
    for series in side_by_side_in_scope(targets):
        values = {_stated(row) for row in series.rows}
        if len(values) > 1:
            found.append(series)
    return tuple(found)


def side_by_side_in_scope(targets: Iterable[Target]) -> Iterator[Series]:
    """Targets with a value, grouped by indicator, comparison, place and year; rows whose place or year is unknown stand alone."""
    comparable = [
        target for target in targets if target.kind == "target" and target.value is not None and _scope(target)
    ]
    for (indicator, *_), group in groupby(sorted(comparable, key=_scoped), key=_scoped):
        rows = tuple(sorted(group, key=lambda target: (target.file, target.start)))
        if len(rows) > 1:
            yield Series(indicator=indicator, rows=rows)


def _scoped(target: Target) -> tuple[str, ...]:
    return (_indicator(target), *(_scope(target) or ()))


def _indicator(target: Target) -> str:
    """Canonical, and without the place that the row is about anyway."""
    return canonical(target.indicator.removeprefix(target.region or "") or target.indicator)


def due_year(target: Target) -> int | None:
    """The year of the deadline, else that of the plan."""
    year = _YEAR.search(target.deadline or "")
    return int(year["year"]) if year else target.year


def _scope(target: Target) -> tuple[str, str, str] | None:
    place = target.region or target.issuer
    when = str(due_year(target) or "")
    change = "change" if target.comparator in ("increase", "decrease") else "level"
    return (place, when, change) if place and when else None


def _stated(target: Target) -> tuple[str, tuple[tuple[float, ...], str]]:
    found = quantities(f"{target.value_text}")
    return target.comparator or "", found[0].normal if found else ((), target.unit)
