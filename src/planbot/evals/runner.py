"""Running a suite: every case asked once, what came of it kept line by line, so that a run can be resumed and scored again."""

import hashlib
import json
import platform
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from pydantic import ValidationError

from planbot.assistant import Assistant
from planbot.errors import InputError, PlanbotError
from planbot.evals.cases import Case, DraftSource, Suite
from planbot.evals.record import Record
from planbot.evals.report import Report, Stamp, report
from planbot.ledger.query import select
from planbot.types import Answer, Citation, Filters, Message, Noun, Progress, Target

_BEARING = {"chat_model", "openai_base_url", "embed_model", "rerank_url", "rerank_model"}
"""Settings that bear on answers."""


class RunOptions(Noun):
    """How a suite is run."""

    jobs: int = 1
    """Cases asked at the same time; more than one helps only where a model server answers."""
    max_cost_usd: float | None = None
    """No further case is asked once the answers have cost this much."""


class Stored(Noun):
    """A run as it lies in its folder."""

    stamp: Stamp
    cases: tuple[Case, ...]
    records: tuple[Record, ...]


def run(
    assistant: Assistant,
    suite: Suite,
    folder: Path,
    options: RunOptions,
    progress: Callable[[Progress], None] | None = None,
) -> Report:
    """Ask every case that ``folder`` has no record of, and score them all.

    Raises InputError when documents of the suite are not in the home, or ``folder`` holds the run of something else.
    """
    _check_files(assistant, suite)
    stamp = _resumed(folder, _stamp(assistant, suite))
    _prepare(folder, stamp, suite.cases)
    done = {record.case: record for record in _records(folder)}
    for record in _ask_all(assistant, [case for case in suite.cases if case.id not in done], options):
        done[record.case] = record
        with (folder / "records.jsonl").open("a", encoding="utf-8") as stream:
            stream.write(record.model_dump_json() + "\n")
        if progress:
            progress(Progress(done=len(done), total=len(suite.cases), unit="cases", label=record.case))
    return report(stamp, suite.cases, done)


def rescored(folder: Path) -> Report:
    """The report on a stored run, by the metrics of now, without asking anything. Raises InputError."""
    stored = load_run(folder)
    return report(stored.stamp, stored.cases, {record.case: record for record in stored.records})


def load_run(folder: Path) -> Stored:
    """Raises InputError when ``folder`` holds no run."""
    try:
        stamp = Stamp.model_validate_json((folder / "stamp.json").read_bytes())
        lines = (folder / "cases.jsonl").read_text(encoding="utf-8").splitlines()
        return Stored(stamp=stamp, cases=tuple(map(Case.model_validate_json, lines)), records=tuple(_records(folder)))
    except OSError as error:
        raise InputError(f"{folder}: holds no run of an evaluation; planbot eval list shows them") from error
    except ValidationError as error:
        raise InputError(f"{folder}: was written by another version of planbot: run the suite again") from error


# --- the folder of a run ----------------------------------------------------------------------------------------------


def _prepare(folder: Path, stamp: Stamp, cases: Iterable[Case]) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "stamp.json").write_text(stamp.model_dump_json(indent=1), encoding="utf-8")
        lines = (case.model_dump_json() + "\n" for case in cases)
        (folder / "cases.jsonl").write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}; give another --out") from error


def _resumed(folder: Path, stamp: Stamp) -> Stamp:
    """The stamp of the run that ``folder`` holds, if it is of the same cases, documents and settings."""
    if not (folder / "stamp.json").exists():
        return stamp
    before = load_run(folder).stamp
    if before.model_copy(update={"started_at": stamp.started_at}) != stamp:
        raise InputError(f"{folder}: holds a run of other cases, documents or settings; give another --out")
    return before


def _records(folder: Path) -> list[Record]:
    """Every whole line; one that an interruption cut short is asked again, and so is a case that failed."""
    path = folder / "records.jsonl"
    if not path.exists():
        return []
    content = path.read_text(encoding="utf-8")
    whole = content[: content.rfind("\n") + 1]
    if whole != content:
        path.write_text(whole, encoding="utf-8")
    return [record for line in whole.splitlines() if (record := Record.model_validate_json(line)).error is None]


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


def _check_files(assistant: Assistant, suite: Suite) -> None:
    there = {document.file for document in assistant.documents()}
    missing = [file for file in suite.needed if file not in there]
    if missing:
        more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
        raise InputError(f"{suite.name} asks about {missing[0]}{more}, not in this home: planbot ingest them first")


# --- asking -----------------------------------------------------------------------------------------------------------


def _ask_all(assistant: Assistant, cases: Sequence[Case], options: RunOptions) -> Iterable[Record]:
    """Records as they are ready; stops asking at the cost ceiling."""
    spent = 0.0
    ceiling = float("inf") if options.max_cost_usd is None else options.max_cost_usd
    with ThreadPoolExecutor(max_workers=options.jobs) as pool:
        for start in range(0, len(cases), options.jobs):
            if spent >= ceiling:
                return
            batch = [pool.submit(ask, assistant, case) for case in cases[start : start + options.jobs]]
            for future in as_completed(batch):
                record = future.result()
                spent += sum(answer.usage.cost_usd for answer in record.answers)
                yield record


def ask(assistant: Assistant, case: Case) -> Record:
    """Ask one case; an error becomes part of the record."""
    try:
        return _asked(assistant, case)
    except PlanbotError as error:
        return Record(case=case.id, error=str(error))


def _asked(assistant: Assistant, case: Case) -> Record:
    if case.ledger is not None:
        return Record(case=case.id, rows=select(_ledger(assistant), case.ledger).rows)
    if case.relevant:
        return Record(case=case.id, passages=assistant.search(case.turns[-1], case.filters))
    answers = _conversation(assistant, case)
    last = answers[-1]
    return Record(
        case=case.id,
        answers=tuple(answer.model_copy(update={"reading": ()}) for answer in answers),
        passages=last.reading,
        sources=tuple(_source(assistant, citation) for citation in last.citations),
        draft_sources=tuple(_text(assistant, source) for source in case.draft.sources) if case.draft else (),
    )


def _conversation(assistant: Assistant, case: Case) -> list[Answer]:
    history: tuple[Message, ...] = ()
    answers: list[Answer] = []
    filters: Filters = case.filters
    for turn in case.turns:
        *_, answer = assistant.ask(turn, history=history, filters=filters)
        answers.append(answer)
        history += (Message(role="user", content=turn), Message(role="assistant", content=answer.answer))
    return answers


def _ledger(assistant: Assistant) -> Iterable[Target]:
    return (row for document in assistant.documents() for row in assistant.outline(document.id).targets)


def _source(assistant: Assistant, citation: Citation) -> str:
    return assistant.text(citation.document)[citation.start : citation.end]


def _text(assistant: Assistant, source: DraftSource) -> str:
    """The text of a document, or of its part, whose figures a draft may use."""
    stored = assistant.outline(source.file)
    spans = [(part.start, part.end) for part in stored.document.parts if part.part == source.part]
    start, end = spans[0] if spans else (0, len(stored.read.text))
    return stored.read.text[start:end]
