"""Real Word numbering: every label of a draft becomes a counted one that prints exactly as the draft says (ECMA-376 part 1, 17.9)."""

from typing import Any, NamedTuple

from planbot.draft.official.elements import w
from planbot.draft.official.labels import STANDARD, Number, NumberForm, number_of

OUTLINE_LIST = 1
"""The list of the template that the heading styles count in."""
_INDENT = {"left": "0", "firstLineChars": "200", "firstLine": "640"}


class Place(NamedTuple):
    """Where a paragraph stands in a list."""

    list: int
    """w:numId."""
    level: int
    """w:ilvl, from 0."""
    rank: int
    """The level of the standard, from 1, that the paragraph looks like."""
    styled: bool
    """True where the heading style of this level already says so."""


class _Abstract(NamedTuple):
    """A definition of levels: the outline of the standard, or one level of another form."""

    number: int
    levels: dict[int, NumberForm]


class Lists:
    """Hands out places in lists, as Word would count them, and a new list wherever Word would count on differently."""

    def __init__(self, numbering: Any) -> None:
        """``numbering`` is the template's w:numbering, which is added to."""
        self._root = numbering
        self._outline = _Abstract(0, dict(enumerate(STANDARD)))
        self._items: dict[tuple[NumberForm, int], _Abstract] = {}
        self._counters: dict[int, _Counter] = {0: _Counter(OUTLINE_LIST, dict.fromkeys(range(len(STANDARD)), 1))}
        self._lists = OUTLINE_LIST

    def place(self, label: str, level: int, *, heading: bool) -> Place | None:
        """The place at which Word prints ``label``; None when it cannot, so that the label has to be typed.

        ``level`` counts from 1. Numbered paragraphs that are no headings are counted apart from those that are.
        """
        number = number_of(label) if label else None
        if number is None:
            return None
        abstract, depth = self._abstract(number, level, heading=heading)
        counter = self._counters[abstract.number]
        if not counter.certain(depth) or counter.next(depth) != number.value:
            counter = self._restarted(abstract, counter, depth, number)
        counter.step(depth)
        rank = depth + 1 if abstract is self._outline else level
        return Place(counter.list, depth, rank, styled=counter.list == OUTLINE_LIST)

    def _abstract(self, number: Number, level: int, *, heading: bool) -> tuple[_Abstract, int]:
        """The definition that prints this form, and the level in it."""
        if heading and number.form in STANDARD:
            return self._outline, STANDARD.index(number.form)
        key = (number.form, level)
        if key not in self._items:
            made = _Abstract(len(self._items) + 1, {0: number.form})
            self._items[key] = made
            self._define(made)
            self._counters[made.number] = _Counter(self._new_list(made, {}), {0: 1})
        return self._items[key], 0

    def _restarted(self, abstract: _Abstract, before: "_Counter", depth: int, number: Number) -> "_Counter":
        """A new list in which ``depth`` begins at the value of the label and outer levels count on."""
        starts = {
            level: before.next(level) if level < depth else number.value if level == depth else 1
            for level in abstract.levels
        }
        made = _Counter(self._new_list(abstract, starts), starts)
        self._counters[abstract.number] = made
        return made

    def _define(self, abstract: _Abstract) -> None:
        node = w("abstractNum", w("multiLevelType", val="singleLevel"), abstractNumId=abstract.number)
        for level, form in abstract.levels.items():
            node.append(
                w(
                    "lvl",
                    w("start", val=1),
                    w("numFmt", val=form.form),
                    w("suff", val="space" if form.space else "nothing"),
                    w("lvlText", val=f"{form.before}%{level + 1}{form.after}"),
                    w("lvlJc", val="left"),
                    w("pPr", w("ind", **_INDENT)),
                    w("rPr", w("rFonts", hint="eastAsia")),
                    ilvl=level,
                )
            )
        self._root.insert(abstract.number, node)

    def _new_list(self, abstract: _Abstract, starts: dict[int, int]) -> int:
        self._lists += 1
        overrides = [
            w("lvlOverride", w("startOverride", val=start), ilvl=level) for level, start in sorted(starts.items())
        ]
        self._root.append(w("num", w("abstractNumId", val=abstract.number), *overrides, numId=self._lists))
        return self._lists


class _Counter:
    """What one list prints next at each of its levels."""

    def __init__(self, number: int, starts: dict[int, int]) -> None:
        self.list = number
        self._starts = starts
        self._last: dict[int, int] = {}

    def certain(self, level: int) -> bool:
        """False where programs differ: an outer level that comes first after an inner one."""
        return level in self._last or not any(each > level for each in self._last)

    def next(self, level: int) -> int:
        """The number that the next paragraph of this level gets."""
        return self._last[level] + 1 if level in self._last else self._starts[level]

    def step(self, level: int) -> None:
        """Count one paragraph; deeper levels begin anew."""
        self._last = {each: last for each, last in self._last.items() if each < level} | {level: self.next(level)}
