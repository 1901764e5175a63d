"""The ledger on a terminal of 100 columns, and as JSON."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from planbot.cli.output import dumped, safe, shortened, to_json, width

if TYPE_CHECKING:
    from pydantic import BaseModel

    from planbot.ledger.query import Selection, Series
    from planbot.ledger.register import BodyCount
    from planbot.types import Target

COLUMNS = 100
_ROW = (("row", 8), ("indicator", 32), ("value", 16), ("deadline", 12), ("responsible", 24))
_SERIES = (("row", 8), ("year", 4), ("value", 20), ("deadline", 12), ("responsible", 18), ("source", 28))
_BODY = (("body", 24), ("rows", 5), ("lead", 5), ("support", 7), ("bound", 5), ("issuer", 6), ("printed as", 34))
_SHORT = 6


def as_bytes(text: str) -> bytes:
    """A page of text with its last line break."""
    return (text + "\n").encode()


def as_json(shape: "BaseModel") -> bytes:
    """One JSON document."""
    return as_bytes(to_json(dumped(shape)))


def rows(selection: "Selection", json: bool) -> bytes:
    """The rows by document and part; a row that a person or a model made says so."""
    if json:
        from planbot.cli.shapes import TargetList

        return as_json(TargetList(targets=selection.rows, **_counts(selection)))
    lines = [_line([name for name, _ in _ROW], _ROW)]
    for source, group in groupby(selection.rows, key=_source):
        lines += ["", shortened(source, COLUMNS), *(_line(_facts(target), _ROW) for target in group)]
    return as_bytes("\n".join(lines))


def _facts(target: "Target") -> list[str]:
    marked = target.indicator if target.source == "rules" else f"[{target.source}] {target.indicator}"
    return [short_id(target.id), marked, _value(target), target.deadline or "", _who(target)]


def _value(target: "Target") -> str:
    """As printed, with the direction of a change and a mark at a damaged figure."""
    sign = {"increase": "+", "decrease": "-"}.get(target.comparator or "", "") if target.value is not None else ""
    damaged = "(?) " if "damaged_number" in target.warnings else ""
    return damaged + sign + (target.value_text or target.quote)


def _who(target: "Target") -> str:
    names = "、".join(target.responsible)
    return ": ".join(filter(None, (target.role, names)))


def series(found: "Sequence[Series]", selection: "Selection", json: bool) -> bytes:
    """One indicator after the other, its rows by year."""
    if json:
        from planbot.cli.shapes import SeriesList

        return as_json(SeriesList(series=tuple(found), **_counts(selection)))
    lines = [_line([name for name, _ in _SERIES], _SERIES)]
    for group in found:
        lines += ["", shortened(group.indicator, COLUMNS), *(_line(_compared(row), _SERIES) for row in group.rows)]
    return as_bytes("\n".join(lines))


def _compared(target: "Target") -> list[str]:
    where = (target.part or "") + target.file
    return [short_id(target.id), str(target.year or ""), _value(target), target.deadline or "", _who(target), where]


def bodies(found: "Sequence[BodyCount]", selection: "Selection", json: bool) -> bytes:
    """The bodies with how many rows name them, and how."""
    if json:
        from planbot.cli.shapes import DepartmentList

        return as_json(DepartmentList(departments=tuple(found), **_counts(selection)))
    lines = [_line([name for name, _ in _BODY], _BODY)]
    for body in found:
        numbers = (body.rows, body.lead, body.support, body.bound, body.issuer)
        lines.append(_line([body.name, *map(str, numbers), "、".join(body.names)], _BODY))
    return as_bytes("\n".join(lines))


def _counts(selection: "Selection") -> dict[str, int]:
    return selection.model_dump(exclude={"rows"})


def _source(target: "Target") -> str:
    return " > ".join(filter(None, (target.file, target.part)))


def short_id(identity: str) -> str:
    """The end of a row's id: enough to name it on the command line."""
    digest, dash, copy = identity.rpartition(":")[2].partition("-")
    return digest[-_SHORT:] + dash + copy


def _line(cells: Iterable[str], columns: Sequence[tuple[str, int]]) -> str:
    fitted = [shortened(safe(cell), size) for cell, (_, size) in zip(cells, columns, strict=True)]
    return "  ".join(
        cell + " " * (size - width(cell)) for cell, (_, size) in zip(fitted, columns, strict=True)
    ).rstrip()
