"""What a body's name means: its canonical name, the kind it is one of, and its other names (pure).

A department is a function of government at a level ("县级教育部门"); a kind is a sort of institution ("乡镇卫生院") that
one of them (珠琳中心卫生院) is an instance of. Names come from lexicon/organisations.toml and from the caller's aliases.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from planbot.ledger.numbers import flat
from planbot.ledger.words import alternatives
from planbot.lexicon.load import load

NO_ALIASES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Body:
    """One entry of the word list."""

    name: str
    forms: tuple[str, ...]
    parent: str | None
    government: bool
    """A function of government: its level is part of its canonical name."""
    english: tuple[str, ...]
    national: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """The word list, arranged for look-up."""

    bodies: dict[str, Body]
    by_form: dict[str, str]
    national: frozenset[str]
    levels: dict[str, str]
    tail: re.Pattern[str]
    """A known form at the end of a name."""


@cache
def known() -> Known:
    """The shipped bodies; read once."""
    data = load("organisations")
    bodies = {body.name: body for body in [*_read(data["department"], True), *_read(data["kind"], False)]}
    by_form = {form: body.name for body in bodies.values() for form in (body.name, *body.forms, *body.national)}
    national = frozenset(form for body in bodies.values() for form in body.national)
    tail = re.compile(f"(?:{alternatives(by_form)})$")
    return Known(bodies=bodies, by_form=by_form, national=national, levels=dict(data["levels"]), tail=tail)


def _read(entries: list[dict[str, Any]], government: bool) -> list[Body]:
    return [
        Body(
            name=entry["name"],
            forms=tuple(entry["forms"]),
            parent=entry.get("parent"),
            government=government,
            english=tuple(entry.get("english", ())),
            national=tuple(entry.get("national", ())),
        )
        for entry in entries
    ]


@lru_cache(maxsize=4096)
def kind_of(name: str) -> str | None:
    """The department (without level) or kind that a printed name ends in; None for an unknown body."""
    form = known().tail.search(flat(name))
    return known().by_form[form.group()] if form else None


def resolve(name: str, aliases: Mapping[str, str] = NO_ALIASES) -> str:
    """The canonical name of a printed one.

    县教育局 -> 县级教育部门; 各乡镇卫生院 -> 乡镇卫生院; 珠琳中心卫生院 stays itself (its kind is in ``parents``). A name the
    word list does not know is returned without 各 or 全体 in front.
    """
    if not aliases:
        return _canonical(name)
    shown = _bare(flat(name).strip())
    return _canonical(aliases.get(shown, aliases.get(name, shown)))


@lru_cache(maxsize=4096)
def _canonical(name: str) -> str:
    shown = _bare(flat(name).strip())
    if shown in known().bodies:
        return shown
    kind = kind_of(shown)
    if kind is None:
        return shown
    form = known().tail.search(shown)
    prefix = shown[: form.start()] if form else ""
    if known().bodies[kind].government:
        return _level(prefix, form.group() if form else "") + kind
    return shown if is_proper(prefix) else kind


@cache
def _all_of() -> re.Pattern[str]:
    words = load("organisations")["open"]["all_of"]
    return re.compile(f"^(?:{alternatives(words)})(?=.)")


def _bare(name: str) -> str:
    return name if name in known().by_form else _all_of().sub("", name)


def _level(prefix: str, form: str) -> str:
    if form in known().national and not prefix.endswith(("省", "市", "县", "区")):
        return "国家"
    levels = known().levels
    by_word = next((levels[prefix[-n:]] for n in (3, 2, 1) if prefix[-n:] in levels), "")
    return by_word or ("" if not form.startswith(("县", "市", "区", "省")) else levels.get(form[0], ""))


@cache
def _modifiers() -> re.Pattern[str]:
    opened = load("organisations")["open"]
    words = [*opened["modifiers"], *opened["all_of"], *load("organisations")["levels"]]
    return re.compile(f"(?:{alternatives(words)}|的|及|以上|[0-9]+|[一二三四五六七八九十两]+[个家所]|等|本|该)*")


def is_proper(prefix: str) -> bool:
    """Does the text before a kind's name make it one particular institution (珠琳, 市第五, 永定区)?"""
    return bool(prefix) and _modifiers().fullmatch(prefix) is None


def parents(name: str) -> tuple[str, ...]:
    """The wider kinds of a body, nearest first: 县级教育部门 -> 教育部门; 珠琳中心卫生院 -> 乡镇卫生院, 基层医疗卫生机构, ..."""
    canonical = resolve(name)
    kind = canonical if canonical in known().bodies else kind_of(canonical)
    line = [] if kind is None or kind == canonical else [kind]
    while kind is not None and (up := known().bodies[kind].parent) is not None:
        line.append(up)
        kind = up
    return tuple(line)


def expansions(name: str, aliases: Mapping[str, str] = NO_ALIASES) -> tuple[str, ...]:
    """Other names under which the body appears in documents, most usual first; empty for an unknown body without aliases."""
    canonical = resolve(name, aliases)
    kind = canonical if canonical in known().bodies else kind_of(canonical)
    mine = [alias for alias, target in aliases.items() if resolve(target) == canonical]
    if kind is None:
        return tuple(alias for alias in mine if alias != name)
    body = known().bodies[kind]
    national = body.national if canonical.startswith("国家") else ()
    return tuple(dict.fromkeys(w for w in (*mine, *national, *body.forms, body.name) if w != name))


def concerns(asked: str, named: str, aliases: Mapping[str, str] = NO_ALIASES) -> bool:
    """Does a row that names ``named`` concern the body ``asked``?

    True for the same body, for a wider kind that includes it (各医疗机构 concerns 乡镇卫生院), for one of the kind asked for
    (珠琳中心卫生院 when 乡镇卫生院 is asked for), and for a department whose level one of the two leaves open.
    """
    one, other = resolve(asked, aliases), resolve(named, aliases)
    return one == other or other in parents(one) or one in parents(other)
