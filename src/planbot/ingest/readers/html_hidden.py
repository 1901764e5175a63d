"""Which elements a browser would not show: attributes, inline style and simple rules of the page's own style sheets."""

import re
from typing import Any

_SHEET_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_SELECTOR = re.compile(r"([a-z][a-z0-9]*)?(?:([.#])([\w-]+))?", re.I)
_UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:\.0+)?(?:px|pt|em|rem|%)?\s*(?:[;!]|$)"
    r"|opacity\s*:\s*0(?:\.0+)?\s*(?:[;!]|$)|text-indent\s*:\s*-\d{3,}|(?:left|top|margin-left|margin-top)\s*:\s*-\d{4,}px"
    r"|clip\s*:\s*rect\(\s*0|clip-path\s*:\s*inset\(\s*(?:50|100)%|transform\s*:\s*scale\(\s*0\s*\)",
    re.I,
)
_COLOUR = re.compile(r"(?:^|[;\s])color\s*:\s*([^;!]+)", re.I)
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)", re.I)
_WHITE = re.compile(
    r"#fff(?:fff)?\b|white\b|rgba?\(\s*25[0-5]\s*,\s*25[0-5]\s*,\s*25[0-5]|rgba\([^)]*,\s*0(?:\.0+)?\s*\)|transparent",
    re.I,
)


class Visibility:
    """Tells whether an element is shown, from itself and the page's style sheets; ancestors are the caller's business."""

    def __init__(self, root: Any) -> None:
        self._rules: dict[tuple[str, str, str], str] = {}
        for node in root.iter("style"):
            for selectors, body in _SHEET_RULE.findall(_COMMENT.sub("", node.text or "")):
                if _UNSEEN.search(body):
                    self._add(selectors, body)

    def _add(self, selectors: str, body: str) -> None:
        for selector in selectors.split(","):
            match = _SELECTOR.fullmatch(selector.strip())
            if match and match.group(3):
                self._rules[((match.group(1) or "").lower(), match.group(2), match.group(3))] = body

    def hides(self, node: Any) -> bool:
        """Is the element itself hidden?"""
        if node.get("hidden") is not None or (node.get("aria-hidden") or "").lower() == "true":
            return True
        style = node.get("style")
        return bool(style and (_UNSEEN.search(style) or _white_on_white(node, style))) or (
            bool(self._rules) and self._ruled(node)
        )

    def _ruled(self, node: Any) -> bool:
        names = [(".", name) for name in (node.get("class") or "").split()] + [("#", node.get("id") or "")]
        return any((tag, sign, name) in self._rules for sign, name in names for tag in ("", node.tag))


def _white_on_white(node: Any, style: str) -> bool:
    """White type where neither the element nor any around it is given another background."""
    colour = _COLOUR.search(style)
    if not colour or not _WHITE.match(colour.group(1).strip()):
        return False
    for each in (node, *node.iterancestors()):
        background = _BACKGROUND.search(each.get("style") or "")
        if background:
            return bool(_WHITE.match(background.group(1).strip()))
        if (
            each.get("bgcolor")
            or each.get("background")
            or (each is not node and (each.get("class") or each.get("id")) and each.tag in ("td", "th", "tr", "table"))
        ):
            return False
    return not node.get("class")
