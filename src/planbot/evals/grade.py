"""What a model said of an answer, as it said it: enough to score again without asking it again (pure)."""

from planbot.types import Noun, Usage


class Claim(Noun):
    """A statement that the judge read out of an answer."""

    text: str
    supported: bool | None
    """By the texts that were read, in the judge's view; None when its verdict could not be read."""


class Entailment(Noun):
    """A sentence of the answer before some of its citations."""

    statement: str
    markers: tuple[int, ...]
    supported: bool | None
    """By these citations together; None when the verdict could not be read."""


class Grade(Noun):
    """What the judge said of the last answer of one case."""

    case: str
    model: str
    """Of the judge."""
    claims: tuple[Claim, ...] = ()
    entailments: tuple[Entailment, ...] = ()
    questions: tuple[str, ...] = ()
    """That the answer would answer."""
    likeness: tuple[float, ...] = ()
    """Of each of them with the question asked: the cosine of their embeddings."""
    evasive: bool | None = None
    """Does the answer give nothing, in the judge's view?"""
    unread: int = 0
    """Replies and verdicts of the judge that could not be read: they are not scored."""
    usage: Usage = Usage()
    error: str | None = None
    """Why the judge said nothing: one line."""
