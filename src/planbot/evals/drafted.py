"""A draft as shares by metric: where its sentences come from, and where its figures do (pure)."""

from collections.abc import Iterable, Sequence

from planbot.evals.metrics import drafts
from planbot.evals.metrics.share import Share, share
from planbot.types import Citation, Draft, DraftSentence
from planbot.verify.check import check


def draft_shares(draft: Draft, allowed: Sequence[str], extra: Sequence[str]) -> dict[str, Share]:
    """``allowed``: the texts whose figures the draft may use; ``extra``: further figures."""
    said = tuple(_sentences(draft))
    cited = {citation.marker: citation for citation in draft.citations}
    return {
        "sourced_sentences": drafts.sourced(len(said), sum(bool(sentence.markers) for sentence in said)),
        "supported_sentences": share(_supported(sentence, draft, cited) for sentence in said),
        "invented_figures": Share(
            hits=len(drafts.invented(draft.draft, allowed, extra)), of=len(drafts.figures(draft.draft))
        ),
    }


def _sentences(draft: Draft) -> Iterable[DraftSentence]:
    """What is said, headings and titles left out."""
    for block in draft.blocks:
        if block.kind == "paragraph":
            yield from block.sentences
        elif block.kind == "run_in":
            yield from block.sentences[1:]


def _supported(sentence: DraftSentence, draft: Draft, cited: dict[int, Citation]) -> bool:
    """Do the cited words say it, placeholders aside? What comes from the brief is held to the brief."""
    text = sentence.text
    for gap in draft.placeholders:
        text = text.replace(gap, "")
    sources = [cited[marker] for marker in sentence.markers if marker in cited]
    quotes = [source.quote for source in sources] or [draft.brief]
    above = [words for source in sources for words in (source.title, source.part or "", *source.section)]
    years = [f"{year}年" for year in (draft.year, (draft.year or 0) - 1) if year]
    return check(text, quotes, "\n".join([*above, *years]), draft.brief).supported
