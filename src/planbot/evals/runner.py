"""Running a suite: every case asked once, what came of it kept line by line, so that a run can be resumed and scored again."""

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from planbot.assistant import Assistant
from planbot.errors import InputError
from planbot.evals.ask import ask
from planbot.evals.cases import Case, Suite
from planbot.evals.folder import begin, keep, load_run
from planbot.evals.record import Record
from planbot.evals.report import Report, Stamp, report
from planbot.types import Noun, Progress

_BEARING = {"chat_model", "openai_base_url", "embed_model", "rerank_url", "rerank_model"}
"""Settings that bear on answers."""


class RunOptions(Noun):
    """How a suite is run."""

    parallel: int = 1
    """Cases asked at the same time; more than one helps only where a model server answers."""
    max_cost_usd: float | None = None
    """No further case is asked, and no answer judged, once all of it, an earlier try included, has cost this much."""
    judge: bool = False
    """Have the answers judged by the model of the settings as well; see ``judging``."""


def run(
    assistant: Assistant,
    suite: Suite,
    folder: Path,
    options: RunOptions,
    progress: Callable[[Progress], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Report:
    """Ask every case that ``folder`` has no answer to, and score them all; ``stopped`` is asked before each case.

    Raises InputError when documents of the suite are not in the home, or ``folder`` holds the run of something else.
    """
    check_files(assistant, suite)
    begin(folder, _stamp(assistant, suite), suite.cases)
    done = {record.case: record for record in load_run(folder).records if record.error is None}
    spent = sum(map(cost, done.values()))
    left = [case for case in suite.cases if case.id not in done]
    for record in _ask_all(assistant, left, options, spent, stopped):
        done[record.case] = record
        keep(folder, record)
        if progress:
            progress(Progress(done=len(done), total=len(suite.cases), unit="cases", label=record.case))
    return rescored(folder)


def rescored(folder: Path) -> Report:
    """The report on a stored run, by the metrics of now, without asking anything. Raises InputError."""
    stored = load_run(folder)
    records = {record.case: record for record in stored.records}
    return report(stored.stamp, stored.cases, records, {grade.case: grade for grade in stored.grades})


def cost(record: Record) -> float:
    """Of all its answers, in US dollars."""
    return sum(answer.usage.cost_usd for answer in record.answers)


def check_files(assistant: Assistant, suite: Suite) -> None:
    """Raises InputError, naming a document that the suite asks about and the home lacks."""
    there = {document.file for document in assistant.documents()}
    missing = [file for file in suite.needed if file not in there]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise InputError(f"{suite.name} asks about {missing[0]}{more}, not in this home: planbot ingest them first")


def _ask_all(
    assistant: Assistant, cases: Sequence[Case], options: RunOptions, spent: float, stopped: Callable[[], bool]
) -> Iterator[Record]:
    """Records as they are ready. What is being asked when the ceiling is reached or the run is stopped is still waited for."""
    ceiling = float("inf") if options.max_cost_usd is None else options.max_cost_usd
    waiting, asking = iter(cases), set[Future[Record]]()
    with ThreadPoolExecutor(max_workers=options.parallel) as pool:
        while True:
            while len(asking) < options.parallel and spent < ceiling and not stopped():
                if (case := next(waiting, None)) is None:
                    break
                asking.add(pool.submit(ask, assistant, case))
            if not asking:
                return
            ready, asking = wait(asking, return_when=FIRST_COMPLETED)
            for record in (future.result() for future in ready):
                spent += cost(record)
                yield record


# --- what was measured ------------------------------------------------------------------------------------------------


def _stamp(assistant: Assistant, suite: Suite) -> Stamp:
    documents = assistant.documents()
    settings = assistant.settings.model_dump(mode="json", include=_BEARING)
    return Stamp(
        suite=suite.name,
        suite_hash=_hashed(case.model_dump_json() for case in suite.cases),
        corpus_hash=_hashed(f"{document.file} {document.version}" for document in documents),
        settings_hash=_hashed([json.dumps(settings, sort_keys=True)]),
        documents=len(documents),
        model=assistant.settings.chat_model or "extractive",
        embed_model=assistant.settings.embed_model,
        planbot=version("planbot"),
        python=platform.python_version(),
        started_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _hashed(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()
