"""The strings of the pages: per language a catalogue for the chat (`zh.toml`) and one for each other page (`sign_in.zh.toml`), with the same keys."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Literal

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Words:
    """``words("page.send")``; placeholders in braces are filled by name: ``words("answer.reading", count=3)``."""

    def __init__(self, language: Language, texts: Mapping[str, str]) -> None:
        self.language: Language = language
        self._texts = texts

    def __call__(self, key: str, **values: object) -> str:
        return self._texts[key].format(**values) if values else self._texts[key]

    def names(self) -> frozenset[str]:
        return frozenset(self._texts)

    def under(self, prefix: str) -> dict[str, str]:
        """The strings whose key begins with ``prefix.``, by the rest of the key."""
        return {
            key.removeprefix(f"{prefix}."): text for key, text in self._texts.items() if key.startswith(f"{prefix}.")
        }


@cache
def load_words(language: Language) -> Words:
    """The strings of ``assets/<language>.toml`` and of every ``assets/<page>.<language>.toml``."""
    names = (entry.name for entry in files("planbot.ui").joinpath("assets").iterdir())
    tables: dict[str, dict[str, str]] = {}
    for name in sorted(names):
        if name == f"{language}.toml" or name.endswith(f".{language}.toml"):
            tables |= tomllib.loads(files("planbot.ui").joinpath("assets", name).read_text(encoding="utf-8"))
    texts = {f"{table}.{key}": text for table, strings in tables.items() for key, text in strings.items()}
    return Words(language, texts)
