"""Where the main text of a saved page stands, by where its sentences are.

Starting at the body, go down into the container that holds nearly all of the prose (text outside links, with sentence
marks or some length) until no single child does. Blocks beside that core are page furniture unless they hold prose of their own.
"""

import re
from typing import Any

from planbot.lexicon.load import load

_CONTAINERS = frozenset(
    {
        "body",
        "div",
        "td",
        "article",
        "section",
        "main",
        "table",
        "tbody",
        "tr",
        "form",
        "center",
        "span",
        "font",
        "ul",
        "li",
        "dl",
        "dd",
    }
)
_UNREAD = frozenset(
    {
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "object",
        "select",
        "option",
        "textarea",
        "button",
        "input",
        "head",
    }
)
_ASIDE = frozenset({"nav", "footer", "aside", "header"})
_SHARE = 0.85
_LEAST_PROSE = 30.0
_SENTENCE = re.compile(r"[，。；：、]|[a-z][,;.] ")
_FULL_STOP = re.compile(r"[。；]|[a-z][.;](?:\s|$)")
_LONG = 25
Weights = dict[Any, float]


def unread(node: Any) -> bool:
    """Elements whose text a page does not show as text, comments included."""
    return not isinstance(node.tag, str) or node.tag in _UNREAD


def main_blocks(body: Any, hidden: frozenset[Any]) -> frozenset[Any]:
    """The elements whose whole content is main text: the core, and blocks beside it with prose and few links."""
    prose, linked = _weights(body, hidden)
    if prose.get(body, 0.0) < _LEAST_PROSE:
        return frozenset({body})
    core, beside = body, set[Any]()
    while True:
        children = [child for child in core if child in prose]
        best = max(children, key=lambda child: prose[child], default=None)
        if best is None or best.tag not in _CONTAINERS or prose[best] < _SHARE * prose[core] or _is_data(best, prose):
            break
        beside.update(child for child in children if child is not best)
        core = best
    return frozenset({core, *(block for block in beside if _belongs(block, prose, linked))})


def _is_data(node: Any, prose: Weights) -> bool:
    """A table whose rows share its prose is content; going down into one row would lose the others."""
    if node.tag not in ("table", "tbody", "tr", "ul", "dl"):
        return False
    shares = sorted((prose.get(child, 0.0) for child in node), reverse=True)
    return len(shares) > 1 and shares[0] < _SHARE * prose[node]


def _belongs(node: Any, prose: Weights, linked: Weights) -> bool:
    if node.tag in _ASIDE or names_furniture(node):
        return False
    text = "".join(node.itertext())
    keys = sum(text.replace(" ", "").replace("\u3000", "").count(key) for key in load("html_pages")["document_keys"])
    if keys >= 2 and linked[node] <= prose[node]:
        return True
    return prose[node] >= 2 * _LEAST_PROSE and linked[node] < 0.3 * prose[node] and bool(_FULL_STOP.search(text))


def names_furniture(node: Any) -> bool:
    """Does the element's class or id say that it is page furniture?"""
    names = re.split(r"[\s_-]+", f"{node.get('class') or ''} {node.get('id') or ''}".lower())
    return any(name in load("html_pages")["furniture_names"] for name in names)


def _weights(body: Any, hidden: frozenset[Any]) -> tuple[Weights, Weights]:
    """Prose and link text of every element, its descendants' included."""
    prose: Weights = {}
    linked: Weights = {}
    in_link: dict[Any, bool] = {}
    order: list[Any] = []
    stack = [body]
    while stack:
        node = stack.pop()
        if unread(node) or node in hidden:
            continue
        parent = node.getparent()
        in_link[node] = node.tag == "a" or in_link.get(parent, False)
        prose[node] = linked[node] = 0.0
        order.append(node)
        stack.extend(node)
    for node in reversed(order):
        (linked if in_link[node] else prose)[node] += _weight(node.text)
        for child in node:
            (linked if in_link[node] else prose)[node] += _weight(child.tail)
            if child in prose:
                prose[node] += prose[child]
                linked[node] += linked[child]
    return prose, linked


def _weight(text: str | None) -> float:
    stripped = text.strip() if text else ""
    return len(stripped) * (1.0 if len(stripped) >= _LONG or _SENTENCE.search(stripped) else 0.3)
