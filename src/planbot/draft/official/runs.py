"""Text as Word runs: placeholders highlighted, ambiguous punctuation set in the Chinese font."""

import re
from collections.abc import Sequence
from typing import Any

from planbot.draft.official.clean import clean
from planbot.draft.official.elements import w

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Marker:
    """Finds the places of a draft that are to be filled in."""

    def __init__(self, placeholders: Sequence[str]) -> None:
        known = sorted({clean(text).strip() for text in placeholders} - {""}, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, known))) if known else None

    def cut(self, text: str) -> list[tuple[str, bool]]:
        """``text`` in pieces, each with whether it is a placeholder; none is empty."""
        if self._pattern is None:
            return [(text, False)] if text else []
        pieces: list[tuple[str, bool]] = []
        end = 0
        for match in self._pattern.finditer(text):
            pieces += [(text[end : match.start()], False), (match.group(), True)]
            end = match.end()
        return [piece for piece in [*pieces, (text[end:], False)] if piece[0]]


def runs(text: str, marker: Marker, style: str | None = None) -> list[Any]:
    """Clean text as w:r elements; ``style`` is the id of a character style."""
    return [_run(piece, style, marked=marked) for piece, marked in marker.cut(text)]


def _run(text: str, style: str | None, *, marked: bool) -> Any:
    """Without the hint Word sets “ ” … — in the Latin font, half as wide."""
    properties = w("rPr", *([w("rStyle", val=style)] if style else []), w("rFonts", hint="eastAsia"))
    if marked:
        properties.append(w("highlight", val="yellow"))
    words = w("t")
    words.text = text
    words.set(_SPACE, "preserve")
    return w("r", properties, words)
