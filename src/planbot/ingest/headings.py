"""Where a numbered heading ends and what it is: a line of its own, a lead sentence, or the first clause of an item (pure)."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from planbot.ingest.labels import Label, after
from planbot.ingest.lines import Line, alternatives
from planbot.ingest.numbering import MAIN_RANK, SPOKEN, usual_rank
from planbot.lexicon.load import load
from planbot.types import SectionKind

_CLOSING = {"（": "）", "(": ")", "《": "》", "“": "”〞", "【": "】", "〔": "〕", "「": "」", "[": "]", "〈": "〉"}
_STOP = "。！？!?"
_PAUSE = "，,；;：:"
_JOINTS = "的和、"
_MAIN_SPACE = re.compile(
    r"[^\s，。；：,;:]{2,12}(?=[ \t\u3000\xa0]+[^\s]{4})|[^\s]{2,40}?(?=[ \t\u3000\xa0]+[^\s]{12})"
)
_ITEM_SPACE = re.compile(r"[^\s]{2,40}?(?=[ \t\u3000\xa0]+[^\s]{12})")
"""A heading cut off from its body by white space only."""
_STUMP = 4
_CONDITION = re.compile(r"\s*(?:在|按照|根据|为了|对|凡|如果|若|经)|.*\d")
_REACH = 160
"""A heading, its lead sentence included, is never longer than this (characters)."""


class Heading(NamedTuple):
    """A heading before it has its place in the tree."""

    start: int
    end: int
    style: str
    kind: SectionKind
    label: str
    line: int
    inline: bool
    lead_end: int = 0
    """End of the first sentence when more text follows it, its negative when the sentence is all there is; 0 when it is not short."""
    top: bool = False
    """Reads as a main heading although its style is one of items."""


class Cut(NamedTuple):
    """The first pause and the first full stop of a stretch of text; its end where there is none."""

    pause: int
    stop: int
    pauses: int
    """Pauses before the stop."""


def cut(text: str, start: int, end: int) -> Cut:
    """Where the first clause and the first sentence of ``text[start:end]`` end; brackets and quotes are never cut."""
    end = min(end, start + _REACH)
    pause, pauses, position = end, 0, start
    while position < end:
        character = text[position]
        if character in _CLOSING:
            position = _past(text, position, end)
            continue
        if character in _STOP or (character == "." and _full_stop(text, position, end)):
            return Cut(min(pause, position), position, pauses)
        if character in _PAUSE and not _in_number(text, position):
            pause, pauses = min(pause, position), pauses + 1
        position += 1
    return Cut(pause, end, pauses)


def _past(text: str, position: int, end: int) -> int:
    """The position after the bracket or quotation that opens here; the next one when it does not close nearby."""
    stop = min(end, position + 120)
    closed = [at for mark in _CLOSING[text[position]] if (at := text.find(mark, position, stop)) >= 0]
    return min(closed) + 1 if closed else position + 1


def _full_stop(text: str, position: int, end: int) -> bool:
    return position + 1 >= end or (text[position + 1].isspace() and not text[position - 1 : position].isdigit())


def _in_number(text: str, position: int) -> bool:
    """1,200 or 9:30."""
    return (
        text[position] in ",:"
        and text[position - 1 : position].isdigit()
        and text[position + 1 : position + 2].isdigit()
    )


@cache
def _run_into() -> re.Pattern[str]:
    words = load("numbering")["run_into_body"]
    ends, begins, times = (alternatives(words[key]) for key in ("heading_ends", "body_begins", "time_begins"))
    taken = "".join(f"(?<!{re.escape(word)})" for word in words["takes_time"])
    return re.compile(
        rf"(?<=..)(?:{ends})(?=(?:{begins}|{words['years']}))|(?<=[\u4e00-\u9fff]{{4}}){taken}(?=(?:{times}|{words['years']}))"
    )


def heading_of(text: str, label: Label, end: int) -> Heading:
    """The heading that begins with ``label`` in a segment that reaches to ``end`` (its line's end or the next label)."""
    while end > label.end and text[end - 1].isspace():
        end -= 1
    begin = after(text, label.end)
    first = cut(text, begin, end)
    made = Heading(label.start, end, label.style, "heading", label.printed, label.line, label.inline)
    words = load("numbering")["headings"]
    spoken, at = label.style in SPOKEN, _body_after(text, begin, end, first, usual_rank(label.style))
    if at is not None and not spoken:
        return made._replace(end=at, top=True)
    if first.stop >= end and end - begin <= words["longest"] and not (spoken and first.pauses):
        return _own_line(text, made, first)
    stop = _with_stop(text, first.stop, end)
    short = stop - begin <= words["longest"] and first.pauses < words["lead_clauses"]
    whole = -stop if first.stop < end <= stop and short else 0
    if first.stop < end and first.pause == first.stop:
        return made._replace(end=stop, kind="run_in", lead_end=whole)
    return made._replace(end=first.pause, kind="item", lead_end=stop if stop < end and not spoken else whole)


def _own_line(text: str, made: Heading, first: Cut) -> Heading:
    """A heading without a full stop: the whole segment, or its first clause when it ends in a pause."""
    if text[made.end - 1] in "：:":
        return made._replace(end=made.end - 1, top=first.pauses == 1)
    item = first.pauses > 0 and usual_rank(made.style) > MAIN_RANK
    if item or text[made.end - 1] in "；;，," or made.style in SPOKEN or _breaks_off(text, first, made):
        return made._replace(end=first.pause, kind="item")
    return made._replace(top=True)


def _breaks_off(text: str, first: Cut, made: Heading) -> bool:
    """Is the last clause a stump, as a page break leaves it?"""
    if first.pauses == 0:
        return False
    last = max(text.rfind(mark, first.pause, made.end) for mark in _PAUSE)
    stump = last >= 0 and made.end - last - 1 < _STUMP and not text[last + 1 : made.end].isascii()
    return stump or text[made.end - 1] in _JOINTS


def _with_stop(text: str, stop: int, end: int) -> int:
    """The end of a lead sentence with its full stop and closing quotes."""
    stop = min(stop + 1, end)
    while stop < end and text[stop] in "”〞）)":
        stop += 1
    return stop


def _body_after(text: str, begin: int, end: int, first: Cut, rank: float) -> int | None:
    """Where a heading ends that runs into its body with white space or nothing between them; None when it does not."""
    words = load("numbering")["headings"]
    reach = min(begin + words["longest"], end)
    if rank <= MAIN_RANK or end - begin > words["longest"]:
        space = (_MAIN_SPACE if rank <= MAIN_RANK else _ITEM_SPACE).match(text, begin, end)
        if space is not None and space.end() < min(first.stop, reach) and not text[space.end() - 1].isascii():
            return space.end()
    if first.stop - begin < words["least_run_into"] or rank > MAIN_RANK:
        return None
    run = _run_into().search(text, begin, reach)
    return run.end() if run is not None and run.end() < first.stop else None


def settle(text: str, headings: Sequence[Heading], lines: Sequence[Line], ranks: Mapping[str, float]) -> list[Heading]:
    """Headings whose kind depends on their fellows: lead sentences of several clauses, main headings with a full stop."""
    by_style: dict[str, list[Heading]] = {}
    for heading in headings:
        by_style.setdefault(heading.style, []).append(heading)
    leading = {style for style, fellows in by_style.items() if _mostly_leads(text, fellows)}
    begun = {heading.line for heading in headings if not heading.inline}
    found: list[Heading] = []
    for index, heading in enumerate(headings):
        opens = _opens(heading, headings[index + 1] if index + 1 < len(headings) else None, lines, begun, ranks)
        found.append(_settled(text, heading, heading.style in leading, opens=opens))
    return found


def _short_lead(text: str, heading: Heading) -> bool:
    """Is the first sentence of the item short enough to be a lead, with more text after it?"""
    words = load("numbering")["headings"]
    if not 0 < heading.lead_end - heading.start <= words["longest_lead"] + 6:
        return False
    lead = text[heading.start + len(heading.label) : heading.lead_end]
    return lead.count("，") + lead.count(",") < words["lead_clauses"] - 1 and not _CONDITION.match(lead)


def _mostly_leads(text: str, fellows: Sequence[Heading]) -> bool:
    leads = sum(h.kind != "item" or _short_lead(text, h) for h in fellows)
    return leads * 3 >= len(fellows) * 2


def _opens(
    heading: Heading, following: Heading | None, lines: Sequence[Line], begun: set[int], ranks: Mapping[str, float]
) -> bool:
    """Does a paragraph or a deeper item stand under the heading, rather than the next of its kind?"""
    if (
        following is not None
        and following.line <= heading.line + 1
        and not (following.inline and following.line > heading.line)
    ):
        return ranks.get(following.style, 0.0) > ranks.get(heading.style, 0.0)
    return heading.line + 1 < len(lines) and heading.line + 1 not in begun


def _settled(text: str, heading: Heading, leads: bool, *, opens: bool) -> Heading:
    """The heading with its final kind and end."""
    whole = heading.lead_end < 0
    if whole and opens and (usual_rank(heading.style) <= MAIN_RANK or (heading.style in SPOKEN and not heading.inline)):
        return heading._replace(end=-heading.lead_end, kind="heading", top=True)
    if heading.kind == "item" and leads and _short_lead(text, heading):
        return heading._replace(end=heading.lead_end, kind="run_in")
    return heading
