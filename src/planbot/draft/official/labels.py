"""Printed numbers as Word counts them: "（三）" is form chineseCountingThousand, text "（%）", value 3 (pure)."""

import re
from typing import NamedTuple

from planbot.ingest.numerals import value_of
from planbot.ingest.readers.docx_labels import spelled

_NUMERAL = re.compile(r"[一二三四五六七八九十百零〇]+|\d{1,6}|[①-⑳]|[⑴-⒇]|[⒈-⒛]|[㈠-㈩]")
_FORMS = (
    ("①", "⑳", "decimalEnclosedCircle"),
    ("⑴", "⒇", "decimalEnclosedParen"),
    ("⒈", "⒛", "decimalEnclosedFullstop"),
    ("㈠", "㈩", "ideographParenthesized"),
    ("0", "9", "decimal"),
)
_CHINESE = "chineseCountingThousand"


class NumberForm(NamedTuple):
    """How a level of a list prints its number."""

    form: str
    """ST_NumberFormat of ECMA-376 part 1, 17.18.59."""
    before: str
    after: str
    """Text around the numeral, white space left out."""
    space: bool
    """A space follows the number."""


class Number(NamedTuple):
    """A printed number taken apart."""

    form: NumberForm
    value: int


STANDARD = (
    NumberForm(_CHINESE, "", "、", space=False),
    NumberForm(_CHINESE, "（", "）", space=False),
    NumberForm("decimal", "", ".", space=False),
    NumberForm("decimal", "（", "）", space=False),
)
"""The levels of GB/T 9704-2012, 7.3.3, the outermost first."""


def number_of(label: str) -> Number | None:
    """``label`` as form and value; None when Word cannot count it (1.1, 十廿, no number at all)."""
    printed = label.strip(" \u3000\xa0")
    found = _NUMERAL.findall(printed)
    if len(found) != 1:
        return None
    before, _, after = printed.partition(found[0])
    form = next((name for first, last, name in _FORMS if first <= found[0][0] <= last), _CHINESE)
    value = value_of(found[0])
    if "%" in label or spelled(value, form) != found[0]:
        return None
    return Number(NumberForm(form, before, after, label[-1].isspace()), value)


def level_of(form: NumberForm) -> int | None:
    """The level of the standard (from 1) that numbers are of this form; None for another form."""
    bare = form._replace(space=False)
    return STANDARD.index(bare) + 1 if bare in STANDARD else None
