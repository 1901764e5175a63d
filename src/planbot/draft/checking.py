"""Does every sentence of a draft rest on its source, and does every figure come from somewhere (pure)."""

from collections.abc import Iterable, Sequence

from planbot.draft.brief import Brief
from planbot.draft.gaps import find_gaps, without_gaps
from planbot.types import Citation, DraftBlock
from planbot.verify.check import check
from planbot.verify.figures import figures


def is_supported(text: str, quotes: Sequence[str], above: str, brief: Brief) -> bool:
    """Do the cited words, and the values that the brief gives, support the sentence, placeholders aside?

    ``above``: titles and headings over the cited words, and the years of the draft.
    """
    given = [given.clause for given in brief.given if given.value in text]
    return check(bare(text, brief), [*quotes, *given], above, brief.text).supported


def bare(text: str, brief: Brief) -> str:
    """The sentence without placeholders and the notes that the brief asked for."""
    plain = without_gaps(text, brief.gaps)
    return plain.replace(f"（{brief.note}）", "") if brief.note else plain


def around(citations: Iterable[Citation], year: int | None) -> str:
    """Titles and headings above the cited words, and the years of the draft: they may lend years and names."""
    above = [words for c in citations for words in (c.title, c.part or "", *c.section)]
    return "\n".join([*above, *lent_years(year)])


def lent_years(year: int | None) -> tuple[str, ...]:
    """The draft's year and the one before it."""
    return (f"{year}年", f"{year - 1}年") if year else ()


def invented(
    blocks: Iterable[DraftBlock], citations: Sequence[Citation], brief: Brief, year: int | None
) -> tuple[str, ...]:
    """Figures of the finished text, those inside placeholders too, that neither the cited words nor the brief state."""
    known = {citation.marker: citation for citation in citations}
    found: list[str] = []
    for block in blocks:
        for sentence in block.sentences:
            cited = [known[marker] for marker in sentence.markers]
            source = "\n".join([*(citation.quote for citation in cited), brief.text])
            problems = figures(sentence.text, source, f"{source}\n{around(cited, year)}", brief.text)
            found += [problem.text for problem in problems if problem.text not in source]
    return tuple(dict.fromkeys(found))


def placeholders(blocks: Iterable[DraftBlock], brief: Brief) -> tuple[str, ...]:
    """Every placeholder, in order, as it stands."""
    texts = [sentence.text for block in blocks for sentence in block.sentences]
    cells = [cell for block in blocks for row in block.rows for cell in row]
    return tuple(gap for text in [*texts, *cells] for gap in find_gaps(text, brief.gaps))
