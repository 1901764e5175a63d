"""Search by words, by meaning and by both: what each finds, and whether the differences are more than chance.

    python -m benchmarks.fusion [BEIR_FOLDER...] [--home DIR] [--plans 100]

For each BEIR folder (``corpus.jsonl``, ``queries.jsonl``, ``qrels.tsv``), and for the questions of the suite ``samples`` over the samples
among generated plans, apart by how the question is put: in other words than the text (less than half of its own stand in the evidence), in
English, or in the text's words. Rows: passages ranked by words alone, by meaning alone, by both at equal ranks and as planbot does, and what
``planbot search`` hands over in the end, by words alone and by both. The last column is the difference from words alone with its 95 %
interval, by paired bootstrap.
"""

import argparse
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from benchmarks.plans import write_plans
from planbot.assistant import Assistant
from planbot.evals.cases import Case
from planbot.evals.load import load_suite, write_corpus
from planbot.evals.metrics import retrieval
from planbot.evals.metrics.matching import squashed
from planbot.evals.metrics.share import Share
from planbot.evals.metrics.statistics import difference
from planbot.retrieve import search
from planbot.retrieve.query import content_words, language_of
from planbot.settings import load_settings
from planbot.store.tokens import folded
from planbot.types import Chunk

SAMPLES = Path(__file__).parent.parent / "samples"
COLUMNS = ("R@5", "R@10", "nDCG@10", "MRR")
OWN_WORDS = 0.5
"""Share of a question's words in the evidence below which it is put in other words."""
Scores = Mapping[str, float]
Hits = list[tuple[str, str]]
"""File and text of each hit, best first."""


class Measured(NamedTuple):
    """One question: the columns of each row."""

    group: str
    rows: dict[str, list[float]]


@contextmanager
def overheard(*, words_alone: bool = False) -> Iterator[list[tuple[Scores, Scores, float]]]:
    """What is fused while a search goes on: scores by words, by meaning, and the share of the latter. ``words_alone``: none of it."""
    heard: list[tuple[Scores, Scores, float]] = []
    usual = search.fuse

    def fuse(lexical: Scores, dense: Scores, dense_weight: float) -> dict[str, float]:
        heard.append((lexical, dense, dense_weight))
        return usual(lexical, {}, 0.0) if words_alone else usual(lexical, dense, dense_weight)

    search.fuse = fuse
    try:
        yield heard
    finally:
        search.fuse = usual


def measure(assistant: Assistant, cases: Sequence[Case]) -> list[Measured]:
    """Every row for every case; one search each."""
    found: list[Measured] = []
    files = {document.id: document.file for document in assistant.documents()}
    chunks = {chunk.id: chunk for document in files for chunk in assistant.outline(document).chunks}
    for case in cases:
        with overheard() as heard:
            passages = assistant.search(case.turns[-1], case.filters)
        with overheard(words_alone=True):
            by_words = assistant.search(case.turns[-1], case.filters)
        rankings = {
            "words": [lexical for lexical, _, _ in heard],
            "meaning": [dense for _, dense, _ in heard],
            "equal ranks": [by_rank(lexical, dense) for lexical, dense, _ in heard],
            "both": [search.fuse(*scores) for scores in heard],
        }
        rows = {name: scored(case, texts(assistant, files, chunks, of)) for name, of in rankings.items()}
        rows["whole search, words alone"] = scored(case, [(passage.file, passage.text) for passage in by_words])
        rows["whole search"] = scored(case, [(passage.file, passage.text) for passage in passages])
        found.append(Measured(put(case), rows))
    return found


def by_rank(*lists: Scores) -> dict[str, float]:
    """Reciprocal rank fusion (Cormack et al. 2009, k = 60): what is usual, for comparison."""
    fused: dict[str, float] = {}
    for scores in lists:
        for rank, key in enumerate(sorted(scores, key=lambda key: -scores[key]), 1):
            fused[key] = fused.get(key, 0.0) + 1 / (60 + rank)
    return fused


def texts(assistant: Assistant, files: Mapping[str, str], chunks: Mapping[str, Chunk], of: Sequence[Scores]) -> Hits:
    """The passages by their scores; several scopes asked about take turns."""
    ranked = [sorted(scores, key=lambda key: -scores[key]) for scores in of]
    order = [keys[rank] for rank in range(max(map(len, ranked), default=0)) for keys in ranked if rank < len(keys)]
    hits = [chunks[key] for key in dict.fromkeys(order) if key in chunks]
    return [(files[hit.document], assistant.text(hit.document)[hit.start : hit.end]) for hit in hits]


def scored(case: Case, hits: Hits) -> list[float]:
    """The columns, by the metrics of the evals."""
    if case.relevant:
        relevant = {item.file: item.gain for item in case.relevant}
        numbers = {file: number for number, file in enumerate(relevant)}
        found = list(dict.fromkeys(file for file, _ in hits))
        new = tuple((numbers[file],) if file in relevant else () for file in found)
        gains, total = retrieval.file_gains(found, relevant), len(relevant)
    else:
        quotes = [(item.file, item.quote) for item in case.support]
        new, total = retrieval.held(hits, quotes), len(quotes)
        gains = retrieval.quote_gains(new, total)
    shares: list[Share] = [retrieval.recall_at(5, new, total), retrieval.recall_at(10, new, total)]
    shares += [retrieval.ndcg_at(10, *gains), retrieval.reciprocal_rank(new, total)]
    return [share.value or 0.0 for share in shares]


def put(case: Case) -> str:
    """How a question is put, against the words of its evidence."""
    if case.relevant:
        return "all"
    if language_of(case.turns[-1]) == "en":
        return "English"
    words = content_words(folded(case.turns[-1]))
    evidence = squashed(folded("".join(item.quote for item in case.support)))
    held = sum(word in evidence for word in words)
    return "in other words" if held < OWN_WORDS * len(words) else "in its words"


def report(title: str, found: Sequence[Measured]) -> None:
    """One table; passages are held against words alone, the whole search against the whole search by words alone."""
    print(f"\n{title}, {len(found)} questions\n\n| | {' | '.join(COLUMNS)} | nDCG@10, MRR against words alone |")
    print(f"|---|{'---|' * (len(COLUMNS) + 1)}")
    for name in found[0].rows:
        of = "whole search, words alone" if name.startswith("whole") else "words"
        base = [item.rows[of] for item in found]
        rows = [item.rows[name] for item in found]
        means = [sum(column) / len(rows) for column in zip(*rows, strict=True)]
        gaps = [_gap([(one[at], other[at]) for one, other in zip(base, rows, strict=True)]) for at in (2, 3)]
        cells = [f"{mean:.3f}" for mean in means] + ["; ".join(gaps) if name != of else ""]
        print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _gap(pairs: Sequence[tuple[float, float]]) -> str:
    found = difference(pairs)
    return f"{found.mean:+.3f} [{found.low:+.3f}, {found.high:+.3f}]" if found else ""


def over(home: Path, fill: Callable[[Path], list[Path]], cases: Sequence[Case]) -> list[Measured]:
    """Measure in ``home``, filled first when it is empty."""
    with Assistant.open(load_settings(home, {})) as assistant:
        if not assistant.documents():
            assistant.ingest(fill(home / "files"))
        return measure(assistant, cases)


def main(arguments: Sequence[str] | None = None) -> None:
    """Prints a table for each set of questions."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*", help="BEIR folders")
    parser.add_argument(
        "--home", type=Path, help="where the homes are made, to be used again; default: a scratch folder"
    )
    parser.add_argument("--plans", type=int, default=100, help="generated plans among which the samples are searched")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        homes = options.home or Path(scratch)
        for folder in options.folders:

            def corpus(files: Path, folder: Path = folder) -> list[Path]:
                write_corpus(folder, files)
                return [files]

            report(folder.name, over(homes / folder.name, corpus, load_suite(str(folder)).cases))

        def plans(files: Path) -> list[Path]:
            write_plans(files, options.plans)
            return [SAMPLES, files]

        asked = [
            case for case in load_suite("samples").cases if case.support and len(case.turns) == 1 and case.answerable
        ]
        found = over(homes / f"samples-{options.plans}", plans, asked)
        for group in ("in other words", "English", "in its words"):
            report(f"samples, {group}", [item for item in found if item.group == group])
        report("samples, in other words or English", [item for item in found if item.group != "in its words"])


if __name__ == "__main__":
    main()
