"""Passages are embedded in large batches across documents and come back to their own."""

from collections.abc import Iterator, Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from planbot.ingest.embed import BATCH, Source, Vectors, embedded
from planbot.types import Chunk, Document, ReadText, StoredDocument


def stored(name: str, passages: int) -> StoredDocument:
    text = "".join(f"{name}{number};" for number in range(passages))
    chunks, position = [], 0
    for number in range(passages):
        end = position + len(f"{name}{number};")
        chunks.append(
            Chunk(
                id=f"{name}:1:{number}",
                document=name,
                part=None,
                section=(),
                context="",
                tokens=1,
                start=position,
                end=end,
            )
        )
        position = end
    document = Document(
        id=name,
        file=name,
        path=name,
        title=name,
        parts=(),
        issuer=None,
        region=None,
        level="unknown",
        year=None,
        kind="unknown",
        sha256="",
        chars=len(text),
        chunks=passages,
        targets=0,
        status="ready",
        warnings=(),
        format="txt",
        ingested_at="",
    )
    return StoredDocument(
        document=document, read=ReadText(text=text, format="txt"), furniture=(), sections=(), chunks=tuple(chunks)
    )


class Recorder:
    """Embeds a text as two numbers read from it and notes the size of each call."""

    def __init__(self) -> None:
        self.calls: list[int] = []

    @property
    def source(self) -> Source:
        return Source(self.embed, lambda _: {})

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.calls.append(len(texts))
        return np.array([[float(text[0]), float(text[1:].strip(";"))] for text in texts], dtype=np.float32)


@given(st.lists(st.integers(0, 3 * BATCH), max_size=9))
def test_every_document_gets_its_own_vectors_in_order_and_every_batch_but_the_last_is_full(sizes: list[int]) -> None:
    recorder, seen = Recorder(), list[int]()
    documents = [stored(str(number), size) for number, size in enumerate(sizes)]
    given_out = list(embedded(documents, recorder.source, lambda count, _: seen.append(count)))
    assert [document for document, _ in given_out] == documents
    for number, (size, (_, vectors)) in enumerate(zip(sizes, given_out, strict=True)):
        assert vectors.tolist() == [[number, position] for position in range(size)]
    assert all(size == BATCH for size in recorder.calls[:-1])
    assert all(size <= BATCH for size in recorder.calls)
    assert sum(recorder.calls) == sum(sizes) == sum(seen)


def test_a_document_is_given_out_as_soon_as_it_is_embedded() -> None:
    taken: list[str] = []

    def documents() -> Iterator[StoredDocument]:
        for number in range(4):
            taken.append(str(number))
            yield stored(str(number), BATCH)

    first = next(embedded(documents(), Recorder().source, lambda *_: None))
    assert first[0].document.id == "0"
    assert taken == ["0"]


def test_no_documents_no_calls() -> None:
    recorder = Recorder()
    assert list(embedded([], recorder.source, lambda *_: None)) == []
    assert recorder.calls == []


def test_texts_that_have_a_vector_are_not_embedded_and_count_as_done() -> None:
    recorder, seen = Recorder(), list[int]()
    known = {f"1{number};": np.array([1, number], dtype=np.float32) for number in range(0, 10, 2)}
    source = Source(recorder.embed, lambda texts: {text: known[text] for text in texts if text in known})
    ((_, vectors),) = embedded([stored("1", 10)], source, lambda count, _: seen.append(count))
    assert vectors.tolist() == [[1, number] for number in range(10)]
    assert recorder.calls == [5]
    assert sum(seen) == 10
