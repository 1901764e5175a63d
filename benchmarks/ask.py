"""How long a warm answer takes without a language model, and which stage takes it.

    python -m benchmarks.ask [--size 100000] [--home DIR] [--questions 60]

Over the samples; over ../shared/corpus with the questions of ../shared/evals where they lie beside the checkout; and over a home of
``--size`` made-up passages (0: none; ``--home`` keeps them for benchmarks.search and the next time). ``search`` and ``compose`` are
``Answer.timings_ms``; the lines below are the parts of a search, timed around planbot's own functions; ``holders`` includes the lexical
searches that it makes.
"""

import argparse
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.evidence import questions
from benchmarks.search import MODEL, QUESTIONS, fill
from planbot.assistant import Assistant
from planbot.models.embedding import LocalEmbedder
from planbot.retrieve import search
from planbot.settings import load_settings
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
    parser.add_argument("--home", type=Path)
    parser.add_argument("--questions", type=int, default=60)
    options = parser.parse_args()
    stages = Stages()
    samples = sorted(path for path in (ROOT / "samples").iterdir() if path.suffix != ".py")
    sets = [("samples", samples, [item.question for item in questions()])]
    if (SHARED / "corpus").is_dir():
        sets.append(("corpus", [SHARED / "corpus"], corpus_questions()))
    with tempfile.TemporaryDirectory() as scratch:
        for name, paths, asked in sets:
            with Assistant.open(load_settings(Path(scratch) / name, {})) as assistant:
                assistant.ingest(paths)
                measure(name, assistant, asked[: options.questions], stages)
        if options.size:
            home = (options.home or Path(scratch)) / str(options.size)
            if not home.exists():
                fill(home, options.size)
            with Assistant.open(load_settings(home, {"PLANBOT_EMBED_MODEL": MODEL})) as assistant:
                measure(f"{options.size} passages", assistant, (QUESTIONS * 12)[: options.questions], stages)


if __name__ == "__main__":
    main()
