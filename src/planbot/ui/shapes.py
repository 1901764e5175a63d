"""What goes over the wire, where it is not a noun of :mod:`planbot.types` itself."""

from planbot.types import Answer, Citation, Correction, Document, Noun, Route, Target, Timings, Usage


class AnswerShape(Noun):
    """``planbot ask --json``."""

    question: str
    standalone_question: str
    answer: str
    answered: bool
    citations: tuple[Citation, ...]
    targets: tuple[Target, ...]
    unsupported: tuple[str, ...]
    route: Route
    model: str
    usage: Usage
    timings_ms: Timings


class Documents(Noun):
    """``GET /api/documents``."""

    documents: tuple[Document, ...]


class Targets(Noun):
    """``GET /api/targets``."""

    targets: tuple[Target, ...]
    """In reading order of the documents."""
    rows_searched: int
    """Rows of the kind asked for that were looked through; nothing is cut off."""
    documents_searched: int
    documents_found: int
    """Documents that a row listed comes from."""


class Corrections(Noun):
    """``GET /api/corrections``; the latest first."""

    corrections: tuple[Correction, ...]


def answer_shape(answer: Answer) -> AnswerShape:
    """The public part of an answer."""
    return AnswerShape(**{name: getattr(answer, name) for name in AnswerShape.model_fields})
