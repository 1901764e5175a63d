"""A model's text, cut into whole sentences while it comes, each with the markers it carries (pure)."""

import re
from collections.abc import Iterable, Iterator

from planbot.types import Noun

_MARK = r"[\[［【(（]\s*\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\s*[\]］】)）]"
_MARKERS = re.compile(r"[\[［【]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]］】]")
_END = re.compile(
    rf"(?:[。！？；!?;]+[”’」』]?|(?<=[^\W_][^\W_])\.(?=\s)|(?<=[%\])])\.(?=\s))(?:\s*{_MARK})*\s*(?=[^\s\[［【])|\s*\n+\s*"
)
_LEAD = re.compile(r"^(?:[-*•>#\s]+|\d{1,2}[.、)）](?!\d)\s*|(?:答案|回答|答|Answer)\s*[:：]\s*)+", re.IGNORECASE)
_CLOSED = re.compile(rf"(?:[。！？；.!?;…]|{_MARK})[”’」』\s]*$")


class Sentence(Noun):
    """One sentence of the model."""

    text: str
    """Without markers and list signs."""
    cited: tuple[int, ...]
    """Numbers of its markers, each once."""


def whole_sentences(pieces: Iterable[str]) -> Iterator[Sentence]:
    """Each sentence as soon as the next one begins; the last one only if it is complete."""
    held = ""
    for piece in pieces:
        held += piece
        while end := _END.search(held):
            if sentence := _read(held[: end.end()]):
                yield sentence
            held = held[end.end() :]
    if _CLOSED.search(held) and (sentence := _read(held)):
        yield sentence


def _read(text: str) -> Sentence | None:
    numbers = [int(number) for marks in _MARKERS.findall(text) for number in re.findall(r"\d+", marks)]
    plain = _LEAD.sub("", _MARKERS.sub("", text).replace("**", "").replace("`", "").strip())
    plain = plain.rsplit(" › ", 1)[-1]  # models copy the line that names the place
    plain = re.sub(r"\s+([。；！？，.;,])", r"\1", plain).strip()
    return Sentence(text=plain, cited=tuple(dict.fromkeys(numbers))) if re.search(r"\w", plain) else None
