"""The folder of a run: what was measured, its cases, and a line for each case asked, so that it can be resumed and scored again."""

import re
from collections.abc import Iterable
from pathlib import Path

from pydantic import ValidationError

from planbot.errors import InputError
from planbot.evals.cases import Case
from planbot.evals.grade import Grade
from planbot.evals.record import Record
from planbot.evals.report import Stamp
from planbot.types import Noun

_CASE = re.compile(r'{"case":"(?:[^"\\]|\\.)*"')
"""How a record begins."""
STAMP, CASES, RECORDS, GRADES = "stamp.json", "cases.jsonl", "records.jsonl", "grades.jsonl"


class Stored(Noun):
    """A run as it lies in its folder."""

    stamp: Stamp
    cases: tuple[Case, ...]
    records: tuple[Record, ...]
    """One for each case that was asked, the latest."""
    grades: tuple[Grade, ...] = ()
    """One for each answer that was judged, by the judge asked last."""


def load_run(folder: Path) -> Stored:
    """Raises InputError when ``folder`` holds no run."""
    try:
        stamp = Stamp.model_validate_json((folder / STAMP).read_bytes())
        cases = tuple(map(Case.model_validate_json, _whole_lines(folder / CASES)))
        records = (Record.model_validate_json(line) for line in _whole_lines(folder / RECORDS))
        return Stored(
            stamp=stamp,
            cases=cases,
            records=tuple({record.case: record for record in records}.values()),
            grades=_grades(folder / GRADES),
        )
    except OSError as error:
        raise InputError(f"{folder}: holds no run of an evaluation; planbot eval list shows them") from error
    except ValidationError as error:
        raise InputError(f"{folder}: was written by another version of planbot: run the suite again") from error


def _grades(path: Path) -> tuple[Grade, ...]:
    if not path.exists():
        return ()
    found = [Grade.model_validate_json(line) for line in _whole_lines(path)]
    return tuple({grade.case: grade for grade in found if grade.model == found[-1].model}.values())


def begin(folder: Path, stamp: Stamp, cases: Iterable[Case]) -> Stamp:
    """Make ``folder`` ready for a run and return its stamp: that of the run it holds, when that is of the same things.

    Raises InputError when the folder holds the run of something else, or cannot be written.
    """
    if (folder / STAMP).exists():
        before = load_run(folder).stamp
        if before.model_copy(update={"started_at": stamp.started_at}) != stamp:
            raise InputError(f"{folder}: holds a run of other cases, documents or settings; give another --out")
        for name in (RECORDS, GRADES):
            _drop_torn_line(folder / name)
        return before
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CASES).write_text("".join(case.model_dump_json() + "\n" for case in cases), encoding="utf-8")
        (folder / RECORDS).touch()
        (folder / STAMP).write_text(stamp.model_dump_json(indent=1), encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}; give another --out") from error
    return stamp


def keep(folder: Path, record: Record) -> None:
    """Add what came of one case. Raises InputError when the disk is full."""
    append(folder / RECORDS, record)


def append(path: Path, line: Noun) -> None:
    """Add ``line`` to the file of JSON lines at ``path``. Raises InputError."""
    try:
        with path.open("a", encoding="utf-8") as stream:
            stream.write(line.model_dump_json() + "\n")
    except OSError as error:
        raise InputError(f"{path}: cannot be written: {error.strerror}; what was asked before is kept") from error


def stamp_of(folder: Path) -> Stamp:
    """Raises InputError when ``folder`` holds no run of this version."""
    try:
        return Stamp.model_validate_json((folder / STAMP).read_bytes())
    except (OSError, ValidationError) as error:
        raise InputError(f"{folder}: holds no run of this version of planbot") from error


def is_readable(folder: Path) -> bool:
    """Is it a run of this version of planbot?"""
    try:
        stamp_of(folder)
    except InputError:
        return False
    return True


def counted(folder: Path) -> tuple[int, int]:
    """Cases asked and cases in all, without reading more of them than their lines."""
    asked = {match[0] for line in _whole_lines(folder / RECORDS) if (match := _CASE.match(line))}
    return len(asked), len(_whole_lines(folder / CASES))


def _whole_lines(path: Path) -> list[str]:
    """Lines that end: the last one may be being written, or was cut short by an interruption."""
    content = path.read_text(encoding="utf-8")
    return [line for line in content[: content.rfind("\n") + 1].split("\n") if line]


def _drop_torn_line(path: Path) -> None:
    if not path.exists():
        return
    content = path.read_text(encoding="utf-8")
    whole = content[: content.rfind("\n") + 1]
    if whole != content:
        path.write_text(whole, encoding="utf-8")
