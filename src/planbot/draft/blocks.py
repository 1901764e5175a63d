"""Reading blocks of a draft (pure)."""

from planbot.types import DraftBlock


def words_of(block: DraftBlock) -> str:
    """The words without number and citation marks; empty for a table without caption."""
    return "".join(sentence.text for sentence in block.sentences)
