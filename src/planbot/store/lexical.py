"""The lexical index: BM25 over segmented words and character pairs (tantivy). Derived from the truth."""

import errno
import threading
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import numpy as np
import tantivy
from tantivy import Occur, Query

from planbot.errors import ConfigurationError, StoreDamaged
from planbot.store.derived import Version
from planbot.store.tokens import pairs, tokens
from planbot.types import Noun, PartKey

_HEAP_BYTES = 48_000_000
_ADD = 4096


class WeightedText(Noun):
    """Words to look for; those of a synonym or translation weigh less than the asker's own."""

    text: str
    weight: float = 1.0


class FieldWeights(Noun):
    """What a match counts in each field, before BM25."""

    words: float = 1.0
    """In the passage."""
    pairs: float = 0.5
    """Two neighbouring Han characters in the passage: finds words the dictionary does not know."""
    context: float = 0.6
    """In the document's title, the part and the heading path."""
    context_pairs: float = 0.3
    file: float = 0.3
    """In the file's name."""


class LexicalQuery(Noun):
    """A search by words: a passage scores the weighted sum of its matches."""

    pieces: tuple[WeightedText, ...]
    fields: FieldWeights = FieldWeights()


def part_key(key: PartKey) -> str:
    """The term that filters by ``key``."""
    return f"{key.document}\n{key.part or ''}"


@contextmanager
def _tantivy_errors(folder: Path) -> Generator[None, None, None]:
    try:
        yield
    except (ValueError, OSError) as exc:
        if "No space" in str(exc) or getattr(exc, "errno", None) == errno.ENOSPC:
            raise ConfigurationError(
                f"the disk of {folder} is full: free some space and run again; nothing stored was lost"
            ) from exc
        raise StoreDamaged(
            f"the lexical index {folder} cannot be used ({' '.join(str(exc).split())}): run `planbot reindex`"
        ) from exc


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    builder.add_unsigned_field("row", fast=True)
    builder.add_unsigned_field("generation", indexed=True)
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    for name in FieldWeights.model_fields:
        builder.add_text_field(name, tokenizer_name="spaced", index_option="freq")
    return builder.build()


def _spaced(terms: Iterable[str]) -> str:
    return " ".join(terms)


def _context(context: str) -> tuple[str, str]:
    return _spaced(tokens(context)), _spaced(pairs(context))


def _entries(version: Version) -> Iterator[dict[str, object]]:
    """The passages of a version as fields."""
    file, contexts = _spaced(tokens(version.file)), cache(_context)
    for row, chunk in zip(version.rows, version.chunks, strict=True):
        passage = version.text[chunk.start : chunk.end]
        context, context_pairs = contexts(chunk.context)
        yield {
            "row": row,
            "generation": version.generation,
            "key": part_key(PartKey(document=chunk.document, part=chunk.part)),
            "words": _spaced(tokens(passage)),
            "pairs": _spaced(pairs(passage)),
            "context": context,
            "context_pairs": context_pairs,
            "file": file,
        }


class LexicalIndex:
    """Searches from any thread or process; writes from one. A search sees all that was added before it began."""

    def __init__(self, folder: Path) -> None:
        """Open the index in ``folder``, or make an empty one there; StoreDamaged when it cannot be read."""
        self._folder = folder
        self._schema = _schema()
        self._writer: tantivy.IndexWriter | None = None
        self._lock = threading.Lock()
        folder.mkdir(parents=True, exist_ok=True)
        with _tantivy_errors(folder):
            self._index = tantivy.Index(self._schema, path=str(folder))
            spaced = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
            self._index.register_tokenizer("spaced", spaced)
            self._index.config_reader(reload_policy="manual")
            self._index.reload()

    # --- writing ------------------------------------------------------------------------------------------------------

    def add(self, versions: Sequence[Version]) -> None:
        """See DerivedIndex."""
        with _tantivy_errors(self._folder), self._lock:
            writer = self._open_writer()
            for version in versions:
                for entry in _entries(version):
                    writer.add_document(tantivy.Document.from_dict(entry, self._schema))
            self._commit(writer)

    def discard(self, generations: Collection[int]) -> None:
        """See DerivedIndex."""
        if not generations:
            return
        with _tantivy_errors(self._folder), self._lock:
            writer = self._open_writer()
            for generation in generations:
                writer.delete_documents_by_query(Query.term_query(self._schema, "generation", generation))
            self._commit(writer)

    def _open_writer(self) -> tantivy.IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(heap_size=_HEAP_BYTES, num_threads=1)
            self._writer.garbage_collect_files()  # a killed commit's files have the names that the next commit gives its own
        return self._writer

    def _commit(self, writer: tantivy.IndexWriter) -> None:
        writer.commit()
        self._index.reload()

    def close(self) -> None:
        """See DerivedIndex."""
        if self._writer is not None:
            self._writer.wait_merging_threads()
            self._writer = None

    # --- reading ------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """See what other processes have written."""
        with _tantivy_errors(self._folder):
            self._index.reload()

    def rows(self) -> np.ndarray:
        """See DerivedIndex."""
        with _tantivy_errors(self._folder):
            searcher = self._index.searcher()
            hits = searcher.search(Query.all_query(), max(1, searcher.num_docs), order_by_field="row").hits
        return np.sort(np.fromiter((value for value, _ in hits), dtype=np.int64))

    def count(self) -> int:
        """See DerivedIndex."""
        return int(self._index.searcher().num_docs)

    def search(
        self, query: LexicalQuery, limit: int, keys: Collection[PartKey] | None = None
    ) -> list[tuple[int, float]]:
        """(row, BM25 score) of the best ``limit`` passages, within the parts ``keys`` if given; [] for a query without words."""
        words = self._query(query)
        if words is None or keys == frozenset():
            return []
        with _tantivy_errors(self._folder):
            if keys is not None:
                scope = Query.term_set_query(self._schema, "key", [part_key(key) for key in keys])
                words = Query.boolean_query([(Occur.Must, words), (Occur.Must, Query.const_score_query(scope, 0.0))])
            searcher = self._index.searcher()
            hits = searcher.search(words, limit, count=False).hits
            rows = searcher.fast_field_values("row", [address for _, address in hits])
        return [(int(row or 0), float(score)) for row, (score, _) in zip(rows, hits, strict=True)]

    def frequency(self, wording: str) -> int:
        """In how many passages ``wording`` stands at most: the count of its rarest character pair or word."""
        two = pairs(wording)
        field, terms = ("pairs", two) if two else ("words", tokens(wording))
        searcher = self._index.searcher()
        return min((int(searcher.doc_freq(field, term)) for term in terms), default=0)

    def _query(self, query: LexicalQuery) -> Query | None:
        weights: dict[tuple[str, str], float] = {}
        fields = query.fields
        for piece in query.pieces:
            words, two = tokens(piece.text), pairs(piece.text)
            for names, terms in ((("words", "context", "file"), words), (("pairs", "context_pairs"), two)):
                for name in names:
                    for term in terms:
                        weight = piece.weight * float(getattr(fields, name))
                        weights[name, term] = max(weights.get((name, term), 0.0), weight)
        if not weights:
            return None
        return Query.boolean_query(
            [
                (
                    Occur.Should,
                    Query.boost_query(Query.term_query(self._schema, name, term, index_option="freq"), weight),
                )
                for (name, term), weight in weights.items()
                if weight > 0.0
            ]
        )
