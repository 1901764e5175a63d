"""Entries as blocks: numbers put to them, each sentence with the citation it rests on (pure but for the look-up of documents)."""

from collections.abc import Callable, Sequence

from planbot.cite import cut
from planbot.draft.entries import Entry, Line
from planbot.draft.material import Piece
from planbot.draft.numbering import Numbering
from planbot.types import Change, Citation, DraftBlock, DraftSentence, StoredDocument

DEEPER = (
    Numbering(before="", numerals="han", after="、"),
    Numbering(before="（", numerals="han", after="）"),
    Numbering(before="", numerals="arabic", after="."),
    Numbering(before="（", numerals="arabic", after="）"),
)
"""The official order of numbers, by level (GB/T 9704-2012, 7.3.3)."""
SPOKEN = Numbering(before="", numerals="han", after="是")


class Cited:
    """The citations of a draft, numbered in order of first use."""

    def __init__(self, stored: Callable[[str], StoredDocument]) -> None:
        self._stored = stored
        self._markers: dict[tuple[str, int, int], int] = {}
        self.citations: list[Citation] = []

    def marker(self, document: str, start: int, end: int) -> int:
        """The number of the citation of this span."""
        key = (document, start, end)
        if key not in self._markers:
            self._markers[key] = len(self.citations) + 1
            self.citations.append(cut(self._stored(document), start, end, self._markers[key]))
        return self._markers[key]

    def sentence(self, line: Line, text: str | None = None, changes: tuple[Change, ...] | None = None) -> DraftSentence:
        """The line with its origin and citation."""
        piece = line.piece
        steps = line.changes if changes is None else changes
        return DraftSentence(
            text=line.text if text is None else text,
            origin="new" if piece is None else ("updated" if steps else "carried"),
            markers=(self._of(piece),) if piece else (),
            changes=steps,
        )

    def _of(self, piece: Piece) -> int:
        return self.marker(piece.document, piece.start, piece.end)


class Layout:
    """How items are numbered at each depth below the heading."""

    def __init__(self, cited: Cited, items: Numbering | None, level: int) -> None:
        """``items``: the numbering that the brief asks for; ``level``: that of the heading above, 0 for none."""
        self._cited, self._items, self._level = cited, items, level

    def blocks(
        self, entries: Sequence[Entry], own: Numbering | None, *, spoken: bool, depth: int = 0
    ) -> list[DraftBlock]:
        """The entries as blocks. ``own``: their numbering in the text they come from; ``spoken``: 一是 there."""
        numbering = self._numbering(own, spoken=spoken, depth=depth)
        if numbering is not None and numbering.spoken:
            paragraph = self.spoken(entries, numbering)
            return [DraftBlock(kind="paragraph", sentences=tuple(paragraph))] if paragraph else []
        found: list[DraftBlock] = []
        for number, entry in enumerate(entries, 1):
            label = numbering.label(number) if numbering else ""
            level = numbering.level if numbering else 0
            found += self._entry(entry, label, level, depth)
        return found

    def _numbering(self, own: Numbering | None, *, spoken: bool, depth: int) -> Numbering | None:
        if depth == 0 and self._items is not None:
            return self._items.model_copy(update={"first": 1})
        if spoken:
            return SPOKEN
        return own.model_copy(update={"first": 1}) if own else None

    def _entry(self, entry: Entry, label: str, level: int, depth: int) -> list[DraftBlock]:
        lead = [self._cited.sentence(entry.lead)] if entry.lead else []
        sentences = [self._cited.sentence(line) for line in entry.lines]
        below = list(entry.children)
        inline = self.spoken(below, SPOKEN) if entry.spoken else []
        deeper = [] if entry.spoken else self.blocks(below, entry.numbering, spoken=False, depth=depth + 1)
        if lead and not entry.run_in:
            body = [DraftBlock(kind="paragraph", sentences=(*sentences, *inline))] if sentences or inline else []
            return [DraftBlock(kind="heading", level=level, label=label, sentences=tuple(lead)), *body, *deeper]
        kind = "run_in" if lead and (sentences or inline) else "paragraph"
        return [DraftBlock(kind=kind, level=level, label=label, sentences=(*lead, *sentences, *inline)), *deeper]

    def spoken(self, entries: Sequence[Entry], numbering: Numbering) -> list[DraftSentence]:
        """一是…；二是…。 as sentences of one paragraph."""
        short = all(len(entry.all_lines) == 1 for entry in entries)
        found: list[DraftSentence] = []
        for number, entry in enumerate(entries, 1):
            lines = entry.all_lines
            for index, line in enumerate(lines):
                text = _ended(line.text, "；" if short and number < len(entries) else "。")
                label = numbering.label(number) if index == 0 else ""
                found.append(self._cited.sentence(line, label + text))
        return found


def _ended(text: str, mark: str) -> str:
    return f"{text.rstrip('。；')}{mark}"
