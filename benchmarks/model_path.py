"""Is an answer in a language model's words as right as planbot's own, and how many of its words stay?

Asks the same cases without and with the model of the settings and prints a table by category: right answers either way, answers that keep
the model's own words (of those that answer at all: a refusal is planbot's), mean seconds to a whole answer with the model, and sentences
of the model that were removed because the documents do not support them. Every answer is kept in ``--out``: the same command goes on
where it was stopped, and ``planbot eval score`` or ``compare`` reads the two runs.

    PLANBOT_OPENAI_BASE_URL=http://127.0.0.1:8098/v1 PLANBOT_CHAT_MODEL=NAME python -m benchmarks.model_path --out DIR
        [--suite samples] [--documents samples] [--cases 40]
"""

import argparse
import os
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

from planbot.assistant import Assistant
from planbot.evals.cases import Case, Suite
from planbot.evals.load import load_suite
from planbot.evals.runner import RunOptions, load_run, run
from planbot.evals.score import Scored, score
from planbot.settings import Settings, load_settings
from planbot.types import Answer, Progress

SAMPLES = Path(__file__).parent.parent / "samples"
EMBEDDED = "extractive"


def spread(suite: Suite, count: int) -> Suite:
    """``count`` questions of the suite: of every category in turn, evenly over it."""
    by_category: dict[str, list[Case]] = defaultdict(list)
    for case in suite.cases:
        if case.turns and case.draft is None:
            by_category[case.category].append(case)
    whole = sum(map(len, by_category.values()))
    share = min(1.0, count / whole)
    cases = [case for found in by_category.values() for case in found[:: max(1, round(1 / share))]]
    return suite.model_copy(update={"cases": tuple(cases)})


def asked(settings: Settings, documents: Sequence[Path], suite: Suite, out: Path) -> tuple[Scored, ...]:
    """The scored answers of one run, asked or resumed."""

    def told(progress: Progress) -> None:
        print(f"{out.name}: {progress.done}/{progress.total} {progress.label}", file=sys.stderr)

    with Assistant.open(settings) as assistant:
        assistant.ingest(documents, jobs=1)
        run(assistant, suite, out, RunOptions(), told)
    stored = load_run(out)
    records = {record.case: record for record in stored.records}
    return tuple(score(case, records[case.id]) for case in stored.cases)


def answers(out: Path) -> Mapping[str, Answer]:
    """The last answer to each case of a run."""
    return {record.case: record.answer for record in load_run(out).records if record.answer}


def row(name: str, embedded: Sequence[Scored], modelled: Sequence[Scored], given: Mapping[str, Answer]) -> str:
    """One line of the table."""
    mine = [given[item.case] for item in modelled]
    answered = [answer for answer in mine if answer.answered]
    worded = sum(answer.model != EMBEDDED for answer in mine)
    seconds = sum(answer.timings_ms.total for answer in mine) / 1000 / max(1, len(mine))
    removed = sum(len(answer.unsupported) for answer in mine)
    right = [sum(item.passed for item in scored) / len(scored) for scored in (embedded, modelled)]
    return f"| {name} | {len(mine)} | {right[0]:.3f} | {right[1]:.3f} | {worded} of {len(answered)} | {seconds:.1f} | {removed} |"


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--suite", default="samples")
    parser.add_argument("--documents", type=Path, nargs="+", default=[SAMPLES])
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    settings = load_settings(options.out / "home", {k: v for k, v in os.environ.items() if k != "PLANBOT_HOME"})
    if settings.chat_model is None:
        parser.error("no model: set PLANBOT_CHAT_MODEL and PLANBOT_OPENAI_BASE_URL")
    suite = spread(load_suite(options.suite), options.cases)
    alone = settings.model_copy(update={"chat_model": None})
    embedded = asked(alone, options.documents, suite, options.out / "embedded")
    modelled = asked(settings, options.documents, suite, options.out / "model")
    given = answers(options.out / "model")
    print("| category | questions | embedded | with model | own words | s / answer | removed |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for category in dict.fromkeys(item.category for item in modelled):
        pair = [[item for item in scored if item.category == category] for scored in (embedded, modelled)]
        print(row(category, pair[0], pair[1], given))
    print(row("all", embedded, modelled, given))


if __name__ == "__main__":
    main()
