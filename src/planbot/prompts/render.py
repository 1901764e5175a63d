"""Prompts from the ``*.md`` templates beside this module: a part for the system, a line of three hyphens, a part for the user."""

import re
from functools import cache
from importlib.resources import files

from planbot.types import Noun

_FIELD = re.compile(r"\{\{(\w+)\}\}")
_BORDER = re.compile(r"^---$", re.MULTILINE)


class Prompt(Noun):
    """A rendered template."""

    system: str
    user: str


def render(name: str, **variables: str) -> Prompt:
    """The template ``name`` ("answer.zh") with its ``{{fields}}`` filled. What is filled in is never read as template again.

    Raises ValueError for a template that does not exist, a field without a variable and a variable without a field.
    """
    system, user = _template(name)
    needed = fields(name)
    if missing := sorted(needed - variables.keys()):
        raise ValueError(f"prompt {name} needs {', '.join(missing)}")
    if unknown := sorted(variables.keys() - needed):
        raise ValueError(f"prompt {name} has no place for {', '.join(unknown)}")
    return Prompt(system=_filled(system, variables), user=_filled(user, variables))


def fields(name: str) -> frozenset[str]:
    """The variables that the template needs. Raises ValueError for one that does not exist."""
    return frozenset(field for part in _template(name) for field in _FIELD.findall(part))


def names() -> tuple[str, ...]:
    """Every template, sorted."""
    found = (entry.name for entry in files("planbot.prompts").iterdir())
    return tuple(sorted(name.removesuffix(".md") for name in found if name.endswith(".md")))


def _filled(template: str, variables: dict[str, str]) -> str:
    return _FIELD.sub(lambda match: variables[match[1]], template).strip()


@cache
def _template(name: str) -> tuple[str, str]:
    if name not in names():
        raise ValueError(f"there is no prompt called {name}")
    text = files("planbot.prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    parts = _BORDER.split(text)
    if len(parts) != 2:
        raise ValueError(f"prompt {name} must have one line of three hyphens between its two parts")
    return parts[0], parts[1]
