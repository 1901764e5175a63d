"""Statements without a figure that can still be checked: full coverage, direction, comparison, absence, dated completion (pure)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from planbot.ledger import subjects
from planbot.ledger.deadlines import dates, is_exact
from planbot.ledger.statement import Nature, Statement
from planbot.ledger.view import clauses, masked
from planbot.ledger.wording import PUNCTUATION, table, wording
from planbot.ledger.words import alternatives
from planbot.types import Comparator


@dataclass(frozen=True, slots=True)
class _Clause:
    """A clause in its sentence; ``shown`` is the sentence with quoted names blanked, for finding words."""

    text: str
    shown: str
    start: int
    end: int

    @property
    def words(self) -> str:
        """The clause with quoted names blanked."""
        return self.shown[self.start : self.end]

    def search(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The first match inside the clause."""
        return pattern.search(self.shown, self.start, self.end)

    def said(self, nature: Nature, span: tuple[int, int], indicator: str, sign: Comparator, words: str) -> Statement:
        """A statement of this clause; values and bases are added by whoever knows them."""
        unit, value = {"coverage": ("%", 100.0), "zero": ("起", 0.0)}.get(nature, ("", None))
        clause = (self.start, self.end)
        return Statement(span[0], span[1], indicator, sign, value, unit, words, nature, clause=clause)


def states(text: str, taken: list[tuple[int, int]], context: str = "") -> list[Statement]:
    """Statements without a figure in the clauses of a sentence that hold none of the ``taken`` spans."""
    shown = masked(text)
    found: list[Statement] = []
    dated = dates(shown)
    for start, end in clauses(text):
        if any(s < end and start < e for s, e in taken):
            continue
        for stated in _state(_Clause(text, shown, start, end), dated):
            found.append(replace(stated, indicator=subjects.completed(stated.indicator, context + text[:start])))
    return found


def _state(clause: _Clause, dated: tuple[tuple[int, int], ...]) -> Iterator[Statement]:
    for read in (_coverage, _relative, _direction, _zero):
        if (stated := read(clause)) is not None:
            yield stated
            return
    if (stated := _dated(clause, dated)) is not None:
        yield stated


@cache
def _coverage_words() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    words = table("coverage")
    full = rf"(?<![健、])(?:{alternatives(words['full'])})(?!、|的(?!目标|要求|任务))"
    who = r"覆盖(?:全部|所有|全体)(?P<who>[^,;。]{1,12}?)(?:的|$|,)"
    every = rf"(?:{alternatives(words['all'])})(?![\u4e00-\u9fff]?制)"
    done, result = alternatives(words["done"]), alternatives(words["result"])
    return re.compile(f"{full}|{who}"), re.compile(every), re.compile(done), re.compile(result)


_GROUNDS = re.compile("根据|按照|依据|针对|结合|围绕|参照|随着")


def _coverage(clause: _Clause) -> Statement | None:
    """实现全覆盖; 覆盖所有县; 全部通过招标采购; 保证每名儿童及时接种."""
    full, every, done, result = _coverage_words()
    if (match := clause.search(full)) is not None:
        return _covering(clause, match)
    match = clause.search(every)
    if match is None or _GROUNDS.match(clause.words):
        return None
    opening = clause.shown[clause.start : match.start()]
    finished = match.group() in ("全部", "所有") and re.search("(?:完成|实现|做到)(?:对)?[^,]{0,12}$", opening)
    promised = result.search(opening) or re.search("免费|全部", clause.words)
    if finished or (promised and done.search(clause.shown, match.end(), clause.end)):
        return _covering(clause, match)
    return None


def _covering(clause: _Clause, match: re.Match[str]) -> Statement | None:
    text, end = clause.text, clause.end
    start, begin = subjects.begin_of(text, clause.start, end)
    start, begin = min(start, match.start()), min(begin, match.start())
    if match["who"] if "who" in match.re.groupindex else None:
        named = (text[match.end() : end].strip(PUNCTUATION) or text[begin : match.start()].strip(PUNCTUATION)) + match[
            "who"
        ]
        return clause.said("coverage", (start, end), f"{named}覆盖率", "=", match.group().rstrip("的,"))
    named = re.sub(
        "等?(?:实现|达到|做到)?$", "", (text[begin : match.start()] + text[match.end() : end]).strip(PUNCTUATION)
    )
    stop = match.end() if match.group() in table("coverage", "full") else end
    return clause.said("coverage", (start, stop), f"{named}覆盖率", "=", match.group()) if len(named) > 1 else None


@cache
def _relative_words() -> re.Pattern[str]:
    words = table("relative")
    verbs, levels = alternatives(words["verbs"]), alternatives(words["levels"])
    return re.compile(
        rf"(?:要)?(?P<sign>{verbs})(?:在)?(?P<reference>(?:明显)?(?:低于|高于)?[^,;。]{{0,20}}?(?:{levels}))"
    )


def _relative(clause: _Clause) -> Statement | None:
    """控制在3年平均水平; 明显低于居民收入的增长幅度."""
    match = clause.search(_relative_words())
    if match is None:
        return None
    subject = clause.text[clause.start : match.start()]
    tail = wording().tail.search(subject)
    stop = clause.start + (tail.start() if tail else len(subject))
    start, begin = subjects.begin_of(clause.text, clause.start, stop)
    name = clause.text[begin:stop].strip(PUNCTUATION)
    if len(name) < 2 or not subjects.is_measurable(name):
        return None
    sign = _relative_sign(match["sign"], match["reference"])
    reference = re.sub("^(?:明显)?(?:低于|高于)", "", match["reference"])
    return replace(clause.said("relative", (start, match.end()), name, sign, match["reference"]), baseline=reference)


def _relative_sign(sign: str, reference: str) -> Comparator:
    words = table("relative")
    signs: tuple[tuple[str, Comparator], ...] = (("ge", ">="), ("le", "<="), ("gt", ">"), ("lt", "<"))
    if "低于" in reference[:4]:
        return "<"
    if "高于" in reference[:4]:
        return ">"
    found: list[Comparator] = [mark for key, mark in signs if sign in words[key]]
    return found[0] if found else ">="


@cache
def _direction_words() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, Comparator]]:
    """A cheap test for any of the words, the whole pattern, and what the words mean."""
    words = table("direction")
    signs: dict[str, Comparator] = {}
    keys: tuple[tuple[str, Comparator], ...] = (
        ("le", "<="),
        ("ge", ">="),
        ("increase", "increase"),
        ("decrease", "decrease"),
    )
    for key, sign in keys:
        signs |= dict.fromkeys(words[key], sign)
    subject = rf"(?P<subject>[^,;。、]{{0,30}}(?:{alternatives(words['heads'])}))"
    between = "(?:总体|基本|力争|要|保持|实现|明显|有效|均|都|全面|稳定|得到)*"
    word = alternatives(signs)
    whole = re.compile(rf"{subject}{between}(?P<word>{word})(?=$|[,;。:]|的(?:目标|态势))")
    return re.compile(word), whole, signs


def _direction(clause: _Clause) -> Statement | None:
    """总住院率总体不升; 参合率稳中有升."""
    some_word, pattern, signs = _direction_words()
    match = clause.search(some_word) and clause.search(pattern)
    if match is None or (match.end() < clause.end and clause.text[match.end()] != "的"):
        return None
    start, begin = subjects.begin_of(clause.text, match.start("subject"), match.end("subject"))
    name = clause.text[begin : match.end("subject")]
    if len(name) < 2:
        return None
    words = clause.text[match.end("subject") : match.end("word")]
    return clause.said("direction", (start, match.end("word")), name, signs[match["word"]], words)


@cache
def _zero_words() -> re.Pattern[str]:
    words = table("zero")
    event = alternatives(words["events"])
    return re.compile(rf"(?:{alternatives(words['words'])})(?P<what>[^,;。]{{0,16}}?(?:{event}))(?:的?(?:再次)?发生)?$")


def _zero(clause: _Clause) -> Statement | None:
    """杜绝医疗责任事故; 不发生重特大火灾."""
    match = _zero_words().search(clause.shown[: clause.end], clause.start)
    if match is None:
        return None
    if match.group()[0] == "无" and not wording().commitment.search(clause.shown, clause.start, match.start()):
        return None
    return clause.said("zero", match.span(), f"{match['what']}数", "=", match.group()[:2])


def _dated(clause: _Clause, dated: tuple[tuple[int, int], ...]) -> Statement | None:
    """力争7月1日前启动, 年底前按期投用; also the clause after one that is only a date."""
    here = [span for span in dated if clause.start <= span[0] < clause.end]
    before = [span for span in dated if span[0] < clause.start and not here]
    if not here and not (before and _only_a_date(clause, before[-1])):
        return None
    date = (here or before)[-1]
    after = max(date[1], clause.start)
    if not _is_milestone(clause, date, after, bool(here)):
        return None
    text = clause.text
    start = min(subjects.begin_of(text, clause.start, clause.end)[0] if here else date[0], date[0])
    opening = re.sub(r"(?:要|在|于|到|将)+$", "", text[start : date[0]].strip(PUNCTUATION)) if here else ""
    name = opening + text[after : clause.end].strip(PUNCTUATION)
    name = re.sub(r"力争|争取|确保|务求|^(?:到|在|要|于|按期|前)+", "", name)
    if len(name) <= _ONLY_A_VERB:
        name = _object_before(clause) + name
    return clause.said(
        "dated", (start, clause.end), f"{name}时间", "done_by", text[date[0] : clause.end].strip(PUNCTUATION)
    )


_ONLY_A_VERB = 4
"""Characters of a name that holds no more than what is done (开工建设): what it is done to stands a clause earlier."""


def _object_before(clause: _Clause) -> str:
    earlier = re.split("[,;。:]", clause.text[: clause.start].rstrip(PUNCTUATION))[-1]
    _, begin = subjects.begin_of(earlier, 0, len(earlier))
    return re.sub("(?:工作|进度|建设)$", "", earlier[begin:])


_SPOKEN = re.compile(r"将|要|力争|计划|拟|全面|基本|逐步|完成|建成|启动|实现|新|在|内")


def _is_milestone(clause: _Clause, date: tuple[int, int], after: int, here: bool) -> bool:
    """A finished step follows the date; the plan's own year (2024年, 今年) needs it at once."""
    words = clause.shown[after : clause.end]
    if words.startswith(("是", "为")) or clause.words.endswith("基础上"):
        return False
    exact = is_exact(clause.text[date[0] : date[1]])
    verb = (wording().milestone if exact else wording().milestone_year).search(words)
    if verb is None or (not exact and verb.start() > 6):
        return False
    bare = re.fullmatch(r"20\d\d年", clause.text[date[0] : date[1]])
    introduced = clause.text[date[0] - 1 : date[0]] in ("到", "至", "在")
    return not (here and bare) or introduced or _SPOKEN.match(words) is not None


def _only_a_date(clause: _Clause, date: tuple[int, int]) -> bool:
    """The date stands in the clause right before, with hardly a word besides."""
    return len(clause.text[date[1] : clause.start].strip(PUNCTUATION)) <= 2
