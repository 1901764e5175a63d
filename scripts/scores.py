"""Put the scores that the tests hold planbot to (tests/evals/*.baseline.json) into the README."""

import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
BASELINE = ROOT / "tests" / "evals" / "samples.baseline.json"
SHOWN = ("overall", "number_accuracy", "quote_validity", "refusal_recall", "false_refusal", "evidence@1000")
_ROW = re.compile(r"(?<=\| right answers \|)([^\n]*\n\|[-|]*\n)(\|[^\n]*\|)")


def render(readme: str) -> str:
    """The README with the row of scores as the baseline has it."""
    figures = json.loads(BASELINE.read_text(encoding="utf-8"))["figures"]
    row = f"| {' | '.join(_short(figures[name]) for name in SHOWN)} |"
    return _ROW.sub(lambda match: match[1] + row, readme, count=1)


def _short(value: float) -> str:
    return f"{value:.3f}".removeprefix("0")


if __name__ == "__main__":
    README.write_text(render(README.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stderr.write("scores written\n")
