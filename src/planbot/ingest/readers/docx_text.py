"""The visible text of a Word paragraph: runs, breaks, fields, insertions, without deletions and hidden runs."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from planbot.ingest.readers.docx_styles import Style, W, on, value, whole

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_DROPPED = frozenset(
    W + name
    for name in (
        "del",
        "moveFrom",
        "delText",
        "instrText",
        "delInstrText",
        "rt",
        "pPr",
        "rPr",
        "tblPr",
        "sdtPr",
        "txbxContent",
        "proofErr",
        "commentReference",
    )
) | {f"{_MC}Fallback"}
_SIGNS = {f"{W}tab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "-", f"{W}ptab": "\t"}
_BOXES = {
    "F0A8": "□",
    "F06F": "□",
    "F0A3": "□",
    "F052": "☑",
    "F0FE": "☑",
    "F054": "☒",
    "F0FD": "☒",
    "F0FC": "✓",
    "F0B7": "•",
}
_SMALLEST = 2
"""Half points; type of this size or less cannot be read."""


class Seen(NamedTuple):
    """What a paragraph holds besides its text."""

    text: str
    hidden: int
    """Characters left out because Word does not show them."""
    tracked: bool
    """Holds insertions or deletions that nobody has accepted yet."""
    notes: tuple[tuple[str, str], ...]
    """("footnote" or "endnote", id) in the order they are referred to."""
    boxes: tuple[Any, ...]
    """Contents of text boxes anchored here."""


class TextReader:
    """Reads paragraphs of one file; knows its styles."""

    def __init__(self, styles: dict[str, Style]) -> None:
        self._styles = styles

    def paragraph(self, node: Any, *, in_table: bool = False) -> Seen:
        """Everything a w:p shows, nested insertions, links and content controls included."""
        properties = node.find(f"{W}pPr")
        style = self._styles.get(value(properties, "pStyle") or "") or Style()
        shaded = in_table or (properties is not None and properties.find(f"{W}shd") is not None)
        pieces, hidden, notes = list[str](), 0, list[tuple[str, str]]()
        for element, run in _visible(node, None):
            text = _sign(element)
            if text and self._unseen(run, style, shaded):
                hidden += len(text.strip())
            elif text:
                pieces.append(text)
            elif element.tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                notes.append((element.tag.removeprefix(W).removesuffix("Reference"), str(element.get(f"{W}id"))))
        tracked = next(node.iter(f"{W}ins", f"{W}del", f"{W}moveFrom", f"{W}moveTo"), None) is not None
        return Seen("".join(pieces).strip(" \t\n\u3000\xa0"), hidden, tracked, tuple(notes), tuple(_boxes(node)))

    def _unseen(self, run: Any, style: Style, shaded: bool) -> bool:
        properties = None if run is None else run.find(f"{W}rPr")
        vanish = on(properties, "vanish")
        if vanish is None:
            character = self._styles.get(value(properties, "rStyle") or "") or Style()
            vanish = character.hidden or style.hidden
        if vanish:
            return True
        if properties is None:
            return False
        size = whole(value(properties, "sz"))
        white = (value(properties, "color") or "").upper() == "FFFFFF"
        lit = shaded or properties.find(f"{W}shd") is not None or properties.find(f"{W}highlight") is not None
        return (size is not None and size <= _SMALLEST) or (white and not lit)


def _visible(node: Any, run: Any) -> Iterator[tuple[Any, Any]]:
    """Leaf elements in order, each with its run; what Word does not print is passed over."""
    for child in node:
        if child.tag in _DROPPED:
            continue
        if child.tag == f"{W}r":
            yield from _visible(child, child)
        elif len(child):
            yield from _visible(child, run)
        else:
            yield child, run


def _sign(element: Any) -> str:
    if element.tag in (f"{W}t", f"{_MATH}t"):
        return element.text or ""
    if element.tag == f"{W}sym":
        return _BOXES.get(str(element.get(f"{W}char", "")).upper(), "")
    return _SIGNS.get(element.tag, "")


def _boxes(node: Any) -> Iterator[Any]:
    """Text boxes of this paragraph, once each (Word writes a second copy for old programs), not those inside them."""
    for child in node:
        if child.tag == f"{_MC}Fallback" or child.tag in (f"{W}del", f"{W}moveFrom"):
            continue
        if child.tag == f"{W}txbxContent":
            yield child
        elif len(child):
            yield from _boxes(child)
