"""What people say of answers: kept in the home line by line, and made into cases a person can complete."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from planbot.errors import ConfigurationError, InputError
from planbot.evals.cases import Case
from planbot.evals.metrics.statements import statements
from planbot.types import Answer, Filters, Message, Noun

FILE = "feedback.jsonl"


class Feedback(Noun):
    """A thumb on one answer."""

    verdict: Literal["up", "down"]
    question: str
    history: tuple[Message, ...] = ()
    """The turns before, oldest first."""
    filters: Filters = Filters()
    answer: str
    answered: bool
    comment: str = ""
    at: str
    """UTC, ISO 8601."""


def feedback(
    answer: Answer, verdict: Literal["up", "down"], comment: str = "", history: tuple[Message, ...] = ()
) -> Feedback:
    """A thumb on ``answer``, given now."""
    return Feedback(
        verdict=verdict,
        question=answer.question,
        history=history,
        answer=answer.answer,
        answered=answer.answered,
        comment=comment.strip(),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def keep(home: Path, given: Feedback) -> None:
    """Append to the home's feedback. Raises ConfigurationError."""
    try:
        with (home / FILE).open("a", encoding="utf-8") as stream:
            stream.write(given.model_dump_json() + "\n")
    except OSError as error:
        raise ConfigurationError(f"{home / FILE}: cannot be written: {error.strerror}") from error


def kept(home: Path) -> tuple[Feedback, ...]:
    """All of it, oldest first. Raises InputError with the line."""
    path = home / FILE
    if not path.exists():
        return ()
    lines = path.read_text(encoding="utf-8").split("\n")
    return tuple(_read(path, number, line) for number, line in enumerate(lines, 1) if line.strip())


def _read(path: Path, number: int, line: str) -> Feedback:
    try:
        return Feedback.model_validate_json(line)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        raise InputError(f"{path}, line {number}, {'.'.join(map(str, problem['loc']))}: {problem['msg']}") from None


def cases(given: tuple[Feedback, ...]) -> tuple[Case, ...]:
    """A case for each complaint, the newest where the same conversation was complained of twice.

    What is right, nobody but the person knows: the comment and the answer given stand in the note. A refusal that was complained of
    is taken for a question that the documents answer; of any other answer, that its first sentence must not be said in these words again.
    """
    complaints = {_turns(item): item for item in given if item.verdict == "down"}
    return tuple(_case(number, turns, item) for number, (turns, item) in enumerate(complaints.items(), 1))


def _turns(item: Feedback) -> tuple[str, ...]:
    return (*(turn.content for turn in item.history if turn.role == "user"), item.question)


def _case(number: int, turns: tuple[str, ...], item: Feedback) -> Case:
    said = statements(item.answer) if item.answered else ()
    wrong = said[0].text if said else ""
    return Case(
        id=f"feedback-{number:03d}",
        turns=turns,
        category="feedback",
        filters=item.filters,
        must_not=(wrong,) if wrong else (),
        note=f"{item.at} {item.comment}".strip(),
    )
