"""A searcher sees the home as it is; one for a question keeps what its last search saw."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from tests.store.conftest import make, put, vector_of

from planbot.errors import HomeChanged
from planbot.retrieve.search import Searcher
from planbot.retrieve.shelf import Kept, Shelf
from planbot.store.library import Library
from planbot.types import Filters

OLD = make("青山县", ["公路硬化30公里。"], version="v1")
NEW = make("青山县", ["新增一段。", "公路硬化45公里。"], version="v2")


class Model:
    def embed_query(self, text: str) -> np.ndarray:
        return vector_of(text)


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with Library.open(home, "made-up") as opened:
        yield opened


@pytest.fixture
def searcher(library: Library) -> Searcher:
    put(library, OLD)
    return Searcher(library, Model(), lambda _: ())


def test_a_shared_searcher_reads_the_home_as_it_is_now(searcher: Searcher, library: Library) -> None:
    searcher.find("公路", Filters())
    put(library, NEW)
    assert searcher.stored("青山县").read.text == NEW.read.text


def test_one_for_a_question_keeps_what_it_read(searcher: Searcher, library: Library) -> None:
    own = searcher.for_one_question()
    found = own.find("公路", Filters())
    put(library, NEW)
    (best, *_) = found.sentences
    assert OLD.read.text[best.start : best.end] == own.stored("青山县").read.text[best.start : best.end]


@pytest.mark.parametrize("change", [lambda library: put(library, NEW), lambda library: library.remove("青山县")])
def test_a_version_that_is_gone_is_not_read_late(
    searcher: Searcher, library: Library, change: Callable[[Library], None]
) -> None:
    shelf = Shelf(library)
    change(library)
    with pytest.raises(HomeChanged):
        shelf.stored("青山县")
    with pytest.raises(HomeChanged):
        shelf.chunks("青山县")
    assert shelf.unchanged(["青山县"]) == frozenset()


def test_documents_that_did_not_change_are_not_read_again(searcher: Searcher, library: Library) -> None:
    before = searcher.stored("青山县")
    put(library, make("白水县", ["水库加固8座。"]))
    assert searcher.stored("青山县") is before


def test_what_is_kept_has_a_limit() -> None:
    kept, made = Kept[str](10), []
    for key in ("a", "b", "a", "c", "a"):
        assert kept.get(key, lambda key=key: made.append(key) or key, 4) == key
    assert made == ["a", "b", "c"]
    assert kept.get("huge", lambda: "huge", 1000) == "huge"
    assert kept.get("a", lambda: made.append("again") or "a", 4) == "a"
    assert made[-1] == "again"
