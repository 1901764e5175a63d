"""Which sentences ask for something to be done (pure)."""

import re
from functools import cache

from planbot.ledger.view import View
from planbot.ledger.words import alternatives
from planbot.lexicon.load import load

_MARK = r"(?:[(]?[一二三四五六七八九十]{1,3}[)、.]|[(]?\d{1,3}[)、.]|[一二三四五六七八九十]是|[①-⑳]|同时|此外|并|今后|今年)?,?\s*"


@cache
def _opening() -> re.Pattern[str]:
    verbs = alternatives([verb for verb in load("assignments")["task_verbs"] if len(verb) > 1])
    return re.compile(rf"(?:^{_MARK}|,)(?:{verbs})")


_ASKED = re.compile(
    r"(?:必须|应当|不得|务必|(?<![主重需只就还])要(?!求|素|点|闻|害|紧)|应(?=[\u4e00-\u9fff]{2})(?!急|对|用|届|该说)|须)"
)


def asks(view: View) -> bool:
    """Does a clause of the sentence open with a verb of doing, or tell somebody to?"""
    text = view.text
    return (
        len(text) >= 6
        and not text.endswith(":")
        and (_opening().search(text) is not None or _ASKED.search(text) is not None)
    )
