"""An open home with the samples in it, made once for all tests of answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from planbot.assistant import Assistant
from planbot.settings import Settings
from planbot.types import Answer, Message

SAMPLES = Path(__file__).parent.parent.parent / "samples"


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    """Over the bundled samples, without a language model."""
    with Assistant.open(Settings(home=tmp_path_factory.mktemp("home"))) as opened:
        report = opened.ingest([SAMPLES], jobs=1)
        assert all(outcome.status == "added" for outcome in report.outcomes)
        yield opened


def asked(assistant: Assistant, *turns: str) -> Answer:
    """The answer to the last of ``turns``, the earlier ones asked first."""
    history: tuple[Message, ...] = ()
    for turn in turns:
        *_, answer = assistant.ask(turn, history=history)
        history += (Message(role="user", content=turn), Message(role="assistant", content=answer.answer))
    return answer
