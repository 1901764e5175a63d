"""One question, one answer, as a stream of snapshots: search, pick what answers, write it out or refuse."""

from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from planbot.answer.arithmetic import difference
from planbot.answer.by_body import Duty, asks_for_duties, from_ledger, topic_of
from planbot.answer.compose import refusal, written
from planbot.answer.evidence import SUPPORT, across_parts, from_annotation, from_sentences, side_by_side
from planbot.answer.facts import damaged_figures, empty_sections, filled_titles, own_number, published_dates
from planbot.answer.fitting import blank
from planbot.answer.generate import Composed, Writer, grown
from planbot.answer.named import acts, bodies_of, is_apart, is_same, naming_spans
from planbot.answer.outlined import from_outline
from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Point, Reply
from planbot.answer.request import Request, read_request
from planbot.answer.subject import concerns, read_subject
from planbot.answer.tabular import from_table
from planbot.cite import ancestry, cut, edges, heading_path, section_at
from planbot.lexicon.load import load
from planbot.retrieve.query import Query, language_of
from planbot.retrieve.rank import Scored
from planbot.retrieve.search import Found, Searcher
from planbot.types import Answer, Citation, Document, Filters, PartKey, StoredDocument, Target, Timings

_ACROSS = tuple(load("question")["across"])


_GOES_ON, _FULL_STOPS = "；;", "。！？!?\n"
"""What parts sentences with one subject, and what ends them."""
ITEM_LEVEL = 6
"""The outline's level of 一是 items."""


class Responder:
    """Answers from one home: composed from its documents, then put in a language model's words where there is one."""

    def __init__(
        self,
        searcher: Searcher,
        documents: Callable[[], Sequence[Document]],
        targets: Callable[[Sequence[str] | None], Sequence[Target]],
        writer: Writer | None = None,
    ) -> None:
        self._searcher = searcher
        self._stored = searcher.stored
        self._documents = documents
        self._targets = targets
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
            timings_ms=Timings(retrieve=retrieved, total=retrieved),
        )
        yield empty
        language = language_of(question)
        request = read_request(standalone)
        reply = self._reply(found, request, language)
        last = self._answered(empty, reply, language) if reply else self._refused(empty, found, language)
        composed = Composed(answer=last, reply=reply, found=found, request=request)
        first = 0.0
        for snapshot in self._writer.told(composed, self._stored) if self._writer else grown(last):
            first = first or _since(began)
            last = snapshot
            yield last
        total = _since(began)
        timings = Timings(retrieve=retrieved, first_token=first, generate=total - retrieved, total=total)
        yield last.model_copy(update={"done": True, "timings_ms": timings})

    def _reply(self, found: Found, request: Request, language: Language) -> Reply | None:
        """The first of planbot's ways to answer that has an answer."""
        if "chat" in request.topics:
            told = phrase("chat", language, documents=len(self._documents()))
            return Reply(route="chitchat", points=(), intro=told)
        if found.scope.missing:
            return None
        return self._about_documents(found, request, language) or self._from_text(found, request, language)

    def _about_documents(self, found: Found, request: Request, language: Language) -> Reply | None:
        keys = found.keys
        ids = {key.document for key in keys} if keys is not None else {document.id for document in self._documents()}
        if "damage" in request.topics:
            return damaged_figures((self._stored(identity) for identity in sorted(ids)), keys, language)
        if "empty" in request.topics:
            return self._empty_sections(found, [self._stored(identity) for identity in sorted(ids)], language)
        if "number" in request.topics and len(ids) == 1 and not request.quoted and not _coverage_enough(found):
            return own_number([self._stored(identity) for identity in ids])
        if "published" in request.topics and keys is not None:
            return published_dates([self._stored(identity) for identity in sorted(ids)], keys)
        return None

    def _empty_sections(self, found: Found, documents: Sequence[StoredDocument], language: Language) -> Reply | None:
        """Of the first scope named; with a second one to compare with, those that have text there."""
        keys = [group.keys for group in found.scope.groups]
        distinct = list(dict.fromkeys(keys))
        filled = filled_titles(documents, distinct[1]) if len(distinct) > 1 else frozenset[str]()
        return empty_sections(documents, distinct[0] if distinct else found.keys, filled, language)

    def _from_text(self, found: Found, request: Request, language: Language) -> Reply | None:
        ranked, query = found.sentences, found.query
        if found.unknown_focus(request.counted):
            return None
        if duties := self._duties(found, request, language):
            return duties
        if outlined := from_outline(found.sections, request, language, _coverage(ranked)):
            return outlined
        groups = [(group.text, group.keys) for group in found.scope.groups]
        if len(groups) > 1:
            reply, without = side_by_side(ranked, groups, query, request, self._text)
            if reply:
                return self._compared(reply, without, request, found.query, language)
        if any(word in request.question for word in _ACROSS) and (
            reply := across_parts(ranked, query, request, self._text, self._name)
        ):
            return self._compared(reply, (), request, query, language)
        if tabled := from_table(ranked, query, found.weights, request, self._stored):
            return tabled
        if noted := from_annotation(ranked, request, self._text, self._section_end):
            return noted
        reply = from_sentences(self._on_subject(found, request), query, request, self._text)
        if reply and self._blank(reply, request):
            intro = phrase("blank", language)
            return reply.model_copy(update={"intro": intro, "answered": False, "points": reply.points[:1]})
        return self._compared(reply, (), request, query, language) if reply else None

    def _duties(self, found: Found, request: Request, language: Language) -> Reply | None:
        """From the ledger, when the question is for what a body must do."""
        bodies = self._other_bodies(found)
        if not asks_for_duties(request, bodies):
            return None
        keys = found.keys
        documents = sorted({key.document for key in keys}) if keys is not None else None
        named = self._naming(found, bodies, documents)
        topic = topic_of(bodies, found.query, found.weights)
        return from_ledger(self._targets(documents), keys, bodies, named, topic, language)

    def _on_subject(self, found: Found, request: Request) -> list[Scored]:
        """The found sentences that are about whom and what the question asks about."""
        parts = dict(self._searcher.parts())
        subject = read_subject(found.scope.rest, request, found.query, len(found.keys or ()))
        return [
            sentence
            for sentence in found.sentences
            if (part := parts.get(PartKey(document=sentence.document, part=sentence.part)))
            and concerns(subject, sentence, self._with_headings(sentence), part)
        ]

    def _with_headings(self, sentence: Scored) -> str:
        """The whole of it up to the full stop before, whose subject it shares, under the headings above it."""
        stored = self._stored(sentence.document)
        above = heading_path(stored.sections, sentence.start)
        start = sentence.start
        while start and stored.read.text[start - 1] in _GOES_ON:
            start = max(0, *(stored.read.text.rfind(mark, 0, start - 1) + 1 for mark in _FULL_STOPS))
        return " ".join([*above, stored.read.text[start : sentence.end]])

    def _other_bodies(self, found: Found) -> tuple[str, ...]:
        """The bodies the question names, the issuer of what it is about left out: its plan is all its duties."""
        keys = found.keys or frozenset()
        issuers = {part.issuer for key, part in self._searcher.parts() if key in keys and part.issuer}
        return tuple(
            body for body in bodies_of(found.scope.rest) if not any(is_same(body, issuer) for issuer in issuers)
        )

    def _naming(self, found: Found, bodies: Sequence[str], documents: Sequence[str] | None) -> list[Duty]:
        """Stretches of the documents in scope, or of those the search found, that name one of the bodies."""
        ids = documents if documents is not None else sorted({s.document for s in found.sentences})
        return [duty for identity in ids for body in bodies for duty in self._naming_in(identity, body, found.keys)]

    def _naming_in(self, identity: str, body: str, keys: frozenset[PartKey] | None) -> Iterator[Duty]:
        stored = self._stored(identity)
        text, bounds = stored.read.text, edges(stored.sections, stored.read.tables)
        for part in stored.document.parts:
            if keys is not None and PartKey(document=identity, part=part.part) not in keys:
                continue
            for start, end in naming_spans(text, part.start, part.end, bounds, body):
                if is_apart(stored, start, end):
                    continue
                above = " ".join([part.title or stored.document.title, *heading_path(stored.sections, start)])
                quote = text[start:end]
                yield Duty(
                    document=identity,
                    start=start,
                    end=end,
                    quote=quote,
                    words=f"{above} {quote}",
                    subject=acts(quote, body),
                )

    def _blank(self, reply: Reply, request: Request) -> bool:
        """Are the very words asked for missing in the document?"""
        return not request.wants and blank(self._quote(reply.points[0]))

    def _compared(
        self, reply: Reply, without: Sequence[str], request: Request, query: Query, language: Language
    ) -> Reply:
        """With the difference worked out when it is asked for, and the scopes that have no answer named."""
        closing = [phrase("not_in", language, names="、".join(without))] if without else []
        if request.difference:
            closing += filter(
                None, [difference([self._quote(point) for point in reply.points], request, query, language)]
            )
        return reply.model_copy(update={"closing": " ".join(closing) or None})

    def _quote(self, point: Point) -> str:
        return self._text(point.evidence.document)[point.evidence.start : point.evidence.end]

    def _text(self, document: str) -> str:
        return self._stored(document).read.text

    def _section_end(self, sentence: Scored) -> int:
        """Where the innermost section with the sentence ends; a 一是 item ends with the section around it."""
        stored = self._stored(sentence.document)
        chain = [
            s for s in ancestry(stored.sections, section_at(stored.sections, sentence.start)) if s.level < ITEM_LEVEL
        ]
        return chain[-1].end if chain else len(stored.read.text)

    def _name(self, sentence: Scored) -> str:
        document = self._stored(sentence.document).document
        return document.title if sentence.part is None else f"{document.title} {sentence.part}"

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

    def _refused(self, empty: Answer, found: Found, language: Language) -> Answer:
        nearest = self._nearest(found)
        scope = "、".join(f"“{group.text.strip()}”" for group in found.scope.groups)
        lines = refusal(empty.question, language, self._documents(), found.scope.missing, scope or None, nearest)
        return empty.model_copy(update={"answer": "\n".join(lines), "citations": (nearest,) if nearest else ()})

    def _nearest(self, found: Found) -> Citation | None:
        """The best sentence though it does not answer; None when it has nothing of the question."""
        if found.scope.missing or not found.sentences or _coverage(found.sentences) <= 0:
            return None
        best = found.sentences[0]
        return cut(self._stored(best.document), best.start, best.end, 1)


def _coverage_enough(found: Found) -> bool:
    """Does a sentence speak of what the question names besides the document?"""
    return any(s.coverage >= SUPPORT * 2 for s in found.sentences[:3] if not s.heading)


def _coverage(ranked: Sequence[Scored]) -> float:
    return ranked[0].coverage if ranked else 0.0


def _since(began: float) -> float:
    return round((perf_counter() - began) * 1000, 3)
