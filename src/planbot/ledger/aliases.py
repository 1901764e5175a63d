"""Names that staff use for departments: ``aliases.toml`` in the home, one ``"name" = "the body it means"`` a line (pure)."""

import re
import tomllib
from collections.abc import Mapping

from planbot.errors import ConfigurationError
from planbot.ledger.numbers import flat
from planbot.ledger.words import alternatives

FILE = "aliases.toml"


def parse_aliases(text: str, place: str) -> Mapping[str, str]:
    """The names, each with the body it means. Raises ConfigurationError in one line that begins with ``place``."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f'{place}: not TOML ({error}); write one "name" = "body" a line') from error
    found = {flat(name).strip(): _body(name, body, place) for name, body in table.items()}
    for name, body in found.items():
        if len(name) < 2:
            raise ConfigurationError(f"{place}: {name!r} is too short to be told from other words; use two characters")
        if body in found:
            raise ConfigurationError(f"{place}: {name} means {body}, which is an alias too; give the body's own name")
    return found


def _body(name: str, body: object, place: str) -> str:
    if not isinstance(body, str) or not body.strip():
        raise ConfigurationError(f'{place}: {name} must be the name of a body in quotes, like "县教育局"')
    return flat(body).strip()


def spelled_out(question: str, aliases: Mapping[str, str]) -> str:
    """The question with each alias replaced by the body it means; not inside that body's own name, nor after a place (临江市教育局)."""
    if not aliases:
        return question
    known = re.compile(f"(?<![省市县区州])(?:{alternatives({*aliases, *aliases.values()})})")
    return known.sub(lambda match: aliases.get(match.group(), match.group()), question)
