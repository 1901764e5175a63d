"""The scope a question names: which parts of the home it is about, and what it names that the home does not have (pure).

Each name in the question (a part's label, a title, an issuer, a place, a level, a year, something found in one place only) stands for
a set of parts. Neighbouring names narrow each other; names joined by 和, 、 or "and", and the same kind of name given twice, are asked
about side by side.
"""

import re
from collections.abc import Callable, Iterable, Sequence

from planbot.lexicon.load import load
from planbot.scope.catalogue import (
    Catalogue,
    Mention,
    english_issuer_mentions,
    level_mentions,
    pinyin_mentions,
    quoted,
    shortened_mentions,
    spelled_mentions,
    title_mentions,
)
from planbot.scope.labels import part_labels
from planbot.scope.places import places
from planbot.scope.titles import document_numbers
from planbot.scope.years import years
from planbot.store.tokens import tokens
from planbot.types import Noun, PartKey

Holders = Callable[[str], frozenset[PartKey]]
"""The parts whose text holds a term."""

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
    found = [_within(mention, allowed) for mention in _found(question, catalogue, holders)]
    resolved = [_resolve(cluster, catalogue, holders) for cluster in _clusters(question, found)]
    groups = tuple(dict.fromkeys(group for group, _, _ in resolved if group is not None))[:MOST_GROUPS]
    missing = [name for _, names, _ in resolved for name in names]
    missing += _missing_titles(question, found, holders) + _missing_places(question, found, holders)
    used = [mention for _, _, mentions in resolved for mention in mentions]
    return QuestionScope(groups=groups, missing=tuple(dict.fromkeys(missing)), rest=_without(question, used))


def _within(mention: Mention, allowed: frozenset[PartKey] | None) -> Mention:
    return mention if allowed is None else mention.model_copy(update={"keys": mention.keys & allowed})


def _found(question: str, catalogue: Catalogue, holders: Holders) -> list[Mention]:
    """Every name in reading order; a name inside a longer one is part of it."""
    named = [
        *_labels(question, catalogue),
        *title_mentions(question, catalogue),
        *shortened_mentions(question, catalogue),
        *spelled_mentions(question, catalogue.issuers, "issuer"),
        *english_issuer_mentions(question, catalogue),
        *spelled_mentions(question, catalogue.regions, "place"),
        *pinyin_mentions(question, catalogue),
        *_anchors(question, catalogue, holders),
        *_numbered(question, holders),
    ]
    named = [mention for mention in named if not any(_covers(other, mention) for other in named)]
    weak = [*level_mentions(question, catalogue), *_years(question, catalogue)]
    weak = [mention for mention in weak if not any(_overlap(other, mention) for other in named)]
    return sorted([*named, *weak], key=lambda mention: (mention.start, mention.end))


def _labels(question: str, catalogue: Catalogue) -> list[Mention]:
    return [
        Mention(
            start=label.start,
            end=label.end,
            kind="label",
            text=question[label.start : label.end],
            keys=catalogue.labels.get(label.key, frozenset()),
        )
        for label in part_labels(question)
    ] + [
        Mention(start=match.start(), end=match.end(), kind="label", text=match.group(), keys=catalogue.labels[key])
        for match in re.finditer(r"(?i)\b(?:plan\s+|document\s+)?(?:no\.?|number)\s?(\d{1,2})\b", question)
        if (key := f"part:{match[1]}") in catalogue.labels
    ]


def _numbered(question: str, holders: Holders) -> list[Mention]:
    """Documents named by their number: 国发〔2018〕39号, however its brackets are written, when one part alone holds it."""
    found: list[Mention] = []
    for number in document_numbers(question):
        printed = question[number.start : number.end]
        forms = [
            re.sub(r"[〔\[（(【]", left, re.sub(r"[〕\]）)】]", right, printed))
            for left, right in ("〔〕", "[]", "（）", "()", "【】")
        ]
        keys = frozenset(key for form in forms for key in holders(form))
        if len(keys) == 1 and re.match(load("scope")["genre"]["of_number"], question[number.end :]):
            found.append(Mention(start=number.start, end=number.end, kind="anchor", text=printed, keys=keys))
    return found


def _years(question: str, catalogue: Catalogue) -> list[Mention]:
    return [
        Mention(
            start=year.start,
            end=year.end,
            kind="year",
            text=question[year.start : year.end],
            keys=catalogue.years.get(str(year.value), frozenset()),
            own=bool(re.match(load("scope")["genre"]["own_year"], question[year.end :])),
        )
        for year in years(question)
        if year.value is not None
    ]


def _anchors(question: str, catalogue: Catalogue, holders: Holders) -> list[Mention]:
    """ "X、Y那个市": the part that holds the words before 那个, when they point at one part clearly."""
    patterns: dict[str, str] = load("scope")["anchors"]
    mentions: list[Mention] = []
    for pattern in patterns.values():
        for match in re.finditer(pattern, question):
            if keys := _pointed_at(match["anchor"], catalogue.keys, holders):
                mentions.append(
                    Mention(start=match.start(), end=match.end(), kind="anchor", text=match.group(), keys=keys)
                )
    return mentions


def _pointed_at(anchor: str, known: frozenset[PartKey], holders: Holders) -> frozenset[PartKey]:
    """The one part that holds clearly more of the anchor's rare words than any other."""
    scores: dict[PartKey, float] = {}
    for word in dict.fromkeys(token for token in tokens(anchor) if len(token) > 1):
        having = holders(word) & known
        for key in having:
            scores[key] = scores.get(key, 0.0) + 1.0 / len(having) ** 2
    best = sorted(scores.values(), reverse=True)
    if not best or best[0] < 0.5 or (len(best) > 1 and best[0] < 1.5 * best[1]):
        return frozenset()
    return frozenset(key for key, score in scores.items() if score == best[0])


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
    if any(other.kind == mention.kind and not _overlap(other, mention) for other in cluster):
        return not (
            mention.kind == "year" and any(other.keys == mention.keys for other in cluster if other.kind == "year")
        )
    between = question[max(other.end for other in cluster) : mention.start]
    if re.fullmatch(r"\s*[（(]\s*", between) or _overlap(last, mention) or not between:
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
    levels = [m for m in cluster if m.kind == "level" and m.keys]
    for mention in levels:
        narrowed = mention.keys & keys if keys is not None else (mention.keys if len(mention.keys) == 1 else None)
        if narrowed:
            keys, used = narrowed, [*used, mention]
    if keys is None:
        return None, missing, used
    spans = {(m.start, m.end): m for m in used}
    named = [m for m in spans.values() if not any(_covers(o, m) for o in spans.values())]
    return ScopeGroup(text="".join(m.text for m in sorted(named, key=lambda m: m.start)), keys=keys), missing, used


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
        and not any(mention.start < place.end and mention.end > place.start for mention in found)
        and not holders(question[place.start : place.end])
    ]


def _covers(outer: Mention, inner: Mention) -> bool:
    return (
        outer is not inner
        and outer.start <= inner.start
        and inner.end <= outer.end
        and ((outer.end - outer.start) > (inner.end - inner.start) and outer.kind != "anchor")
    )


def _overlap(one: Mention, other: Mention) -> bool:
    return one.start < other.end and other.start < one.end


def _without(question: str, used: Iterable[Mention]) -> str:
    """The question with the used names blanked out; all of it when nothing else would be left."""
    characters = list(question)
    for mention in used:
        characters[mention.start : mention.end] = " " * (mention.end - mention.start)
    rest = "".join(characters)
    return rest if re.search(r"\w", rest) else question
