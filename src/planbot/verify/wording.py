"""The words of a text that need a source (pure)."""

from planbot.ledger.numbers import quantities
from planbot.lexicon.load import load


def plain(text: str) -> str:
    """The text with figures and function words blanked out: only words with a meaning of their own need a source."""
    characters = list(text)
    for figure in quantities(text):
        characters[figure.start : figure.end] = " " * (figure.end - figure.start)
    functions: str = load("verify")["function_characters"]
    return "".join(" " if character in functions else character for character in characters)
