"""The JSON shapes of ``--json``: what docs/api.md documents and a test holds the commands to."""

from collections.abc import Iterable

from pydantic import Field

from planbot.draft.conformity.report import ConformityReport
from planbot.evals.compare import Comparison
from planbot.evals.report import Report
from planbot.ledger.query import Series
from planbot.ledger.register import BodyCount
from planbot.settings import SettingLine
from planbot.store.accounts import Account
from planbot.store.backup import Manifest
from planbot.types import (
    Answer,
    Correction,
    Document,
    Draft,
    Furniture,
    Health,
    IngestReport,
    Noun,
    Passage,
    Section,
    Target,
)
from planbot.ui.shapes import AnswerShape, answer_shape


class DocumentList(Noun):
    """``planbot docs --json``."""

    documents: tuple[Document, ...]


class OutlineShape(Noun):
    """``planbot docs ID --outline --json``."""

    document: str
    file: str
    sections: tuple[Section, ...]
    furniture: tuple[Furniture, ...]


class PassageList(Noun):
    """``planbot search --json``; a line of ``search --batch`` is this with ``id`` set."""

    id: str | int | None = None
    query: str
    passages: tuple[Passage, ...]


class BatchAnswer(AnswerShape):
    """A line of ``planbot ask --batch``: the answer to the last turn, and one for each turn."""

    id: str | int
    turn_answers: tuple[AnswerShape, ...]


class BatchFailure(Noun):
    """A line of a batch whose question failed; the others are not affected and the exit code is 3."""

    id: str | int
    error: str


class RemovalReport(Noun):
    """``planbot remove --json``."""

    removed: tuple[str, ...]


class HealthShape(Health):
    """``planbot doctor --json``."""

    healthy: bool


class SettingList(Noun):
    """``planbot config --json``."""

    settings: tuple[SettingLine, ...]


class TargetList(Noun):
    """``planbot targets --json``."""

    targets: tuple[Target, ...] = Field(description="In reading order of the documents.")
    rows_searched: int
    """Rows of the kind asked for that were looked through; nothing is cut off."""
    documents_searched: int
    documents_found: int
    """Documents that a row listed comes from."""


class SeriesList(Noun):
    """``planbot targets --compare --json`` and ``--contradictions --json``."""

    series: tuple[Series, ...]
    rows_searched: int
    documents_searched: int
    documents_found: int


class DepartmentList(Noun):
    """``planbot targets --departments --json``."""

    departments: tuple[BodyCount, ...] = Field(description="The most frequent first.")
    rows_searched: int
    documents_searched: int
    documents_found: int


class CorrectionList(Noun):
    """``planbot targets --corrections --json``; with --correct, --drop or --undo what then holds of that row."""

    corrections: tuple[Correction, ...] = Field(description="The latest first.")


class AccountList(Noun):
    """``planbot users list --json`` and ``planbot tokens list --json``."""

    accounts: tuple[Account, ...] = Field(description="By name; no secret is among the fields.")


SHAPES: dict[str, type[Noun]] = {
    "planbot ingest": IngestReport,
    "planbot docs": DocumentList,
    "planbot docs ID": Document,
    "planbot docs ID --outline": OutlineShape,
    "planbot remove": RemovalReport,
    "planbot reindex, planbot doctor": HealthShape,
    "planbot search": PassageList,
    "planbot ask": AnswerShape,
    "planbot ask --batch": BatchAnswer,
    "planbot ask --batch, planbot search --batch (a question that failed)": BatchFailure,
    "planbot targets": TargetList,
    "planbot targets --compare, planbot targets --contradictions": SeriesList,
    "planbot targets --departments": DepartmentList,
    "planbot targets --corrections, --correct, --drop, --undo": CorrectionList,
    "planbot check": ConformityReport,
    "planbot eval run, planbot eval score": Report,
    "planbot eval compare": Comparison,
    "planbot users list, planbot tokens list": AccountList,
    "planbot draft": Draft,
    "planbot backup, planbot restore": Manifest,
    "planbot config": SettingList,
}
"""Each command and the shape that it prints with ``--json``."""


def batch_answer(identifier: str | int, answers: Iterable[Answer]) -> BatchAnswer:
    """The line of one conversation. ``answers`` is not empty."""
    turns = tuple(answer_shape(answer) for answer in answers)
    return BatchAnswer(
        id=identifier, turn_answers=turns, **{name: getattr(turns[-1], name) for name in AnswerShape.model_fields}
    )


def health_shape(health: Health) -> HealthShape:
    """Health with its verdict."""
    return HealthShape(healthy=not health.findings, **{name: getattr(health, name) for name in Health.model_fields})
