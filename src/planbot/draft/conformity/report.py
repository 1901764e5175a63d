"""What the conformity check finds (pure)."""

from functools import cache
from typing import Literal

from planbot.lexicon.load import load
from planbot.types import Noun


class ConformityFinding(Noun):
    """One departure from the standard at one place."""

    code: str
    """A key of ``findings`` in lexicon/conformity.toml."""
    severity: Literal["departure", "advice"]
    """``departure``: the clause says otherwise; ``advice``: common practice, the standard leaves it open."""
    clause: str
    """Of GB/T 9704-2012; empty where the standard is silent."""
    message: str
    paragraph: int | None
    """Place among all paragraphs of the body outside tables, empty ones too, counted from 1; None for the page as a whole."""
    excerpt: str
    """Beginning of the paragraph with its automatic number, or the words concerned."""
    expected: str
    found: str


class ConformityReport(Noun):
    """All findings in the order of the document, those about the page first."""

    file: str
    standard: str = "GB/T 9704-2012"
    paragraphs: int
    """Paragraphs with text that were looked at."""
    findings: tuple[ConformityFinding, ...]


_EXCERPT = 30
Language = Literal["zh", "en"]


Severity = Literal["departure", "advice"]


class Place(Noun):
    """Where something was found."""

    paragraph: int | None = None
    text: str = ""


class _Stated(Noun):
    """What a code stands for, as lexicon/conformity.toml has it."""

    clause: str
    severity: Severity
    zh: str
    en: str


def finding(code: str, place: Place, expected: str, found: str) -> ConformityFinding:
    """A finding with its message in English; ``told`` gives it in Chinese."""
    stated = _stated()[code]
    excerpt = place.text if len(place.text) <= _EXCERPT else place.text[:_EXCERPT] + "…"
    return ConformityFinding(
        code=code,
        severity=stated.severity,
        clause=stated.clause,
        message=stated.en,
        paragraph=place.paragraph,
        excerpt=excerpt,
        expected=expected,
        found=found,
    )


def told(found: ConformityFinding, language: Language) -> ConformityFinding:
    """The finding with its message in this language."""
    stated = _stated()[found.code]
    return found.model_copy(update={"message": stated.zh if language == "zh" else stated.en})


@cache
def _stated() -> dict[str, _Stated]:
    return {code: _Stated(**entry) for code, entry in load("conformity")["findings"].items()}
