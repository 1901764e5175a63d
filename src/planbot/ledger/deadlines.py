"""By when: the date phrases of plan text (pure)."""

import re
from functools import cache, lru_cache

from planbot.ledger.words import alternatives
from planbot.lexicon.load import load

_YEAR = r"(?:20\d{2}|20[*xX×_]{1,2}|[*×xX_]{2,4})年"
_NUMERAL = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}|元)"


@cache
def _pattern() -> re.Pattern[str]:
    words = alternatives(load("targets")["time"]["words"])
    month = rf"{_NUMERAL}月(?:份|{_NUMERAL}[日号]|底|末|中旬|上旬|下旬|初)?"
    part = rf"(?:{month}|第?[一二三四1-4]季度|[上下]半年|年?[底末]|年?初(?!步)|底)"
    edge = r"(?:之?前|以前|底前|末前|底|末|内|期间|年中)?"
    period = r"“?十[一二三四五六]五”?(?:规划)?(?:期间|末期?|时期|期末)"
    return re.compile(
        rf"(?:到|至|在|于|力争|确保)?(?P<date>{_YEAR}(?:{part})?{edge}"
        rf"|(?:每年)?{month}{edge}|{words}(?:{month}|第?[一二三四]季度)?{edge}|{period}|(?:未来|今后)?(?:\d+-)?(?:[一二三四五两]|\d{{1,2}})年(?:内|左右)"
        rf"|[上下]半年{edge}|\d+个?(?:工作日|月|天)内)"
    )


_SOME_DATE = re.compile("[年月季期底末日天前]")
_BEFORE = re.compile(r"(?:较|比|与|同|从|自|由|超过|高于)$")
_AFTER = re.compile(
    r"(?:末|底)?(?:的)?(?:基础上|相比|同期|水平|以来|起|的?[\d.]+%?[元%‰]|工作|年度|目标责任|全省|要点|度)"
)


@lru_cache(maxsize=4096)
def dates(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of date phrases that can be deadlines, in order; years compared with are left out."""
    if not _SOME_DATE.search(text):
        return ()
    found: list[tuple[int, int]] = []
    for match in _pattern().finditer(text):
        start, end = match.span("date")
        if _BEFORE.search(text, max(0, start - 2), start) or _AFTER.match(text, end):
            continue
        if text[max(0, start - 1) : start] in ("每", "近", "前", "第", "满"):
            continue
        found.append((start, end))
    return tuple(found)


def is_exact(date: str) -> bool:
    """Names a day, month, half or quarter, or an end (年底前), not just the plan's own year (今年, 全年)."""
    return date not in ("今年", "全年", "本年度", "明年")
