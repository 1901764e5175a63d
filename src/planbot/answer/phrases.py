"""The sentences planbot writes itself, per language, from lexicon/phrases.toml."""

from typing import Literal

from planbot.lexicon.load import load

Language = Literal["zh", "en"]


def phrase(name: str, language: Language, **fields: str | int) -> str:
    """The phrase ``name`` with its ``{fields}`` filled. Values are inserted as they are: braces in them mean nothing."""
    text: str = load("phrases")[language][name]
    for field, value in fields.items():
        text = text.replace("{" + field + "}", str(value))
    return text
