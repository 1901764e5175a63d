"""The derived indexes of a home: where they are, who may open them, and how they are brought back in line with the truth."""

import shutil
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from planbot.errors import PlanbotError, StoreDamaged
from planbot.store.derived import DerivedIndex, Version
from planbot.store.documents import Documents, generation_of
from planbot.store.lexical import LexicalIndex
from planbot.store.vectors import VectorIndex


def new_name() -> str:
    """A name no index in any home has had."""
    return uuid.uuid4().hex[:12]


def wrong_generations(expected: np.ndarray, held: np.ndarray) -> set[int]:
    """Generations of which an index holds too much or too little."""
    return {generation_of(int(row)) for row in np.setxor1d(expected, held)}


def reconcile(index: DerivedIndex, expected: np.ndarray, version: Callable[[int], Version | None]) -> None:
    """Make ``index`` hold exactly the rows ``expected``, taking whole versions from ``version`` (by generation)."""
    wrong = wrong_generations(expected, index.rows())
    index.discard(wrong)
    for generation in sorted(wrong):
        if found := version(generation):
            index.add(found)


class Indexes:
    """Opens the derived indexes when they are first needed. Writing, and an embedded Chroma, need the home's lock."""

    def __init__(self, home: Path, truth: Documents, chroma_url: str | None) -> None:
        self._home = home
        self._truth = truth
        self._chroma_url = chroma_url
        self._words: LexicalIndex | None = None
        self._words_name = ""
        self._words_state = -1
        self._vectors: VectorIndex | None = None

    # --- reading --------------------------------------------------------------------------------------------------------

    def words(self) -> LexicalIndex | None:
        """The lexical index as the truth names it now, up to date; None before the first document. Needs no lock."""
        state = self._truth.state()
        if self._words is not None and state == self._words_state:
            return self._words
        name = self._truth.fact("lexical")
        if name is None:
            return None
        if self._words is None or name != self._words_name:
            folder = self.words_folder(name)
            if not folder.is_dir():
                raise StoreDamaged(f"the lexical index {folder} is missing: run `planbot reindex`")
            self._words, self._words_name = LexicalIndex(folder), name
        else:
            self._words.refresh()
        self._words_state = state
        return self._words

    def words_folder(self, name: str) -> Path:
        """Where the lexical index called ``name`` is kept."""
        return self._home / f"lexical-{name}"

    @property
    def open_vectors(self) -> VectorIndex | None:
        """Chroma, if this process has it open."""
        return self._vectors

    # --- writing; the caller holds the home's lock ----------------------------------------------------------------------

    def writable(self, model: str) -> tuple[DerivedIndex, DerivedIndex]:
        """Both indexes, made anew from the truth where they are missing or broken."""
        return self.writable_words(), self.vectors(model)

    def writable_words(self) -> LexicalIndex:
        """The lexical index; a missing or broken one is replaced by an empty one, to be filled by ``repair``."""
        with suppress(StoreDamaged):
            if words := self.words():
                return words
        name = new_name()
        fresh = LexicalIndex(self.words_folder(name))
        reconcile(fresh, self._truth.rows(), self._truth.version)
        self._truth.adopt(lexical=name)
        self._words, self._words_name, self._words_state = fresh, name, self._truth.state()
        self.sweep()
        return fresh

    def vectors(self, model: str, *, repair: bool = True) -> VectorIndex:
        """Chroma, opened at the first call and then, unless ``repair`` is off, compared with the truth by its count."""
        if self._vectors is not None:
            return self._vectors
        name = self._truth.fact("vectors")
        index = self._opened(name) if name else None
        if index is None or name is None:
            name = new_name()
            index = self.new_vectors(name)
            self._truth.remember(vectors=name)
            self.sweep()
        if repair and index.count() != len(self._truth.rows(model)):
            reconcile(index, self._truth.rows(model), lambda generation: self._truth.version(generation, model))
        self._vectors = index
        return index

    def _opened(self, name: str) -> VectorIndex | None:
        try:
            index = self.new_vectors(name)
            index.count()
        except StoreDamaged:
            return None
        return index

    def new_vectors(self, name: str) -> VectorIndex:
        """The vector index called ``name``, made when missing."""
        return VectorIndex(self._chroma_url or self._home / f"vectors-{name}", f"planbot-{name}")

    def repair(self, model: str) -> None:
        """Bring both indexes in line with the truth, row by row."""
        reconcile(self.writable_words(), self._truth.rows(), self._truth.version)
        reconcile(
            self.vectors(model), self._truth.rows(model), lambda generation: self._truth.version(generation, model)
        )

    def switch(self, vectors: VectorIndex, facts: dict[str, str]) -> None:
        """Make the indexes named by ``facts`` (lexical, vectors, ...) the home's, and delete the ones before."""
        former = self._vectors or (self._opened(self._truth.fact("vectors") or "") if self._chroma_url else None)
        self._truth.adopt(**facts)
        if former is not None:
            with suppress(PlanbotError):
                former.drop()
                former.close()
        self._vectors = vectors
        self.sweep()

    def sweep(self) -> None:
        """Delete folders of indexes that the truth no longer names."""
        kept = {f"lexical-{self._truth.fact('lexical')}", f"vectors-{self._truth.fact('vectors')}"}
        for folder in self._leftovers():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _leftovers(self) -> Iterator[Path]:
        yield from self._home.glob("lexical-*")
        yield from self._home.glob("vectors-*")

    def close(self) -> None:
        """Close what is open. Chroma's files are complete before the lock may go."""
        if self._vectors is not None:
            with suppress(PlanbotError):
                self._vectors.close()
            self._vectors = None
        if self._words is not None:
            self._words.close()
            self._words = None
