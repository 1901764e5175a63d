"""What a draft is about, and how much of it a heading or a sentence holds (pure).

The subject is the words of the brief and their synonyms, widened by the words that the sections under its own headings use and other
sections do not: 妇幼健康 brings 孕产妇, 新生儿, 母婴.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from planbot.draft.material import Node, Piece
from planbot.lexicon.load import load
from planbot.retrieve.query import Concept, Query, content_words
from planbot.retrieve.rank import held
from planbot.store.tokens import folded
from planbot.types import Noun

GENERIC_WEIGHT = 0.12
"""What a word that any section may use (能力, 建设) counts beside a telling one."""
INNER = 0.5
"""What a word inside a longer one of the subject counts alone: 妇幼 of 妇幼健康."""
STRONG = 0.6
"""Share of the subject that a heading must hold for its whole section to be about it."""
SPECIFIC = 0.34
"""Share of a word's sentences that must stand in sections on the subject for it to be one of its words."""
MOST_RELATED = 30
LEAST_RELATED = 2
"""Sentences on the subject that must use a word before it counts."""
RELATED = 0.3
"""What a related word counts beside the subject's own."""
NEAREST = 0.9
"""The most that related words make up for."""
_HAN = re.compile(r"[\u4e00-\u9fff]{2,}")
_JOINED = re.compile(r"[、和与及]")


class Group(Noun):
    """A word of the subject with the words inside it, and its weight among the groups, which sum to 1."""

    concept: Concept
    inner: tuple[Concept, ...]
    weight: float

    def held(self, low: str) -> float:
        """In [0, 1]."""
        return max(held(self.concept, low), INNER * max((held(part, low) for part in self.inner), default=0.0))


class Subject(Noun):
    """One or several things (安全生产和消防安全), any of which is on the subject, and related words."""

    topic: str
    things: tuple[tuple[Group, ...], ...]
    related: tuple[str, ...] = ()

    def share(self, text: str) -> float:
        """How much of one of its things the text holds, in [0, 1]."""
        low = folded(text)
        return max((sum(group.weight * group.held(low) for group in thing) for thing in self.things), default=0.0)

    def nearness(self, text: str) -> float:
        """The share with what related words add: several of them speak of the subject nearly as its name does."""
        low = folded(text)
        near, own = sum(word in low for word in self.related), self.share(text)
        return max(own, min(NEAREST, own + RELATED * near))

    def touched(self, text: str) -> bool:
        """Does the text hold any word of the subject or a related one?"""
        return _any((*sorted(self.wordings), *self.related)).search(folded(text)) is not None

    @property
    def wordings(self) -> frozenset[str]:
        """Every wording of every thing."""
        groups = [group for thing in self.things for group in thing]
        return frozenset(w for g in groups for concept in (g.concept, *g.inner) for w, _ in concept.wordings)


@lru_cache(maxsize=32)
def _any(words: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)) or "(?!)")


def parts_of(topic: str) -> tuple[str, ...]:
    """The things that a subject joins; one where a part would say nothing by itself."""
    parts = [part.strip() for part in _JOINED.split(topic)]
    telling = all(len(part) > 1 and part not in _generic() for part in parts)
    return tuple(parts) if len(parts) > 1 and telling else (topic,)


def subject(topic: str, read: Sequence[tuple[Query, Sequence[float]]]) -> Subject:
    """The subject made of ``read``: for each of ``parts_of(topic)`` its query and the rarity of its concepts."""
    things = tuple(_thing(query, weights) for query, weights in read)
    about = Subject(topic=topic, things=things)
    named = folded(topic)
    fields = [field for field in load("drafting")["fields"] if any(name in named for name in field["names"])]
    words = dict.fromkeys(folded(word) for field in fields for word in field["words"])
    return about.model_copy(update={"related": tuple(word for word in words if about.share(word) < STRONG)})


def _thing(query: Query, weights: Sequence[float]) -> tuple[Group, ...]:
    pairs = list(zip(query.concepts, weights, strict=True))
    outer = [(c, w) for c, w in pairs if not any(c.head != o.head and c.head in o.head for o, _ in pairs)]
    scaled = [w * (GENERIC_WEIGHT if c.head in _generic() else 1.0) for c, w in outer]
    total = sum(scaled) or 1.0
    return tuple(
        Group(concept=c, inner=tuple(o for o, _ in pairs if o.head != c.head and _inner(o, c)), weight=weight / total)
        for (c, _), weight in zip(outer, scaled, strict=True)
    )


def _inner(part: Concept, whole: Concept) -> bool:
    return part.head in whole.head and part.head not in _generic()


@cache
def _generic() -> frozenset[str]:
    return frozenset(load("drafting")["topic"]["generic"])


def on_subject(node: Node, about: Subject) -> bool:
    """Is the whole section about the subject, by its heading? One that names other things beside it is not."""
    if node.heading is None or about.share(node.heading.text) < STRONG:
        return False
    return not (_JOINED.search(node.heading.text) and _others(node.heading.text, about))


def only_names(heading: str, about: Subject) -> bool:
    """Does the heading name the subject and nothing else (加强妇幼保健工作), so that under a heading of that name it says nothing?"""
    return about.share(heading) >= STRONG and not _others(heading, about)


def _others(heading: str, about: Subject) -> list[str]:
    """Telling words of a heading that are not the subject's."""
    known = about.wordings
    words = [word for word in content_words(folded(heading)) if word not in _generic() and _HAN.fullmatch(word)]
    return [word for word in words if not any(word in other or other in word for other in known)]


def widened(about: Subject, strong: Iterable[Piece], others: Iterable[Piece]) -> Subject:
    """With the words that sentences on the subject use and others do not."""
    inside, outside = _counted(strong), _counted(others)
    known = about.wordings
    telling = {
        word: count
        for word, count in inside.items()
        if count >= LEAST_RELATED
        and word not in known
        and word not in _generic()
        and count >= SPECIFIC * (count + outside[word])
    }
    ordered = sorted(telling, key=lambda word: (-telling[word] / (1 + outside[word]), word))
    return about.model_copy(update={"related": tuple(dict.fromkeys([*about.related, *ordered[:MOST_RELATED]]))})


def _counted(pieces: Iterable[Piece]) -> Counter[str]:
    """In how many sentences each word stands."""
    counts: Counter[str] = Counter()
    for piece in pieces:
        counts.update({word for word in content_words(folded(piece.text)) if _HAN.fullmatch(word)})
    return counts
