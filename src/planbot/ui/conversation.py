"""A conversation as the page holds it: its id and its turns (pure)."""

from planbot.store.conversations import Turn
from planbot.types import Message, Noun


class Talk(Noun):
    """One conversation of one person."""

    id: str = ""
    """Empty until the first question is asked."""
    turns: tuple[Turn, ...] = ()

    def with_last(self, turn: Turn) -> "Talk":
        """``turn`` in place of the last one, or after it when the last one is over."""
        earlier = self.turns[:-1] if self.turns and not self.turns[-1].over else self.turns
        return self.model_copy(update={"turns": (*earlier, turn)})

    def before(self, number: int) -> "Talk":
        """The conversation up to turn ``number``, counted from 0, which is left out."""
        return self.model_copy(update={"turns": self.turns[:number]})

    def ended(self) -> "Talk":
        """The same with its last turn stopped, if it was not over."""
        if not self.turns or self.turns[-1].over:
            return self
        return self.with_last(self.turns[-1].model_copy(update={"stopped": True}))


def history(turns: tuple[Turn, ...]) -> tuple[Message, ...]:
    """The finished turns as messages, oldest first."""
    messages: list[Message] = []
    for turn in turns:
        if turn.answer and turn.answer.answer:
            messages.append(Message(role="user", content=turn.question))
            messages.append(Message(role="assistant", content=turn.answer.answer))
    return tuple(messages)
