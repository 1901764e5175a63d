"""The ledger over HTTP: rows by filter, and what people correct in them."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from planbot.errors import UsageError
from planbot.ledger.corrections import measured
from planbot.ledger.query import RowKind, Wanted
from planbot.types import Comparator, Correction, Noun, Role
from planbot.ui.desk import Desk
from planbot.ui.shapes import Corrections, Targets

_Text = Annotated[str, Field(max_length=200)]
_Texts = Annotated[tuple[_Text, ...], Field(max_length=50)]


class TargetQuery(Noun):
    """The query of ``GET /api/targets``: the filters of ``planbot targets``, each of which may be repeated."""

    kind: RowKind = "target"
    department: _Texts = ()
    role: Role | None = None
    indicator: _Texts = ()
    document: _Texts = ()
    part: _Texts = ()
    region: _Texts = ()
    year: tuple[int, ...] = ()
    deadline: _Texts = ()

    def wanted(self) -> Wanted:
        """The same as the ledger names it."""
        return Wanted(
            kind=self.kind,
            departments=self.department,
            role=self.role,
            indicators=self.indicator,
            documents=self.document,
            parts=self.part,
            regions=self.region,
            years=self.year,
            deadlines=self.deadline,
        )


class Change(Noun):
    """The body of a correction: what is left out stays as it is."""

    kind: Literal["target", "task", "reported", "dropped"] | None = None
    """"dropped": this is nothing for the ledger."""
    indicator: _Text | None = None
    comparator: Comparator | None = None
    value: Annotated[float, Field(allow_inf_nan=False)] | tuple[float, float] | None = None
    unit: Annotated[str, Field(max_length=40)] | None = None
    value_text: _Text | None = None
    """As one would print it: "93%以上". Value, unit and bound are read from it where they are not given."""
    deadline: _Text | None = None
    responsible: _Texts | None = None


def ledger(desk: Desk) -> APIRouter:
    """`/api/targets`: every row that holds what is asked for, not the best few; `/api/corrections`."""
    router = APIRouter(prefix="/api", tags=["ledger"])

    @router.get("/targets")
    def targets(query: Annotated[TargetQuery, Query()]) -> Targets:
        found = desk.targets(query.wanted())
        counts: dict[str, Any] = found.model_dump(exclude={"rows"})
        return Targets(targets=found.rows, **counts)

    @router.get("/corrections")
    def corrections() -> Corrections:
        return Corrections(corrections=desk.corrections())

    @router.post("/targets/{target}/correction")
    def correct(target: str, change: Change) -> Correction:
        given = change.model_dump(exclude_none=True)
        if not given:
            raise UsageError("nothing to correct: send at least one field")
        if change.value_text and change.value is None:
            given = measured(change.value_text) | given
        return desk.correct(Correction(target=target, **given))

    @router.delete("/targets/{target}/correction", status_code=204)
    def undo(target: str) -> None:
        desk.undo(target)

    return router
