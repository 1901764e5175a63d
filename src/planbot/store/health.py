"""Does what the home derived agree with its truth? The findings of ``planbot doctor``."""

from collections.abc import Iterator

import numpy as np

from planbot.errors import PlanbotError
from planbot.store.derived import DerivedIndex
from planbot.store.documents import Documents, generation_of
from planbot.store.lexical import LexicalIndex, LexicalQuery, WeightedText
from planbot.store.tokens import pairs
from planbot.types import Finding, Health


def examine(truth: Documents, words: LexicalIndex | None, vectors: DerivedIndex | None, model: str) -> Health:
    """Compare row by row; ``vectors`` is None when another process has them open."""
    with truth.database.reading():
        home_model = truth.fact("model") or model
        rows, embedded = truth.rows(), truth.rows(home_model)
        names = {generation: document for document, generation in truth.generations().items()}
        findings = [
            *_file_findings(truth),
            *_model_findings(home_model, model, len(rows)),
            *(
                Finding(check="pending", document=item, message="a change of this document is not finished")
                for item in truth.pending()
            ),
            *_difference("embeddings", rows, embedded, names),
            *(_difference("lexical", rows, words.rows(), names) if words else ()),
            *(_word_findings(truth, words, int(rows[0])) if words and len(rows) else ()),
            *(_difference("vectors", embedded, vectors.rows(), names) if vectors else _unseen()),
        ]
    return Health(
        documents=len(names),
        chunks=len(rows),
        vectors=vectors.count() if vectors else len(embedded),
        lexical=words.count() if words else 0,
        findings=tuple(findings),
    )


def _file_findings(truth: Documents) -> Iterator[Finding]:
    with truth.database.reading() as connection:
        for row in connection.execute("PRAGMA quick_check(5)"):
            if row[0] != "ok":
                yield Finding(
                    check="truth", document=None, message=f"the database is damaged: {row[0]}; restore a backup"
                )


def _model_findings(home_model: str, model: str, passages: int) -> Iterator[Finding]:
    if passages and home_model != model:
        message = f"indexed with {home_model}, and {model} is set: run `planbot reindex` or set PLANBOT_EMBED_MODEL={home_model}"
        yield Finding(check="model", document=None, message=message)


def _difference(check: str, expected: np.ndarray, held: np.ndarray, names: dict[int, str]) -> Iterator[Finding]:
    missing, surplus = np.setdiff1d(expected, held), np.setdiff1d(held, expected)
    for generation in sorted({generation_of(int(row)) for row in (*missing, *surplus)}):
        lacks = sum(generation_of(int(row)) == generation for row in missing)
        extra = sum(generation_of(int(row)) == generation for row in surplus)
        yield Finding(
            check=check,
            document=names.get(generation),
            message=f"version {generation}: {lacks} passages missing, {extra} too many; run `planbot reindex`",
        )


def _unseen() -> Iterator[Finding]:
    yield Finding(check="vectors", document=None, message="not compared: another planbot has the vector index open")


def _word_findings(truth: Documents, words: LexicalIndex, row: int) -> Iterator[Finding]:
    """A two-character word of a stored passage must be found, or the segmentation is broken."""
    chunk_id = truth.chunk_ids([row])[row]
    chunk = truth.chunks([chunk_id])[chunk_id]
    passage = (truth.text(chunk.document) or "")[chunk.start : chunk.end]
    word = next((pair for pair in pairs(passage) if len(pair) == 2), None)
    if word is None:
        return
    try:
        found = bool(words.search(LexicalQuery(pieces=(WeightedText(text=word),)), 1))
    except PlanbotError as exc:
        yield Finding(check="words", document=chunk.document, message=str(exc))
        return
    if not found:
        yield Finding(
            check="words", document=chunk.document, message=f"the word {word} stands in a text and is not found"
        )
