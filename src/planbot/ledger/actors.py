"""Who acts and who is acted on in a sentence that names bodies (pure)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from planbot.ledger.assignments import names_in
from planbot.ledger.departments import Mention
from planbot.ledger.view import clauses
from planbot.ledger.words import alternatives
from planbot.lexicon.load import load
from planbot.types import Actor

_TOGETHER = 30
"""Characters between two bodies named in one row."""


@dataclass(frozen=True, slots=True)
class Cast:
    """The bodies of a sentence by what they do in it. Positions are offsets of the sentence."""

    actors: tuple[tuple[int, Actor], ...]
    """Where each actor is named; it acts from there to the next actor's place."""
    told: frozenset[int]
    """Places of the actors whose verb (要, 应, 负责) governs the clauses after theirs too."""
    objects: tuple[Mention, ...]
    """Bodies a task is laid on or done for; those named only as the origin of a rule are left out."""

    def acting(self, clause: tuple[int, int]) -> tuple[Actor, ...]:
        """Actors named in the clause; else those that a later clause makes responsible (…，由甲牵头，乙配合); else the last ones before it."""
        here = [actor for at, actor in self.actors if clause[0] <= at < clause[1]]
        if here:
            return tuple(here)
        later = tuple(actor for at, actor in self.actors if at >= clause[1] and actor.role != "bound")
        if any(actor.role == "lead" for actor in later):
            return later
        before = [at for at, _ in self.actors if at < clause[0]]
        if not before or before[-1] not in self.told:
            return ()
        return tuple(actor for at, actor in self.actors if self._group(before[-1]) <= at < clause[0])

    def _group(self, last: int) -> int:
        """The first of the actors that were named together with the one at ``last``."""
        first = last
        for at, _ in reversed(self.actors):
            if at <= last and first - at <= _TOGETHER:
                first = min(first, at)
        return first


@dataclass(frozen=True, slots=True)
class _Grammar:
    acts: re.Pattern[str]
    made: re.Pattern[str]
    source_before: re.Pattern[str]
    source_after: re.Pattern[str]
    led: re.Pattern[str]
    helped: re.Pattern[str]
    with_others: re.Pattern[str]
    award: re.Pattern[str]


@cache
def _grammar() -> _Grammar:
    data = load("assignments")
    return _Grammar(
        acts=re.compile(alternatives(data["acts"])),
        made=re.compile(f"(?:{alternatives(data['made_to_act'])})(?:各地)?$"),
        source_before=re.compile(f"(?:{alternatives(data['source_before'])})(?:[^,;。]{{0,6}})$"),
        source_after=re.compile(f"(?:[^,;。和]{{0,9}})(?:{alternatives(data['source_after'])})"),
        led=re.compile(f"^(?:{alternatives(data['leads'])})"),
        helped=re.compile(f"^(?:{alternatives(data['support_verbs'])})"),
        with_others=re.compile(f"(?:{alternatives(data['helped_by'])})$"),
        award=re.compile(f"(?:{alternatives(data['awards'])})[^,;。]{{0,4}}$"),
    )


def cast(text: str, named: Sequence[Mention]) -> Cast:
    """Sorts the bodies of one sentence into those that act and those acted on."""
    bounds = clauses(text) if named else ()
    actors: list[tuple[int, Actor]] = []
    told: set[int] = set()
    objects: list[Mention] = []
    for mention, (first, last) in zip(named, _rows(text, named), strict=True):
        if _is_source(text, first, last):
            continue
        clause = next(((s, e) for s, e in bounds if s <= mention.start < e), (0, len(text)))
        role = _role(text, clause, first, last)
        if role is None:
            objects.append(mention)
        else:
            actors.append((mention.start, role.model_copy(update={"name": mention.name})))
            if _TOLD.match(text, last.end) or role.role != "bound":
                told.add(mention.start)
    return Cast(tuple(actors), frozenset(told), tuple(objects))


_TOLD = re.compile(r"[\u4e00-\u9fff]{0,6}?(?:要|应|须|必须|需|不得|负责|牵头)")


_ROW = re.compile(r"[、和与及]|以及|等")


def _rows(text: str, named: Sequence[Mention]) -> list[tuple[Mention, Mention]]:
    """For each body the first and the last of its row (甲、乙和丙): the verb stands after the last."""
    rows: list[list[Mention]] = []
    for mention in named:
        if rows and _ROW.fullmatch(text[rows[-1][-1].end : mention.start]):
            rows[-1].append(mention)
        else:
            rows.append([mention])
    return [(row[0], row[-1]) for row in rows for _ in row]


_OPEN = re.compile(
    r"^(?:[(]?[一二三四五六七八九十\d]{1,3}[)、.]|[一二三四五六七八九十]是|同时|其中|并|今后|今年|各|全[市县区省]|我[市县区省]|当地|本|、|[“]|[\u4e00-\u9fff]{1,4}以上)*$"
)


def _role(text: str, clause: tuple[int, int], first: Mention, last: Mention) -> Actor | None:
    """Lead, support or bound when the body acts; None when it is acted on."""
    grammar = _grammar()
    before, after = text[clause[0] : first.start], text[last.end : last.end + 12]
    after = re.sub(
        r"^(?:\([^()]*\)|等(?:[二三四五六七八九十]?个?(?:相关|有关|职能)?部门)?|部门|主要负责同志|主要领导|领导|负责同志|党政主要领导|院长|校长)+",
        "",
        after,
    )
    if grammar.helped.match(after):
        return Actor(name="", role="support")
    if grammar.with_others.search(before):
        return Actor(name="", role="support")
    made = grammar.made.search(before)
    if made and made.group().startswith("由"):
        return Actor(name="", role="lead")
    if grammar.led.match(after) and (_OPEN.match(before) or made):
        return Actor(name="", role="lead")
    if _OPEN.match(before) and grammar.acts.match(after):
        return Actor(name="", role="bound")
    if made and made.group().startswith("要求"):
        return Actor(name="", role="bound")
    return None


def _is_source(text: str, first: Mention, last: Mention) -> bool:
    """Named only as the origin of a rule or a demand: 按照市政府要求; 贯彻党中央、国务院决策部署."""
    before, after = text[max(0, first.start - 10) : first.start], text[last.end : last.end + 12]
    if (first.kind or "").endswith("级医院") and _grammar().award.search(before):
        return True
    if not _grammar().source_after.match(after):
        return False
    return bool(_grammar().source_before.search(before)) or after.startswith(("关于", "《", "下达", "制定的", "印发"))


def of_heading(title: str, named: Sequence[Mention]) -> tuple[Actor, ...]:
    """Bodies that a heading names and nothing else: 县教育局; （三）市第五医院：; 县财政局、县审计局."""
    plain = re.sub(r"^[(]?[一二三四五六七八九十\d]{1,3}[)、.]\s*|[:。\s]|\([^()]*\)$", "", title)
    if not named or not plain:
        return ()
    rest = plain
    for mention in named:
        rest = rest.replace(mention.name, "", 1)
    if re.sub("[、和与及,]|职责|任务|工作|分工|主要|承担|负责|的", "", rest):
        return ()
    return tuple(Actor(name=name, role="lead") for mention in named for name in names_in(mention.name))
