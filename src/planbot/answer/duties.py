"""What a body must do, gathered from the ledger and from every sentence in scope that names it."""

from collections.abc import Iterator, Sequence

from planbot.answer.by_body import Duty, asks_for_duties, from_ledger, topic_of
from planbot.answer.named import acts, bodies_of, forms, is_apart, is_same, naming_spans
from planbot.answer.phrases import Language
from planbot.answer.reply import Reply
from planbot.answer.request import Request
from planbot.cite import edges, heading_path
from planbot.ledger.query import Wanted
from planbot.retrieve.search import Found, Searcher
from planbot.types import PartKey


class Duties:
    """Over one home."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher
        self._stored = searcher.stored
        self._select = searcher.select

    def reply(self, found: Found, request: Request, language: Language) -> Reply | None:
        """From the ledger, when the question is for what a body must do."""
        bodies = self._other_bodies(found)
        if not asks_for_duties(request, bodies):
            return None
        rows = self._select(Wanted(kind="all", departments=bodies), found.keys)
        topic = topic_of(bodies, found.query, found.weights)
        return from_ledger(rows, bodies, self._naming(found, bodies), topic, language)

    def _other_bodies(self, found: Found) -> tuple[str, ...]:
        """The bodies the question names, the issuer of all that it is about left out: its plan is all its duties."""
        part = self._searcher.shelf.part
        issuers = {part[key].issuer for key in found.keys or () if key in part}
        return tuple(
            body
            for body in bodies_of(found.scope.rest)
            if not issuers or not all(issuer and is_same(body, issuer) for issuer in issuers)
        )

    def _naming(self, found: Found, bodies: Sequence[str]) -> list[Duty]:
        """Stretches of the documents in scope, or of those the search found, that name one of the bodies."""
        ids = {key.document for key in found.keys} if found.keys is not None else {s.document for s in found.sentences}
        naming = [(body, self._searcher.holding(forms(body), ids)) for body in bodies]
        return [
            duty for body, held in naming for identity in held for duty in self._naming_in(identity, body, found.keys)
        ]

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
