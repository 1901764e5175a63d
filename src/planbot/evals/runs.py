"""Runs of suites over one home, for whoever has no terminal: started in the background, watched, stopped, read, compared.

    runs = Runs(assistant)                          # one for each open home; cheap, safe from any thread
    runs.suites()          -> tuple[SuiteLine, ...] # built-in ones and those kept in the home
    runs.save(suite)       -> SuiteLine             # keep a suite in the home, to be run by its name
    runs.suite(name)       -> Suite                 # "samples", "samples/lookup" or one of the home's own
    runs.start(suite, options=RunOptions()) -> str  # by name; the id, at once; one run at a time; options.judge
    runs.resume(run, options=RunOptions()) -> str   # go on with one that was stopped or cut short
    runs.progress(run)     -> RunLine               # state, done, total, seconds left
    runs.cancel(run)       -> None                  # what was asked stays; resume() goes on with it
    runs.list()            -> tuple[RunLine, ...]   # newest first
    runs.report(run)       -> Report                # scored by the metrics of now: reading is re-scoring; nothing is asked again
    runs.cases(run)        -> tuple[Case, ...]      # what it asks
    runs.page(run)         -> str                   # the report as one HTML page, escaped, without script, loading nothing
    runs.compare(before, after) -> Comparison
    runs.remove(run)       -> None

Every method raises NotFound for a run or suite that is not there, and InputError in one line for what cannot be run.
"""

import re
import shutil
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from planbot.assistant import Assistant
from planbot.errors import ConfigurationError, Conflict, InputError, NotFound, PlanbotError
from planbot.evals.cases import Case, Suite
from planbot.evals.compare import Comparison, compare
from planbot.evals.folder import STAMP, counted, is_readable, load_run, stamp_of
from planbot.evals.judge import Judge, judge_of
from planbot.evals.judging import have_judged
from planbot.evals.load import built_in, load_suite, only, parse_yaml
from planbot.evals.output import report_page, write_report
from planbot.evals.report import Report
from planbot.evals.runner import RunOptions, check_files, rescored, run
from planbot.evals.write import as_yaml
from planbot.types import Noun, Progress

State = Literal["running", "done", "stopped", "failed"]
_SAFE = re.compile(r"[\w][\w.-]*")
FOLDER = "evals"
"""In the home: a folder for each run, and one for the suites kept there."""
SUITES = "suites"


class SuiteLine(Noun):
    """A suite as a list shows it."""

    name: str
    cases: int
    categories: tuple[str, ...]
    """Sorted; ``name/category`` is a suite of its own."""
    built_in: bool


class RunLine(Noun):
    """A run as a list shows it."""

    id: str
    suite: str
    started_at: str
    """UTC, ISO 8601."""
    model: str
    state: State
    """"stopped": cancelled, at the cost ceiling, or cut short with the process; it can be resumed."""
    done: int
    total: int
    seconds_left: float | None = None
    """While it runs, once a case is done (or, when all are, an answer is judged): at the pace so far."""
    message: str = ""
    """The case asked last, or why the run failed."""


class _Work:
    """The one run that goes on."""

    def __init__(self, identity: str, suite: Suite) -> None:
        self.identity = identity
        self.suite = suite
        self.cancelled = threading.Event()
        self.began = time.monotonic()
        self.before: int | None = None
        self.step: Progress | None = None
        self.error = ""
        self.over = False

    def seen(self, step: Progress) -> None:
        """Keep where the run is."""
        if self.before is None:
            self.before = step.done - 1
        self.step = step

    def judging(self) -> Callable[[Progress], None]:
        """From here on the judge's progress counts."""
        self.began, self.before, self.step = time.monotonic(), None, None
        return self.seen

    def seconds_left(self) -> float | None:
        if self.step is None or self.before is None:
            return None
        pace = (time.monotonic() - self.began) / (self.step.done - self.before)
        return pace * (self.step.total - self.step.done)


class Runs:
    """See the module's docstring."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self._folder = assistant.settings.home / FOLDER
        self._lock = threading.Lock()
        self._work: _Work | None = None

    # --- suites -------------------------------------------------------------------------------------------------------

    def suites(self) -> tuple[SuiteLine, ...]:
        """Built-in ones first, then those kept in the home. Raises InputError for one that a person broke."""
        kept = sorted(path.stem for path in (self._folder / SUITES).glob("*.yaml"))
        return tuple(_suite_line(self.suite(name), built_in=name in built_in()) for name in (*built_in(), *kept))

    def suite(self, name: str) -> Suite:
        """The suite called ``name`` or ``name/category``; never a path. Raises NotFound, InputError."""
        whole, _, category = name.partition("/")
        if whole in built_in():
            return load_suite(name)
        path = self._folder / SUITES / f"{whole}.yaml"
        if not _SAFE.fullmatch(whole) or not path.is_file():
            raise NotFound(f"no suite {name!r} in this home: planbot eval list shows them")
        suite = parse_yaml(path.read_text(encoding="utf-8"), path.name)
        return only(suite, category) if category else suite

    def save(self, suite: Suite) -> SuiteLine:
        """Keep ``suite`` under its name, in place of an earlier one of that name. Raises InputError."""
        if not _SAFE.fullmatch(suite.name) or suite.name in built_in():
            raise InputError(f"{suite.name!r} cannot name a suite of yours: use letters, digits, - and _")
        (self._folder / SUITES).mkdir(parents=True, exist_ok=True)
        (self._folder / SUITES / f"{suite.name}.yaml").write_text(as_yaml(suite), encoding="utf-8")
        return _suite_line(suite, built_in=False)

    # --- running ------------------------------------------------------------------------------------------------------

    def start(self, suite: str, options: RunOptions | None = None) -> str:
        """Begin a run and return its id. Raises Conflict while another one goes on, InputError when documents are missing."""
        wanted = self.suite(suite)
        identity = f"{wanted.name.replace('/', '-')}-{datetime.now(UTC):%Y%m%d-%H%M%S-%f}"
        return self._begin(identity, wanted, options or RunOptions())

    def resume(self, run: str, options: RunOptions | None = None) -> str:
        """Ask what a run that was stopped has not asked yet. Raises Conflict, NotFound, InputError."""
        stored = load_run(self._of(run))
        suite = Suite(name=stored.stamp.suite, cases=stored.cases)
        return self._begin(run, suite, options or RunOptions())

    def _begin(self, identity: str, suite: Suite, options: RunOptions) -> str:
        check_files(self._assistant, suite)
        if options.judge:
            self._judge()
        with self._lock:
            if self._work and not self._work.over:
                raise Conflict("an evaluation is running: wait for its end or cancel it")
            self._work = work = _Work(identity, suite)
        threading.Thread(target=self._run, args=(work, options), name="planbot-eval", daemon=True).start()
        return identity

    def _run(self, work: _Work, options: RunOptions) -> None:
        folder = self._folder / work.identity
        try:
            run(self._assistant, work.suite, folder, options, work.seen, work.cancelled.is_set)
            if options.judge:
                have_judged(folder, self._judge(), options, work.judging(), work.cancelled.is_set)
            write_report(rescored(folder), folder)
        except PlanbotError as error:
            work.error = str(error)
        except Exception as error:
            work.error = f"{type(error).__name__}: see the log"
            raise
        finally:
            work.over = True

    def _judge(self) -> Judge:
        judge = judge_of(self._assistant.settings, self._assistant.likeness)
        if judge is None:
            raise ConfigurationError("no model is set to judge: set PLANBOT_JUDGE_MODEL (and PLANBOT_JUDGE_BASE_URL)")
        return judge

    def cancel(self, run: str) -> None:
        """Ask no further case; what is being asked is waited for. Nothing happens to a run that is over. Raises NotFound."""
        work = self._at_work(run)
        if work is None:
            self._of(run)
        else:
            work.cancelled.set()

    def progress(self, run: str) -> RunLine:
        """Where the run is. Raises NotFound."""
        work = self._at_work(run)
        if work and not (self._folder / run / STAMP).exists():
            state: State = "failed" if work.over else "running"
            model = self._assistant.settings.chat_model or "extractive"
            return RunLine(
                id=run, suite=work.suite.name, started_at="", model=model, state=state, done=0,
                total=len(work.suite.cases), message=work.error,
            )  # fmt: skip
        return self._line(self._of(run), work)

    def list(self) -> tuple[RunLine, ...]:
        """Every run of this version of planbot kept in the home, newest first."""
        folders = [path.parent for path in self._folder.glob(f"*/{STAMP}") if is_readable(path.parent)]
        lines = (self._line(folder, self._at_work(folder.name)) for folder in folders)
        return tuple(sorted(lines, key=lambda line: (line.started_at, line.id), reverse=True))

    def _line(self, folder: Path, work: _Work | None) -> RunLine:
        stamp, (done, total) = stamp_of(folder), counted(folder)
        state: State = "done" if done == total else "stopped"
        if work and work.error:
            state = "failed"
        if work and not work.over:
            state = "running"
        return RunLine(
            id=folder.name,
            suite=stamp.suite,
            started_at=stamp.started_at,
            model=stamp.model,
            state=state,
            done=done,
            total=total,
            seconds_left=work.seconds_left() if work and state == "running" else None,
            message=_message(work),
        )

    # --- reading ------------------------------------------------------------------------------------------------------

    def report(self, run: str) -> Report:
        """The run by the metrics of now, also while it goes on. Raises NotFound, InputError."""
        return rescored(self._of(run))

    def cases(self, run: str) -> tuple[Case, ...]:
        """What the run asks, or asked. Raises NotFound, InputError."""
        return load_run(self._of(run)).cases

    def page(self, run: str) -> str:
        """The report as one HTML page that needs nothing else. Raises NotFound, InputError."""
        return report_page(self._of(run))

    def compare(self, before: str, after: str) -> Comparison:
        """Two runs, case by case. Raises NotFound, InputError."""
        return compare(self.report(before), self.report(after))

    def remove(self, run: str) -> None:
        """Delete a run and its report. Raises NotFound, and Conflict while it goes on."""
        work = self._at_work(run)
        if work and not work.over:
            raise Conflict("this evaluation is running: cancel it first")
        shutil.rmtree(self._of(run))
        with self._lock:
            if self._work is work:  # another run may have begun meanwhile
                self._work = None

    def _of(self, run: str) -> Path:
        folder = self._folder / run
        if not _SAFE.fullmatch(run) or not (folder / STAMP).is_file():
            raise NotFound(f"no run {run!r} in this home: planbot eval list shows them")
        return folder

    def _at_work(self, run: str) -> _Work | None:
        work = self._work
        return work if work and work.identity == run else None


def _message(work: _Work | None) -> str:
    if work is None:
        return ""
    return work.error or (work.step.label if work.step and not work.over else "")


def _suite_line(suite: Suite, *, built_in: bool) -> SuiteLine:
    categories = tuple(sorted({case.category for case in suite.cases}))
    return SuiteLine(name=suite.name, cases=len(suite.cases), categories=categories, built_in=built_in)
