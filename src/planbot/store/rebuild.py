"""``planbot reindex``: build new derived indexes from the truth, switch to them, delete the old."""

from collections.abc import Callable, Sequence

import numpy as np

from planbot.store.derived import GROUP
from planbot.store.documents import Documents
from planbot.store.indexes import Indexes, new_name
from planbot.store.lexical import LexicalIndex
from planbot.store.passages import Passages
from planbot.types import Progress

_BATCH = 128

Embed = Callable[[Sequence[str]], np.ndarray]
"""Texts to float32 [n, dimensions], unit length."""
Report = Callable[[Progress], None]


class Rebuild:
    """One run of ``planbot reindex``; the caller holds the home's lock. See Library.rebuild."""

    def __init__(self, truth: Documents, passages: Passages, indexes: Indexes, report: Report) -> None:
        self._truth = truth
        self._passages = passages
        self._indexes = indexes
        self._report = report

    def run(self, model: str, embed: Embed) -> None:
        """Embed what ``model`` has not seen, build, switch, delete."""
        facts = self._embed_missing(model, embed)
        words_name, vectors_name = new_name(), new_name()
        words = LexicalIndex(self._indexes.words_folder(words_name))
        vectors = self._indexes.make_vectors(vectors_name)
        generations = sorted(self._truth.generations().values())
        for start in range(0, len(generations), GROUP):
            group = generations[start : start + GROUP]
            versions = [version for generation in group if (version := self._passages.version(generation, model))]
            words.add(versions)
            vectors.add(versions)
            self._report(Progress(done=start + len(group), total=len(generations), unit="documents", label="index"))
        words.close()
        self._indexes.switch(vectors, {"lexical": words_name, "vectors": vectors_name, "model": model, **facts})
        self._passages.forget_other_models(model)
        self._truth.settle(self._truth.pending())

    def _embed_missing(self, model: str, embed: Embed) -> dict[str, str]:
        """Each batch is kept at once; the fact of its dimensions, if any text was embedded."""
        texts, facts = list(dict.fromkeys(self._passages.missing(model))), dict[str, str]()
        for start in range(0, len(texts), _BATCH):
            batch = texts[start : start + _BATCH]
            vectors = embed(batch)
            self._passages.keep(zip(batch, vectors, strict=True), model)
            facts["dimensions"] = str(vectors.shape[1])
            self._report(Progress(done=start + len(batch), total=len(texts), unit="passages", label="embed"))
        return facts
