"""Which texts a draft is made from, in which order, and why (pure)."""

import re
from collections.abc import Iterable, Mapping, Sequence

from planbot.draft.brief import Brief
from planbot.draft.gather import Gathered, Unit, likeness
from planbot.draft.material import Node
from planbot.lexicon.load import load
from planbot.types import Document, Noun, Part, PartKey, Precedent

SAME_TITLE = 0.8
"""Likeness of heading and title from which they are the same."""


class Home(Noun):
    """Whose draft it is: what the brief names, else what the model text says."""

    region: str | None = None
    issuer: str | None = None
    unit: str = ""
    """省, 市, 县 or 区."""

    def is_own(self, part: Part) -> bool:
        """Is the part of this place or body? Unknown where neither side says."""
        if self.region and part.region:
            return self.region in part.region or part.region in self.region
        return bool(self.issuer and part.issuer and (self.issuer in part.issuer or part.issuer in self.issuer))


def home_of(brief: Brief, named: Sequence[Part], model: Part | None) -> Home:
    """The place of the parts that the request names (青棠县2025年…), else that of the model."""
    base = [part for part in (*named, *([model] if model else [])) if part.region or part.issuer]
    first = base[0] if base else None
    level = re.search("[省市县区](?=级)", brief.text)
    region = first.region if first else None
    unit = level.group() if level else (region or "")[-1:]
    return Home(
        region=region, issuer=first.issuer if first else None, unit=unit if unit in ("省", "市", "县", "区") else ""
    )


def model_of(gathered: Gathered, brief: Brief, parts: Mapping[PartKey, Part], named: Sequence[Part]) -> Node | None:
    """The section whose form the draft takes: of the heading's form that the brief asks for, of its title, of the place named, the newest."""
    sections = list(gathered.sections)
    if pattern := brief.form.heading.pattern:
        fitting = [node for node in sections if node.heading and re.search(pattern, node.heading.text)]
        sections = fitting or sections
    own = home_of(brief, named, None)

    def rank(node: Node) -> tuple[bool, bool, bool, int, float]:
        part = parts[_key(node)]
        like = max(likeness(node, brief.title), likeness(node, brief.topic))
        of_government = part.level not in ("township", "institution")
        return own.is_own(part), of_government, like >= SAME_TITLE, part.year or 0, like

    return max((node for node in sections if node.pieces or node.children), key=rank, default=None)


PLAN_LIKE = 0.45
"""Likeness of titles from which a plan is of the kind asked for."""


def plan_of(parts: Mapping[PartKey, Part], brief: Brief, named: Sequence[Part], *, fixed: bool) -> PartKey | None:
    """The plan that a new one of this title follows: of the same body, of the likest title, the newest. ``fixed``: it was chosen."""
    own = home_of(brief, named, None)

    def rank(key: PartKey) -> tuple[float, bool, int]:
        return round(_alike(parts[key].title or "", brief.title), 1), own.is_own(parts[key]), parts[key].year or 0

    best = max(parts, key=rank, default=None)
    return best if best is not None and (fixed or rank(best)[0] >= PLAN_LIKE) else None


def _alike(one: str, other: str) -> float:
    """Share of the characters of two titles, years left out, that both have."""
    first, second = (set(re.sub(r"\d+年?|\W", "", title)) for title in (one, other))
    return len(first & second) / len(first | second) if first | second else 0.0


def _key(node: Node | Unit) -> PartKey:
    return PartKey(document=node.document, part=node.part)


def ordered(units: Iterable[Unit], model: Node | None, home: Home, parts: Mapping[PartKey, Part]) -> list[Unit]:
    """The model's units in their order, then those of the same place, sections before loose sentences, the newest first."""

    def rank(unit: Unit) -> tuple[bool, bool, bool, int, float, int]:
        part = parts[_key(unit)]
        worth = 0.0 if unit.kind != "loose" else -unit.score
        return (
            not _inside(unit, model),
            not home.is_own(part),
            unit.kind == "loose",
            -(part.year or 0),
            worth,
            unit.start,
        )

    return sorted(units, key=rank)


def spread(units: Sequence[Unit], keys: Sequence[PartKey]) -> list[Unit]:
    """The units of several named texts in turn, so that none of them is crowded out."""
    queues = [[unit for unit in units if _key(unit) == key] for key in keys]
    longest = max(map(len, queues), default=0)
    return [queue[i] for i in range(longest) for queue in queues if i < len(queue)]


# --- precedents shown ---------------------------------------------------------------------------------------------------------------


class Shown(Noun):
    """What is told of the texts used."""

    brief: Brief
    home: Home
    model: Node | None
    given: frozenset[PartKey]
    """Chosen by the user."""
    named: frozenset[PartKey]
    """Named in the brief."""
    year: int | None


def precedents(
    used: Sequence[Unit | Node], shown: Shown, parts: Mapping[PartKey, Part], documents: Mapping[str, Document]
) -> tuple[Precedent, ...]:
    """One for each section or loose stretch that the draft has sentences of, the model first."""
    newest = max((parts[_key(unit)].year or 0 for unit in used), default=0)
    outside = [unit for unit in used if not _inside(unit, shown.model)]
    found = [
        _precedent(unit, shown, parts[_key(unit)], documents[unit.document], newest)
        for unit in ([shown.model, *outside] if shown.model else outside)
    ]
    kept: dict[tuple[str, str | None, tuple[str, ...]], Precedent] = {}
    for precedent in found:
        kept.setdefault((precedent.document, precedent.part, precedent.section), precedent)
    return tuple(kept.values())


def _inside(unit: Unit | Node, model: Node | None) -> bool:
    return model is not None and _key(unit) == _key(model) and model.start <= unit.start < model.end


def _precedent(unit: Unit | Node, shown: Shown, part: Part, document: Document, newest: int) -> Precedent:
    is_model = isinstance(unit, Node)
    end = unit.end if isinstance(unit, Node) else (unit.pieces[-1].end if unit.pieces else unit.start)
    return Precedent(
        document=document.id,
        file=document.file,
        title=part.title or document.title,
        part=part.part,
        section=unit.path,
        issuer=part.issuer,
        year=part.year,
        role="model" if is_model else "source",
        reasons=tuple(_reasons(unit, shown, part, newest)),
        start=unit.start,
        end=max(unit.start, end),
    )


def _reasons(unit: Unit | Node, shown: Shown, part: Part, newest: int) -> Iterable[str]:
    words: dict[str, str] = load("drafting")["reasons"][shown.brief.language]
    key = _key(unit)
    if key in shown.given:
        yield words["given"]
    elif key in shown.named:
        yield words["named"]
    if isinstance(unit, Node):
        yield words["same_title" if likeness(unit, shown.brief.title) >= SAME_TITLE else "title"]
        yield words["model"]
    elif unit.kind != "loose":
        yield words["heading"]
    else:
        topic = shown.brief.topic
        yield words["words"].format(words=topic)
    if shown.home.is_own(part) and (place := part.region or part.issuer):
        yield words["same_place"].format(place=place)
    if part.year:
        yield words["newest" if part.year == newest else "year"].format(year=part.year)
