"""The thinking aloud of reasoning models, taken out of their answer as it streams (pure)."""

import re

_OPEN = re.compile(r"<(think|thinking|thought|reasoning|reflection)>", re.IGNORECASE)
_CLOSE = re.compile(r"</(think|thinking|thought|reasoning|reflection)>", re.IGNORECASE)
_LONGEST_TAG = len("</reflection>")
_REASONING_MODEL = re.compile(r"(?i)(?:^|[-_/:.])(?:r1|qwq|thinking|reasoner|reasoning|magistral)(?:$|[-_:.\d])")


def begins_by_reasoning(model: str) -> bool:
    """Is the model one whose template opens the thinking itself, so that only its end shows in the text?"""
    return bool(_REASONING_MODEL.search(model))


class WithoutReasoning:
    """Feed it pieces of text; it gives back what is no reasoning, as soon as that is certain."""

    def __init__(self, *, inside: bool = False) -> None:
        """``inside``: the text may begin in the middle of the reasoning. It is then held until that ends, or until the end of all."""
        self._held = ""
        self._inside = inside
        self._opened = False

    def feed(self, piece: str) -> str:
        """The part of the text so far that can be shown and was not given before."""
        self._held += piece
        shown = ""
        while True:
            mark = (_CLOSE if self._inside else _OPEN).search(self._held)
            if mark is None:
                return shown + self._settled()
            if not self._inside:
                shown += self._held[: mark.start()]
            self._opened = True
            self._held = self._held[mark.end() :]
            self._inside = not self._inside

    def rest(self) -> str:
        """What is left when the stream is over: reasoning that was never closed is dropped, an answer without any is given whole."""
        held, self._held = self._held, ""
        return "" if self._inside and self._opened else held

    def _settled(self) -> str:
        """What cannot be the beginning of a tag any more."""
        if self._inside:
            if _OPEN.match(self._held.lstrip()):
                self._opened = True
            return ""
        cut = self._held.rfind("<", max(0, len(self._held) - _LONGEST_TAG))
        cut = len(self._held) if cut < 0 else cut
        shown, self._held = self._held[:cut], self._held[cut:]
        return shown
