"""A conversation as the page keeps it: turns, and their form in the browser's storage (pure)."""

from pydantic import TypeAdapter, ValidationError

from planbot.types import Answer, Message, Noun

MAX_TURNS = 40
"""Turns that survive a reload; browsers store about five megabytes a site."""


class Turn(Noun):
    """A question and what came of it so far."""

    question: str
    answer: Answer | None = None
    error: str | None = None
    """One line for the person; set when asking failed."""
    stopped: bool = False

    @property
    def over(self) -> bool:
        """Nothing more will come."""
        return self.stopped or self.error is not None or (self.answer is not None and self.answer.done)


Turns = tuple[Turn, ...]
_TURNS: TypeAdapter[Turns] = TypeAdapter(Turns)


def history(turns: Turns) -> tuple[Message, ...]:
    """The finished turns as messages, oldest first."""
    messages: list[Message] = []
    for turn in turns:
        if turn.answer and turn.answer.answer:
            messages.append(Message(role="user", content=turn.question))
            messages.append(Message(role="assistant", content=turn.answer.answer))
    return tuple(messages)


def stored(turns: Turns) -> list[dict[str, object]]:
    """JSON for the browser: the last turns, without the passages that were read."""
    return [turn.model_dump(mode="json", exclude={"answer": {"reading", "targets"}}) for turn in turns[-MAX_TURNS:]]


def restored(value: object) -> Turns:
    """The turns of :func:`stored`; none when the browser hands back anything else (another version, a stranger's hand)."""
    try:
        return _TURNS.validate_python(value or (), strict=False)
    except ValidationError:
        return ()


def stopped(turns: Turns) -> Turns:
    """The last turn ended by the person before its answer was whole."""
    if not turns or turns[-1].over:
        return turns
    return (*turns[:-1], turns[-1].model_copy(update={"stopped": True}))
