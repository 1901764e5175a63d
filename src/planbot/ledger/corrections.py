"""What a person types to correct a row ("value=93%以上", "department=县教育局、县财政局"), as a correction (pure)."""

import re
from collections.abc import Sequence
from typing import Any, get_args

from planbot.errors import UsageError
from planbot.ledger.numbers import quantities
from planbot.types import Comparator, Correction

KINDS = ("target", "task", "reported")
FIELDS = ("value", "unit", "comparator", "indicator", "department", "deadline", "kind")
_COMPARATORS: tuple[str, ...] = get_args(Comparator)
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_BETWEEN_NAMES = re.compile("[、,，;；]")


def correction_of(target: str, changes: Sequence[str]) -> Correction:
    """The correction of row ``target`` that ``field=value`` pairs ask for. Raises UsageError that names the field."""
    if not changes:
        raise UsageError(f"say what to correct: field=value, with a field of {', '.join(FIELDS)}")
    found: dict[str, Any] = {}
    for change in changes:
        field, equals, value = change.partition("=")
        if not equals or field not in FIELDS:
            raise UsageError(f"{change!r} corrects nothing: write field=value, with a field of {', '.join(FIELDS)}")
        if not value.strip():
            raise UsageError(f"{field}= is empty: give the right {field}, or --drop the row")
        found |= {name: new for name, new in _changed(field, value.strip()).items() if name not in found}
    return Correction(target=target, **found)


def _changed(field: str, value: str) -> dict[str, Any]:
    match field:
        case "value":
            return measured(value)
        case "department":
            return {"responsible": tuple(filter(None, (name.strip() for name in _BETWEEN_NAMES.split(value))))}
        case "kind" if value not in KINDS:
            raise UsageError(f"kind={value}: must be {', '.join(KINDS)}; --drop takes the row out of the ledger")
        case "comparator" if value not in _COMPARATORS:
            raise UsageError(f"comparator={value}: must be one of {' '.join(_COMPARATORS)}")
        case _:
            return {field: value}


def measured(words: str) -> dict[str, Any]:
    """Fields of a correction from a figure in words: "93" keeps the row's unit and bound, "93%以上" gives both. Raises UsageError."""
    if _NUMBER.fullmatch(words):
        return {"value": float(words), "value_text": words}
    read = quantities(words)
    if len(read) != 1 or read[0].value is None or read[0].end - read[0].start < len(words):
        raise UsageError(f"value={words}: must be one figure, like 93, 93%以上 or 3-5名")
    quantity = read[0]
    compared = "range" if isinstance(quantity.value, tuple) else quantity.bound
    given = {"unit": quantity.unit, "comparator": compared}
    return {"value": quantity.value, "value_text": words, **{name: text for name, text in given.items() if text}}
