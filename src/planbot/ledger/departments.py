"""Organisations in running text: where they are named, and which body each name means (pure)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from planbot.ledger.bodies import NO_ALIASES, concerns, expansions, is_proper, kind_of, known, parents, resolve
from planbot.ledger.numbers import flat
from planbot.ledger.words import alternatives
from planbot.lexicon.load import load

__all__ = ["Mention", "concerns", "declared", "expansions", "find", "kind_of", "mentions", "parents", "resolve"]

_WINDOW = 14
_MARKS = r"\s,;:。.!?、\"'“”‘’<>《》\[\]【】#|"


@dataclass(frozen=True, slots=True)
class Mention:
    """A body named at ``[start, end)``."""

    start: int
    end: int
    name: str
    """As printed, half-width."""
    canonical: str
    kind: str | None
    """Department without level, or kind of institution; None when the word list does not know it."""


@dataclass(frozen=True, slots=True)
class _Words:
    names: re.Pattern[str]
    not_bodies: frozenset[str]
    needs_name: frozenset[str]
    suffixes: frozenset[str]
    border: re.Pattern[str]
    open_border: re.Pattern[str]
    lead: re.Pattern[str]
    self: frozenset[str]
    short_list: re.Pattern[str]


@lru_cache(maxsize=16)
def _words(extra: tuple[str, ...]) -> _Words:
    data = load("organisations")
    opened = data["open"]
    forms = [
        form for form in known().by_form if not (form[0] == "各" and "(" not in form and form[1:] in known().by_form)
    ]
    names = {*forms, *opened["suffixes"], *opened["self"], *opened["not_names"], *opened["not_bodies"], *extra}
    short = alternatives(data["short"])
    verbs = [verb for verb in load("assignments")["task_verbs"] if len(verb) > 1 and verb not in opened["modifiers"]]
    return _Words(
        names=re.compile(alternatives(names)),
        not_bodies=frozenset(opened["not_bodies"]) | frozenset(opened["not_names"]),
        needs_name=frozenset(opened["needs_name"]),
        suffixes=frozenset(opened["suffixes"]) - set(known().by_form),
        border=_border([*opened["borders"], *verbs]),
        open_border=_border(opened["borders"]),
        lead=re.compile(f"(?:{alternatives([*opened['all_of'], *data['levels']])})$"),
        self=frozenset(opened["self"]),
        short_list=re.compile(
            rf"(?:{short})(?:[、和与及](?:{short}))*(?:、|等)?(?:各|相关|有关|[二三四五六七八九十]个?)*部门"
        ),
    )


def _border(border_words: Iterable[str]) -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives(border_words)}|[{_MARKS}]|[()](?![市区、)])|[0-9]+[家所个名%])")


@cache
def _short_name() -> re.Pattern[str]:
    return re.compile(alternatives(load("organisations")["short"]))


def find(text: str, aliases: Mapping[str, str] = NO_ALIASES) -> tuple[Mention, ...]:
    """All bodies named in ``text``, in order, not overlapping. Titles in 《》 name documents, not bodies."""
    shown = flat(text)
    words = _words(tuple(flat(alias) for alias in aliases))
    listed = list(_short_lists(shown, words))
    taken = [(m.start, m.end) for m in listed] + [m.span() for m in re.finditer("《[^》\n]{0,120}》", shown)]
    found = [
        m
        for m in _joined(shown, _named(shown, words, aliases), aliases)
        if not any(s < m.end and m.start < e for s, e in taken)
    ]
    return tuple(sorted([*listed, *found], key=lambda mention: mention.start))


def mentions(question: str, aliases: Mapping[str, str] = NO_ALIASES) -> tuple[Mention, ...]:
    """Bodies named in a question, Chinese or English ("the finance bureau")."""
    return (*find(question, aliases), *_english(question))


def declared(text: str) -> dict[str, str]:
    """Short names that the text itself introduces: 全称（以下简称“简称”）-> {简称: 全称}."""
    shown = flat(text)
    found: dict[str, str] = {}
    for note in _DECLARED.finditer(shown):
        full = _FULL.search(shown, max(0, note.start() - 30), note.start())
        if full:
            found[note["short"]] = full.group()
    return found


_DECLARED = re.compile(r"\(以下(?:统)?(?:简称|称)(?:为|:)?\s?[“\"]?(?P<short>[\u4e00-\u9fff]{2,12})[”\"]?\)")
_FULL = re.compile(r"(?:[\u4e00-\u9fff]|\([^()]{1,6}\)){4,30}$")


def _named(text: str, words: _Words, aliases: Mapping[str, str]) -> Iterator[Mention]:
    previous = 0
    for match in words.names.finditer(text):
        if match.group() in words.not_bodies:
            continue
        start = match.start() if match.group() in aliases else _extended(text, match, words, previous)
        if start is None:
            continue
        previous = match.end()
        name = text[start : match.end()]
        yield Mention(start, match.end(), name, resolve(name, aliases), kind_of(resolve(name, aliases)))


def _joined(text: str, found: Iterator[Mention], aliases: Mapping[str, str]) -> list[Mention]:
    """Names that touch are one: 县委 and 组织部, 卫生行政部门 and 党组织."""
    joined: list[Mention] = []
    for mention in found:
        touching = joined and joined[-1].end == mention.start and mention.end - joined[-1].start <= _LONGEST
        if touching and _are_one(joined[-1], mention):
            start = joined.pop().start
            canonical = resolve(text[start : mention.end], aliases)
            joined.append(Mention(start, mention.end, text[start : mention.end], canonical, kind_of(canonical)))
        else:
            joined.append(mention)
    return joined


_LONGEST = 60
"""Characters of a name put together from names that touch."""


def _are_one(first: Mention, second: Mention) -> bool:
    """县委 + 组织部, 卫生局 + 应急办公室, 县医院 + 东区康养中心; but 镇卫生院 and its 中医馆 are two."""
    named = known().tail.search(second.name)
    return first.kind in _OWNERS or second.kind in _OWNED or bool(named and named.start() > 0)


_OWNERS = frozenset({"人民政府", "党委", "县级人民政府", "市级人民政府", "省级人民政府", "乡镇", "街道"})
_OWNED = frozenset({"党组织", "领导班子", "纪检监察机关", "领导小组", None})


def _extended(text: str, match: re.Match[str], words: _Words, previous: int) -> int | None:
    """Where the name that ends in ``match`` begins; None when the ending names no body here."""
    form, start = match.group(), match.start()
    if form in words.self:
        return start
    low = max(previous, start - _WINDOW)
    own = form in words.suffixes or form in words.needs_name
    border = words.open_border if own else words.border
    cuts = [cut.end() for cut in border.finditer(text, low, start)]
    begin = max([low, *cuts])
    prefix = text[begin:start]
    if own:
        if previous and begin == previous and 2 <= len(prefix) <= 6:
            return begin
        return begin if _names_a_body(prefix, form, words) else None
    clean = begin == 0 or text[begin - 1] in _EDGES or form.startswith("中心")
    touching = begin == low and (begin == previous or begin == start - _WINDOW)
    begin = begin if _believable(prefix, clean and not touching) else _lead(text, begin, start, words)
    return _with_all(text, begin, words)


_EDGES = "、,;:。()和与及在由\n"
"""A name that says nothing of place or rank (珠琳中心卫生院) is believed after one of these only."""


_PLACE = re.compile(
    r"(?:[\u4e00-\u9fffx*_]{0,5}(?:省|自治区|市|州|县|区|旗|镇|乡|街道|村|社区)|第[一二三四五六七八九十\d]+|[省市县区镇局委院][直属]?|国家|国务院|中央|全国)"
)


def _believable(prefix: str, clean: bool) -> bool:
    """Can the words before a known kind belong to its name?"""
    if not prefix or not is_proper(prefix):
        return True
    return len(prefix) <= 10 and bool(_PLACE.match(prefix) or (clean and len(prefix) <= 4))


def _names_a_body(prefix: str, form: str, words: _Words) -> bool:
    if not 1 <= len(prefix) <= 12 or prefix + form in words.not_bodies:
        return False
    if len(form) >= 2 and form not in words.needs_name:
        return len(prefix) >= 2 and is_proper(prefix)
    return bool(_PLACE.match(prefix)) and len(prefix) >= (2 if len(form) == 1 else 1)


def _lead(text: str, begin: int, start: int, words: _Words) -> int:
    """The border words of an unbelievable prefix that may stay: a level or 各 directly before the kind."""
    lead = words.lead.search(text, begin, start)
    return lead.start() if lead else start


def _with_all(text: str, begin: int, words: _Words) -> int:
    lead = words.lead.search(text, max(0, begin - 2), begin)
    return lead.start() if lead and text[lead.start()] in "各所全每" else begin


def _short_lists(text: str, words: _Words) -> Iterator[Mention]:
    """公安、民政、教育等部门: one mention for each function named."""
    for match in words.short_list.finditer(text):
        if len(parts := list(_short_name().finditer(text, match.start(), match.end()))) < 2:
            continue
        for part in parts:
            canonical = load("organisations")["short"][part.group()]
            yield Mention(part.start(), part.end(), part.group(), canonical, canonical)


@cache
def _english_names() -> tuple[re.Pattern[str], dict[str, str]]:
    by_name = {word: body.name for body in known().bodies.values() for word in body.english}
    return re.compile(rf"\b(?:{alternatives(by_name)})\b"), by_name


def _english(question: str) -> Iterator[Mention]:
    pattern, by_name = _english_names()
    for match in pattern.finditer(question.lower()):
        name = by_name[match.group()]
        yield Mention(match.start(), match.end(), name, name, name)
