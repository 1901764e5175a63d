"""targets --correct, --drop, --undo, --corrections: what people change in the ledger."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planbot.cli.listings import as_bytes, as_json, short_id
from planbot.cli.output import shortened, table

if TYPE_CHECKING:
    from planbot.assistant import Assistant
    from planbot.types import Correction


def done(assistant: "Assistant", action: str, row: str, changes: Sequence[str], json: bool) -> bytes:
    """Does what ``action`` ("correct", "drop", "undo", "corrections") says; what holds afterwards, to be printed.

    Raises NotFound for an unknown row, UsageError for a change that cannot be read.
    """
    from planbot.cli.shapes import CorrectionList
    from planbot.ledger.corrections import correction_of
    from planbot.types import Correction

    if action == "correct":
        listed = (assistant.correct(correction_of(row, changes)),)
    elif action == "drop":
        listed = (assistant.correct(Correction(target=row, kind="dropped")),)
    elif action == "undo":
        identity = assistant.undo(row)
        return as_json(CorrectionList(corrections=())) if json else as_bytes(f"{identity}: as it was read again")
    else:
        listed = assistant.corrections()
    if json:
        return as_json(CorrectionList(corrections=listed))
    return as_bytes(table(("row", "document", "corrected"), map(_row, listed)))


def _row(correction: "Correction") -> tuple[str, str, str]:
    fields = correction.model_dump(exclude={"target"}, exclude_none=True)
    said = "dropped" if correction.kind == "dropped" else ", ".join(f"{name}={_shown(v)}" for name, v in fields.items())
    return short_id(correction.target), correction.target.partition(":")[0], shortened(said, 72)


def _shown(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, tuple) else str(value)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
