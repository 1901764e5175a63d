"""Evaluations for the page: suites, runs in the background, their reports, and cases out of feedback and documents."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import Field

from planbot.errors import UsageError
from planbot.evals.cases import Case, Suite
from planbot.evals.compare import Comparison
from planbot.evals.feedback import cases as complained
from planbot.evals.feedback import kept
from planbot.evals.generate import generate
from planbot.evals.report import Figure, Report
from planbot.evals.runs import RunLine, Runs, SuiteLine
from planbot.types import Noun
from planbot.ui.desk import Desk

Source = Literal["generate", "feedback"]
_NAMES: dict[Source, str] = {"generate": "own-documents", "feedback": "feedback"}
_BETWEEN_FACTS, _BETWEEN_WORDINGS = ";", "|"


class Start(Noun):
    """The body of ``POST /api/evals/runs``."""

    suite: str = Field(min_length=1, max_length=200)


class Reviewed(Noun):
    """A case as a person left it; None leaves what was proposed."""

    id: str
    answerable: bool | None = None
    facts: str | None = Field(default=None, max_length=4000)
    """ "94%以上 | 94% or more; 县教育局": facts between semicolons, wordings of one between bars."""


class Review(Noun):
    """The body of ``POST /api/evals/suites``: the proposed cases that a person keeps."""

    name: str = Field(min_length=1, max_length=80)
    source: Source
    cases: tuple[Reviewed, ...] = Field(min_length=1, max_length=20_000)


class Proposed(Noun):
    """Cases to be looked at before they count."""

    name: str
    cases: tuple[Case, ...]


class Failure(Noun):
    """A case that did not pass."""

    case: str
    category: str
    question: str
    why: tuple[str, ...]


class Summary(Noun):
    """What a report says at a glance."""

    run: RunLine
    figures: tuple[Figure, ...]
    """Those that apply to at least one case."""
    failures: tuple[Failure, ...]


def evaluations(desk: Desk, runs: Runs) -> APIRouter:
    """`/api/evals/…`; running needs an editor, as it keeps the machine busy and writes to the home."""
    router = APIRouter(prefix="/api/evals")
    _suites(router, desk, runs)
    _runs(router, runs)
    return router


def _suites(router: APIRouter, desk: Desk, runs: Runs) -> None:
    def proposed(source: Source) -> Proposed:
        if source == "feedback":
            cases = complained(kept(desk.settings.home))
        else:
            cases = generate([desk.outline(document.id) for document in desk.documents()])
        return Proposed(name=_NAMES[source], cases=cases)

    @router.get("/suites")
    def suites() -> dict[str, tuple[SuiteLine, ...]]:
        return {"suites": runs.suites()}

    @router.get("/proposed/{source}")
    def propose(source: Source) -> Proposed:
        return proposed(source)

    @router.post("/suites", status_code=201)
    def save(review: Review) -> SuiteLine:
        return runs.save(Suite(name=review.name, cases=reviewed(proposed(review.source).cases, review.cases)))


def _runs(router: APIRouter, runs: Runs) -> None:
    @router.get("/runs")
    def listed() -> dict[str, tuple[RunLine, ...]]:
        return {"runs": runs.list()}

    @router.post("/runs", status_code=201)
    def start(body: Start) -> RunLine:
        return runs.progress(runs.start(body.suite))

    @router.get("/runs/{run}")
    def progress(run: str) -> RunLine:
        return runs.progress(run)

    @router.post("/runs/{run}/cancel")
    def cancel(run: str) -> RunLine:
        runs.cancel(run)
        return runs.progress(run)

    @router.post("/runs/{run}/resume")
    def resume(run: str) -> RunLine:
        return runs.progress(runs.resume(run))

    @router.delete("/runs/{run}", status_code=204)
    def remove(run: str) -> None:
        runs.remove(run)

    @router.get("/runs/{run}/summary")
    def summary(run: str) -> Summary:
        return summarised(runs.progress(run), runs.report(run), runs.cases(run))

    @router.get("/runs/{run}/report", response_class=HTMLResponse)
    def page(run: str, download: bool = False) -> HTMLResponse:
        attachment = {"Content-Disposition": f'attachment; filename="{run}.html"'} if download else None
        return HTMLResponse(runs.page(run), headers=attachment)

    @router.get("/compare")
    def compare(before: Annotated[str, Query()], after: Annotated[str, Query()]) -> Comparison:
        return runs.compare(before, after)


def summarised(line: RunLine, report: Report, cases: tuple[Case, ...]) -> Summary:
    """The figures of all cases and the cases that did not pass, with what was asked."""
    asked = {case.id: case.turns[-1] if case.turns else case.id for case in cases}
    return Summary(
        run=line,
        figures=tuple(figure for figure in report.groups[0].figures if figure.cases),
        failures=tuple(
            Failure(case=item.case, category=item.category, question=asked.get(item.case, item.case), why=item.reasons)
            for item in report.cases
            if not item.passed
        ),
    )


def reviewed(proposed: tuple[Case, ...], kept_cases: tuple[Reviewed, ...]) -> tuple[Case, ...]:
    """The proposed cases that a person kept, with what they put right. Raises UsageError for one that is not among them, or kept twice."""
    known = {case.id: case for case in proposed}
    if unknown := [item.id for item in kept_cases if item.id not in known]:
        raise UsageError(f"{unknown[0]}: this case is not proposed any more; open the list again")
    if len({item.id for item in kept_cases}) < len(kept_cases):
        raise UsageError("a case is sent twice; send each once")
    return tuple(_corrected(known[item.id], item) for item in kept_cases)


def _corrected(case: Case, item: Reviewed) -> Case:
    changes: dict[str, object] = {}
    if item.facts is not None:
        facts = [_wordings(fact) for fact in item.facts.split(_BETWEEN_FACTS)]
        changes["facts"] = [fact for fact in facts if fact]
    if item.answerable is not None and item.answerable != case.answerable:
        changes["answerable"] = item.answerable
        if not item.answerable:
            changes |= {"evidence": (), "numbers": (), "facts": ()}
    return Case.model_validate(case.model_dump() | changes)


def _wordings(fact: str) -> list[str]:
    return [wording.strip() for wording in fact.split(_BETWEEN_WORDINGS) if wording.strip()]
