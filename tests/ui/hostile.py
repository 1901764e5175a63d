"""Text that tries to become markup, and a reader of what markup there is."""

import json
from html.parser import HTMLParser
from pathlib import Path

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><iframe src="https://evil.example"></iframe>',
    "![logo](https://evil.example/a.png)",
    "[点此](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "<a href='javascript:alert(1)'>x</a>",
    "https://evil.example/?q=secret",
    "<https://evil.example>",
    "[ref]: https://evil.example\n[ref]",
    "**<b onclick=x>粗</b>**",
    "| <img src=x> | b |\n|---|---|\n| <script>1</script> | [9] |",
    "- <style>*{display:none}</style>",
    "```html\n</pre><script>alert(1)</script>\n```",
    "# <object data=x>",
    "> <embed src=x>",
    "&lt;script&gt;&#60;script&#62;",
    "$$\\href{javascript:alert(1)}{x}$$",
    "<!-- --><base href=//evil.example>",
    "[1](https://evil.example)",
)


def reference(folder: Path) -> tuple[str, ...]:
    """The strings of the reference material, where it stands beside the checkout."""
    paths = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    lines = (line for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return tuple(str(json.loads(line)["text"])[:400] for line in lines)


class Elements(HTMLParser):
    """Every element and attribute of a piece of HTML, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data
