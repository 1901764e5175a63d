"""How fast the ledger is read out of text, in characters per second of one core.

``python -m benchmarks.extract [FILE...]``: the bundled samples, or the given text files, and made-up plans that hold a row in every
line. Reading the file, outline and parts are not timed.
"""

import sys
from pathlib import Path
from time import process_time

from benchmarks.plans import plan
from planbot.ledger.extract import extract
from planbot.types import ReadText

PLANS = 30
ROUNDS = 10
GOAL = 200_000
SAMPLES = Path(__file__).parent.parent / "samples"


def texts(paths: list[str]) -> list[str]:
    """The given files, or the samples that are text, some times over."""
    files = [Path(path) for path in paths] or [
        path for path in sorted(SAMPLES.iterdir()) if path.suffix in (".txt", ".md")
    ]
    return [path.read_text(encoding="utf-8") for path in files] * ROUNDS


def measure(name: str, documents: list[str]) -> None:
    """Prints rows and rate; the first document is read once before the clock starts, so that the grammar is compiled."""
    reads = [ReadText(text=text, format="txt") for text in documents]
    extract("warm-up", "plan.txt", reads[0])
    start = process_time()
    rows = sum(len(extract(str(number), "plan.txt", read)) for number, read in enumerate(reads))
    seconds = process_time() - start
    characters = sum(len(read.text) for read in reads)
    print(f"{name}: {characters:,} characters, {rows:,} rows, {characters / seconds:,.0f} characters/s (goal {GOAL:,})")


def main() -> None:
    """Both kinds of text."""
    measure("documents", texts(sys.argv[1:]))
    measure("made-up plans", [plan(number) for number in range(PLANS)])


if __name__ == "__main__":
    main()
