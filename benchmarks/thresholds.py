"""How the least support of an answer trades refusals that are due against ones that are not.

Runs a suite once for each value of ``planbot.answer.evidence.SUPPORT`` over the samples and prints, for each, the share of unanswerable
questions that are refused, the share of answerable ones that are, and the share of right answers.

    python -m benchmarks.thresholds [--suite samples] [--values 0.1 0.2 0.3 0.4 0.5 0.6]
"""

import argparse
import tempfile
from pathlib import Path

from planbot.answer import evidence
from planbot.assistant import Assistant
from planbot.evals.load import load_suite
from planbot.evals.runner import RunOptions, run
from planbot.settings import load_settings

SAMPLES = Path(__file__).parent.parent / "samples"
COLUMNS = ("refusal_recall", "false_refusal", "refusal_precision", "overall")


def main() -> None:
    """Prints a row for each value."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", default="samples")
    parser.add_argument("--values", type=float, nargs="+", default=[0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    options = parser.parse_args()
    suite = load_suite(options.suite)
    asked = suite.model_copy(update={"cases": tuple(case for case in suite.cases if case.ledger is None)})
    print(f"| SUPPORT | {' | '.join(COLUMNS)} |")
    print(f"| --- |{' --- |' * len(COLUMNS)}")
    with (
        tempfile.TemporaryDirectory() as scratch,
        Assistant.open(load_settings(Path(scratch) / "home", {})) as assistant,
    ):
        assistant.ingest([SAMPLES])
        usual = evidence.SUPPORT
        for value in options.values:
            evidence.SUPPORT = value  # the module reads it at every question
            report = run(assistant, asked, Path(scratch) / f"{value}", RunOptions())
            mark = " (in use)" if value == usual else ""
            print(
                f"| {value:g}{mark} | {' | '.join(f'{report.value(name) or 0:.3f}' for name in COLUMNS)} |", flush=True
            )


if __name__ == "__main__":
    main()
