"""Questions to begin with, made from what the home holds (pure)."""

import re
from itertools import chain, zip_longest

from planbot.types import Document, Kind, Part
from planbot.ui.words import Words

_PLANS: tuple[Kind, ...] = ("plan", "key_points", "scheme")
_MASKED = re.compile(r"[*＊×]|xx|XX")
_LONGEST = 40


def examples(documents: tuple[Document, ...], words: Words, limit: int = 4) -> tuple[str, ...]:
    """Up to ``limit`` questions, spread over the documents, plans first; each names a title that stands in the home."""
    spread = chain.from_iterable(zip_longest(*(document.parts for document in documents)))
    titled = [part for part in spread if part and _askable(part)]
    plans = [part for part in titled if part.kind in _PLANS] + [part for part in titled if part.kind not in _PLANS]
    titles = list(dict.fromkeys(_title(part) for part in plans))[:limit]
    forms = tuple(words.under("examples").values())
    return tuple(forms[n % len(forms)].format(title=title) for n, title in enumerate(titles))


def _askable(part: Part) -> bool:
    return bool(part.title) and len(_title(part)) <= _LONGEST and not _MASKED.search(_title(part))


def _title(part: Part) -> str:
    return "".join((part.title or "").split("\n")).strip()
