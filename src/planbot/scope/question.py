"""The scope a question names: which parts of the home it is about, and what it names that the home does not have (pure).

Each name in the question (a part's label, a title, an issuer, a place, a level, a year, something found in one place only) stands for
a set of parts. Neighbouring names narrow each other; names joined by 和, 、 or "and", and the same kind of name given twice, are asked
about side by side.
"""

import re
from collections.abc import Iterable, Sequence

from planbot.scope.catalogue import Catalogue, Mention, quoted
from planbot.scope.naming import Holders, covers, names_in, overlap
from planbot.scope.places import places
from planbot.types import Noun, PartKey

_STRONG = ("label", "title", "issuer", "place", "anchor")
"""Kinds that name a document by themselves, most telling first."""
MOST_GROUPS = 16
"""Things asked about side by side at most: each is searched for by itself."""
_DOCUMENT_WORD = re.compile(r"(?:计划|方案|总结|要点|规划|报告|意见|通知|纲要|决定)(?:（[^）]*）|\([^)]*\))?$")


class ScopeGroup(Noun):
    """One thing asked about: the parts it stands for and how the question names it."""

    text: str
    keys: frozenset[PartKey]


class QuestionScope(Noun):
    """What a question is about. No groups: the whole home."""

    groups: tuple[ScopeGroup, ...]
    missing: tuple[str, ...]
    """Names of the question that the home has nothing for, as written."""
    rest: str
    """The question without the words that name its scope."""

    @property
    def keys(self) -> frozenset[PartKey] | None:
        """All parts in scope; None for the whole home."""
        return frozenset(key for group in self.groups for key in group.keys) if self.groups else None


def read_question(
    question: str, catalogue: Catalogue, holders: Holders, allowed: frozenset[PartKey] | None = None
) -> QuestionScope:
    """The scope of ``question`` against the catalogue; ``allowed``: the parts that filters leave."""
    found = [_within(mention, allowed) for mention in names_in(question, catalogue, holders)]
    resolved = [_resolve(cluster, catalogue, holders) for cluster in _clusters(question, found)]
    groups = tuple(dict.fromkeys(group for group, _, _ in resolved if group is not None))[:MOST_GROUPS]
    missing = [name for _, names, _ in resolved for name in names]
    missing += _missing_titles(question, found, holders) + _missing_places(question, found, holders)
    used = [mention for _, _, mentions in resolved for mention in mentions]
    return QuestionScope(groups=groups, missing=tuple(dict.fromkeys(missing)), rest=_without(question, used))


def _within(mention: Mention, allowed: frozenset[PartKey] | None) -> Mention:
    return mention if allowed is None else mention.model_copy(update={"keys": mention.keys & allowed})


def _clusters(question: str, mentions: Sequence[Mention]) -> list[list[Mention]]:
    """Mentions that narrow each other, in reading order."""
    clusters: list[list[Mention]] = []
    for mention in mentions:
        if clusters and not _side_by_side(question, clusters[-1], mention):
            clusters[-1].append(mention)
        else:
            clusters.append([mention])
    return clusters


def _side_by_side(question: str, cluster: Sequence[Mention], mention: Mention) -> bool:
    """Is ``mention`` another thing asked about, rather than a closer description of the same?"""
    last = cluster[-1]
    if mention.kind not in _STRONG and mention.kind != "year":
        return False
    if any(other.kind == mention.kind and not overlap(other, mention) for other in cluster):
        return not (
            mention.kind == "year" and any(other.keys == mention.keys for other in cluster if other.kind == "year")
        )
    between = question[max(other.end for other in cluster) : mention.start]
    if re.fullmatch(r"\s*[（(]\s*", between) or overlap(last, mention) or not between:
        return False
    joined = re.fullmatch(
        r"[^一-龥A-Za-z0-9]*(?:计划|方案|总结|要点|材料|文件)?(?:和|与|及|以及|跟|同|、|，|,|;|；|and|vs\.?|or|还是|或)\s*[“‘《\"']?",
        between,
    )
    return bool(joined) and mention.kind in _STRONG


def _resolve(
    cluster: Sequence[Mention], catalogue: Catalogue, holders: Holders
) -> tuple[ScopeGroup | None, list[str], list[Mention]]:
    """(the parts meant or None, names that do not fit, mentions used)."""
    strong = sorted((m for m in cluster if m.kind in _STRONG), key=lambda m: _STRONG.index(m.kind))
    keys: frozenset[PartKey] | None = None
    used: list[Mention] = []
    for mention in strong:
        if not mention.keys:
            return None, [mention.text], [*used, mention]
        narrowed = mention.keys if keys is None else keys & mention.keys
        if narrowed:
            keys, used = narrowed, [*used, mention]
    keys, missing, used = _by_year(cluster, keys, used, catalogue, holders)
    for mention in (m for m in cluster if m.kind in ("level", "genre") and m.keys):
        narrowed = mention.keys & keys if keys is not None else (mention.keys if len(mention.keys) == 1 else None)
        if narrowed:
            keys, used = narrowed, [*used, mention]
    if keys is None:
        return None, missing, used
    spans = {(m.start, m.end): m for m in used}
    named = [m for m in spans.values() if not any(covers(o, m) for o in spans.values())]
    return ScopeGroup(text=_spelled(named), keys=keys), missing, used


def _spelled(mentions: Sequence[Mention]) -> str:
    """The words of the mentions in reading order, those of overlapping ones once."""
    words, end = "", 0
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        gap = " " if words and words[-1].isascii() and mention.text[0].isascii() and mention.start > end else ""
        words += gap + mention.text[max(0, end - mention.start) :]
        end = max(end, mention.end)
    return words


def _by_year(
    cluster: Sequence[Mention],
    keys: frozenset[PartKey] | None,
    used: list[Mention],
    catalogue: Catalogue,
    holders: Holders,
) -> tuple[frozenset[PartKey] | None, list[str], list[Mention]]:
    """Narrow by the years named. A year that no part in scope plans for may still be a fact inside it; else it is missing."""
    missing: list[str] = []
    for mention in (m for m in cluster if m.kind == "year"):
        narrowed = mention.keys if keys is None else keys & mention.keys
        if narrowed:
            keys, used = narrowed, [*used, mention]
        elif not _year_stands(mention, keys, catalogue, holders):
            missing.append(mention.text)
    return keys, missing, used


def _year_stands(mention: Mention, keys: frozenset[PartKey] | None, catalogue: Catalogue, holders: Holders) -> bool:
    """Does the year stand in the text or the names of the scope, though it is not what the scope plans for?"""
    digits = re.sub(r"\D", "", mention.text)[:4]
    scope = keys if keys is not None else catalogue.keys
    if mention.own:  # the name of a document: one whose own year is not known may be meant, one of another year is not
        return not scope <= catalogue.dated
    return any(holders(written) & scope for written in (digits, f"{digits}年"))


def _missing_titles(question: str, found: Iterable[Mention], holders: Holders) -> list[str]:
    """Quoted names of documents that neither name a part nor stand in any text."""
    taken = [mention for mention in found if mention.kind in ("title", "label", "issuer")]
    return [
        text
        for start, end, text in quoted(question)
        if _DOCUMENT_WORD.search(text) and not any(m.start < end and m.end > start for m in taken) and not holders(text)
    ]


def _missing_places(question: str, found: Sequence[Mention], holders: Holders) -> list[str]:
    """Provinces, cities and counties that no part is from and no text names."""
    return [
        place.name
        for place in places(question)
        if place.form in ("named", "short")
        and place.level in ("province", "city", "county")
        and not any(m.kind in _STRONG and m.start < place.end and m.end > place.start for m in found)
        and not holders(question[place.start : place.end])
    ]


def _without(question: str, used: Iterable[Mention]) -> str:
    """The question with the used names blanked out; all of it when nothing else would be left."""
    characters = list(question)
    for mention in used:
        characters[mention.start : mention.end] = " " * (mention.end - mention.start)
    rest = "".join(characters)
    return rest if re.search(r"\w", rest) else question
