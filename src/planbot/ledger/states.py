"""Statements without a figure that can still be checked: full coverage, direction, comparison, absence, dated completion (pure)."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from planbot.ledger import subjects
from planbot.ledger.deadlines import dates, is_exact
from planbot.ledger.statement import Nature, Statement
from planbot.ledger.view import clauses, masked
from planbot.ledger.words import alternatives
from planbot.ledger.wording import PUNCTUATION, table, wording
from planbot.types import Comparator


def states(text: str, taken: list[tuple[int, int]], context: str = "") -> list[Statement]:
    """Statements without a figure in the clauses of a sentence that hold none of the ``taken`` spans."""
    shown = masked(text)
    found: list[Statement] = []
    dated: list[tuple[int, int]] = dates(shown)
    for clause in clauses(text):
        if any(s < clause[1] and clause[0] < e for s, e in taken):
            continue
        for stated in _state(text, shown, clause, dated):
            found.append(replace(stated, indicator=subjects.completed(stated.indicator, context + text[: clause[0]])))
    return found


def _state(text: str, shown: str, clause: tuple[int, int], dated: list[tuple[int, int]]) -> Iterator[Statement]:
    for read in (_coverage, _relative, _direction, _zero):
        if (stated := read(text, shown, clause)) is not None:
            yield stated
            return
    if (stated := _dated(text, shown, clause, dated)) is not None:
        yield stated


@cache
def _coverage_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = table("coverage")
    full = re.compile(
        rf"(?<![健、])(?:{alternatives(words['full'])})(?!、|的(?!目标|要求|任务))|覆盖(?:全部|所有|全体)(?P<who>[^,;。]{{1,12}}?)(?:的|$|,)"
    )
    every = re.compile(rf"(?:{alternatives(words['all'])})(?![\u4e00-\u9fff]{{0,1}}制)")
    done = re.compile(rf"(?:{alternatives(words['done'])})")
    return full, every, done, re.compile(alternatives(words["result"]))


def _coverage(text: str, shown: str, clause: tuple[int, int]) -> Statement | None:
    full, every, done, result = _coverage_words()
    if (match := full.search(shown, *clause)) is not None:
        return _covering(text, clause, match)
    match = every.search(shown, *clause)
    if match is None or _GROUNDS.match(shown, clause[0]):
        return None
    opening, words = shown[clause[0] : match.start()], shown[clause[0] : clause[1]]
    finished = re.search("(?:完成|实现|做到)(?:对)?[^,]{0,12}$", opening) and match.group() in ("全部", "所有")
    if finished or (
        done.search(shown, match.end(), clause[1]) and (result.search(opening) or re.search("免费|全部", words))
    ):
        return _covering(text, clause, match)
    return None


_GROUNDS = re.compile("根据|按照|依据|针对|结合|围绕|参照|随着")


def _covering(text: str, clause: tuple[int, int], match: re.Match[str]) -> Statement | None:
    start, begin = subjects.begin_of(text, *clause)
    begin = min(begin, match.start())
    if match.groupdict().get("who") and (what := text[match.end() : clause[1]].strip(PUNCTUATION)):
        return _stated(
            "coverage",
            (min(start, match.start()), clause[1]),
            f"{what}{match['who']}覆盖率",
            "=",
            match.group().rstrip("的,"),
            clause,
            100.0,
        )
    named = (
        text[begin : match.start()] + text[match.end() : clause[1]]
        if not match.group().startswith("覆盖")
        else text[begin : clause[1]]
    )
    indicator = re.sub("等?(?:实现|达到|做到)?$", "", named.strip(PUNCTUATION)) + "覆盖率"
    if len(indicator) <= 4:
        return None
    stop = match.end() if match.group() in table("coverage", "full") else clause[1]
    return _stated(
        "coverage", (min(start, match.start()), stop), indicator, "=", text[match.start() : match.end()], clause, 100.0
    )


@cache
def _relative_words() -> re.Pattern[str]:
    words = table("relative")
    return re.compile(
        rf"(?P<sign>(?:要)?(?:{alternatives(words['verbs'])}))(?:在)?(?P<reference>(?:明显)?(?:低于|高于)?[^,;。]{{0,20}}?(?:{alternatives(words['levels'])}))"
    )


def _relative(text: str, shown: str, clause: tuple[int, int]) -> Statement | None:
    match = _relative_words().search(shown, *clause)
    if match is None:
        return None
    subject = text[clause[0] : match.start()]
    tail = wording().tail.search(subject)
    subject = subject[: tail.start()] if tail else subject
    start, begin = subjects.begin_of(text, clause[0], clause[0] + len(subject))
    name = text[begin : clause[0] + len(subject)].strip(PUNCTUATION)
    if len(name) < 2 or not subjects.is_measurable(name):
        return None
    sign = _relative_sign(match["sign"].removeprefix("要"), match["reference"])
    reference = re.sub("^(?:明显)?(?:低于|高于)", "", match["reference"])
    return _stated("relative", (start, match.end()), name, sign, match["reference"], clause, None, reference)


def _relative_sign(sign: str, reference: str) -> Comparator:
    if "低于" in reference[:4]:
        return "<"
    if "高于" in reference[:4]:
        return ">"
    words = table("relative")
    return next(
        (mark for key, mark in (("ge", ">="), ("le", "<="), ("gt", ">"), ("lt", "<")) if sign in words[key]), ">="
    )  # type: ignore[return-value]


@cache
def _direction_words() -> tuple[re.Pattern[str], dict[str, Comparator]]:
    words = table("direction")
    signs: dict[str, Comparator] = {}
    for key, sign in (("le", "<="), ("ge", ">="), ("increase", "increase"), ("decrease", "decrease")):
        signs |= dict.fromkeys(words[key], sign)
    pattern = rf"(?P<subject>[^,;。、]{{0,30}}(?:{alternatives(words['heads'])}))(?:总体|基本|力争|要|保持|实现|明显|有效|均|都|全面|稳定|得到)*(?P<word>{alternatives(signs)})(?=$|[,;。:]|的(?:目标|态势))"
    return re.compile(pattern), signs


def _direction(text: str, shown: str, clause: tuple[int, int]) -> Statement | None:
    pattern, signs = _direction_words()
    match = pattern.search(shown, clause[0], clause[1])
    if match is None or (match.end() < clause[1] and text[match.end()] != "的"):
        return None
    start, begin = subjects.begin_of(text, match.start("subject"), match.end("subject"))
    name = text[begin : match.end("subject")]
    if len(name) < 2:
        return None
    value_text = text[match.end("subject") : match.end("word")]
    return _stated("direction", (start, match.end("word")), name, signs[match["word"]], value_text, clause, None)


@cache
def _zero_words() -> re.Pattern[str]:
    words = table("zero")
    return re.compile(
        rf"(?:{alternatives(words['words'])})(?P<what>[^,;。]{{0,16}}?(?:{alternatives(words['events'])}))(?:的?(?:再次)?发生)?$"
    )


def _zero(text: str, shown: str, clause: tuple[int, int]) -> Statement | None:
    match = _zero_words().search(shown[: clause[1]], clause[0])
    if match is None or (match.group()[0] == "无" and not wording().commitment.search(shown, clause[0], match.start())):
        return None
    return _stated("zero", (match.start(), match.end()), f"{match['what']}数", "=", match.group()[:2], clause, 0.0)


def _dated(text: str, shown: str, clause: tuple[int, int], dated: list[tuple[int, int]]) -> Statement | None:
    """力争7月1日前启动, 年底前按期投用; also the clause after one that is only a date."""
    here = [span for span in dated if clause[0] <= span[0] < clause[1]]
    before = [span for span in dated if span[0] < clause[0] and not here]
    if not here and not (before and _only_a_date(text, before[-1], clause[0])):
        return None
    date = (here or before)[-1]
    exact = is_exact(text[date[0] : date[1]])
    verbs = wording().milestone if exact else wording().milestone_year
    after = max(date[1], clause[0])
    verb = verbs.search(shown, after, clause[1]) or (
        re.search("(?:实现|达到|完成)?(?:通车|投用|达标)$", shown[clause[0] : date[0]]) and date
    )
    if (
        not verb
        or shown[after : after + 1] in ("是", "为")
        or text[: clause[1]].endswith("基础上")
        or (not exact and isinstance(verb, re.Match) and verb.start() - after > 6)
        or (here and _is_bare_year(text, date, shown[after : clause[1]]))
    ):
        return None
    start = subjects.begin_of(text, clause[0], clause[1])[0] if here else date[0]
    start = min(start, date[0])
    opening = re.sub(r"(?:要|在|于|到|将)+$", "", text[start : date[0]].strip(PUNCTUATION)) if here else ""
    name = re.sub(
        r"力争|争取|确保|务求|^(?:到|在|要|于|按期|前)+", "", opening + text[after : clause[1]].strip(PUNCTUATION)
    )
    return _stated(
        "dated",
        (start, clause[1]),
        f"{name}时间",
        "done_by",
        text[date[0] : clause[1]].strip(PUNCTUATION),
        clause,
        None,
    )


def _only_a_date(text: str, date: tuple[int, int], clause_start: int) -> bool:
    """The date stands in the clause right before, with hardly a word besides."""
    rest = text[date[1] : clause_start].strip(PUNCTUATION)
    return len(rest) <= 2


def _is_bare_year(text: str, date: tuple[int, int], after: str) -> bool:
    """2024年 as the name of the plan's own year, followed by a noun: 2024年工作计划."""
    return (
        bool(re.fullmatch(r"20\d\d年", text[date[0] : date[1]]))
        and text[date[0] - 1 : date[0]] not in ("到", "至", "在")
        and not re.match(r"(?:将|要|力争|计划|拟|全面|基本|逐步|完成|建成|启动|实现|新|在|内)", after)
    )


def _stated(
    nature: Nature,
    span: tuple[int, int],
    indicator: str,
    comparator: Comparator,
    value_text: str,
    clause: tuple[int, int],
    value: float | None,
    base: str | None = None,
) -> Statement:
    unit = "%" if nature == "coverage" else "起" if nature == "zero" else ""
    return Statement(span[0], span[1], indicator, comparator, value, unit, value_text, nature, base, clause=clause)
