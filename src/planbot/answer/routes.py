"""planbot's ways to answer, in the order in which they are tried."""

from collections.abc import Callable, Sequence

from planbot.answer.about import About
from planbot.answer.arithmetic import difference
from planbot.answer.complete import Complete
from planbot.answer.elsewhere import differing, told_of
from planbot.answer.english import in_english
from planbot.answer.evidence import across_parts, from_annotation, from_sentences, side_by_side
from planbot.answer.fitting import blank
from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request
from planbot.answer.subject import concerns, read_subject, unknown_attribute, unknown_phrase, weighed
from planbot.answer.tabular import from_table
from planbot.cite import ancestry, heading_path, part_at, section_at
from planbot.ledger.query import RowKind, Wanted
from planbot.lexicon.load import load
from planbot.retrieve.query import Query
from planbot.retrieve.rank import Scored, held
from planbot.retrieve.search import Found, Searcher
from planbot.store.tokens import folded
from planbot.types import Document, PartKey, Target

_ACROSS = tuple(load("question")["across"])


_GOES_ON, _FULL_STOPS = "；;", "。！？!?\n"
"""What parts sentences with one subject, and what ends them."""
LISTED = 20
"""Titles named when the question is for the documents."""
ITEM_LEVEL = 6
"""The outline's level of 一是 items."""


class Routes:
    """Over one home. Each way gives points with their evidence, or None when it has no answer."""

    def __init__(
        self,
        searcher: Searcher,
        documents: Callable[[], Sequence[Document]],
    ) -> None:
        self._searcher = searcher
        self._stored = searcher.stored
        self._documents = documents
        self._about = About(searcher, documents)
        self._complete = Complete(searcher)

    def reply(self, found: Found, request: Request, language: Language) -> Reply | None:
        """The first of planbot's ways to answer that has an answer."""
        if "chat" in request.topics:
            told = phrase("chat", language, documents=len(self._documents()))
            return Reply(route="chitchat", points=(), intro=told)
        if "thanks" in request.topics:
            return Reply(route="chitchat", points=(), intro=phrase("thanks", language))
        if "documents" in request.topics:
            names = "、".join(f"《{document.title}》" for document in self._documents()[:LISTED])
            told = phrase("documents", language, documents=len(self._documents()), names=names)
            return Reply(route="chitchat", points=(), intro=told)
        if found.scope.missing:
            return None
        reply = self._about.reply(found, request, language) or self._from_text(found, request, language)
        if reply is None or language != "en":
            return reply
        return in_english(reply, self._rows, self._text, found.query, request)

    def _rows(self, evidence: Evidence) -> list[Target]:
        """The rows of the ledger that were read from a span."""
        rows = self._searcher.select(Wanted(kind="all", documents=(evidence.document,)), None).rows
        return [row for row in rows if row.start < evidence.end and evidence.start < row.end]

    def _from_text(self, found: Found, request: Request, language: Language) -> Reply | None:
        """From the ledger, the outline and the found sentences: whatever is complete first."""
        if found.unknown_focus(request.counted) or ("number" not in request.topics and unknown_attribute(found)):
            return None
        if unknown_phrase(found, self._with_headings):
            return None
        ways = (self._complete.reply, self._several, self._single)
        return next((reply for way in ways if (reply := way(found, request, language))), None)

    def _several(self, found: Found, request: Request, language: Language) -> Reply | None:
        """Side by side: the things named, or every part that says it."""
        groups = [(group.text, group.keys) for group in found.scope.groups]
        if len(groups) > 1:
            reply, without = side_by_side(found.sentences, groups, found.query, request, self._text)
            if reply:
                return self._compared(reply, without, request, found.query, language)
        if any(word in request.question for word in _ACROSS) and (
            reply := across_parts(found.sentences, found.query, request, self._text, self._name)
        ):
            return self._compared(reply, (), request, found.query, language)
        return None

    def _single(self, found: Found, request: Request, language: Language) -> Reply | None:
        """A cell of a table, an annotation, or the sentences that answer."""
        about = self._on_subject(found, request)
        if tabled := from_table(about, found.query, found.weights, request, self._stored):
            return self._stated_elsewhere(tabled, found, request, language) or tabled
        if noted := from_annotation(found.sentences, request, self._text, self._section_end):
            return noted
        reply = from_sentences(about, found.query, request, self._text)
        if reply and self._blank(reply, request):
            intro = phrase("blank", language)
            return reply.model_copy(update={"intro": intro, "answered": False, "points": reply.points[:1]})
        if reply and (others := self._stated_elsewhere(reply, found, request, language)):
            return others
        return self._compared(reply, (), request, found.query, language) if reply else None

    def _stated_elsewhere(self, reply: Reply, found: Found, request: Request, language: Language) -> Reply | None:
        """The same indicator with another value in other parts in scope: all of them, each with its scope. None for a scope of one part."""
        if request.units is None or len(reply.points) != 1 or len(found.keys or ()) == 1 or len(found.scope.groups) > 1:
            return None
        if read_subject(found.scope.rest, request, found.query, 0).body is not None:
            return None
        first = reply.points[0].evidence
        rows = told_of(self._rows(first), found.query)
        names = {row.indicator for row in rows} or self._named(reply.points[0], found)
        kind: RowKind = rows[0].kind if rows else "reported" if request.tense == "reached" else "target"
        if kind == "task" or any(row.kind != kind for row in rows):
            return None
        wanted = Wanted(kind=kind, indicators=tuple(names))
        here = PartKey(document=first.document, part=part_at(self._stored(first.document).document, first.start))
        others = differing(rows, here, names, self._searcher.select(wanted, found.keys).rows)
        if not others:
            return None
        points = [reply.points[0].model_copy(update={"label": self._place(here)})]
        points += [
            Point(
                evidence=Evidence(document=r.document, start=r.start, end=r.end),
                label=self._place(PartKey(document=r.document, part=r.part)),
            )
            for r in others
        ]
        return Reply(route="compare", points=tuple(points), intro=phrase("also_stated", language))

    def _named(self, point: Point, found: Found) -> set[str]:
        """The question's words for things that an answer's quote holds, in Chinese."""
        low = folded(self._quote(point))
        return {w for c in found.query.concepts if held(c, low) for w, _ in c.wordings if not w.isascii()}

    def _place(self, key: PartKey) -> str:
        title = self._stored(key.document).document.title
        return title if key.part is None else f"{title} {key.part}"

    def _on_subject(self, found: Found, request: Request) -> list[Scored]:
        """The found sentences that are about whom and what the question asks about."""
        parts = self._searcher.shelf.part
        subject = read_subject(found.scope.rest, request, found.query, len(found.keys or ()))
        kept: list[Scored] = []
        for sentence in found.sentences:
            part = parts.get(PartKey(document=sentence.document, part=sentence.part))
            words = self._with_headings(sentence)
            if part and concerns(subject, sentence, words, part):
                kept.append(weighed(subject, sentence, words, part, found.query, found.weights))
        return kept if subject.body is None else sorted(kept, key=lambda sentence: -sentence.score)

    def _with_headings(self, sentence: Scored) -> str:
        """The whole of it up to the full stop before, whose subject it shares, under the headings above it."""
        stored = self._stored(sentence.document)
        above = heading_path(stored.sections, sentence.start)
        start = sentence.start
        while start and stored.read.text[start - 1] in _GOES_ON:
            start = max(0, *(stored.read.text.rfind(mark, 0, start - 1) + 1 for mark in _FULL_STOPS))
        return " ".join([*above, stored.read.text[start : sentence.end]])

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
