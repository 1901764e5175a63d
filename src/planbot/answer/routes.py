"""planbot's ways to answer, in the order in which they are tried."""

from collections.abc import Callable, Collection, Sequence

from planbot.answer.arithmetic import difference
from planbot.answer.duties import Duties
from planbot.answer.english import in_english
from planbot.answer.evidence import SUPPORT, across_parts, from_annotation, from_sentences, side_by_side
from planbot.answer.facts import damaged_figures, empty_sections, filled_titles, own_number, published_dates
from planbot.answer.fitting import blank
from planbot.answer.outlined import asks_how_many, from_outline, from_whole
from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Evidence, Point, Reply
from planbot.answer.request import Request
from planbot.answer.subject import concerns, read_subject, weighed
from planbot.answer.summary import of_part, of_section, section_named
from planbot.answer.tabular import from_table
from planbot.cite import ancestry, heading_path, section_at
from planbot.ledger.query import Wanted
from planbot.lexicon.load import load
from planbot.retrieve.query import Query
from planbot.retrieve.rank import Scored
from planbot.retrieve.search import Found, Searcher
from planbot.types import Document, Part, PartKey, StoredDocument, Target, WarningCode

_ACROSS = tuple(load("question")["across"])


_GOES_ON, _FULL_STOPS = "；;", "。！？!?\n"
"""What parts sentences with one subject, and what ends them."""
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
        self._duties = Duties(searcher)

    def reply(self, found: Found, request: Request, language: Language) -> Reply | None:
        """The first of planbot's ways to answer that has an answer."""
        if "chat" in request.topics:
            told = phrase("chat", language, documents=len(self._documents()))
            return Reply(route="chitchat", points=(), intro=told)
        if found.scope.missing:
            return None
        reply = self._about_documents(found, request, language) or self._from_text(found, request, language)
        if reply is None or language != "en":
            return reply
        return in_english(reply, self._rows, self._text, found.query, request)

    def _rows(self, evidence: Evidence) -> list[Target]:
        """The rows of the ledger that were read from a span."""
        rows = self._searcher.select(Wanted(kind="all", documents=(evidence.document,)), None).rows
        return [row for row in rows if row.start < evidence.end and evidence.start < row.end]

    def _about_documents(self, found: Found, request: Request, language: Language) -> Reply | None:
        keys = found.keys
        ids = {key.document for key in keys} if keys is not None else {document.id for document in self._documents()}
        if "damage" in request.topics:
            return damaged_figures(map(self._stored, self._warned(ids, "damaged_number")), keys, language)
        if "empty" in request.topics:
            return self._empty_sections(found, self._warned(ids, "empty_section"), language)
        if "number" in request.topics and len(ids) == 1 and not request.quoted and not _coverage_enough(found):
            return own_number([self._stored(identity) for identity in ids])
        if "published" in request.topics and keys is not None:
            return published_dates([self._stored(identity) for identity in sorted(ids)], keys)
        return None

    def _warned(self, ids: Collection[str], code: WarningCode) -> list[str]:
        """Those of the documents with such a warning: only these need be read to quote what it is about."""
        listed = (d for d in self._documents() if d.id in ids)
        return sorted(d.id for d in listed if any(warning.code == code for warning in d.warnings))

    def _empty_sections(self, found: Found, ids: Sequence[str], language: Language) -> Reply | None:
        """Of the first scope named; with a second one to compare with, those that have text there."""
        distinct = list(dict.fromkeys(group.keys for group in found.scope.groups))
        other = distinct[1] if len(distinct) > 1 else frozenset[PartKey]()
        filled = filled_titles([self._stored(d) for d in sorted({key.document for key in other})], other)
        keys = distinct[0] if distinct else found.keys
        return empty_sections([self._stored(identity) for identity in ids], keys, filled, language)

    def _from_text(self, found: Found, request: Request, language: Language) -> Reply | None:
        """From the ledger, the outline and the found sentences: whatever is complete first."""
        if found.unknown_focus(request.counted):
            return None
        ways = (self._complete, self._several, self._single)
        return next((reply for way in ways if (reply := way(found, request, language))), None)

    def _complete(self, found: Found, request: Request, language: Language) -> Reply | None:
        """All that a body must do, all items of a section or document, a section in brief."""
        if duties := self._duties.reply(found, request, language):
            return duties
        if "summary" in request.topics and (brief := self._brief(found, language)):
            return brief
        if outlined := from_outline(found.sections, request, language, _coverage(found.sentences)):
            return outlined
        if ("list" in request.wants or asks_how_many(request)) and (part := self._whole_part(found)):
            return from_whole(*part, language)
        return None

    def _brief(self, found: Found, language: Language) -> Reply | None:
        if part := self._whole_part(found):
            return of_part(*part, language)
        documents = dict.fromkeys(sentence.document for sentence in found.sentences)
        asked = section_named(map(self._stored, documents), found.keys, found.query, found.weights)
        return of_section(self._stored(asked.document), asked.section, language) if asked else None

    def _whole_part(self, found: Found) -> tuple[StoredDocument, Part] | None:
        """The one part in scope, when the question names nothing inside it."""
        words = [*load("answering")["item_words"], *load("answering")["about_whole"]]
        if found.keys is None or any(not any(w in c.head or c.head in w for w in words) for c in found.query.concepts):
            return None
        if len(found.keys) != 1:
            return None
        (key,) = found.keys
        part = self._searcher.shelf.part.get(key)
        return (self._stored(key.document), part) if part else None

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
            return tabled
        if noted := from_annotation(found.sentences, request, self._text, self._section_end):
            return noted
        reply = from_sentences(about, found.query, request, self._text)
        if reply and self._blank(reply, request):
            intro = phrase("blank", language)
            return reply.model_copy(update={"intro": intro, "answered": False, "points": reply.points[:1]})
        return self._compared(reply, (), request, found.query, language) if reply else None

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


def _coverage_enough(found: Found) -> bool:
    """Does a sentence speak of what the question names besides the document?"""
    return any(s.coverage >= SUPPORT * 2 for s in found.sentences[:3] if not s.heading)


def _coverage(ranked: Sequence[Scored]) -> float:
    return ranked[0].coverage if ranked else 0.0
