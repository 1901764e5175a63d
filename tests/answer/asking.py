"""Asking in a test as a person does."""

from planbot.assistant import Assistant
from planbot.types import Answer, Message


def asked(assistant: Assistant, *turns: str) -> Answer:
    """The answer to the last of ``turns``, the earlier ones asked first."""
    history: tuple[Message, ...] = ()
    for turn in turns:
        *_, answer = assistant.ask(turn, history=history)
        history += (Message(role="user", content=turn), Message(role="assistant", content=answer.answer))
    return answer
