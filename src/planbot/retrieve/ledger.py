"""Questions to the ledger of one home, answered from the rows that hold the names asked for; the others are counted, not read."""

from collections.abc import Mapping

from planbot.ledger.bodies import NO_ALIASES, concerns
from planbot.ledger.query import Selection, Wanted, select
from planbot.store.library import Library
from planbot.types import PartKey

REMEMBERED = 500
"""Bodies asked for whose names are remembered."""


class Ledger:
    """Over one home. Safe from any thread."""

    def __init__(self, library: Library, aliases: Mapping[str, str] = NO_ALIASES) -> None:
        """``aliases``: names that staff use for bodies."""
        self._library = library
        self._aliases = aliases
        self._concerned: tuple[tuple[str, ...], dict[tuple[str, ...], list[str]]] = ((), {})

    def select(self, wanted: Wanted, keys: frozenset[PartKey] | None = None) -> Selection:
        """As ``ledger.query.select`` over all rows of the home, within ``keys`` if given; it counts the same rows as looked through."""
        documents = None if keys is None else {key.document for key in keys}
        names = self._names(wanted.departments) if wanted.departments else None
        rows = self._library.targets(documents, names)
        inside = rows if keys is None else [r for r in rows if PartKey(document=r.document, part=r.part) in keys]
        found = select(inside, wanted, self._aliases)
        counted = [row for row in self._library.row_counts() if keys is None or row[0] in keys]
        searched = {
            "rows_searched": sum(count for _, kind, count in counted if wanted.kind in ("all", kind)),
            "documents_searched": len({key.document for key, _, _ in counted}),
        }
        return found.model_copy(update=searched)

    def knows(self, department: str) -> bool:
        """Does a row of the home concern this body?"""
        return bool(self._names((department,)))

    def _names(self, departments: tuple[str, ...]) -> list[str]:
        """The names of the home's rows that concern one of ``departments``; remembered until the rows change."""
        names, concerned = self._library.row_names(), self._concerned
        if concerned[0] is not names or len(concerned[1]) > REMEMBERED:
            concerned = self._concerned = (names, {})
        known = concerned[1]
        if departments not in known:
            known[departments] = [n for n in names if any(concerns(d, n, self._aliases) for d in departments)]
        return known[departments]
