"""Questions to begin with, made from what the home holds (pure)."""

from planbot.types import Document, Kind, Part
from planbot.ui.words import Words

_PLANS: tuple[Kind, ...] = ("plan", "key_points", "scheme")


def examples(documents: tuple[Document, ...], words: Words, limit: int = 4) -> tuple[str, ...]:
    """Up to ``limit`` questions over different documents; each names a title the home really holds."""
    titled = [part for document in documents for part in document.parts if part.title]
    plans = [part for part in titled if part.kind in _PLANS] or titled
    forms = tuple(words.under("examples").values())
    spread = plans[:: max(1, len(plans) // limit)]
    questions = (forms[n % len(forms)].format(title=_title(part)) for n, part in enumerate(spread))
    return tuple(dict.fromkeys(questions))[:limit]


def _title(part: Part) -> str:
    return " ".join((part.title or "").split())[:60]
