"""The home as a whole: what goes in comes out, once, in every index."""

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from tests.store.conftest import MODEL, agrees, embed, everything, folders, make, put, vector_of, vectors_of

from planbot.errors import ConfigurationError, NotFound, PlanbotError, StoreBusy, StoreDamaged
from planbot.store.documents import indexed_text
from planbot.store.library import Library
from planbot.types import Health, PartKey

OLD = make("青山县", ["疫苗接种率达到90%。", "公路硬化30公里。"])
NEW = make("青山县", ["疫苗接种率达到95%以上。", "公路硬化45公里。", "新增床位200张。"], version="v2")
OTHER = make("临水县", ["河道清淤12公里。"])


def test_what_was_stored_is_read_back(library: Library) -> None:
    put(library, OLD)
    assert library.stored("青山县") == OLD
    assert library.document("青山县") == OLD.document
    assert library.documents() == (OLD.document,)
    assert library.text("青山县") == OLD.read.text
    assert library.chunks_of("青山县") == OLD.chunks
    assert library.chunks(["青山县:v1:0", "nobody"]) == {"青山县:v1:0": OLD.chunks[0]}
    assert library.chunk_texts(["青山县:v1:1"]) == {"青山县:v1:1": "公路硬化30公里。"}
    assert library.parts() == ((PartKey(document="青山县"), OLD.document.parts[0]),)
    assert library.paths() == {"/plans/青山县.txt": ("青山县", OLD.document.sha256)}
    assert library.targets() == ()
    assert library.count() == 2


def test_an_empty_home_answers(library: Library) -> None:
    assert library.documents() == ()
    assert library.lexical("疫苗", 5) == []
    assert library.dense(vector_of("疫苗"), 5) == []
    assert library.frequency("疫苗") == 0
    assert library.check() == Health(documents=0, chunks=0, vectors=0, lexical=0, findings=())


def test_a_new_version_is_seen_at_once_and_the_old_one_never_again(library: Library) -> None:
    put(library, OLD)
    put(library, OTHER)
    put(library, NEW)
    assert everything(library)[0] == {"青山县:v2:0", "青山县:v2:1", "青山县:v2:2", "临水县:v1:0"}
    assert agrees(library)


def test_documents_stored_together_are_each_in_all_three(library: Library) -> None:
    put(library, OLD)
    before = library.state()
    library.replace_many([(stored, vectors_of(stored)) for stored in (NEW, OTHER)])
    assert library.state() == before + 1
    assert [library.stored(stored.document.id) for stored in (NEW, OTHER)] == [NEW, OTHER]
    assert agrees(library)


def test_of_documents_stored_together_none_is_when_one_cannot_be(library: Library) -> None:
    put(library, OLD)
    with pytest.raises(ConfigurationError, match="reindex"):
        library.replace_many([(NEW, vectors_of(NEW)), (OTHER, vectors_of(OTHER)[:, :4])])
    assert [document.id for document in library.documents()] == [OLD.document.id]
    assert agrees(library)


def test_storing_the_same_version_again_does_not_double_it(library: Library) -> None:
    put(library, OLD)
    put(library, OLD)
    assert agrees(library)
    assert library.count() == 2


def test_a_removed_document_is_gone_from_all_three(library: Library) -> None:
    put(library, OLD)
    put(library, OTHER)
    library.remove("青山县")
    assert library.check() == Health(documents=1, chunks=1, vectors=1, lexical=1, findings=())
    assert agrees(library)
    with pytest.raises(NotFound, match="planbot docs"):
        library.text("青山县")
    with pytest.raises(NotFound):
        library.remove("青山县")


def test_a_document_without_passages_is_kept(library: Library) -> None:
    put(library, make("空白", []))
    assert agrees(library)
    assert [document.id for document in library.documents()] == ["空白"]


def test_the_nearest_passage_comes_first_with_its_cosine(library: Library) -> None:
    put(library, NEW)
    for chunk, vector in zip(NEW.chunks, vectors_of(NEW), strict=True):
        key, cosine = library.dense(vector, 1)[0]
        assert key == chunk.id
        assert cosine == pytest.approx(1.0, abs=1e-5)


def test_dense_search_stays_within_the_parts_asked_for(library: Library) -> None:
    put(library, NEW)
    put(library, OTHER)
    vector = vectors_of(NEW)[0]
    assert [key for key, _ in library.dense(vector, 9, frozenset([PartKey(document="临水县")]))] == ["临水县:v1:0"]
    assert library.dense(vector, 9, frozenset()) == []
    assert library.dense(vector, 9, frozenset([PartKey(document="临水县", part="第9篇")])) == []


def test_chroma_and_the_exact_search_agree(home: Path) -> None:
    with Library.open(home, MODEL) as writer:
        put(writer, NEW)
        put(writer, OTHER)
        approximate = writer.dense(vector_of("清淤"), 9)
    with Library.open(home, MODEL) as reader:
        exact = reader.dense(vector_of("清淤"), 9)
    assert [key for key, _ in approximate] == [key for key, _ in exact]
    np.testing.assert_allclose([s for _, s in approximate], [s for _, s in exact], atol=1e-5)


def test_another_process_reads_while_one_writes(home: Path) -> None:
    with Library.open(home, MODEL) as writer, Library.open(home, MODEL) as reader:
        assert everything(reader) == (set(), set())
        put(writer, OLD)
        assert everything(reader)[0] == everything(reader)[1] == {"青山县:v1:0", "青山县:v1:1"}
        put(writer, NEW)
        assert everything(reader)[0] == everything(reader)[1] == {"青山县:v2:0", "青山县:v2:1", "青山县:v2:2"}
        with pytest.raises(StoreBusy, match=r"another planbot \(process \d+\)"):
            put(reader, OTHER)
        assert [finding.check for finding in reader.check().findings] == ["vectors"]
    with Library.open(home, MODEL) as later:
        put(later, OTHER)
        assert agrees(later)


def test_two_threads_read_while_one_writes(library: Library) -> None:
    """Every look shows one whole version: all of its passages and no others."""
    put(library, OLD)
    versions = [{chunk.id for chunk in OLD.chunks}, {chunk.id for chunk in NEW.chunks}]
    seen: list[set[str]] = []
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            seen.extend(library.consistent(lambda: everything(library)))
            time.sleep(0.002)

    threads = [threading.Thread(target=look) for _ in range(2)]
    for thread in threads:
        thread.start()
    for i in range(12):
        put(library, (NEW, OLD)[i % 2])
    done.set()
    for thread in threads:
        thread.join()
    assert len(seen) > 10
    assert all(ids in versions for ids in seen)


def test_known_texts_need_no_new_embedding(library: Library) -> None:
    put(library, OLD)
    text = indexed_text(OLD.chunks[0], OLD.read.text)
    known = library.known_vectors([text, "unknown"])
    assert list(known) == [text]
    np.testing.assert_array_equal(known[text], vector_of(text))
    put(library, NEW)
    assert library.known_vectors([text]) == {}


# --- models -----------------------------------------------------------------------------------------------------------


def test_two_embedding_models_never_meet(home: Path) -> None:
    with Library.open(home, MODEL) as library:
        put(library, OLD)
    with Library.open(home, "other-8") as library:
        for refused in (lambda: library.dense(vector_of("x"), 3), lambda: put(library, NEW)):
            with pytest.raises(ConfigurationError, match="planbot reindex"):
                refused()
        assert library.lexical("疫苗", 1)
        assert [finding.check for finding in library.check().findings] == ["model"]


def test_a_model_that_changes_its_dimensions_is_refused(library: Library) -> None:
    put(library, OLD)
    with pytest.raises(ConfigurationError, match="planbot reindex"):
        library.replace(NEW, vectors_of(NEW)[:, :4])
    assert agrees(library)


def test_an_emptied_home_takes_any_model(home: Path) -> None:
    with Library.open(home, MODEL) as library:
        put(library, OLD)
        library.remove("青山县")
    with Library.open(home, "other-8") as library:
        library.replace(OLD, vectors_of(OLD)[:, :8])
        assert library.check().findings == ()


def test_reindex_moves_the_home_to_another_model(home: Path) -> None:
    asked: list[str] = []

    def embed_in_eight(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        vectors = embed(texts)[:, :8]
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    with Library.open(home, MODEL) as library:
        put(library, OLD)
        put(library, OTHER)
    steps: list[str] = []
    with Library.open(home, "other-8") as library:
        library.rebuild(
            embed_in_eight, lambda progress: steps.append(f"{progress.label} {progress.done}/{progress.total}")
        )
        assert steps == ["embed 3/3", "index 2/2"]
        assert library.check() == Health(documents=2, chunks=3, vectors=3, lexical=3, findings=())
        text = indexed_text(OTHER.chunks[0], OTHER.read.text)
        assert library.dense(embed_in_eight([text])[0], 1)[0][0] == "临水县:v1:0"
        asked.clear()
        library.rebuild(embed_in_eight, lambda _: None)
        assert asked == []
    assert len(folders(home, "lexical")) == len(folders(home, "vectors")) == 1


# --- damage -----------------------------------------------------------------------------------------------------------


def _wreck(folder: Path) -> None:
    for file in folder.rglob("*"):
        if file.is_file():
            file.write_bytes(b"\xff" * 100)


def _empty(folder: Path) -> None:
    for file in sorted(folder.rglob("*"), reverse=True):
        file.rmdir() if file.is_dir() else file.unlink()


def _delete(folder: Path) -> None:
    _empty(folder)
    folder.rmdir()


@pytest.mark.parametrize("damage", [_wreck, _empty, _delete])
@pytest.mark.parametrize("kind", ["lexical", "vectors"])
def test_a_lost_or_damaged_index_is_made_anew(home: Path, kind: str, damage: object) -> None:
    with Library.open(home, MODEL) as library:
        put(library, OLD)
        put(library, NEW)
    (folder,) = folders(home, kind)
    damage(folder)  # type: ignore[operator]
    with Library.open(home, MODEL) as library:
        assert len(library.lexical("疫苗", 9)) == 1
        assert library.dense(vector_of("x"), 1)
        put(library, OTHER)
        assert agrees(library)
    assert len(folders(home, kind)) == 1


def test_rows_that_an_index_lost_or_gained_are_found_and_repaired(library: Library) -> None:
    put(library, OLD)
    put(library, OTHER)
    words, vectors = library._indexes.writable(MODEL)
    (lost, gained) = (
        library._truth.generation("青山县"),
        library._passages.version(library._truth.generation("临水县") or 0, MODEL),
    )
    assert lost is not None and gained is not None
    words.discard([lost])
    vectors.discard([lost])
    stray = type(gained)(**{**gained.__dict__, "generation": 99, "rows": (99 << 20,)})
    words.add([stray])
    vectors.add([stray])
    findings = [(finding.check, finding.document) for finding in library.check().findings]
    assert [f for f in findings if f[0] == "lexical"] == [("lexical", "青山县"), ("lexical", None)]
    assert [f for f in findings if f[0] == "vectors"][:2] == [("vectors", "青山县"), ("vectors", None)]
    assert "青山县:v1:0" in library.chunks(["青山县:v1:0"])
    library.repair()
    assert agrees(library)


def test_a_file_that_is_no_database_is_named(home: Path) -> None:
    home.mkdir()
    (home / "planbot.sqlite3").write_bytes(b"this is not a database " * 300)
    with pytest.raises(StoreDamaged, match=r"planbot\.sqlite3"):
        Library.open(home, MODEL)


def test_a_home_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("x")
    with pytest.raises(ConfigurationError, match="--home"):
        Library.open(tmp_path / "home", MODEL)


def test_a_full_disk_is_one_clear_error_and_nothing_is_lost(home: Path) -> None:
    with Library.open(home, MODEL, page_limit=60) as library:
        put(library, OLD)
        put(library, OTHER)
        with pytest.raises(PlanbotError, match="full: free some space"):
            put(library, make("青山县", ["很长的一段计划文字。" * 400 + str(i) for i in range(50)], version="v2"))
        assert library.stored("青山县") == OLD
        assert everything(library)[0] == everything(library)[1] == {"青山县:v1:0", "青山县:v1:1", "临水县:v1:0"}
        put(library, make("临水县", ["河道清淤13公里。"], version="v2"))
    with Library.open(home, MODEL) as library:
        assert library.stored("青山县") == OLD
        assert agrees(library)
        put(library, NEW)
        assert agrees(library)
