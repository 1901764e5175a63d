"""Having the answers of a run judged: each once, what the judge said kept line by line beside the run."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from planbot.evals.cases import Case
from planbot.evals.folder import GRADES, append, load_run
from planbot.evals.grade import Grade
from planbot.evals.judge import Judge
from planbot.evals.record import Record
from planbot.evals.runner import RunOptions, cost
from planbot.types import Progress


def have_judged(
    folder: Path,
    judge: Judge,
    options: RunOptions,
    progress: Callable[[Progress], None] | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> int:
    """Grade every answer of the run in ``folder`` that ``judge`` has not graded yet; how many it has now.

    Stops when answers and grades together have cost ``options.max_cost_usd``. Raises InputError, ConfigurationError.
    """
    stored = load_run(folder)
    cases = {case.id: case for case in stored.cases}
    done = {grade.case for grade in stored.grades if grade.model == judge.model and grade.error is None}
    left = [(cases[record.case], record) for record in stored.records if record.case not in done]
    spent = sum(map(cost, stored.records)) + sum(grade.usage.cost_usd for grade in stored.grades)
    total = len(done) + len(left)
    for number, grade in enumerate(_graded(judge, left, options, spent, stopped), len(done) + 1):
        if grade:
            append(folder / GRADES, grade)
            done.add(grade.case)
        if progress:
            progress(Progress(done=number, total=total, unit="grades", label=grade.case if grade else ""))
    return len(done)


def _graded(
    judge: Judge,
    left: Sequence[tuple[Case, Record]],
    options: RunOptions,
    spent: float,
    stopped: Callable[[], bool],
) -> Iterator[Grade | None]:
    ceiling = float("inf") if options.max_cost_usd is None else options.max_cost_usd
    with ThreadPoolExecutor(max_workers=options.parallel) as pool:
        for start in range(0, len(left), options.parallel):
            if spent >= ceiling or stopped():
                return
            cases, records = zip(*left[start : start + options.parallel], strict=True)
            for grade in pool.map(judge.grade, cases, records):
                spent += grade.usage.cost_usd if grade else 0.0
                yield grade
