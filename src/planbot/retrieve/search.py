"""From a question to passages: scope, hybrid search over passages, then the sentences that cover the question best."""

import heapq
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from typing import Protocol

import numpy as np

from planbot.errors import ModelUnavailable
from planbot.ledger.query import Selection, Wanted, names_a_body
from planbot.retrieve.assemble import assemble, collapse, interleave
from planbot.retrieve.filters import filtered, missing, unmet
from planbot.retrieve.found import Found
from planbot.retrieve.ledger import Ledger
from planbot.retrieve.query import Query, analyse, content_words, lexical_query
from planbot.retrieve.rank import Candidate, Scored, covered, dense_share, fuse, rarity, score_sentences
from planbot.retrieve.reach import within_reach
from planbot.retrieve.sections import SectionMatch, matching_sections
from planbot.retrieve.shelf import Shelf, Shelves
from planbot.scope.question import QuestionScope, read_question
from planbot.store.lexical import LexicalQuery, WeightedText
from planbot.store.library import Library
from planbot.store.tokens import folded
from planbot.types import Filters, Part, PartKey, StoredDocument

_log = logging.getLogger(__name__)

POOL = 60
"""Passages taken from each of the two searches."""
KEPT = 48
"""Passages whose sentences are looked at."""
TELLING = 3
"""Best passages found by words, by which it is judged how far words alone find what is asked for."""
SECTION_POOL = 20
"""Best sentences whose documents' outlines are looked at, and sections kept."""
CHARACTERS = 9000
"""Characters of passages to hand over, unless the home has fewer."""


class QueryEmbedder(Protocol):
    """The part of an embedder that searching needs."""

    def embed_query(self, text: str) -> np.ndarray: ...


class Reranker(Protocol):
    """Puts passages in a better order; may be a server."""

    def __call__(self, query: str, passages: Sequence[str], /) -> list[tuple[int, float]]: ...


class Searcher:
    """Searches one home. Cheap to make; safe from any thread."""

    def __init__(
        self,
        library: Library,
        embedder: QueryEmbedder,
        expansions: Callable[[str], Sequence[str]],
        reranker: Reranker | None = None,
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._expansions = expansions
        self._reranker = reranker
        self._shelves = Shelves(library)
        self._ledger = Ledger(library)
        self._keeps = False
        self._used: Shelf | None = None
        self._pinned: Shelf | None = None

    def find(self, question: str, filters: Filters, characters: int = CHARACTERS) -> Found:
        """The passages for ``question`` within ``filters`` and the scope the question itself names, all of one state of the home."""
        return self._library.consistent(lambda: self._find(question, filters, characters))

    def _find(self, question: str, filters: Filters, characters: int) -> Found:
        shelf = self._shelves.get()
        self._used = shelf if self._keeps else self._pinned
        allowed = self._allowed(shelf, filters)
        named = read_question(question, shelf.catalogue, self._holders_in(shelf), allowed)
        scope = within_reach(named, question, shelf.catalogue.entries)
        query = analyse(scope.rest, self._expansions)
        groups = [group.keys for group in scope.groups] or [allowed]
        weights = self._weights(query)
        scored = [self._sentences(query, weights, keys, shelf) for keys in groups]
        ranked = collapse(interleave(scored), shelf)
        sections = _sections(ranked, scope.keys if scope.groups else allowed, query, weights, shelf)
        return Found(
            scope=scope,
            keys=scope.keys if scope.groups else allowed,
            query=query,
            weights=tuple(weights),
            sentences=tuple(ranked),
            sections=sections,
            passages=assemble(ranked, shelf, characters, scope.keys if scope.groups else allowed),
            unknown=self._unknown(query),
        )

    def scope(self, text: str) -> QuestionScope:
        """The documents, parts, places and years of the home that ``text`` names."""
        shelf = self._pinned or self._shelves.get()
        return read_question(text, shelf.catalogue, self._holders_in(shelf))

    def about(self, topic: str, keys: frozenset[PartKey] | None) -> tuple[Query, tuple[float, ...], list[Scored]]:
        """The query for ``topic``, the rarity of its concepts, and the sentences within ``keys`` that cover it best."""
        shelf, query = self._pinned or self._shelves.get(), analyse(topic, self._expansions)
        weights = self._weights(query)
        return query, tuple(weights), collapse(self._sentences(query, weights, keys, shelf), shelf)

    def scope_words(self, question: str) -> str:
        """The words of ``question`` that name documents, parts, places or years of the home; empty when it names none."""
        return "、".join(group.text for group in self.scope(question).groups)

    def for_one_question(self) -> "Searcher":
        """A searcher of its own: what it reads stays what its last search saw, whatever other questions and writers do."""
        other = copy(self)
        other._keeps = True
        return other

    def pinned(self) -> "Searcher":
        """A searcher of its own for a draft: all that it reads is of the home as it is now."""
        own = copy(self)
        own._used = own._pinned = self._shelves.get()
        return own

    def within(self, filters: Filters) -> frozenset[PartKey] | None:
        """The parts that ``filters`` leave; None for all."""
        return self._allowed(self._pinned or self._shelves.get(), filters)

    @property
    def shelf(self) -> Shelf:
        """The documents as they are; in a searcher for one question, as its last search saw them."""
        return self._used or self._shelves.get()

    def parts(self) -> tuple[tuple[PartKey, Part], ...]:
        """Every part of the home; see ``shelf``."""
        return self.shelf.parts

    def stored(self, document: str) -> StoredDocument:
        """Text and outline of a document; see ``shelf``. Raises HomeChanged when that version is gone."""
        return self.shelf.stored(document)

    def select(self, wanted: Wanted, keys: frozenset[PartKey] | None) -> Selection:
        """The rows of the ledger that are wanted within ``keys``, of the documents as the last search saw them."""
        found = self._ledger.select(wanted, keys)
        unchanged = self.shelf.unchanged({row.document for row in found.rows})
        return found.model_copy(update={"rows": tuple(row for row in found.rows if row.document in unchanged)})

    def holding(self, words: Sequence[str], documents: Collection[str]) -> tuple[str, ...]:
        """Those of ``documents`` whose text holds one of ``words`` as it stands, by id."""
        return self._library.holding(words, documents)

    def _holders_in(self, shelf: Shelf) -> Callable[[str], frozenset[PartKey]]:
        """``holders``, each term looked up once."""
        return lambda term: shelf.holders.get(term, lambda: self.holders(term))

    def holders(self, term: str) -> frozenset[PartKey]:
        """The parts whose text holds ``term`` as it stands (looked up among the best 200 passages for it)."""
        hits = self._library.lexical(LexicalQuery(pieces=(WeightedText(text=term),)), 200)
        low = folded(term)
        chunks = self._library.chunks([key for key, _ in hits])
        texts = self._library.chunk_texts(list(chunks))
        return frozenset(
            PartKey(document=chunk.document, part=chunk.part)
            for key, chunk in chunks.items()
            if low in folded(texts[key])
        )

    def _sentences(
        self, query: Query, weights: Sequence[float], keys: frozenset[PartKey] | None, shelf: Shelf
    ) -> list[Scored]:
        """Sentences of the best passages within ``keys``, best first."""
        lexical = dict(self._library.lexical(lexical_query(query), POOL, keys))
        dense = self._dense(query, keys)
        share = dense_share(self._covered(lexical, query, weights))
        fused = sorted(fuse(lexical, dense, share).items(), key=lambda item: -item[1])[:KEPT]
        candidates = self._reranked(query, self._candidates(fused))
        scored = [
            sentence
            for candidate in candidates
            for sentence in score_sentences(
                candidate, shelf.text(candidate.document), shelf.layout(candidate.document), query, weights
            )
        ]
        return sorted(scored, key=lambda sentence: (-sentence.score, sentence.document, sentence.start))

    def _covered(self, lexical: Mapping[str, float], query: Query, weights: Sequence[float]) -> float:
        """Share of the question that the best passage found by words covers."""
        best = heapq.nlargest(TELLING, lexical, key=lambda key: lexical[key])
        texts, chunks = self._library.chunk_texts(best), self._library.chunks(best)
        shares = (
            covered(folded(texts[key]), folded(chunk.context), query, weights)
            for key, chunk in chunks.items()
            if key in texts
        )
        return max(shares, default=0.0)

    def unmet(self, filters: Filters) -> tuple[str, ...]:
        """Which of ``filters`` nothing in the home meets: one line each, with what there is instead."""
        bodies = [body for body in filters.departments if not self._ledger.knows(body)]
        names = [name for name in self._library.row_names() if names_a_body(name)]
        found = unmet(filters, self._shelves.get().catalogue.entries)
        return (*found, *(missing("department", body, names) for body in bodies))

    def _allowed(self, shelf: Shelf, filters: Filters) -> frozenset[PartKey] | None:
        """The parts that ``filters`` leave; for a department, those with a row of the ledger that concerns it."""
        allowed = filtered(shelf.catalogue.entries, filters)
        if not filters.departments:
            return allowed
        rows = self._ledger.select(Wanted(kind="all", departments=filters.departments)).rows
        concerned = frozenset(PartKey(document=row.document, part=row.part) for row in rows)
        return concerned if allowed is None else concerned & allowed

    def _dense(self, query: Query, keys: frozenset[PartKey] | None) -> dict[str, float]:
        """By meaning; nothing while the server of the embedding model cannot be reached: words still find."""
        try:
            return dict(self._library.dense(self._embedder.embed_query(query.text), POOL, keys))
        except ModelUnavailable as error:
            _log.warning("searching by words alone: %s", error)
            return {}

    def _candidates(self, fused: Sequence[tuple[str, float]]) -> list[Candidate]:
        chunks = self._library.chunks([key for key, _ in fused])
        return [
            Candidate(
                id=key,
                document=chunk.document,
                part=chunk.part,
                start=chunk.start,
                end=chunk.end,
                headings=folded(chunk.context),
                score=score,
            )
            for key, score in fused
            if (chunk := chunks.get(key))
        ]

    def _reranked(self, query: Query, candidates: list[Candidate]) -> list[Candidate]:
        if self._reranker is None or not candidates:
            return candidates
        texts = self._library.chunk_texts([candidate.id for candidate in candidates])
        try:
            order = dict(self._reranker(query.text, [texts[candidate.id] for candidate in candidates]))
        except ModelUnavailable as error:
            _log.warning("passages stay in the order of the search: %s", error)
            return candidates
        best = max(order.values(), default=0.0) or 1.0
        return [c.model_copy(update={"score": order.get(i, 0.0) / best}) for i, c in enumerate(candidates)]

    def _unknown(self, query: Query) -> tuple[str, ...]:
        frequency = self._library.frequency
        known = {
            word
            for c in query.concepts
            if any(frequency(w) for w, _ in c.wordings)
            for word in (c.head, *(w for w, _ in c.wordings))
        }
        return tuple(
            word for word in content_words(folded(query.text)) if not any(word in k or k in word for k in known)
        )

    def _weights(self, query: Query) -> list[float]:
        """Rarity of each concept: of its most common wording among those the home has."""
        total = self._library.count()
        return [
            max(
                (
                    rarity(n, total) * weight
                    for word, weight in concept.wordings
                    if (n := self._library.frequency(word))
                ),
                default=0.5,
            )
            for concept in query.concepts
        ]


def _sections(
    ranked: Sequence[Scored],
    keys: frozenset[PartKey] | None,
    query: Query,
    weights: Sequence[float],
    shelf: Shelf,
) -> tuple[SectionMatch, ...]:
    """The matching sections of the documents that the best sentences come from."""
    documents = dict.fromkeys(sentence.document for sentence in ranked[:SECTION_POOL])
    matches = [
        match for document in documents for match in matching_sections(shelf.stored(document), keys, query, weights)
    ]
    return tuple(sorted(matches, key=lambda match: -match.coverage)[:SECTION_POOL])
