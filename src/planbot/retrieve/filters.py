"""Which parts of the home filters leave, and which of them nothing meets: each in a line that says what there is instead (pure)."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from planbot.scope.catalogue import Entry
from planbot.types import Filters, PartKey

SHOWN = 8
"""Values named in a line."""


def filtered(entries: Sequence[Entry], filters: Filters) -> frozenset[PartKey] | None:
    """The parts that satisfy ``filters``; None when nothing is filtered. Departments are the ledger's."""
    tests: list[Callable[[Entry], bool]] = []
    if filters.documents:
        tests.append(lambda entry: entry.key.document in filters.documents)
    if filters.files:
        tests.append(lambda entry: entry.file in filters.files)
    if filters.parts:
        tests.append(lambda entry: entry.key.part in filters.parts)
    if filters.years:
        tests.append(lambda entry: entry.part.year in filters.years)
    if filters.regions:
        tests.append(lambda entry: any(region in (entry.part.region or "") for region in filters.regions))
    if not tests:
        return None
    return frozenset(entry.key for entry in entries if all(test(entry) for test in tests))


def unmet(filters: Filters, entries: Sequence[Entry]) -> Iterator[str]:
    """One line for each document, file, part, year or place asked for that is not there. Departments are the ledger's."""
    held = (
        ("document", filters.documents, [entry.key.document for entry in entries]),
        ("file", filters.files, [entry.file for entry in entries]),
        ("part", filters.parts, [entry.key.part for entry in entries if entry.key.part]),
        ("year", map(str, filters.years), sorted({str(entry.part.year) for entry in entries if entry.part.year})),
    )
    for name, wanted, there in held:
        yield from (missing(name, value, there) for value in wanted if value not in set(there))
    regions = [entry.part.region for entry in entries if entry.part.region]
    for region in filters.regions:
        if not any(region in there for there in regions):
            yield missing("place", region, regions)


def missing(name: str, value: str, there: Iterable[str]) -> str:
    """The line for one value of a filter; ``there``: what the home has, repeats possible."""
    known = list(dict.fromkeys(there))
    more = " and others" if len(known) > SHOWN else ""
    instead = f"there are {', '.join(known[:SHOWN])}{more}" if known else "there is none"
    return f"no {name} {value!r} in this home: {instead}"
