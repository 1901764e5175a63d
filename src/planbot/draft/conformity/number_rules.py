"""Rules about heading numbers: automatic or typed, their form, sequence and nesting (pure). Clause 7.3.3 of GB/T 9704-2012."""

from collections import Counter
from collections.abc import Iterator, Sequence

from planbot.draft.conformity.numbers import Numbered
from planbot.draft.conformity.report import ConformityFinding, finding
from planbot.draft.conformity.roles import Item
from planbot.draft.conformity.type_rules import place_of


def number_findings(items: Sequence[Item]) -> Iterator[ConformityFinding]:
    """In the order of the document; mixed forms once a level, where the rarer one appears first."""
    levels = [(item, item.number) for item in items if item.role == "level" and item.number is not None]
    used = {number.level for _, number in levels}
    open_numbers: dict[int, int] = {}
    rarer = _rarer(levels)
    for item in items:
        if item.role in ("attachment_mark", "title"):
            open_numbers = {}
        if item.role != "level" or item.number is None:
            continue
        yield from _form(item, item.number, rarer)
        yield from _order(item, item.number, open_numbers, used)
        open_numbers = {level: value for level, value in open_numbers.items() if level < item.number.level}
        open_numbers[item.number.level] = item.number.value


def _rarer(levels: Sequence[tuple[Item, Numbered]]) -> dict[int, tuple[str, str, int]]:
    """For levels printed in several ways: the most frequent form, the next one and the paragraph in which that comes first."""
    found: dict[int, tuple[str, str, int]] = {}
    for level in {number.level for _, number in levels}:
        forms = Counter(number.shape for _, number in levels if number.level == level).most_common(2)
        if len(forms) > 1:
            rare = forms[1][0]
            first = next(i.paragraph.number for i, n in levels if n.level == level and n.shape == rare)
            found[level] = (forms[0][0], rare, first)
    return found


def _form(item: Item, number: Numbered, rarer: dict[int, tuple[str, str, int]]) -> Iterator[ConformityFinding]:
    place = place_of(item.paragraph)
    if not item.paragraph.label:
        yield finding("typed_number", place, "", number.printed)
    if not number.standard:
        yield finding("number_form", place, number.expected, number.printed)
    usual, rare, first = rarer.get(number.level, ("", "", 0))
    if first == item.paragraph.number:
        yield finding("number_mixed", place, usual.format("1"), rare.format("1"))


def _order(item: Item, number: Numbered, above: dict[int, int], used: set[int]) -> Iterator[ConformityFinding]:
    """A document may begin at any level and number (an excerpt does); below that, each level opens with 1 and counts on.

    Clause 7.3.3 lets a document with fewer levels leave one out throughout, not now and then.
    """
    outer = max((level for level in above if level < number.level), default=None)
    last = above.get(number.level)
    if last is not None:
        if number.value != last + 1:
            yield finding("number_sequence", place_of(item.paragraph), str(last + 1), str(number.value))
        return
    if outer is None:
        return
    if any(level in used for level in range(outer + 1, number.level)):
        yield finding("level_order", place_of(item.paragraph), str(outer + 1), str(number.level))
    if number.value != 1:
        yield finding("number_sequence", place_of(item.paragraph), "1", str(number.value))
