"""Loading of the shipped word lists: one TOML file per list, read once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(name: str) -> dict[str, Any]:
    """The parsed ``<name>.toml`` beside this module. Callers must not change the value: it is shared."""
    return tomllib.loads(files("planbot.lexicon").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
