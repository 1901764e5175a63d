"""What answers read of the home, each document once, for one state of it.

Documents are read when they are first needed, and only in the version that the searches of this state saw: a citation is cut from the text
that its offsets were found in. Where that version is gone, ``HomeChanged`` says so, and the question is asked again.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Generic, TypeVar

from planbot.cite import edges
from planbot.errors import HomeChanged, NotFound
from planbot.retrieve.rank import Layout
from planbot.scope.catalogue import Catalogue, Entry
from planbot.store.library import Library
from planbot.types import Chunk, Document, Part, PartKey, StoredDocument

T = TypeVar("T")

CHARACTERS_KEPT = 4_000_000
"""Characters of the documents that are kept for the next question; an outline takes some ten times its text in memory."""
TERMS_KEPT = 1000
"""Terms of questions for which the parts that hold them are remembered."""


class Shelf:
    """Made once for a state of the home; ``former`` lends what it read that is still so. Safe from any thread."""

    def __init__(self, library: Library, former: "Shelf | None" = None) -> None:
        self.state = library.state()
        self.parts = library.parts()
        self.documents = library.documents()
        self.part = dict(self.parts)
        self.catalogue = _catalogue(self.parts, self.documents, former)
        self.holders = Kept[frozenset[PartKey]](TERMS_KEPT)
        self._library = library
        self._generations = library.generations()
        self._chars = {document.id: document.chars for document in self.documents}
        self._stored = former._stored if former else Kept[StoredDocument](CHARACTERS_KEPT)
        self._chunks = former._chunks if former else Kept[tuple[Chunk, ...]](CHARACTERS_KEPT)
        self._layouts = former._layouts if former else Kept[Layout](CHARACTERS_KEPT)

    def stored(self, document: str) -> StoredDocument:
        """Text and outline of a document, without its passages and its rows of the ledger. Raises HomeChanged."""
        return self._kept(self._stored, document, self._library.outlined)

    def text(self, document: str) -> str:
        """The text of a document. Raises HomeChanged."""
        return self.stored(document).read.text

    def chunks(self, document: str) -> tuple[Chunk, ...]:
        """The passages of a document in order. Raises HomeChanged."""
        return self._kept(self._chunks, document, self._library.chunks_of)

    def layout(self, document: str) -> Layout:
        """Where sentences of a document may end. Raises HomeChanged."""
        return self._kept(self._layouts, document, lambda _: _laid_out(self.stored(document)))

    def unchanged(self, documents: Collection[str]) -> frozenset[str]:
        """Those of ``documents`` that the home still has in the version of this shelf."""
        now = self._library.generations(tuple(documents))
        return frozenset(d for d in documents if d in now and now[d] == self._generations.get(d))

    def _kept(self, kept: "Kept[T]", document: str, read: Callable[[str], T]) -> T:
        generation = self._generations.get(document)
        if generation is None:
            raise _changed(document)

        def checked() -> T:
            try:
                value = read(document)
            except NotFound:
                raise _changed(document) from None
            if self._library.generations((document,)).get(document) != generation:
                raise _changed(document)
            return value

        return kept.get(str(generation), checked, self._chars[document])


class Shelves:
    """The shelf for the home as it is, made when it has changed."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._last: Shelf | None = None
        self._making = threading.Lock()

    def get(self) -> Shelf:
        """The shelf for the state that this thread reads."""
        last = self._last
        if last is not None and last.state == self._library.state():
            return last
        with self._making:
            if self._last is None or self._last.state != self._library.state():
                self._last = Shelf(self._library, self._last)
            return self._last


def _changed(document: str) -> HomeChanged:
    return HomeChanged(f"document {document} was replaced or removed while the question was answered: ask again")


def _catalogue(parts: Iterable[tuple[PartKey, Part]], documents: Sequence[Document], former: Shelf | None) -> Catalogue:
    listed = {document.id: document for document in documents}
    entries = [
        Entry(key=key, file=document.file, title=document.title, part=part)
        for key, part in parts
        if (document := listed.get(key.document))
    ]
    return former.catalogue if former and former.catalogue.entries == tuple(entries) else Catalogue(entries)


def _laid_out(stored: StoredDocument) -> Layout:
    reporting = tuple((part.start, part.end) for part in stored.document.parts if part.kind in ("summary", "report"))
    return Layout(edges=edges(stored.sections, stored.read.tables), sections=stored.sections, reporting=reporting)


class Kept(Generic[T]):
    """Values by key up to a total weight; the one not used for longest goes first. Safe from any thread."""

    def __init__(self, weight: int) -> None:
        self._room = weight
        self._values: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str, make: Callable[[], T], weight: int = 1) -> T:
        """The value of ``key``, made when it is not there; the last one made is kept whatever it weighs."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key][0]
        value = make()
        with self._lock:
            if key not in self._values:
                self._values[key] = (value, weight)
                self._room -= weight
            while self._room < 0 and len(self._values) > 1:
                _, (_, freed) = self._values.popitem(last=False)
                self._room += freed
        return value
