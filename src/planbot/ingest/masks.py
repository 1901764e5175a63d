"""Years and names that were masked before the text was published: 20*年, **市, xx县, __桥 (pure)."""

import re
from collections.abc import Iterator
from functools import cache

from planbot.lexicon.load import load
from planbot.scope.places import places
from planbot.scope.years import years
from planbot.types import Format, Warning, WarningCode

_BOLD = re.compile(r"\*\*[^*\n]{1,200}\*\*|(?<!\*)\*[^*\n]{1,200}\*(?!\*)|__[^_\n]{1,200}__")
_STARRED = re.compile(r"20[*＊]年|[*＊](?:省|市|县|区|镇|乡)")
_NOTE = re.compile(r"(?m)^[ \t　]*[*＊]")


def mask_warnings(text: str, form: Format) -> Iterator[Warning]:
    """Masked years and names of ``text``, in no order; emphasis marks of a Markdown file are no masks."""
    emphasis = [match.span() for match in _BOLD.finditer(text)] if form == "md" else []
    taken: list[tuple[int, int]] = []
    for code, start, end in (*_years(text), *_names(text)):
        if any(a < end and start < b for a, b in emphasis) or any(a < end and start < b for a, b in taken[-40:]):
            continue
        taken.append((start, end))
        kind = "the year is" if code == "masked_year" else "a name, or part of a word, is"
        yield Warning(code=code, message=f"{text[start:end]}: {kind} masked", start=start, end=end)


def _years(text: str) -> Iterator[tuple[WarningCode, int, int]]:
    for year in years(text):
        if year.form == "masked":
            yield "masked_year", year.start, year.end


def _names(text: str) -> Iterator[tuple[WarningCode, int, int]]:
    has_notes = bool(_NOTE.search(text)) or len(_STARRED.findall(text)) < 2
    spans = [(place.start, place.end) for place in places(text) if place.form == "masked" and "某" not in place.name]
    for match in _mask(has_notes).finditer(text):
        if not _rule(text, match.start(), match.end()):
            spans.append((match.start(), match.end() + 1))
    for start, end in sorted(spans):
        yield "masked_name", start, end


@cache
def _mask(has_notes: bool) -> re.Pattern[str]:
    """A mask right before a Chinese word; single asterisks count only in a text that masks years or places so and has no footnotes."""
    after = "".join(word[0] for word in load("damage")["masks"]["not_name"])
    single = "" if has_notes else r"|(?<=[一-鿿《“（(、，])[*＊]"
    return re.compile(
        rf"(?<![A-Za-z0-9*＊_×xX年])(?:[*＊]{{2,6}}|[xXＸｘ×]{{2,4}}|_{{2,8}}|□{{2,6}}|某某(?=[省市县区局院校镇乡]){single})(?=[一-鿿])(?![年{after}])"
    )


def _rule(text: str, start: int, end: int) -> bool:
    """Is it a line of signs, or a heading decked out with them, rather than a mask?"""
    line_end = text.find("\n", end)
    rest = text[end : line_end if line_end >= 0 else len(text)].rstrip()
    return (start == 0 or text[start - 1] == "\n") and rest.endswith(("*", "＊", "_", "×"))
