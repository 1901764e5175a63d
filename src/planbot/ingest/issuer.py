"""The body that issued a document: stated in its title or signature, or put together from words of its text (pure)."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from planbot.ingest.lines import compact
from planbot.lexicon.load import load
from planbot.scope.issuers import Issuer, issuers
from planbot.scope.places import Place, level_of, places
from planbot.scope.years import years
from planbot.types import Level

_LEAD = re.compile(
    r"(?:关于)?(?:印发|下发|公布|发布)?[《“\s]*(?:(?:19|20)\d\d年(?:度)?|[一二][〇零○一二三四五六七八九]{3}年(?:度)?)?\s*"
)
_HEAD_LINES = 4
_NO_NAME = re.compile(r"[，。；：、《》]|^[全我本各]")
_TITLE_END = re.compile(r"关于|转发|印发|批转|(?:年度|全年|工作)?(?:工作)?(?:计划|总结|要点|方案|规划|报告)")
_DATE_AFTER = re.compile(
    r"\s*[（(]?(?:(?:19|20)\d\d|[一二][〇零○九一二三四五六七八]{3}|[*xX×_]{2,4}|20[*xX×_]{1,2})\s?年"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of one document that may tell its origin."""

    title: str
    """Its own title; empty when lost."""
    heading: str
    """The heading a collection gave it ("教育局工作要点选编第2篇"): says the kind of body, not which one. May be empty."""
    body: str
    places: tuple[Place, ...]
    issuers: tuple[Issuer, ...]


def read_words(title: str, heading: str, body: str) -> Reading:
    """Reads places and bodies once, for all that follows."""
    found = places(body)
    return Reading(title, heading, body, found, issuers(body, found))


def title_issuer(title: str) -> Issuer | None:
    """The body a title begins with, once the year is taken off: 清河镇卫生院2022年工作计划."""
    start = match.end() if (match := _LEAD.match(title)) else 0
    stop = min((year.start for year in years(title) if year.start > start), default=len(title))
    if (end := _TITLE_END.search(title, start)) is not None:
        stop = min(stop, end.start())
    for issuer in issuers(title):
        if not _chinese(issuer.name):
            return _in_english(issuer)
        begins = not title[start : issuer.start].strip() or (issuer.level == "country" and issuer.start < stop)
        if begins and not issuer.every and (issuer.place or issuer.field or issuer.level == "country"):
            return _lengthened(title, issuer, stop)
    return _organisation(title[start:stop])


def _lengthened(title: str, issuer: Issuer, stop: int) -> Issuer:
    """The name with its own tail: 区卫生局 of 区卫生局办公室2020年要点 is the office, not the bureau."""
    tail = title[issuer.end : stop]
    if tail and issuer.level != "country" and len(tail) <= 8 and tail.endswith(tuple(load("issuers")["title_ends"])):
        return Issuer(issuer.start, stop, issuer.name + tail, issuer.place, issuer.field, issuer.level)
    return issuer


def _organisation(words: str) -> Issuer | None:
    """Any other name that ends like a body's: 绿源科技有限公司. A bare kind of body (医院) is no name."""
    name = compact(words)
    lists = load("issuers")
    ends = (*lists["title_ends"], *lists["institutions"])
    if not 3 <= len(name) <= 30 or not name.endswith(ends) or name in lists["institutions"] or _NO_NAME.search(name):
        return None
    whole = [issuer for issuer in issuers(name) if issuer.end == len(name) and issuer.place]
    level: Level = whole[0].level if whole else level_of(name)
    place = name[: whole[0].start + len(whole[0].place)] if whole else ""
    return Issuer(0, len(name), name, place, "", "institution" if level == "unknown" else level)


def _chinese(name: str) -> bool:
    return re.search("[一-鿿]", name) is not None


def signature(reading: Reading) -> Issuer | None:
    """A body that has a line for itself: in the head of the document, or right above a date."""
    body = reading.body
    head = sum(len(line) + 1 for line in body.lstrip().split("\n")[:_HEAD_LINES]) + len(body) - len(body.lstrip())
    for issuer in [*reading.issuers[:8], *reversed(reading.issuers[-12:])]:
        line_start, line_end = body.rfind("\n", 0, issuer.start) + 1, body.find("\n", issuer.end)
        line_end = len(body) if line_end < 0 else line_end
        if compact(body[line_start:line_end]).strip("（）()") != compact(issuer.name) or issuer.every:
            continue
        named = issuer.place or issuer.level == "country" or not _chinese(issuer.name)
        if _DATE_AFTER.match(body, line_end) or (named and line_end <= head):
            return issuer if _chinese(issuer.name) else _in_english(issuer)
    return None


def _in_english(issuer: Issuer) -> Issuer:
    found = places(issuer.name)
    return replace(issuer, level=found[0].level, place=found[0].name) if found else issuer


@cache
def _institution() -> re.Pattern[str]:
    words = load("issuers")["first_person"]
    kinds, organs = "|".join(words["institution"]), "|".join(words["organs"])
    return re.compile(rf"[我本](?P<kind>{kinds})(?:{organs})?(?![一-鿿]{{0,1}}[长])")


def speaking_institution(body: str) -> str | None:
    """我院, 我所党支部: the body that says "we", when it does so more than twice; the longest form that recurs."""
    found = list(_institution().finditer(body))
    if len(found) < 3 or len({match["kind"] for match in found}) > 1:
        return None
    names = Counter(match.group() for match in found)
    return max((name for name, count in names.items() if count > 1), key=len, default=None)


def _topic(reading: Reading) -> str:
    """The field of administration the title or the heading names: 卫生 of 卫生局工作计划, 卫生健康 of 全省卫生健康工作要点."""
    fields = "|".join(sorted(load("issuers")["fields"], key=len, reverse=True))
    match = re.search(rf"({fields})(?=局|委|厅|部|办|工作|系统|事业)", reading.title or reading.heading)
    return match[1] if match else ""


def body_issuer(reading: Reading, level: Level) -> str | None:
    """The one body of the document's own level and field that the text names in full."""
    topic = _topic(reading)
    own = Counter(
        compact(issuer.name)
        for issuer in reading.issuers
        if issuer.field
        and issuer.place
        and not issuer.every
        and issuer.level == level
        and (not topic or _same_field(issuer.field, topic))
    )
    if len(own) != 1:
        return None
    name, count = own.popitem()
    return name if topic or count >= 3 else None


def _same_field(one: str, other: str) -> bool:
    return one[:2] == other[:2]


def composed(reading: Reading, level: Level, region: str | None) -> str | None:
    """A name put together: the place, the field and the kind of body that the text itself names (江西省 + 卫生健康 + 我委)."""
    if level not in ("province", "city", "county"):
        return None
    place = region if region and level_of(region) == level else None
    body = _bare_body(reading, level)
    if body and body[1]:
        return (place or _level_character(level, reading)) + body[0]
    return place + body[0] if body and place and not _masked_name(place) else None


def _masked_name(name: str) -> bool:
    return re.search(r"[*＊xX×_□]", name) is not None


def _bare_body(reading: Reading, level: Level) -> tuple[str, bool] | None:
    """(name without its place, does the document itself name it?)."""
    topic, words = _topic(reading), load("issuers")
    if not topic:
        return None
    for form, whole in words["composed"].items():
        if words["composed_level"].get(form, level) == level and _own_form(form).search(reading.body):
            return topic + whole, True
    bare = Counter(
        i.name
        for i in reading.issuers
        if i.field and not i.place and i.level == "unknown" and _same_field(i.field, topic)
    )
    if len(bare) == 1:
        return next(iter(bare)), True
    headed = [issuer for issuer in issuers(reading.heading) if issuer.field and not issuer.place]
    return (headed[0].name, False) if headed else None


@cache
def _own_form(form: str) -> re.Pattern[str]:
    """我委, 本局, 委直单位: words by which a document shows that its issuer is such a body."""
    attached = "|".join(load("issuers")["first_person"]["attached"])
    return re.compile(rf"[我本]{form}(?!们)|(?<![党省市县区国常工]){form}(?:{attached})")


def _level_character(level: Level, reading: Reading) -> str:
    """省, 市, 县 or 区, as the text calls its own place."""
    own = Counter(place.name[-1] for place in reading.places if place.form == "relative" and place.level == level)
    return own.most_common(1)[0][0] if own else {"province": "省", "city": "市"}.get(level, "县")
