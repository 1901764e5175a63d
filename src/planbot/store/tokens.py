"""Text as the words that search matches: the same cut for what is indexed and what is asked (pure).

Chinese has no spaces, so text is segmented with jieba's dictionary; before that, numbers are taken out whole with their unit
or scale (``30/10万``, ``4.5个百分点``), because a segmenter would cut them apart. Runs of Han characters are also given as
character pairs, so that a word the dictionary does not know is still found.
"""

import re
import unicodedata
from functools import cache

import rjieba

from planbot.lexicon.load import load

_LONGEST = 64
"""Longer tokens (broken text, base64) are cut here: nobody asks for them and they bloat the index."""

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f]+")


@cache
def _pieces() -> re.Pattern[str]:
    """Numbers with unit, Latin words, or runs of anything else that has letters."""
    lists = load("search_tokens")
    units = "|".join(re.escape(unit) for unit in sorted(lists["units"], key=len, reverse=True))
    scales = "|".join(re.escape(scale) for scale in sorted(lists["scales"], key=len, reverse=True))
    figure = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)*"
    return re.compile(
        rf"(?P<number>{figure})(?P<unit>/(?:{scales}|{figure}(?:{units})?)|(?:{units})(?![a-z]))?"
        r"|(?P<latin>[a-z\u00c0-\u024f][a-z0-9\u00c0-\u024f]*)"
        r"|(?P<other>[^\W\d_a-z\u00c0-\u024f]+)"
    )


def folded(text: str) -> str:
    """Compatibility forms made equal (full-width digits, ㈠, ﬁ) and case folded; offsets do not survive."""
    return unicodedata.normalize("NFKC", text).casefold()


def tokens(text: str) -> list[str]:
    """The words of ``text`` in order, repeats kept; a number is given with its unit and once more without it.

    Punctuation gives nothing, so text without letters or digits gives ``[]``.
    """
    found: list[str] = []
    for piece in _pieces().finditer(folded(text)):
        if piece["number"] is not None:
            number = piece["number"].replace(",", "")
            found.append(number[:_LONGEST])
            if piece["unit"]:
                found.append((number + piece["unit"])[:_LONGEST])
        elif piece["latin"] is not None:
            found.append(piece.group()[:_LONGEST])
        else:
            found.extend(word[:_LONGEST] for word in rjieba.cut_for_search(piece.group()))
    return found


def pairs(text: str) -> list[str]:
    """Each two neighbouring Han characters of ``text``; a Han character that stands alone is given as it is."""
    found: list[str] = []
    for run in _HAN.findall(folded(text)):
        found.extend([run] if len(run) == 1 else [run[i : i + 2] for i in range(len(run) - 1)])
    return found
