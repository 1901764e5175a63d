"""The derived indexes of a home: where they are, who may open them, and how they are brought back in line with the truth."""

import shutil
import threading
import uuid
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import numpy as np

from planbot.errors import PlanbotError, StoreDamaged
from planbot.store.derived import GROUP, DerivedIndex, Version, generation_of
from planbot.store.documents import Documents
from planbot.store.lexical import LexicalIndex
from planbot.store.passages import Passages
from planbot.store.vectors import VectorIndex

_CUT = "1"
"""How text is cut into words and which fields are indexed; an index made in another way is made anew."""


def new_name() -> str:
    """A name no index in any home has had."""
    return f"{_CUT}-{uuid.uuid4().hex[:12]}"


def reconcile(index: DerivedIndex, expected: np.ndarray, version: Callable[[int], Version | None]) -> None:
    """Make ``index`` hold exactly the rows ``expected``, taking whole versions from ``version`` (by generation)."""
    wrong = sorted({generation_of(int(row)) for row in np.setxor1d(expected, index.rows())})
    index.discard(wrong)
    for start in range(0, len(wrong), GROUP):
        index.add([found for generation in wrong[start : start + GROUP] if (found := version(generation))])


class Indexes:
    """Opens the derived indexes when they are first needed. Writing, and an embedded Chroma, need the home's lock."""

    def __init__(self, home: Path, truth: Documents, passages: Passages, chroma_url: str | None) -> None:
        self._home = home
        self._truth = truth
        self._passages = passages
        self._chroma_url = chroma_url
        self._opening = threading.Lock()
        self._words: LexicalIndex | None = None
        self._words_name = ""
        self._words_state = -1
        self._vectors: VectorIndex | None = None
        self._vectors_name = ""

    # --- reading --------------------------------------------------------------------------------------------------------

    def words(self) -> LexicalIndex | None:
        """The lexical index as the truth names it now, up to date; None before the first document. Needs no lock."""
        with self._opening, self._truth.database.reading():
            state = self._truth.state()
            if self._words is not None and state == self._words_state:
                return self._words
            if (name := self._truth.fact("lexical")) is None:
                return None
            if self._words is None or name != self._words_name:
                self._words, self._words_name = self._existing_words(name), name
            else:
                self._words.refresh()
            self._words_state = state
            return self._words

    def _existing_words(self, name: str) -> LexicalIndex:
        folder = self.words_folder(name)
        if not name.startswith(f"{_CUT}-") or not folder.is_dir():
            raise StoreDamaged(f"the lexical index {folder} is missing or of another version: run `planbot reindex`")
        return LexicalIndex(folder)

    def words_folder(self, name: str) -> Path:
        """Where the lexical index called ``name`` is kept."""
        return self._home / f"lexical-{name}"

    @property
    def open_vectors(self) -> VectorIndex | None:
        """Chroma, if this process has it open."""
        return self._vectors

    @contextmanager
    def peeked_vectors(self) -> Generator[VectorIndex | None, None, None]:
        """Chroma as it is, without repair; None when there is none yet. Needs the lock."""
        name = self._truth.fact("vectors")
        if self._vectors is not None or not name:
            yield self._vectors
            return
        index = self.make_vectors(name)
        try:
            yield index
        finally:
            index.close()

    # --- writing; the caller holds the home's lock ----------------------------------------------------------------------

    def writable(self, model: str) -> tuple[DerivedIndex, DerivedIndex]:
        """Both indexes, made anew from the truth where they are missing or broken."""
        return self._writable_words(), self._writable_vectors(model)

    def _writable_words(self) -> LexicalIndex:
        with suppress(StoreDamaged):
            if words := self.words():
                return words
        name = new_name()
        fresh = LexicalIndex(self.words_folder(name))
        reconcile(fresh, self._passages.rows(), self._passages.version)
        fresh.close()
        self._truth.adopt({"lexical": name})
        with self._opening:
            self._words, self._words_name, self._words_state = fresh, name, self._truth.state()
        self._sweep()
        return fresh

    def _writable_vectors(self, model: str) -> VectorIndex:
        """Compared with the truth by its count when it is opened."""
        name = self._truth.fact("vectors") or ""
        if self._vectors is None or name != self._vectors_name:
            self._close_vectors()
            index = self._sound_vectors(name)
            if index is None:
                name = new_name()
                index = self.make_vectors(name)
                self._truth.remember(vectors=name)
            if index.count() != len(self._passages.rows(model)):
                self._reconcile_vectors(index, model)
            self._vectors, self._vectors_name = index, name
            self._sweep()
        return self._vectors

    def _sound_vectors(self, name: str) -> VectorIndex | None:
        """The vector index called ``name`` if it can be read."""
        if not name:
            return None
        try:
            index = self.make_vectors(name)
            index.probe()
        except StoreDamaged:
            return None
        return index

    def make_vectors(self, name: str) -> VectorIndex:
        """The vector index called ``name``, made when missing."""
        return VectorIndex(self._chroma_url or self._home / f"vectors-{name}", f"planbot-{name}")

    def _reconcile_vectors(self, index: VectorIndex, model: str) -> None:
        reconcile(index, self._passages.rows(model), lambda generation: self._passages.version(generation, model))

    def repair(self, model: str) -> None:
        """Bring both indexes in line with the truth, row by row."""
        reconcile(self._writable_words(), self._passages.rows(), self._passages.version)
        self._reconcile_vectors(self._writable_vectors(model), model)

    def switch(self, vectors: VectorIndex, facts: dict[str, str]) -> None:
        """Make ``vectors`` and the indexes named by ``facts`` (lexical, vectors, ...) the home's; delete the ones before."""
        former = self._vectors or self._sound_vectors(self._truth.fact("vectors") or "")
        self._truth.adopt(facts)
        self._vectors, self._vectors_name = vectors, facts["vectors"]
        if former is not None:
            with suppress(PlanbotError):
                former.drop()
                former.close()
        self._sweep()

    def _sweep(self) -> None:
        """Delete the folders of indexes that the truth no longer names: Chroma never does."""
        kept = {f"lexical-{self._truth.fact('lexical')}", f"vectors-{self._truth.fact('vectors')}"}
        for folder in self._folders():
            if folder.name not in kept:
                shutil.rmtree(folder, ignore_errors=True)

    def _folders(self) -> Iterator[Path]:
        yield from self._home.glob("lexical-*")
        yield from self._home.glob("vectors-*")

    def close(self) -> None:
        """Close what is open; Chroma's files are complete when this returns."""
        self._close_vectors()
        with self._opening:
            if self._words is not None:
                self._words.close()
                self._words = None

    def _close_vectors(self) -> None:
        if self._vectors is not None:
            with suppress(PlanbotError):
                self._vectors.close()
            self._vectors = None
