"""Asking one case of an open home: its questions, its search, its selection of the ledger or its draft."""

from collections.abc import Iterable

from planbot.assistant import Assistant
from planbot.draft.answering import answered
from planbot.errors import PlanbotError
from planbot.evals.cases import Case, DraftSource
from planbot.evals.record import Record
from planbot.ledger.query import select
from planbot.types import Answer, Citation, Message, Target


def ask(assistant: Assistant, case: Case) -> Record:
    """What came of the case; an error becomes part of the record."""
    try:
        return _asked(assistant, case)
    except PlanbotError as error:
        return Record(case=case.id, error=str(error))


def _asked(assistant: Assistant, case: Case) -> Record:
    if case.ledger is not None:
        return Record(case=case.id, rows=select(_ledger(assistant), case.ledger).rows)
    if case.relevant:
        return Record(case=case.id, passages=assistant.search(case.turns[-1], case.filters))
    draft = assistant.draft(case.turns[0]) if case.draft and len(case.turns) == 1 else None
    answers = [*answered(draft, case.turns[0])][-1:] if draft else _conversation(assistant, case)
    last = answers[-1]
    return Record(
        case=case.id,
        answers=tuple(answer.model_copy(update={"reading": ()}) for answer in answers),
        passages=last.reading,
        sources=tuple(_source(assistant, citation) for citation in last.citations),
        draft=draft,
        draft_sources=tuple(_text(assistant, source) for source in case.draft.sources) if case.draft else (),
    )


def _conversation(assistant: Assistant, case: Case) -> list[Answer]:
    history: tuple[Message, ...] = ()
    answers: list[Answer] = []
    for turn in case.turns:
        *_, answer = assistant.ask(turn, history=history, filters=case.filters)
        answers.append(answer)
        history += (Message(role="user", content=turn), Message(role="assistant", content=answer.answer))
    return answers


def _ledger(assistant: Assistant) -> Iterable[Target]:
    return (row for document in assistant.documents() for row in assistant.outline(document.id).targets)


def _source(assistant: Assistant, citation: Citation) -> str:
    return assistant.text(citation.document)[citation.start : citation.end]


def _text(assistant: Assistant, source: DraftSource) -> str:
    """The text of a document, or of its part, whose figures a draft may use."""
    stored = assistant.outline(source.file)
    spans = [(part.start, part.end) for part in stored.document.parts if part.part == source.part]
    start, end = spans[0] if spans else (0, len(stored.read.text))
    return stored.read.text[start:end]
