"""Who is told to do it: （责任单位：甲、乙；配合单位：丙）, （甲牵头，乙配合）, and lines of the same form (pure)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from planbot.ledger.bodies import kind_of, known
from planbot.ledger.words import alternatives
from planbot.lexicon.load import load
from planbot.types import Actor, Role


@dataclass(frozen=True, slots=True)
class Assignment:
    """An annotation at ``[start, end)`` of the half-width text, brackets included."""

    start: int
    end: int
    actors: tuple[Actor, ...]
    first_leads: bool
    """It declares that from here on the first body named leads."""
    deadline: str | None = None
    """What stands under 完成时限, if anything."""


@dataclass(frozen=True, slots=True)
class _Grammar:
    bracket: re.Pattern[str]
    line: re.Pattern[str]
    label: re.Pattern[str]
    verb: re.Pattern[str]
    support: re.Pattern[str]
    noise: re.Pattern[str]
    first: re.Pattern[str]
    plain: re.Pattern[str]
    joined: re.Pattern[str]


@cache
def _grammar() -> _Grammar:
    data = load("assignments")
    dates = alternatives(data["date_labels"])
    labels = alternatives([*data["lead_labels"], *data["support_labels"]])
    duty = r"(?:按照?|依据|根据)[^。;,\n]{0,6}职责[^。;,\n]{0,4}(?:负责|落实)"
    verbs = alternatives([*data["lead_verbs"], *data["support_verbs"]])
    inner = r"(?:[^()\n]|\([^()\n]*\)){2,300}"
    return _Grammar(
        bracket=re.compile(
            rf"[(\[【](?P<inner>(?={inner}[)\]】])(?:(?:{labels})(?:及[^:]{{1,8}})?:|(?=(?:[^()\n]|\([^()\n]*\))*(?:{verbs})))(?:[^()\[\]【】\n]|\([^()\n]*\))*)[)\]】]"
        ),
        line=re.compile(rf"(?m)^[ \t]*(?P<inner>(?:{labels}):[^\n]{{2,200}})$"),
        plain=re.compile(rf"(?:(?<=[。;\n])|^)(?P<inner>[^。;,:\n()]{{4,150}}?{duty})(?=[。;\n]|$)"),
        label=re.compile(rf"(?P<label>{labels}|{dates})(?:\([^()]*\))?:"),
        verb=re.compile(rf"(?P<verb>(?:{verbs}))(?:等|工作)?$"),
        support=re.compile(f"^(?:{alternatives(data['support_verbs'])})$"),
        noise=re.compile(alternatives(data["noise"])),
        first=re.compile(data["first_leads"]),
        joined=re.compile(alternatives(data["with"])),
    )


def assignments(text: str) -> list[Assignment]:
    """All annotations in a half-width text, in order; those that name nobody are left out."""
    grammar = _grammar()
    found: list[Assignment] = []
    for pattern in (grammar.bracket, grammar.line, grammar.plain):
        for match in pattern.finditer(text):
            if any(a.start <= match.start() < a.end for a in found):
                continue
            first = grammar.first.search(match["inner"]) is not None
            if actors := tuple(_actors(match["inner"])):
                found.append(Assignment(match.start(), match.end(), actors, first, _deadline(match["inner"])))
    return sorted(found, key=lambda a: a.start)


def _labelled_parts(inner: str) -> list[tuple[str, str]]:
    """Each label with the words after it; empty when the annotation has none."""
    labels = list(_grammar().label.finditer(inner))
    ends = [label.start() for label in labels[1:]] + [len(inner)]
    return [(label["label"], inner[label.end() : end]) for label, end in zip(labels, ends, strict=False)]


def _deadline(inner: str) -> str | None:
    dates = load("assignments")["date_labels"]
    return next((words.strip(" ;,。") or None for label, words in _labelled_parts(inner) if label in dates), None)


def _actors(inner: str) -> Iterator[Actor]:
    """Names with their roles; each name once."""
    seen: set[str] = set()
    for role, names in _roles(inner):
        for name in names:
            if name not in seen:
                seen.add(name)
                yield Actor(name=name, role=role)


def _roles(inner: str) -> Iterator[tuple[Role, list[str]]]:
    if parts := _labelled_parts(inner):
        data = load("assignments")
        leading = any(label.startswith("牵头") for label, _ in parts)
        for label, words in parts:
            support = label in data["support_labels"] or (leading and label.startswith("责任"))
            if label not in data["date_labels"]:
                yield from _labelled(words, "support" if support else "lead")
        return
    if re.search("以下|不再", inner):
        inner = re.sub(r"[。;,]?(?:以下|不再)[^,;。]*", "", inner)
    waiting: list[str] = []
    guided: list[tuple[Role, list[str]]] = []
    for segment in re.split("[,;。]|(?<=牵头)、|(?<=负责)、", inner):
        part = _grammar().noise.sub("", segment).strip()
        verb = _grammar().verb.search(part)
        if verb is None:
            waiting += [name for name in names_in(part) if _is_name(name)]
            continue
        role: Role = "support" if _grammar().support.match(verb["verb"]) else "lead"
        lead, _, helpers = _split_with(part[: verb.start()])
        named = [name for name in waiting + names_in(lead) if _is_name(name)]
        waiting = []
        if verb["verb"] == "指导":
            guided.append((role, named))
            continue
        yield role, named
        yield "support", names_in(helpers)
    yield from guided


def _split_with(names: str) -> tuple[str, str, str]:
    joined = _grammar().joined.search(names)
    return (
        (names, "", "")
        if joined is None or joined.start() < 2
        else (names[: joined.start()], joined.group(), names[joined.end() :])
    )


def _labelled(names: str, role: Role) -> Iterator[tuple[Role, list[str]]]:
    """责任单位：甲、乙；also 责任单位：甲牵头，乙配合."""
    if re.search("牵头|配合|负责|参与|协办|会同", names):
        yield from _roles(
            re.sub("[;。]$", "", names)
            if _grammar().verb.search(names)
            else names + ("负责" if role == "lead" else "配合")
        )
        return
    yield role, [name for piece in re.split("[,;。 ]", _grammar().noise.sub("", names)) for name in names_in(piece)]


def names_in(listing: str) -> list[str]:
    """The bodies of a listing (甲、乙和丙等), as printed; 和 inside a name (文化和旅游局) does not split it."""
    if listing in known().by_form:
        return [listing]
    names: list[str] = []
    for piece in _commas(listing):
        for name in re.split(
            r"等(?:和|、)?(?=有关|相关|各|部门|单位|$)|等和|(?<=[处局科委部办])会(?=[^议员计同]{1,8}[处局科委部办]$)",
            piece,
        ):
            names += _unjoined(re.sub(r"^(?:由|和|与|及|请)|等$", "", name.strip(" :、,")))
    return [name for name in names if len(name) > 1]


def _commas(listing: str) -> list[str]:
    """Split at 、 and at blanks outside brackets: 各县(市、区) stays whole."""
    return [piece for piece in re.split(r"[、,;/](?![^(]*\))|\s+", listing) if piece]


_AND = re.compile("以及|和|与|及")


def _unjoined(name: str) -> list[str]:
    for mark in _AND.finditer(name):
        left, right = name[: mark.start()], name[mark.end() :]
        if _is_name(left) and _is_name(right):
            return [left, *_unjoined(right)]
    return [name]


@cache
def _ending() -> re.Pattern[str]:
    return re.compile(f"(?:{alternatives(load('assignments')['name_endings'])})(?:\\([^()]*\\))?$")


def _is_name(name: str) -> bool:
    return (
        len(name) >= 2
        and name not in load("assignments")["no_names"]
        and (kind_of(name) is not None or bool(_ending().search(name)))
    )
