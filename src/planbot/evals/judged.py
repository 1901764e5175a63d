"""The judge's verdicts as shares by metric, and how far they agree with the verdicts of the rules (pure)."""

from collections.abc import Callable, Mapping, Sequence

from planbot.evals.grade import Grade
from planbot.evals.metrics import citations
from planbot.evals.metrics.share import NOTHING, Share, once, share
from planbot.evals.metrics.statements import Statement, statements, supports
from planbot.evals.metrics.statistics import Agreement, agreement
from planbot.evals.record import Record
from planbot.evals.score import premises, texts_read
from planbot.types import Answer, Noun

Pairs = list[tuple[bool, bool]]
"""What the judge said and what the rules say of the same thing."""


class Judgement(Noun):
    """The judge of a run, and whether to believe it."""

    model: str
    judges_itself: bool
    """It is the model whose answers it judges, and models prefer their own."""
    graded: int
    """Answers with a grade."""
    failed: int
    """Answers that the judge's server gave no reply to."""
    unread: int
    """Replies and verdicts that could not be read; they are not scored."""
    tokens: int
    cost_usd: float
    agreements: dict[str, Agreement]
    """For each judged metric: with the rules, on the very things that were judged."""


def judgement(
    answering: str, grades: Mapping[str, Grade], records: Mapping[str, Record]
) -> Judgement | None:  # fmt: skip
    """None without grades. ``answering``: the name of the model that answered."""
    if not grades:
        return None
    both = [(grade, records[case]) for case, grade in grades.items() if grade.error is None and case in records]
    model = next(iter(grades.values())).model
    return Judgement(
        model=model,
        judges_itself=model == answering,
        graded=len(both),
        failed=sum(grade.error is not None for grade in grades.values()),
        unread=sum(grade.unread for grade in grades.values()),
        tokens=sum(grade.usage.prompt_tokens + grade.usage.completion_tokens for grade in grades.values()),
        cost_usd=sum(grade.usage.cost_usd for grade in grades.values()),
        agreements={
            name: agreement([pair for grade, record in both for pair in pairs(grade, record)])
            for name, pairs in _PAIRS.items()
        },
    )


# --- shares -----------------------------------------------------------------------------------------------------------


def judged_shares(grade: Grade, record: Record) -> dict[str, Share]:
    """What the grade says, by metric; what could not be read counts for nothing."""
    answer = record.answer
    if answer is None or not answer.answered or grade.error is not None:
        return {}
    said, cited = _judged_sentences(grade, answer, premises(answer, record)), premises(answer, record)
    by_judge = _supports(grade, cited)
    return {
        "judged_faithfulness": share(claim.supported for claim in grade.claims if claim.supported is not None),
        "judged_relevance": relevance(grade),
        "judged_citation_recall": citations.citation_recall(said, cited, by_judge),
        "judged_citation_precision": citations.citation_precision(said, cited, by_judge),
    }


def relevance(grade: Grade) -> Share:
    """Mean cosine of the questions made from the answer with the question asked; 0 for an answer that gives nothing.

    Source: answer relevance of RAGAS (arXiv 2309.15217; the "noncommittal" rule from its implementation).
    """
    if grade.evasive is None or not grade.likeness:
        return NOTHING
    return once(0.0 if grade.evasive else sum(grade.likeness) / len(grade.likeness))


def _judged_sentences(grade: Grade, answer: Answer, cited: Mapping[int, str]) -> list[Statement]:
    """The sentences whose verdicts can all be read; one without citations needs none."""
    said: dict[str, list[bool | None]] = {}
    for item in grade.entailments:
        said.setdefault(item.statement, []).append(item.supported)
    return [
        statement
        for statement in statements(answer.answer)
        if not any(marker in cited for marker in statement.markers)
        or (statement.text in said and None not in said[statement.text])
    ]


def _supports(grade: Grade, cited: Mapping[int, str]) -> Callable[[str, Sequence[str]], bool]:
    said = {
        (item.statement, frozenset(cited[marker] for marker in item.markers if marker in cited)): bool(item.supported)
        for item in grade.entailments
    }
    return lambda statement, texts: said.get((statement, frozenset(texts)), False)


# --- agreement --------------------------------------------------------------------------------------------------------


def _claim_pairs(grade: Grade, record: Record) -> Pairs:
    read = texts_read(record.answer, record) if record.answer else ()
    return [
        (claim.supported, any(supports(claim.text, [text]) for text in read))
        for claim in grade.claims
        if claim.supported is not None
    ]


def _answered_pairs(grade: Grade, record: Record) -> Pairs:
    """Does the answer give something: the judge's view, and what the answer itself says."""
    return [(not grade.evasive, record.answer.answered)] if record.answer and grade.evasive is not None else []


def _citation_pairs(grade: Grade, record: Record) -> Pairs:
    cited = premises(record.answer, record) if record.answer else {}
    return [
        (item.supported, supports(item.statement, [cited[marker] for marker in item.markers if marker in cited]))
        for item in grade.entailments
        if item.supported is not None
    ]


_PAIRS: dict[str, Callable[[Grade, Record], Pairs]] = {
    "judged_faithfulness": _claim_pairs,
    "judged_relevance": _answered_pairs,
    "judged_citation_recall": _citation_pairs,
    "judged_citation_precision": _citation_pairs,
}
