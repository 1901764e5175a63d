"""One question, one answer, as a stream of snapshots: search, find a way to answer, write it out or refuse."""

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from planbot.answer.asked_scope import asked_scope
from planbot.answer.compose import written
from planbot.answer.generate import Composed, Writer, grown
from planbot.answer.phrases import Language
from planbot.answer.refusals import Refusals
from planbot.answer.reply import Reply
from planbot.answer.request import read_request
from planbot.answer.routes import Routes
from planbot.cite import cut
from planbot.retrieve.query import language_of
from planbot.retrieve.search import Searcher
from planbot.types import Answer, Citation, Document, Filters, Timings


class Responder:
    """Answers from one home: composed from its documents, then put in a language model's words where there is one."""

    def __init__(
        self,
        searcher: Searcher,
        documents: Callable[[], Sequence[Document]],
        writer: Writer | None = None,
    ) -> None:
        self._searcher = searcher
        self._stored = searcher.stored
        self._routes = Routes(searcher, documents)
        self._refusals = Refusals(searcher, documents)
        self._writer = writer

    def respond(self, question: str, standalone: str, filters: Filters) -> Iterator[Answer]:
        """Snapshots: first what is being read, then the answer line by line, last the whole with ``done``."""
        began = perf_counter()
        found = self._searcher.find(standalone, filters)
        retrieved = _since(began)
        empty = Answer(
            question=question,
            standalone_question=standalone,
            answer="",
            answered=False,
            reading=found.passages,
            scope=asked_scope(found.scope, self._searcher.parts()),
            timings_ms=Timings(retrieve=retrieved, total=retrieved),
        )
        yield empty
        language = language_of(question)
        request = read_request(standalone)
        reply = self._routes.reply(found, request, language)
        last = (
            self._answered(empty, reply, language)
            if reply
            else self._refusals.refused(empty, found, request, filters, language)
        )
        composed = Composed(answer=last, reply=reply, found=found, request=request)
        first = 0.0
        for snapshot in self._writer.told(composed, self._stored) if self._writer else grown(last):
            first = first or _since(began)
            last = snapshot
            yield last
        total = _since(began)
        timings = Timings(retrieve=retrieved, first_token=first, generate=total - retrieved, total=total)
        yield last.model_copy(update={"done": True, "timings_ms": timings})

    def _answered(self, empty: Answer, reply: Reply, language: Language) -> Answer:
        citations: list[list[Citation]] = []
        marker = 1
        for point in reply.points:
            spans = (point.evidence, *point.also)
            citations.append(
                [cut(self._stored(span.document), span.start, span.end, marker + n) for n, span in enumerate(spans)]
            )
            marker += len(spans)
        return empty.model_copy(
            update={
                "answer": "\n".join(written(reply, citations, language)),
                "answered": reply.answered,
                "citations": tuple(citation for group in citations for citation in group),
                "route": reply.route,
                "targets": reply.targets,
            }
        )


def _since(began: float) -> float:
    return round((perf_counter() - began) * 1000, 3)
