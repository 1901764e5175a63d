"""What is kept of asking one case: enough to score it again without asking (pure)."""

from planbot.types import Answer, Draft, Noun, Passage, Target


class Record(Noun):
    """The answers to one case, and what of the documents is needed to judge them."""

    case: str
    answers: tuple[Answer, ...] = ()
    """One for each turn, without the passages read."""
    passages: tuple[Passage, ...] = ()
    """What was read for the last turn, best first."""
    sources: tuple[str, ...] = ()
    """For each citation of the last answer, what stands at its offsets in the stored text."""
    rows: tuple[Target, ...] = ()
    """What the ledger gave, for a case that asks it."""
    draft: Draft | None = None
    """What the brief of a drafting case gave."""
    draft_sources: tuple[str, ...] = ()
    """Texts whose figures a draft may use."""
    error: str | None = None
    """Why there is no answer: one line."""

    @property
    def answer(self) -> Answer | None:
        """The answer to the last turn."""
        return self.answers[-1] if self.answers else None
