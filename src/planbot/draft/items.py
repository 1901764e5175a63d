"""Sentences of several texts brought together as items: what speaks of the same thing stands in one item (pure)."""

from collections.abc import Iterable

from planbot.draft.entries import Entry, Line
from planbot.draft.subject import Subject, only_names
from planbot.store.tokens import folded

MOST_ITEMS = 9
MOST_IN_ITEM = 260
"""Characters from which an item takes no further sentence in."""


class Items:
    """The items of a draft while they grow."""

    def __init__(self, about: Subject) -> None:
        self._about = about
        self.entries: list[Entry] = []

    @property
    def characters(self) -> int:
        """Of all items so far."""
        return sum(entry.characters for entry in self.entries)

    def take(self, entry: Entry) -> None:
        """An item with a heading of its own stays one; the sentences of another join those that speak of the same."""
        if entry.lead and not only_names(entry.lead.text, self._about):
            self._add(entry)
            return
        for line in entry.lines:
            self._place(line)

    def _add(self, entry: Entry) -> None:
        if not entry.empty and len(self.entries) < MOST_ITEMS:
            self.entries.append(entry)

    def _place(self, line: Line) -> None:
        best = max(range(len(self.entries)), key=lambda i: self._shared(line, self.entries[i]), default=None)
        if best is not None and self._shared(line, self.entries[best]) > 0:
            entry = self.entries[best]
            self.entries[best] = entry.model_copy(update={"lines": (*entry.lines, line)})
        else:
            self._add(Entry(lines=(line,)))

    def _shared(self, line: Line, entry: Entry) -> int:
        """How many of the subject's related words both use."""
        if entry.characters + line.characters > MOST_IN_ITEM:
            return 0
        return len(self._words([line]) & self._words(entry.all_lines))

    def _words(self, lines: Iterable[Line]) -> frozenset[str]:
        low = folded("".join(line.text for line in lines))
        return frozenset(word for word in self._about.related if word in low)
