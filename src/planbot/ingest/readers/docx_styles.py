"""What paragraph and character styles of a Word file say, followed along basedOn."""

import re
from typing import Any, NamedTuple

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
VAL = f"{W}val"
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.I)
_OFF = ("0", "false", "off", "none")
_MAX_CHAIN = 20


class Style(NamedTuple):
    """A style with what it inherits filled in."""

    name: str = ""
    outline: int | None = None
    """Heading level, from 1; None for text."""
    number_id: str | None = None
    number_level: int | None = None
    hidden: bool = False


def on(properties: Any, name: str) -> bool | None:
    """A toggle property: None when it is not there."""
    node = None if properties is None else properties.find(W + name)
    return None if node is None else node.get(VAL, "1").lower() not in _OFF


def value(properties: Any, path: str) -> str | None:
    """The w:val of a child; ``path`` is relative, parts joined by "/"."""
    node = None if properties is None else properties.find("/".join(W + step for step in path.split("/")))
    return None if node is None else node.get(VAL)


def whole(text: str | None) -> int | None:
    """A whole number, or None."""
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else None


def styles(root: Any) -> dict[str, Style]:
    """Styles by id; under the key "" the default paragraph style."""
    if root is None:
        return {}
    nodes = {str(node.get(f"{W}styleId")): node for node in root.iter(f"{W}style")}
    found = {identity: _style(identity, nodes) for identity in nodes}
    default = next(
        (i for i, n in nodes.items() if n.get(f"{W}type") == "paragraph" and n.get(f"{W}default") in ("1", "true")),
        None,
    )
    return found | {"": found[default]} if default else found


def _style(identity: str, nodes: dict[str, Any]) -> Style:
    chain, current = list[Any](), identity
    while current in nodes and len(chain) < _MAX_CHAIN:
        chain.append(nodes[current])
        current = value(nodes[current], "basedOn") or ""
    name = value(chain[0], "name") or ""
    hidden = next((state for node in chain if (state := on(node.find(f"{W}rPr"), "vanish")) is not None), False)
    return Style(
        name=name,
        outline=_outline(name, chain),
        number_id=_first(chain, "pPr/numPr/numId"),
        number_level=whole(_first(chain, "pPr/numPr/ilvl")),
        hidden=hidden,
    )


def _first(chain: list[Any], path: str) -> str | None:
    return next((found for node in chain if (found := value(node, path)) is not None), None)


def _outline(name: str, chain: list[Any]) -> int | None:
    level = whole(_first(chain, "pPr/outlineLvl"))
    if level is not None:
        return level + 1 if 0 <= level < 9 else None
    names = [name, *(value(node, "name") or "" for node in chain[1:])]
    return next((int(match.group(1)) for each in names if (match := _HEADING_NAME.fullmatch(each.strip()))), None)
