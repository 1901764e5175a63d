"""Answers take turns: composing one keeps a processor busy, and many at once only hold each other up."""

import os
import threading
from collections.abc import Iterator
from typing import Any, cast

from planbot.types import Answer, Filters, Message
from planbot.ui.desk import Desk


class _InTurns:
    """A desk that composes as many answers at once as there are processors; everything else is the desk's own."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._free = threading.BoundedSemaphore(os.cpu_count() or 1)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def ask(self, question: str, history: tuple[Message, ...], filters: Filters, /) -> Iterator[Answer]:
        with self._free:
            snapshots = self._desk.ask(question, history, filters)
        while (answer := self._next(snapshots)) is not None:
            yield answer

    def _next(self, snapshots: Iterator[Answer]) -> Answer | None:
        with self._free:
            return next(snapshots, None)


def in_turns(desk: Desk) -> Desk:
    """``desk`` with its answers taking turns, unless they wait for a language model instead of a processor."""
    return desk if desk.settings.chat_model else cast("Desk", _InTurns(desk))
