"""Questions about the documents themselves: what is damaged, empty, repeated in them, when they were put up."""

from collections.abc import Callable, Collection, Sequence

from planbot.answer.facts import damaged_figures, empty_sections, filled_titles, own_number, published_dates
from planbot.answer.overlap import overlaps
from planbot.answer.phrases import Language
from planbot.answer.reply import Reply
from planbot.answer.request import Request
from planbot.retrieve.search import Found, Searcher
from planbot.scope.titles import document_numbers
from planbot.types import Document, PartKey, WarningCode

SPOKEN_OF = 0.4
"""Coverage from which a sentence speaks of what the question names: then its number is not the document's own."""


class About:
    """Over one home."""

    def __init__(self, searcher: Searcher, documents: Callable[[], Sequence[Document]]) -> None:
        self._searcher = searcher
        self._stored = searcher.stored
        self._documents = documents

    def reply(self, found: Found, request: Request, language: Language) -> Reply | None:
        keys = found.keys
        ids = {key.document for key in keys} if keys is not None else {document.id for document in self._documents()}
        if "overlap" in request.topics:
            warned = [self._stored(identity) for identity in self._warned(ids, "duplicate_passage")]
            return overlaps(warned, [group.keys for group in found.scope.groups], language)
        if "damage" in request.topics:
            return damaged_figures(map(self._stored, self._warned(ids, "damaged_number")), keys, language)
        if "empty" in request.topics:
            return self._empty_sections(found, self._warned(ids, "empty_section"), language)
        if "number" in request.topics and len(ids) == 1 and not request.quoted and not _coverage_enough(found):
            return own_number([self._stored(identity) for identity in ids])
        if "published" in request.topics and (dated := keys or self._numbered(request)):
            return published_dates([self._stored(identity) for identity in sorted({k.document for k in dated})], dated)
        return None

    def _numbered(self, request: Request) -> frozenset[PartKey]:
        """The part that alone holds the number of a document that the question gives."""
        for number in document_numbers(request.question):
            if len(keys := self._searcher.holders(request.question[number.start : number.end])) == 1:
                return keys
        return frozenset()

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


def _coverage_enough(found: Found) -> bool:
    """Does a sentence speak of what the question names besides the document?"""
    return any(s.coverage >= SPOKEN_OF for s in found.sentences[:3] if not s.heading)
