"""Every metric by name, in the order of reports, with which way is better (pure)."""

from typing import Literal

from planbot.types import Noun

Better = Literal["higher", "lower"]


class Metric(Noun):
    """How a metric is shown."""

    name: str
    title: str
    better: Better = "higher"


METRICS: tuple[Metric, ...] = (
    Metric(name="overall", title="Right answers"),
    Metric(name="strict", title="Right answers, strict"),
    Metric(name="fair", title="Right answers, near misses named as such"),
    Metric(name="fact_recall", title="Facts given"),
    Metric(name="number_accuracy", title="Figures right with unit and bound"),
    Metric(name="refusal_recall", title="Unanswerable questions refused"),
    Metric(name="refusal_precision", title="Refusals that were due"),
    Metric(name="false_refusal", title="Answerable questions refused", better="lower"),
    Metric(name="quote_validity", title="Quotes that stand in the source"),
    Metric(name="citation_recall", title="Citation recall (ALCE)"),
    Metric(name="citation_precision", title="Citation precision (ALCE)"),
    Metric(name="evidence_cited", title="Expected evidence cited"),
    Metric(name="citation_relevance", title="Citations of expected evidence"),
    Metric(name="faithfulness", title="Statements supported"),
    Metric(name="repetition", title="Statements repeated", better="lower"),
    Metric(name="sourced_sentences", title="Draft sentences with a source"),
    Metric(name="supported_sentences", title="Draft sentences that their source supports"),
    Metric(name="invented_figures", title="Draft figures without a source", better="lower"),
    Metric(name="judged_faithfulness", title="Statements supported, judged (RAGAS)"),
    Metric(name="judged_relevance", title="Answer relevance, judged (RAGAS)"),
    Metric(name="judged_citation_recall", title="Citation recall, judged (ALCE)"),
    Metric(name="judged_citation_precision", title="Citation precision, judged (ALCE)"),
    Metric(name="row_recall", title="Ledger rows found"),
    Metric(name="row_precision", title="Ledger rows right"),
    Metric(name="recall@1", title="Recall@1"),
    Metric(name="recall@5", title="Recall@5"),
    Metric(name="recall@10", title="Recall@10"),
    Metric(name="mrr", title="MRR"),
    Metric(name="ndcg@10", title="nDCG@10"),
    Metric(name="context_precision", title="Context precision"),
    Metric(name="evidence@1000", title="Evidence in the first 1,000 characters"),
    Metric(name="evidence@4000", title="Evidence in the first 4,000 characters"),
)
JUDGED = tuple(metric.name for metric in METRICS if metric.name.startswith("judged_"))
"""Those that a model gave, if one was asked."""
BY_NAME: dict[str, Metric] = {metric.name: metric for metric in METRICS}
