"""Figures about the running process for Prometheus: counts and times, never a word of a question or a document."""

import time
from collections.abc import Iterator
from typing import Any, cast

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from planbot.types import Answer, Filters, Message
from planbot.ui.desk import Desk

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)


class Figures:
    """The figures of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._requests = Counter(
            "planbot_requests", "HTTP requests", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "planbot_request_seconds", "Until the last byte", ("route",), buckets=_SECONDS, registry=self._registry
        )
        self._answers = Counter(
            "planbot_answers", "Answers given", ("route", "answered", "model"), registry=self._registry
        )
        self._stages = Histogram(
            "planbot_answer_seconds", "Time of an answer", ("stage",), buckets=_SECONDS, registry=self._registry
        )
        self._tokens = Counter("planbot_tokens", "Tokens of the language model", ("kind",), registry=self._registry)
        self._failures = Counter("planbot_failed_answers", "Questions that ended in an error", registry=self._registry)
        self._running = Gauge("planbot_asking", "Questions being answered", registry=self._registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request; ``route`` is a rule's path, of which there are few."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def watched(self, snapshots: Iterator[Answer]) -> Iterator[Answer]:
        """The same snapshots; the answer is counted when it is done."""
        begun, first = time.monotonic(), True
        with self._running.track_inprogress(), self._failures.count_exceptions():
            for answer in snapshots:
                if first and answer.answer:
                    first = False
                    self._stages.labels("first_sentence").observe(time.monotonic() - begun)
                if answer.done:
                    self._count(answer, time.monotonic() - begun)
                yield answer

    def _count(self, answer: Answer, seconds: float) -> None:
        kind = "extractive" if answer.model == "extractive" else "language_model"
        self._answers.labels(answer.route, str(answer.answered).lower(), kind).inc()
        self._stages.labels("total").observe(seconds)
        self._stages.labels("retrieve").observe(answer.timings_ms.retrieve / 1000)
        self._tokens.labels("prompt").inc(answer.usage.prompt_tokens)
        self._tokens.labels("completion").inc(answer.usage.completion_tokens)

    def text(self) -> bytes:
        """All of them in Prometheus' text format."""
        return generate_latest(self._registry)


class _Watched:
    """A desk whose answers are counted; everything else is the desk's own."""

    def __init__(self, desk: Desk, figures: Figures) -> None:
        self._desk = desk
        self._figures = figures

    def __getattr__(self, name: str) -> Any:
        return getattr(self._desk, name)

    def ask(self, question: str, history: tuple[Message, ...], filters: Filters, /) -> Iterator[Answer]:
        return self._figures.watched(self._desk.ask(question, history, filters))


def watched(desk: Desk, figures: Figures) -> Desk:
    """``desk`` with its answers counted, whichever page or program asks."""
    return cast("Desk", _Watched(desk, figures))
