"""Does every sentence of a draft rest on its source, and does every figure come from somewhere (pure)."""

from collections.abc import Iterable, Mapping, Sequence

from planbot.draft.brief import Brief
from planbot.draft.gaps import find_gaps, without_gaps
from planbot.types import Citation, DraftBlock, DraftSentence
from planbot.verify.check import check
from planbot.verify.figures import figures


def is_supported(sentence: DraftSentence, citations: Mapping[int, Citation], brief: Brief, year: int | None) -> bool:
    """Do the cited words support the sentence, placeholders aside? One that comes from the brief needs none."""
    if sentence.origin == "new":
        return True
    quotes = [citations[marker].quote for marker in sentence.markers]
    return check(bare(sentence.text, brief), quotes, around(sentence, citations, year), brief.text).supported


def bare(text: str, brief: Brief) -> str:
    """The sentence without placeholders and the notes that the brief asked for."""
    plain = without_gaps(text, brief.gaps)
    return plain.replace(f"（{brief.note}）", "") if brief.note else plain


def around(sentence: DraftSentence, citations: Mapping[int, Citation], year: int | None) -> str:
    """Titles and headings above the cited words, and the year of the draft: they may lend years and names."""
    above = [
        words
        for m in sentence.markers
        for words in (citations[m].title, citations[m].part or "", *citations[m].section)
    ]
    years = [f"{year}年", f"{year - 1}年"] if year else []
    return "\n".join([*above, *years])


def invented(
    blocks: Iterable[DraftBlock], citations: Sequence[Citation], brief: Brief, year: int | None
) -> tuple[str, ...]:
    """Figures of the finished text, those inside placeholders too, that neither the cited words nor the brief state."""
    known = {citation.marker: citation for citation in citations}
    found: list[str] = []
    for block in blocks:
        for sentence in block.sentences:
            quotes = [known[marker].quote for marker in sentence.markers]
            source = "\n".join([*quotes, brief.text])
            problems = figures(sentence.text, source, f"{source}\n{around(sentence, known, year)}", brief.text)
            found += [problem.text for problem in problems if problem.text not in source]
    return tuple(dict.fromkeys(found))


def placeholders(blocks: Iterable[DraftBlock], brief: Brief) -> tuple[str, ...]:
    """Every placeholder, in order, as it stands."""
    texts = [sentence.text for block in blocks for sentence in block.sentences]
    cells = [cell for block in blocks for row in block.rows for cell in row]
    return tuple(gap for text in [*texts, *cells] for gap in find_gaps(text, brief.gaps))
