"""One question, one answer, as a stream of snapshots: search, pick the evidence, compose or refuse."""

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from planbot.answer.compose import quoted_lines, refusal
from planbot.answer.evidence import Evidence, kind_of, select, trimmed_evidence
from planbot.cite import cut
from planbot.retrieve.query import language_of
from planbot.retrieve.search import Found, Searcher
from planbot.types import Answer, Citation, Document, Filters, StoredDocument, Timings

MOST = 6
"""Quotes in one composed answer."""


class Responder:
    """Answers from one home without a language model."""

    def __init__(
        self,
        searcher: Searcher,
        stored: Callable[[str], StoredDocument],
        documents: Callable[[], Sequence[Document]],
    ) -> None:
        self._searcher = searcher
        self._stored = stored
        self._documents = documents

    def respond(self, question: str, standalone: str, filters: Filters) -> Iterator[Answer]:
        """Snapshots: first what is being read, then the answer line by line, last the whole with ``done``."""
        began = perf_counter()
        found = self._searcher.find(standalone, filters)
        spent = Timings(retrieve=_since(began), total=_since(began))
        empty = Answer(
            question=question,
            standalone_question=standalone,
            answer="",
            answered=False,
            route=kind_of(found.query),
            reading=found.passages,
            timings_ms=spent,
        )
        yield empty
        evidence = self._evidence(found)
        whole = self._answered(empty, found, evidence) if evidence else self._refused(empty, found)
        first = _since(began)
        yield from _streamed(empty, whole)
        timings = Timings(
            retrieve=spent.retrieve, first_token=first, generate=_since(began) - spent.retrieve, total=_since(began)
        )
        yield whole.model_copy(update={"done": True, "timings_ms": timings})

    def _evidence(self, found: Found) -> tuple[Evidence, ...]:
        if found.scope.missing:
            return ()
        chosen = select(found.sentences, found.query, MOST)
        return tuple(
            trimmed_evidence(sentence, self._stored(sentence.document).read.text, found.query) for sentence in chosen
        )

    def _cite(self, evidence: Evidence, marker: int) -> Citation:
        return cut(self._stored(evidence.document), evidence.start, evidence.end, marker)

    def _answered(self, empty: Answer, found: Found, evidence: Sequence[Evidence]) -> Answer:
        citations = tuple(self._cite(item, number) for number, item in enumerate(evidence, 1))
        lines = quoted_lines(citations, language_of(empty.question))
        return empty.model_copy(update={"answer": "\n".join(lines), "answered": True, "citations": citations})

    def _refused(self, empty: Answer, found: Found) -> Answer:
        nearest = self._nearest(found)
        text = refusal(
            found.query.text.strip(),
            language_of(empty.question),
            self._documents(),
            found.scope.missing,
            "、".join(f"“{group.text.strip()}”" for group in found.scope.groups) or None,
            nearest,
        )
        return empty.model_copy(update={"answer": text, "citations": (nearest,) if nearest else ()})

    def _nearest(self, found: Found) -> Citation | None:
        """The best sentence though it does not answer; None when it has nothing of the question."""
        if found.scope.missing or not found.sentences or found.sentences[0].coverage <= 0:
            return None
        best = found.sentences[0]
        return cut(self._stored(best.document), best.start, best.end, 1)


def _streamed(empty: Answer, whole: Answer) -> Iterator[Answer]:
    """The answer growing by whole lines; citations come with the line that uses them."""
    lines = whole.answer.split("\n")
    for count in range(1, len(lines)):
        text = "\n".join(lines[:count])
        shown = tuple(citation for citation in whole.citations if f"[{citation.marker}]" in text)
        yield empty.model_copy(update={"answer": text, "answered": whole.answered, "citations": shown})


def _since(began: float) -> float:
    return round((perf_counter() - began) * 1000, 3)
