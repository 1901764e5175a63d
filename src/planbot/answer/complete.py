"""Answers that must be complete: all that a body must do, all items of a section, how many there are, a section in brief."""

from planbot.answer.counting import counted, kind_counted, names_only
from planbot.answer.duties import Duties
from planbot.answer.named import bodies_of
from planbot.answer.outlined import asks_how_many, from_outline, from_whole
from planbot.answer.phrases import Language
from planbot.answer.reply import Reply
from planbot.answer.request import Request
from planbot.answer.summary import of_parts, of_section, section_named
from planbot.ledger.query import Wanted
from planbot.lexicon.load import load
from planbot.retrieve.search import Found, Searcher
from planbot.types import Part, StoredDocument, Target

MOST_PARTS = 3
"""Documents or parts told in brief together."""


class Complete:
    """Over one home: the ledger and the outline answer, never the best few found."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._stored = searcher.stored
        self._duties = Duties(searcher)

    def reply(self, found: Found, request: Request, language: Language) -> Reply | None:
        """All that a body must do, all items of a section or document, a section in brief."""
        if duties := self._duties.reply(found, request, language):
            return duties
        if "summary" in request.topics and (brief := self._brief(found, language)):
            return brief
        if counts := self._counts(found, request, language):
            return counts
        if outlined := from_outline(
            found.sections, request, language, found.sentences[0].coverage if found.sentences else 0.0, self._text
        ):
            return outlined
        if ("list" in request.wants or asks_how_many(request)) and (part := self._whole_part(found)):
            return from_whole(*part, language)
        return None

    def _counts(self, found: Found, request: Request, language: Language) -> Reply | None:
        """The rows of the ledger in scope, counted."""
        bodies = bodies_of(found.scope.rest)
        kind = kind_counted(request)
        if kind is None or not names_only(found.query, bodies):
            return None
        rows = self._searcher.select(Wanted(kind=kind, departments=bodies), found.keys)
        return counted(rows, kind, self._name, language)

    def _name(self, row: Target) -> str:
        title = self._stored(row.document).document.title
        return title if row.part is None else f"{title} {row.part}"

    def _brief(self, found: Found, language: Language) -> Reply | None:
        """The section that is named; else the parts in scope, when nothing inside them is."""
        documents = dict.fromkeys(sentence.document for sentence in found.sentences)
        asked = section_named(map(self._stored, documents), found.keys, found.query, found.weights)
        if asked:
            return of_section(self._stored(asked.document), asked.section, language)
        if not 0 < len(found.keys or ()) <= MOST_PARTS or not self._names_nothing(found):
            return None
        parts = [(self._stored(k.document), self._searcher.shelf.part[k]) for k in sorted(found.keys or (), key=str)]
        return of_parts(parts, language)

    def _text(self, document: str) -> str:
        return self._stored(document).read.text

    def _names_nothing(self, found: Found) -> bool:
        """Does the question name nothing inside a document?"""
        words = [*load("answering")["item_words"], *load("answering")["about_whole"]]
        return all(any(w in c.head or c.head in w for w in words) for c in found.query.concepts)

    def _whole_part(self, found: Found) -> tuple[StoredDocument, Part] | None:
        """The one part in scope, when the question names nothing inside it."""
        if found.keys is None or len(found.keys) != 1 or not self._names_nothing(found):
            return None
        (key,) = found.keys
        part = self._searcher.shelf.part.get(key)
        return (self._stored(key.document), part) if part else None
