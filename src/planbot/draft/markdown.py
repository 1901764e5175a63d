"""A draft as Markdown, with the marks of its citations (pure)."""

import re
from collections.abc import Iterable, Sequence

from planbot.draft.blocks import words_of
from planbot.types import Draft, DraftBlock, DraftSentence

_SPECIAL = re.compile(r"[\\`*<>|]|~(?=~)|&(?=#?\w{1,32};)|(?<![_【])_(?=_)|!(?=\[)|\](?=[(\[:])")
_MARK = re.compile(r"\[(?=\d{1,4}\])")
"""What would look like the mark of a citation."""
_MARKS = re.compile(r" ?\[\d{1,4}\]")
"""The marks of citations in the cells of a table."""
_CLOSING = "。！？；"


def markdown(blocks: Iterable[DraftBlock]) -> str:
    """The blocks as paragraphs parted by empty lines."""
    return "\n\n".join(_block(block) for block in blocks)


def with_sources(draft: Draft, *, listed: bool) -> str:
    """The whole draft with a list of its sources at the end; not ``listed``: without it and without the marks that name them."""
    if not listed:
        return markdown(map(_unmarked, draft.blocks)) + "\n"
    places = (" › ".join(filter(None, (c.file, c.part, *c.section))) for c in draft.citations)
    lines = (f"[{c.marker}] {escaped(place)}" for c, place in zip(draft.citations, places, strict=True))
    return "\n\n".join([markdown(draft.blocks), *lines]) + "\n"


def _unmarked(block: DraftBlock) -> DraftBlock:
    sentences = tuple(sentence.model_copy(update={"markers": ()}) for sentence in block.sentences)
    rows = tuple(tuple(_MARKS.sub("", cell) for cell in row) for row in block.rows)
    return block.model_copy(update={"sentences": sentences, "rows": rows})


def _block(block: DraftBlock) -> str:
    if block.kind == "table":
        caption = [_sentences(block.sentences)] if block.sentences else []
        return "\n\n".join([*caption, table(block.rows)])
    if block.kind == "title":
        return f"# {escaped(words_of(block))}"
    if block.kind == "heading":
        return f"{'#' * (max(1, block.level) + 1)} {block.label}{escaped(words_of(block))}"
    return f"{block.label}{_sentences(block.sentences)}"


def _sentences(sentences: Sequence[DraftSentence]) -> str:
    return "".join(marked(sentence) for sentence in sentences)


def marked(sentence: DraftSentence) -> str:
    """The sentence with its marks before the full stop."""
    marks = "".join(f"[{marker}]" for marker in sentence.markers)
    text = _MARK.sub(r"\\[", escaped(sentence.text))
    if marks and text.endswith(tuple(_CLOSING)):
        return f"{text[:-1]}{marks}{text[-1]}"
    return f"{text}{marks}"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: no emphasis, code, HTML, link or image."""
    return _SPECIAL.sub(lambda match: f"\\{match.group()}", text)


def table(rows: Sequence[Sequence[str]]) -> str:
    """A table, the header first."""
    lines = [" | ".join(escaped(cell).replace("\n", " ") for cell in row) for row in rows]
    rule = " | ".join("---" for _ in rows[0]) if rows else ""
    return "\n".join(f"| {line} |" for line in [*lines[:1], rule, *lines[1:]])
