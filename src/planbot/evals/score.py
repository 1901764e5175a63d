"""A case and what came of asking it, as shares by metric and a verdict with reasons (pure)."""

from itertools import chain

from planbot.evals.cases import Case, DraftRules
from planbot.evals.drafted import draft_shares
from planbot.evals.metrics import answers, citations, drafts, retrieval, rows
from planbot.evals.metrics.share import NOTHING, Share, once
from planbot.evals.metrics.statements import statements, supports
from planbot.evals.record import Record
from planbot.types import Answer, Citation, Noun

Shares = dict[str, Share]


class Scored(Noun):
    """One case, judged."""

    case: str
    category: str
    tags: tuple[str, ...] = ()
    passed: bool
    """``overall`` of the case: right, and strict except that a refusal may name a near miss with its source."""
    refused: bool = False
    reasons: tuple[str, ...] = ()
    """Why it did not pass: missing facts, forbidden words, a wrong refusal, ..."""
    shares: Shares
    total_ms: float | None = None
    first_token_ms: float | None = None
    retrieve_ms: float | None = None
    tokens: int = 0
    cost_usd: float = 0.0


class Verdict(Noun):
    """Whether a case is right, under three rules, and why not."""

    strict: bool
    fair: bool
    overall: bool
    reasons: tuple[str, ...]


def score(case: Case, record: Record) -> Scored:
    """Every metric that applies to the case; the others are there with nothing counted."""
    answer = record.answer
    if case.ledger is not None:
        return _of_ledger(case, record)
    if case.relevant:
        return _of_search(case, record)
    if answer is None:
        return Scored(
            case=case.id, category=case.category, tags=case.tags, passed=False, shares=_failed(case),
            reasons=(record.error or "no answer",),
        )  # fmt: skip
    judged = verdict(case, record, answer)
    return Scored(
        case=case.id,
        category=case.category,
        tags=case.tags,
        passed=judged.overall,
        refused=not answer.answered,
        reasons=judged.reasons,
        shares=_verdicts(judged)
        | _said(case, answer)
        | _cited(case, record, answer)
        | _found(case, record)
        | _drafted(case, record, answer),
        total_ms=answer.timings_ms.total,
        first_token_ms=answer.timings_ms.first_token,
        retrieve_ms=answer.timings_ms.retrieve,
        tokens=answer.usage.prompt_tokens + answer.usage.completion_tokens,
        cost_usd=answer.usage.cost_usd,
    )


def _failed(case: Case) -> Shares:
    """A case without an answer counts as wrong wherever it would have counted."""
    shares = {name: once(value=False) for name in ("strict", "fair", "overall")}
    return shares | {"fact_recall": once(value=0.0) if case.facts else NOTHING}


# --- right or wrong ---------------------------------------------------------------------------------------------------


def verdict(case: Case, record: Record, answer: Answer) -> Verdict:
    """strict: every fact and figure there, nothing forbidden, no dump, a draft without faults, answered where it can be.

    fair: as strict, but a forbidden value may stand beside its true source. overall: fair where there is no answer, strict elsewhere.
    """
    text = answer.answer
    hits = answers.forbidden(case.must_not, text)
    near = {miss.value: miss.attribution for miss in case.near_miss} if not case.answerable else {}
    unexcused = answers.unexcused(hits, near, text)
    faults = _faults(case, record, answer)
    counted = hits if case.answerable else unexcused
    return Verdict(
        strict=not faults and not hits,
        fair=not faults and not unexcused,
        overall=not faults and not counted,
        reasons=(*faults, *(f"must not say: {words}" for words in counted)),
    )


def _faults(case: Case, record: Record, answer: Answer) -> tuple[str, ...]:
    text = answer.answer
    missing = [f"missing: {fact}" for fact in answers.missing_facts(case.facts, text)]
    missing += [f"missing figure: {figure}" for figure in answers.missing_numbers(case.numbers, text)]
    missing += _missing_in_turns(case, record)
    if case.draft is not None:
        return (*missing, *_draft_faults(case, case.draft, record, answer))
    dump = answers.is_dump(text, [item.quote for item in case.evidence])
    return (*missing, *_wrong_refusal(case, answer), *(["too long"] if dump else []))


def _missing_in_turns(case: Case, record: Record) -> list[str]:
    if len(case.turn_facts) != len(record.answers):
        return []
    turns = enumerate(zip(case.turn_facts, record.answers, strict=True), 1)
    return [
        f"turn {number} missing: {fact}"
        for number, (facts, answer) in turns
        for fact in answers.missing_facts(facts, answer.answer)
    ]


def _wrong_refusal(case: Case, answer: Answer) -> tuple[str, ...]:
    """Judged only where no facts are given: words that a refusal must have are such facts."""
    if case.facts or case.numbers or case.answerable == answer.answered:
        return ()
    return ("refused",) if case.answerable else ("answered what the documents do not hold",)


def _allowed(case: Case, record: Record, answer: Answer) -> list[str]:
    """The texts whose figures a draft may use: the brief, the sources named by the case, what it quotes rightly."""
    quotes = [c.quote for c, source in zip(answer.citations, record.sources, strict=True) if c.quote == source]
    return [*case.turns, *record.draft_sources, *quotes]


def _draft_faults(case: Case, rules: DraftRules, record: Record, answer: Answer) -> tuple[str, ...]:
    allowed = _allowed(case, record, answer)
    return (
        *(f"heading missing: {heading}" for heading in drafts.missing_headings(answer.answer, rules.headings)),
        *(f"form not wanted: {form}" for form in drafts.forbidden_forms(answer.answer, rules.never)),
        *(["too short"] if drafts.is_short(answer.answer, rules.min_chars) else []),
        *(["too long"] if drafts.is_long(answer.answer, rules.max_chars) else []),
        *(
            f"figure without source: {figure}"
            for figure in drafts.invented(answer.answer, allowed, rules.extra_numbers)
        ),
        *(f"damaged figure as plain fact: {figure}" for figure in drafts.unflagged(answer.answer, rules.flag_if)),
    )


def _verdicts(judged: Verdict) -> Shares:
    return {name: once(value=getattr(judged, name)) for name in ("strict", "fair", "overall")}


# --- what was said, cited and found -----------------------------------------------------------------------------------


def _said(case: Case, answer: Answer) -> Shares:
    refused = not answer.answered
    said = [statement.text for statement in statements(answer.answer)]
    return {
        "fact_recall": answers.fact_recall(case.facts, answer.answer),
        "number_accuracy": answers.number_accuracy(case.numbers, answer.answer),
        "refusal_recall": answers.refusal_recall(answerable=case.answerable, refused=refused),
        "refusal_precision": answers.refusal_precision(answerable=case.answerable, refused=refused),
        "false_refusal": answers.false_refusal(answerable=case.answerable, refused=refused),
        "repetition": answers.repetition(said) if answer.answered else NOTHING,
    }


def _drafted(case: Case, record: Record, answer: Answer) -> Shares:
    if case.draft is None or record.draft is None or not answer.answered:
        return {}
    return draft_shares(record.draft, _allowed(case, record, answer), case.draft.extra_numbers)


def _cited(case: Case, record: Record, answer: Answer) -> Shares:
    cited = [(citation.file, citation.quote) for citation in answer.citations]
    counted = case.answerable and case.draft is None
    wanted = [(item.file, item.quote) for item in case.support] if counted else []
    shares = {
        "quote_validity": citations.quote_validity([quote for _, quote in cited], record.sources),
        "evidence_cited": citations.evidence_cited(cited, wanted),
        "citation_relevance": citations.citation_relevance(cited, wanted, case.facts),
    }
    return shares | (_supported(record, answer) if answer.answered and case.draft is None else {})


def _supported(record: Record, answer: Answer) -> Shares:
    said = statements(answer.answer)
    cited = premises(answer, record)
    return {
        "citation_recall": citations.citation_recall(said, cited, supports),
        "citation_precision": citations.citation_precision(said, cited, supports),
        "faithfulness": citations.faithfulness(said, texts_read(answer, record), supports),
    }


def texts_read(answer: Answer, record: Record) -> tuple[str, ...]:
    """What the answer may rest on: what it cites first, then the passages read."""
    return (
        *premises(answer, record).values(),
        *(f"{passage.context}\n{passage.text}" for passage in record.passages),
    )


def premises(answer: Answer, record: Record) -> dict[int, str]:
    """What each marker cites: the text at its place, under its title and headings."""
    pairs = zip(answer.citations, record.sources, strict=True)
    return {citation.marker: _premise(citation, source) for citation, source in pairs}


def _premise(citation: Citation, source: str) -> str:
    return "\n".join(filter(None, (citation.title, citation.part, *citation.section, source)))


def _found(case: Case, record: Record) -> Shares:
    passages = [(passage.file, passage.text) for passage in record.passages]
    quotes = [(item.file, item.quote) for item in case.support] if case.answerable and case.draft is None else []
    new = retrieval.held(passages, quotes)
    gains = retrieval.quote_gains(new, len(quotes))
    return _ranked(new, gains, len(quotes)) | {
        f"evidence@{budget}": retrieval.evidence_within(budget, passages, quotes) for budget in (1000, 4000)
    }


def _ranked(new: tuple[tuple[int, ...], ...], gains: tuple[list[float], list[float]], total: int) -> Shares:
    return {f"recall@{k}": retrieval.recall_at(k, new, total) for k in (1, 5, 10)} | {
        "mrr": retrieval.reciprocal_rank(new, total),
        "ndcg@10": retrieval.ndcg_at(10, *gains),
        "context_precision": retrieval.context_precision(new, total),
    }


# --- cases of search and of the ledger --------------------------------------------------------------------------------


def _of_search(case: Case, record: Record) -> Scored:
    """Labels are files: each counts where it is found first."""
    relevant = {item.file: item.gain for item in case.relevant}
    files = list(dict.fromkeys(passage.file for passage in record.passages))
    numbers = {file: number for number, file in enumerate(relevant)}
    new = tuple((numbers[file],) if file in relevant else () for file in files)
    shares = _ranked(new, retrieval.file_gains(files, relevant), len(relevant))
    found = bool(shares["recall@5"].hits)
    return Scored(
        case=case.id, category=case.category, tags=case.tags, passed=found, shares=shares,
        reasons=() if found else (record.error or "not among the first five",),
    )  # fmt: skip


def _of_ledger(case: Case, record: Record) -> Scored:
    shares = {
        "row_recall": rows.row_recall(record.rows, case.targets),
        "row_precision": rows.row_precision(record.rows, case.targets),
    }
    missing = [f"row missing: {name}" for name in rows.missing_rows(record.rows, case.targets)]
    wrong = [f"row not expected: {row.indicator}" for row in rows.unexpected(record.rows, case.targets)]
    reasons = tuple(chain([record.error] if record.error else [], missing, wrong))
    right = once(value=not reasons)
    return Scored(
        case=case.id, category=case.category, tags=case.tags, passed=not reasons, reasons=reasons,
        shares=shares | {"strict": right, "fair": right, "overall": right},
    )  # fmt: skip
