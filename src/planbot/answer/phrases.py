"""The sentences planbot writes itself, per language, from lexicon/phrases.toml."""

import re
from typing import Literal

from planbot.lexicon.load import load

Language = Literal["zh", "en"]


def phrase(name: str, language: Language, **fields: str | int) -> str:
    """The phrase ``name`` with its ``{fields}`` filled. Values are inserted as they are: braces in them mean nothing."""
    text: str = load("phrases")[language][name]
    return re.sub(r"\{(\w+)\}", lambda match: str(fields.get(match[1], match[0])), text)
