"""JSON Lines in, JSON Lines out: conversations to answer or to search for."""

import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from planbot.cli.output import dumped, note, progress_bar, to_json
from planbot.cli.shapes import BatchFailure, PassageList, batch_answer
from planbot.errors import PlanbotError, UsageError
from planbot.types import Answer, Filters, Message, Progress

if TYPE_CHECKING:
    from planbot.assistant import Assistant


class Conversation(BaseModel):
    """One line of a batch. Unknown keys are ignored, so that a file of test cases serves as it is."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str | int
    turns: tuple[str, ...] = Field(min_length=1)
    filters: Filters | None = None


def answer_all(assistant: "Assistant", batch: Sequence[Conversation], target: Path | None, filters: Filters) -> int:
    """Ask every conversation; filters on a line replace the command's. The exit code."""

    def answered(conversation: Conversation) -> BaseModel:
        return batch_answer(conversation.id, _turns(assistant, conversation, filters))

    return _run(batch, target, answered)


def search_all(assistant: "Assistant", batch: Sequence[Conversation], target: Path | None, filters: Filters) -> int:
    """Search for the last turn of every conversation, read in the light of the earlier ones. The exit code."""

    def found(conversation: Conversation) -> BaseModel:
        *earlier, query = conversation.turns
        history = tuple(Message(role="user", content=turn) for turn in earlier)
        passages = assistant.search(query, filters=conversation.filters or filters, history=history)
        return PassageList(id=conversation.id, query=query, passages=passages)

    return _run(batch, target, found)


def read_history(path: Path) -> tuple[Message, ...]:
    """The turns in a history file. Raises UsageError."""
    try:
        return TypeAdapter(tuple[Message, ...]).validate_json(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except ValidationError as error:
        raise UsageError(f"{path}: {_first(error)}; expected a list of {{role, content}}") from None


def read_conversations(path: Path) -> tuple[Conversation, ...]:
    """Every line that is not blank. Raises UsageError with the line's number."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except OSError as error:
        raise UsageError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise UsageError(f"{path}: is not UTF-8") from None
    return tuple(_conversation(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _conversation(path: Path, number: int, line: str) -> Conversation:
    try:
        return Conversation.model_validate_json(line)
    except ValidationError as error:
        raise UsageError(f"{path}, line {number}: {_first(error)}") from None


def _first(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(str(step) for step in problem["loc"])
    return f"{place}: {problem['msg']}" if place else problem["msg"]


def _turns(assistant: "Assistant", conversation: Conversation, filters: Filters) -> Iterable[Answer]:
    history: tuple[Message, ...] = ()
    for turn in conversation.turns:
        *_, answer = assistant.ask(turn, history=history, filters=conversation.filters or filters)
        history += (Message(role="user", content=turn), Message(role="assistant", content=answer.answer))
        yield answer


def _run(batch: Sequence[Conversation], target: Path | None, work: Callable[[Conversation], BaseModel]) -> int:
    """One output line for each conversation, written as it is ready. 0 done; 3 some failed; 1 all failed."""
    failures = 0
    with _opened(target) as stream, progress_bar() as progress:
        for number, conversation in enumerate(batch, 1):
            line = _attempt(conversation, work)
            failures += isinstance(line, BatchFailure)
            stream.write(to_json(dumped(line), indent=None) + "\n")
            stream.flush()
            if progress:
                progress(Progress(done=number, total=len(batch), unit="questions", label=str(conversation.id)))
    if not failures:
        return 0
    return 1 if failures == len(batch) else 3


def _attempt(conversation: Conversation, work: Callable[[Conversation], BaseModel]) -> BaseModel:
    try:
        return work(conversation)
    except PlanbotError as error:
        note(f"{conversation.id}: {error}")
        return BatchFailure(id=conversation.id, error=str(error))


@contextmanager
def _opened(target: Path | None) -> Generator[TextIO]:
    if target is None:
        yield sys.stdout
        return
    try:
        stream = target.open("w", encoding="utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"{target}: cannot be written: {error.strerror}") from error
    with stream:
        yield stream
