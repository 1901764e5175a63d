"""Answers written out without a language model: the words of the documents, each with its source, in Markdown (pure)."""

import re
from collections.abc import Sequence

from planbot.answer.phrases import Language, phrase
from planbot.answer.reply import Point, Reply
from planbot.types import Citation, WarningCode

_NOTES: dict[WarningCode, str] = {
    "damaged_number": "damaged",
    "masked_year": "masked",
    "masked_name": "masked",
    "word_substitution": "substituted",
}


LONGEST_QUOTE = 160
"""Characters of Chinese printed under what is told in English; the citation has all of it."""


def written(reply: Reply, citations: Sequence[Sequence[Citation]], language: Language) -> list[str]:
    """The Markdown lines of a reply. ``citations``: for each point, its citation and those of the places that say the same."""
    if len(reply.points) > 1 and all(point.label for point in reply.points):
        return _table(reply, citations, language)
    lines = [escaped(reply.intro)] if reply.intro else []
    bullet = "- " if len(reply.points) > 1 else ""
    shown = None
    for point, group in zip(reply.points, citations, strict=True):
        source = phrase("source", language, source=escaped(place(group[0], headings=reply.sources == "each")))
        if reply.sources == "part" and source != shown:
            lines.append(source)
            shown = source
        lines.append(bullet + _said(point, group, language))
        if language == "en" and point.told:
            lines.append(f"{'  ' if bullet else ''}{_original(group[0], language)}")
        if reply.sources == "each":
            lines.append(f"{'  ' if bullet else ''}{source}")
    if reply.closing:
        lines.append(escaped(reply.closing))
    return lines


def _table(reply: Reply, citations: Sequence[Sequence[Citation]], language: Language) -> list[str]:
    """Points side by side, a row for each, with their sources in the same order under them."""
    intro = [escaped(reply.intro), ""] if reply.intro else []
    rows = [phrase("table_head", language), "|---|---|"]
    below: list[str] = []
    for point, group in zip(reply.points, citations, strict=True):
        words = point.told or " ".join(group[0].quote.split())
        marks = "".join(f"[{citation.marker}]" for citation in group)
        rows.append(f"| **{_cell(point.label or '')}** | {_cell(words)} {marks}{_doubts(group[0], language)} |")
        if language == "en" and point.told:
            below.append(_original(group[0], language))
        below.append(phrase("source", language, source=escaped(place(group[0]))))
    return [*intro, *rows, "", *dict.fromkeys(below), *([escaped(reply.closing)] if reply.closing else [])]


def _cell(words: str) -> str:
    return _BAR.sub(r"\\|", escaped(words))


def _original(citation: Citation, language: Language) -> str:
    return phrase("original", language, text=escaped(shortened(citation.quote, LONGEST_QUOTE)))


def _said(point: Point, group: Sequence[Citation], language: Language) -> str:
    label = f"**{escaped(point.label)}**{phrase('colon', language)}" if point.label else ""
    marks = "".join(f"[{citation.marker}]" for citation in group)
    words = point.told or " ".join(group[0].quote.split())
    return f"{label}{escaped(words)} {marks}{_doubts(group[0], language)}"


def _doubts(citation: Citation, language: Language) -> str:
    """What is doubtful about the quoted words, in brackets."""
    notes = dict.fromkeys(_NOTES[code] for code in citation.warnings if code in _NOTES)
    return "".join(phrase("aside", language, note=phrase(note, language)) for note in notes)


def place(citation: Citation, *, headings: bool = True) -> str:
    """Where a quote stands: title, part, headings, page."""
    title = citation.title if citation.part is None else f"{citation.title} {citation.part}"
    trail = [f"《{title}》", *(heading[:40] for heading in citation.section if headings)]
    if citation.page is not None:
        trail.append(f"p. {citation.page}")
    return " › ".join(trail)


_BAR = re.compile(r"(?<!\\)\|")
_MARK = re.compile(r"[，。；、：！？,;:!?\s](?!\d)")
_FIGURE_AT_END = re.compile(r"\d[\d.,%‰/]*\S{0,8}$")


def shortened(text: str, longest: int) -> str:
    """The text on one line, or as much of its beginning as ``longest`` characters hold, cut where no figure loses its unit or bound, and …"""
    line = " ".join(text.split())
    if len(line) <= longest:
        return line
    begin = line[:longest]
    marks = [match.start() for match in _MARK.finditer(begin, longest // 2)]
    return f"{begin[: marks[-1]] if marks else _FIGURE_AT_END.sub('', begin)}…"


_TAG = re.compile(r"<[^<>]*>|!?\[[^\]]*\]\([^)]*\)")
"""Markup in a question, which a refusal repeats without it."""
_ACTIVE = re.compile(
    r"[\\`*_<~]|\[(?=(?:\d{1,3}|[ xX])\])|\](?=[(\[:])|!(?=\[)|&(?=#?\w{1,32};)|(?m:^)(\d+)([.)])(?=\s)|(?m:^)[#>+|-]"
)
"""What Markdown would act on: emphasis, code, HTML, entities, links, images, headings, lists and boxes, and what would look like a marker."""


def without_markup(question: str) -> str:
    """The question on one line, tags, links and images taken out."""
    return " ".join(_TAG.sub(" ", question).split())


def escaped(text: str) -> str:
    """Document text as plain Markdown text: nothing in it is markup, a link, an image or a marker; nothing else is changed."""
    return _ACTIVE.sub(lambda match: f"{match[1] or ''}\\{match[2] or match[0]}", text)
