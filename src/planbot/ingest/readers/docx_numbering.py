"""Word's automatic numbers: which label stands before a paragraph (17.9 of ECMA-376 part 1).

Lists that share an abstract definition go on counting together, unless a list overrides the start; a level starts anew
after any paragraph of a higher level, unless ``lvlRestart`` says otherwise.
"""

import re
from typing import Any, NamedTuple

from planbot.ingest.readers.docx_labels import spelled
from planbot.ingest.readers.docx_styles import VAL, Style, W, on, value, whole
from planbot.ingest.readers.grid import wide

_PLACE = re.compile(r"%([1-9])")
_BULLET = "•"


class Level(NamedTuple):
    """One level of a list."""

    form: str = "decimal"
    text: str = ""
    start: int = 1
    restart: int | None = None
    """Restarts after this level (1 the highest) or a higher one; 0 never; None after any higher one."""
    suffix: str = "tab"
    decimal_only: bool = False
    style: str | None = None


class Numbering:
    """Counts paragraphs in document order and gives each its label."""

    def __init__(self, root: Any, styles: dict[str, Style]) -> None:
        self._styles = styles
        self._abstract: dict[str, dict[int, Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._own_levels: dict[str, dict[int, Level]] = {}
        self._starts: dict[str, dict[int, int]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if root is not None:
            self._read(root)

    def _read(self, root: Any) -> None:
        links = dict[str, str]()
        for node in root.iterchildren(f"{W}abstractNum"):
            identity = str(node.get(f"{W}abstractNumId"))
            self._abstract[identity] = {
                number: level for number, level in map(_level, node.iterchildren(f"{W}lvl")) if number is not None
            }
            if link := value(node, "numStyleLink"):
                links[identity] = link
        for node in root.iterchildren(f"{W}num"):
            identity = str(node.get(f"{W}numId"))
            self._abstract_of[identity] = value(node, "abstractNumId") or ""
            for override in node.iterchildren(f"{W}lvlOverride"):
                self._override(identity, override)
        for identity, link in links.items():
            number = self._styles[link].number_id if link in self._styles else None
            target = self._abstract_of.get(number or "", "")
            if target and target not in links:
                self._abstract_of.update({num: target for num, old in self._abstract_of.items() if old == identity})

    def _override(self, identity: str, node: Any) -> None:
        level = whole(node.get(f"{W}ilvl"))
        if level is None:
            return
        if (start := whole(value(node, "startOverride"))) is not None:
            self._starts.setdefault(identity, {})[level] = start
        own = node.find(f"{W}lvl")
        if own is not None:
            self._own_levels.setdefault(identity, {})[level] = _level(own)[1]

    def label(self, properties: Any, style_id: str) -> str:
        """The label to print before the paragraph, its separator included; "" for none. Counts the paragraph."""
        identity, level = self._list_of(properties, style_id)
        abstract = self._abstract_of.get(identity or "")
        if not identity or identity == "0" or abstract is None:
            return ""
        levels = self._abstract.get(abstract, {}) | self._own_levels.get(identity, {})
        if level not in levels:
            return ""
        counts = self._count(identity, abstract, level, levels)
        return _printed(levels, level, counts)

    def _list_of(self, properties: Any, style_id: str) -> tuple[str | None, int]:
        style = self._styles.get(style_id) or self._styles.get("") or Style()
        direct = value(properties, "numPr/numId")
        level = whole(value(properties, "numPr/ilvl"))
        if direct is not None:
            return direct, level if level is not None else style.number_level or 0
        if style.number_id is None:
            return None, 0
        levels = self._abstract.get(self._abstract_of.get(style.number_id, ""), {})
        linked = next((number for number, each in levels.items() if each.style == style_id), None)
        return (
            style.number_id,
            level if level is not None else linked if linked is not None else style.number_level or 0,
        )

    def _count(self, identity: str, abstract: str, level: int, levels: dict[int, Level]) -> dict[int, int]:
        counts = self._counts.setdefault(abstract, {})
        start = self._starts.get(identity, {}).get(level)
        if start is not None and (identity, level) not in self._begun:
            counts.pop(level, None)
        self._begun.add((identity, level))
        first = levels[level].start if start is None else start
        counts[level] = counts[level] + 1 if level in counts else first
        for deeper in [each for each in counts if each > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or level < restart:
                del counts[deeper]
        for higher in range(level):
            if higher in levels:
                counts.setdefault(higher, self._starts.get(identity, {}).get(higher, levels[higher].start))
        return counts


def _level(node: Any) -> tuple[int | None, Level]:
    start = whole(value(node, "start"))
    text = value(node, "lvlText")
    return whole(node.get(f"{W}ilvl")), Level(
        form=_form(node),
        text=text or "",
        start=1 if start is None else start,
        restart=whole(value(node, "lvlRestart")),
        suffix=value(node, "suff") or "tab",
        decimal_only=bool(on(node, "isLgl")),
        style=value(node, "pStyle"),
    )


def _form(node: Any) -> str:
    found = value(node, "numFmt")
    if found is None:
        alternative = next(node.iter(f"{W}numFmt"), None)
        found = None if alternative is None else alternative.get(VAL)
    return found or "decimal"


def _printed(levels: dict[int, Level], level: int, counts: dict[int, int]) -> str:
    this = levels[level]
    if this.form == "bullet":
        return f"{_BULLET} " if this.text.strip() else ""

    def number(match: re.Match[str]) -> str:
        place = int(match.group(1)) - 1
        if place not in levels or place > level:
            return ""
        form = "decimal" if this.decimal_only and levels[place].form != "decimalZero" else levels[place].form
        return spelled(counts.get(place, levels[place].start), form)

    text = _PLACE.sub(number, this.text)
    if not text.strip() or this.suffix == "nothing":
        return text
    return text if wide(text[-1]) and not text[-1].isalnum() else f"{text.rstrip()} "
