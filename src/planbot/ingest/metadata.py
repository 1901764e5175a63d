"""What each document in a file says of itself: title, issuer, region, level, year and kind (pure).

Every value is taken or put together from words of the text, and left out where the text does not say. The year is the one the
document plans for or reports on; a date of publication is not.
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import TypeVar

from planbot.ingest.dating import plan_year
from planbot.ingest.genre import kind_of
from planbot.ingest.issuer import Issuer, read_words, title_issuer
from planbot.ingest.lines import Line, lines_of, without_furniture
from planbot.ingest.origin import origin_of, place_in, region_of
from planbot.ingest.titles import body_start, head_titles, own_title, title_like
from planbot.lexicon.load import load
from planbot.scope.labels import part_labels
from planbot.types import Furniture, Level, Metadata, Part, ReadText, Section

_T = TypeVar("_T")
_CJK = "‘-”　-〿一-鿿＀-￯"
_JOIN = re.compile(rf"(?<=[{_CJK}])\s+(?=[{_CJK}0-9])|(?<=[0-9])\s+(?=[{_CJK}])")


def describe(
    read: ReadText,
    furniture: Sequence[Furniture],
    parts: Sequence[tuple[str | None, int, int]],
    sections: Sequence[Section],
) -> tuple[Part, ...]:
    """One ``Part`` for each piece of the file, in order; ``parts`` are (label, start, end)."""
    text = without_furniture(read.text, furniture)
    stated = read.title if len(parts) == 1 else None
    found = tuple(_part(text, piece, sections, stated) for piece in parts)
    whole = title_issuer(_first_title(read.text, parts[0][1]) or "") if len(parts) > 1 else None
    return tuple(_inherited(part, whole) for part in found) if whole and whole.place else found


def _inherited(part: Part, whole: Issuer) -> Part:
    """A part that names no issuer, in a file whose title names one: 柳溪县教育局2022年总结和2023年要点."""
    if part.issuer is not None:
        return part
    return part.model_copy(
        update={"issuer": whole.name, "region": part.region or region_of(whole.place), "level": whole.level}
    )


def describe_document(file_name: str, read: ReadText, parts: Sequence[Part]) -> Metadata:
    """The file as a whole: that of its only part; a compilation says what its own title does, or what all its parts agree on."""
    if len(parts) == 1:
        return Metadata(**parts[0].model_dump(include=set(Metadata.model_fields)))
    if not parts:
        return Metadata()
    title = _first_title(read.text, parts[0].start)
    stated = title if title and not _site_heading(title) else ""
    levels: set[Level] = {part.level for part in parts}
    level: Level = levels.pop() if len(levels) == 1 else "unknown"
    return Metadata(
        title=title or read.title or _stem(file_name),
        issuer=_agreed(part.issuer for part in parts),
        region=place_in(stated) or _agreed(part.region for part in parts),
        level=level,
        year=plan_year(stated, "") or _agreed(part.year for part in parts),
        kind="compilation",
    )


def _agreed(values: Iterable[_T]) -> _T | None:
    first, *others = values
    return first if all(value == first for value in others) else None


def _stem(file_name: str) -> str:
    return re.sub(r"\.[A-Za-z0-9]{1,5}$", "", file_name)


def _part(text: str, piece: tuple[str | None, int, int], sections: Sequence[Section], stated: str | None) -> Part:
    label, start, end = piece
    lines = lines_of(text, start, end)
    heading = _plain(lines[0].text) if label is not None and lines else ""
    own = _own_title(text, lines[1:] if heading else lines, stated, in_collection=label is not None)
    if own is None and label is None:
        own = _section_title(sections, start, end)
    if own is None and heading:
        own = _after_label(heading) or (None if _site_heading(heading) else heading)
    body = text[lines[0].end if heading else start : end]
    origin = origin_of(read_words(own or "", heading, body))
    return Part(
        part=label,
        title=own or heading or None,
        issuer=origin.issuer,
        region=origin.region,
        level=origin.level,
        year=plan_year(own or heading, body),
        kind=kind_of(own or heading or None, body),
        start=start,
        end=end,
    )


def _plain(title: str) -> str:
    """A title on one line: no white space inside Chinese words, one space between others."""
    return re.sub(r"\s+", " ", _JOIN.sub("", title.strip().lstrip("#").strip()))


def _own_title(text: str, lines: list[Line], stated: str | None, *, in_collection: bool) -> str | None:
    if not lines:
        return None
    body = body_start(lines)
    found = own_title(head_titles(lines, body), stated)
    if found is not None:
        return _plain(text[found.start : found.end])
    return _run_in_title(lines[0].text) if in_collection else None


@cache
def _run_in() -> re.Pattern[str]:
    words = load("kinds")["title"]
    genres = "|".join(
        sorted(
            {word for listed in words.values() for word in listed if not word.isascii() and len(word) > 2},
            key=len,
            reverse=True,
        )
    )
    return re.compile(
        rf"[^，,。；;：:！!？?\s、]{{2,30}}?(?:{genres})(?=\d{{4}}年|今年|为|根据|按照|以|一、|（|在|随着|围绕)"
    )


def _run_in_title(line: str) -> str | None:
    """A title that runs into the first paragraph without any break."""
    match = _run_in().match(line)
    return match.group() if match and title_like(match.group()) else None


def _section_title(sections: Sequence[Section], start: int, end: int) -> str | None:
    """The title that the outline found in this stretch."""
    for section in sections:
        if section.kind == "title" and start <= section.start < end:
            return _plain(section.title)
    return None


def _after_label(heading: str) -> str | None:
    """The document's own title in a heading that numbers it: 第1篇：柳溪县教育局2024年工作计划."""
    labels = part_labels(heading)
    rest = heading[labels[0].end :].lstrip("：:、.．)） ") if labels and labels[0].start <= 1 else ""
    return rest if title_like(rest) else None


def _site_heading(heading: str) -> bool:
    """Is it the title of the collection with a number, which says nothing of this document (工作计划范文第3篇)?"""
    return (
        re.search(
            r"第\s*[\d一二三四五六七八九十]+\s*[篇份]|范文|精选|通用|模板|[篇份]\s*[\d一二三四五六七八九十]+$|^[（(]?[\d一二三四五六七八九十]+[）)]?$",
            heading,
        )
        is not None
    )


def _first_title(text: str, end: int) -> str | None:
    """The first title that stands before ``end``: that of the whole file, when its parts begin there."""
    return next((_plain(line.text) for line in lines_of(text, 0, end) if title_like(line.text)), None)
