"""How fast the ledger is read out of text, in characters per second of one core.

``python -m benchmarks.extract [FILE...]``: made-up plans, or the given text files. Reading the file, outline and parts are not timed.
"""

import sys
from pathlib import Path
from time import process_time

from benchmarks.plans import plan
from planbot.ledger.extract import extract
from planbot.types import ReadText

PLANS = 60
GOAL = 200_000


def texts(paths: list[str]) -> list[str]:
    """The given files as text, or made-up plans."""
    return [Path(path).read_text(encoding="utf-8") for path in paths] or [plan(number) for number in range(PLANS)]


def main() -> None:
    """Prints the rate; the first document is read once before the clock starts, so that the grammar is compiled."""
    reads = [ReadText(text=text, format="txt") for text in texts(sys.argv[1:])]
    extract("warm-up", "plan.txt", reads[0])
    start = process_time()
    rows = [row for number, read in enumerate(reads) for row in extract(str(number), "plan.txt", read)]
    seconds = process_time() - start
    characters = sum(len(read.text) for read in reads)
    print(f"{characters:,} characters, {len(rows):,} rows in {seconds:.2f} s of one core")
    print(f"{characters / seconds:,.0f} characters/s (goal {GOAL:,})")


if __name__ == "__main__":
    main()
