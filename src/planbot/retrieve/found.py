"""What a search found: the scope it read in the question, the sentences, sections and passages (pure)."""

from planbot.retrieve.query import Query, content_words
from planbot.retrieve.rank import Scored
from planbot.retrieve.sections import SectionMatch
from planbot.scope.question import QuestionScope
from planbot.store.tokens import folded
from planbot.types import Noun, PartKey, Passage


class Found(Noun):
    """What a search found, best first."""

    scope: QuestionScope
    keys: frozenset[PartKey] | None
    """The parts that the question's scope and the filters leave; None for the whole home."""
    query: Query
    weights: tuple[float, ...]
    """Rarity of each concept of ``query``, in order."""
    sentences: tuple[Scored, ...]
    sections: tuple[SectionMatch, ...]
    """Sections whose heading the question may be about, best first."""
    passages: tuple[Passage, ...]
    unknown: tuple[str, ...] = ()
    """Words of the question that the home has in no wording."""

    def unknown_focus(self, focus: str | None) -> bool:
        """Is the thing asked for one that no document mentions by any name? Every word of it must be unknown."""
        words = content_words(folded(focus)) if focus else []
        return bool(words) and all(word in self.unknown for word in words)
