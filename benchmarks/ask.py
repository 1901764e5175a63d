"""How long a warm answer takes without a language model, and which stage takes it.

    python -m benchmarks.ask [--size 100000] [--home DIR] [--questions 60]

Over the samples; over ../shared/corpus with the questions of ../shared/evals where they lie beside the checkout; over a home of ``--size``
made-up passages and over one of ``--documents`` short documents (0: none; ``--home`` keeps them). ``--repeat N`` then goes on asking there
until N questions are answered, and prints the memory of the process meanwhile. ``search`` and ``compose`` are ``Answer.timings_ms``; the
lines below are the parts of a search, timed around planbot's own functions; ``holders`` includes the lexical searches that it makes.
"""

import argparse
import json
import resource
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.evidence import questions
from benchmarks.plans import notice
from benchmarks.search import DIMENSIONS, MODEL, QUESTIONS, fill, vectors
from planbot.assistant import Assistant
from planbot.ingest.read import ReadOptions
from planbot.ingest.understand import understand
from planbot.models.embedding import LocalEmbedder
from planbot.retrieve import search
from planbot.settings import load_settings
from planbot.store.derived import GROUP
from planbot.store.library import Library

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
STAGES: tuple[tuple[str, Any, str], ...] = (
    ("scope", search, "read_question"),
    ("holders", search.Searcher, "holders"),
    ("embed", LocalEmbedder, "embed_query"),
    ("dense", Library, "dense"),
    ("lexical", Library, "lexical"),
    ("rarity", Library, "frequency"),
    ("sentences", search, "score_sentences"),
    ("sections", search, "_sections"),
    ("assemble", search, "assemble"),
)


NAMING = (
    "这些文件里哪些数字是损坏的？",
    "哪些章节是空的？",
    "市教育局要完成哪些任务？",
    "青山县安全生产工作方案的目标是什么？",
    "青山县2016年的“森林防火”工作计划提出了什么？",
    "疫苗接种率要达到多少？",
    "哪份文件提到了保障措施？",
    "2012年和2013年的目标有什么不同？",
)
"""Questions that need more of a home than the best passages: all documents, all rows of the ledger, all titles."""


def fill_documents(home: Path, count: int) -> None:
    """Writes ``count`` short documents, understood as files are; their vectors are made up."""
    rng = np.random.default_rng(1)
    centres = rng.normal(size=(200, DIMENSIONS)).astype(np.float32) * 0.05
    with Library.open(home, MODEL) as library:
        for first in range(0, count, GROUP):
            made = [
                understand(Path(f"/plans/{number}.txt"), notice(number).encode(), ReadOptions(), "2024-01-01T00:00:00Z")
                for number in range(first, min(first + GROUP, count))
            ]
            library.replace_many([(stored, vectors(len(stored.chunks), rng, centres)) for stored in made])


def memory() -> float:
    """Resident memory of this process now, in MiB."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def repeat(assistant: Assistant, asked: Sequence[str], count: int) -> None:
    """Asks ``count`` questions and prints the memory ten times on the way."""
    for number in range(count):
        for _ in assistant.ask(f"{asked[number % len(asked)]}{number // len(asked) or ''}"):
            pass
        if (number + 1) % max(1, count // 10) == 0:
            print(f"{number + 1:8} questions {memory():8.0f} MiB")


class Stages:
    """Milliseconds of each stage in the answer under way."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        for name, owner, function in STAGES:
            setattr(owner, function, self._timed(name, getattr(owner, function)))

    def _timed(self, name: str, run: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(run)
        def timed(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return run(*arguments, **named)
            finally:
                self.spent[name] += (time.perf_counter() - started) * 1000

        return timed


def measure(name: str, assistant: Assistant, asked: Sequence[str], stages: Stages) -> None:
    """Prints p50 and p95 of each question asked once, after three that do not count."""
    rows: dict[str, list[float]] = defaultdict(list)
    for number, question in enumerate([*asked[:3], *asked]):
        stages.spent.clear()
        *_, answer = assistant.ask(question)
        if number < 3:
            continue
        rows["whole answer"].append(answer.timings_ms.total)
        rows["search"].append(answer.timings_ms.retrieve)
        rows["compose"].append(answer.timings_ms.total - answer.timings_ms.retrieve)
        for stage, _, _ in STAGES:
            rows[f"  {stage}"].append(stages.spent[stage])
    whole = sum(rows["whole answer"])
    print(f"\n{name}, {len(asked)} questions{'p50 ms':>12}{'p95 ms':>10}{'share':>8}")
    for stage, times in rows.items():
        middle, high = np.percentile(times, [50, 95])
        print(f"{stage:24}{middle:12.1f}{high:10.1f}{100 * sum(times) / whole:7.0f}%")


def corpus_questions() -> list[str]:
    """The questions of one turn over ../shared/corpus."""
    lines = (SHARED / "evals" / "qa_dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [turns[0] for line in lines if len(turns := json.loads(line)["turns"]) == 1]


def main() -> None:
    """Prints a table for each set of documents."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--documents", type=int, default=10_000)
    parser.add_argument("--repeat", type=int, default=0)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--only-made-up", action="store_true", help="leave the samples and the corpus out")
    parser.add_argument("--questions", type=int, default=60)
    options = parser.parse_args()
    stages = Stages()
    samples = sorted(path for path in (ROOT / "samples").iterdir() if path.suffix != ".py")
    sets = [("samples", samples, [item.question for item in questions()])]
    if (SHARED / "corpus").is_dir():
        sets.append(("corpus", [SHARED / "corpus"], corpus_questions()))
    with tempfile.TemporaryDirectory() as scratch:
        for name, paths, asked in [] if options.only_made_up else sets:
            with Assistant.open(load_settings(Path(scratch) / name, {})) as assistant:
                assistant.ingest(paths)
                measure(name, assistant, asked[: options.questions], stages)
        if options.size:
            home = (options.home or Path(scratch)) / str(options.size)
            if not home.exists():
                fill(home, options.size)
            with Assistant.open(load_settings(home, {"PLANBOT_EMBED_MODEL": MODEL})) as assistant:
                measure(f"{options.size} passages", assistant, (QUESTIONS * 12)[: options.questions], stages)
        if options.documents:
            home = (options.home or Path(scratch)) / f"documents-{options.documents}"
            if not home.exists():
                fill_documents(home, options.documents)
            with Assistant.open(load_settings(home, {"PLANBOT_EMBED_MODEL": MODEL})) as assistant:
                measure(f"{options.documents} documents", assistant, (NAMING * 8)[: options.questions], stages)
                repeat(assistant, NAMING, options.repeat)


if __name__ == "__main__":
    main()
