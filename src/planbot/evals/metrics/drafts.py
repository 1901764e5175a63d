"""Is a draft fit to be handed on: invented figures, required headings, length, damaged figures (pure)."""

import re
from collections.abc import Mapping, Sequence

from planbot.evals.metrics.matching import normalised, squashed
from planbot.evals.metrics.share import Share

_UNITS = "%|‰|个百分点|万元|元|万名|万|名|人|家|所|个|座|期|例|种|类|项|年|月|日|号|小时|分钟|篇"
_FIGURE = re.compile(rf"(?<![\d.])(\d+(?:\.\d+)?)({_UNITS})?")
_MARKER = re.compile(r"\[\d{1,2}\]")
_OPEN, _CLOSE = r"[\[【(（〔]", r"[\]】)）〕]"
_SOURCE_NOTE = re.compile(rf"{_OPEN}[^\]】)）〕]{{0,40}}(?:第\d+篇|来源|出处|source)[^\]】)）〕]{{0,40}}{_CLOSE}")
_LIST_NUMBER = re.compile(r"(?m)^[\s#*>\-]*(?:[(（]?\d{1,2}[.、．)）]|[①-⑳])")
_BEFORE, _AFTER = 60, 80
"""Normalised characters around a damaged figure in which a remark on it must stand."""

Figure = tuple[str, str]
"""Digits and unit."""


def figures(text: str) -> frozenset[Figure]:
    """Every figure of ``text`` with its unit, "" where it has none."""
    return frozenset((match[1], match[2] or "") for match in _FIGURE.finditer(normalised(text)))


def invented(draft: str, allowed: Sequence[str], extra: Sequence[str] = ()) -> tuple[str, ...]:
    """Figures of the draft that stand, with their unit, in none of the texts ``allowed``; sorted.

    Markers, notes of a source and list numbers do not count; a figure without a unit may take its digits from anywhere.
    Source: WikiCrow's "cited but unsupported" (arXiv 2409.13740), narrowed to what a rule can decide.
    """
    known = frozenset[Figure]().union(*map(figures, allowed))
    digits = {number for number, _ in known} | set(extra)
    body = _LIST_NUMBER.sub("", _SOURCE_NOTE.sub("", _MARKER.sub("", draft)))
    unknown = [
        (number, unit)
        for number, unit in sorted(figures(body))
        if not (number in extra and unit in ("", "年"))
        and (((number, unit) not in known) if unit else number not in digits)
    ]
    return tuple(number + unit for number, unit in unknown)


def missing_headings(draft: str, patterns: Sequence[str]) -> tuple[str, ...]:
    """The regular expressions that match nowhere."""
    return tuple(pattern for pattern in patterns if not re.search(pattern, draft))


def forbidden_forms(draft: str, patterns: Sequence[str]) -> tuple[str, ...]:
    """The regular expressions that match somewhere, markers taken off."""
    plain = _MARKER.sub("", draft)
    return tuple(pattern for pattern in patterns if re.search(pattern, plain))


def unflagged(draft: str, flags: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Damaged figures that are used with no remark beside them."""
    text = normalised(draft)
    return tuple(bad for bad, words in flags.items() if not _flagged(text, normalised(bad), words))


def _flagged(text: str, bad: str, words: Sequence[str]) -> bool:
    at = text.find(bad)
    near = text[max(0, at - _BEFORE) : at + _AFTER]
    return at < 0 or any(normalised(word) and normalised(word) in near for word in words)


def is_short(draft: str, least: int) -> bool:
    """Fewer than ``least`` characters, white space not counted?"""
    return len(squashed(draft)) < least


def is_long(draft: str, most: int | None) -> bool:
    """More than ``most`` characters, white space and markers not counted?"""
    return most is not None and len(squashed(_MARKER.sub("", draft))) > most


def sourced(sentences: int, cited: int) -> Share:
    """Sentences of the draft that carry a source, of all of them."""
    return Share(hits=cited, of=sentences)
