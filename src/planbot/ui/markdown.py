"""The Markdown of answers as HTML that cannot do anything (pure).

Answers quote documents, so all of it is hostile. Only what is listed here becomes an element: headings, paragraphs, lists, quotes, tables,
code blocks, ``**bold**`` and ``[n]`` markers that the caller knows. All else is escaped text: links, images, autolinks and HTML stay as typed.
The result holds no line break, so that a Markdown renderer behind it sees one block of HTML and leaves it alone.
"""

import html
import re
from collections.abc import Callable, Iterator

Link = Callable[[int], str | None]
"""Marker number to the HTML that stands for it; None for a marker that has no citation."""

_INLINE = re.compile(
    r"\\(?P<literal>[!-/:-@\[-`{-~])"
    r"|\[(?P<marker>\d{1,3})\]"
    # A masked year or name (**年, **区) is not the beginning of bold.
    r"|\*\*(?![\s*年月日省市州县区镇乡村号])(?P<bold>[^*\n]+?)(?<!\s)\*\*"
)
_HEADING = re.compile(r"(#{1,6})\s+(.+)")
_ITEM = re.compile(r"(\s*)(?:([-*+])|(\d{1,3})[.)])\s+(.+)")
_RULE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")
_DIVIDER = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_CELL = re.compile(r"(?<!\\)\|")


def escaped(text: str) -> str:
    """Text as HTML text or attribute value; line breaks become character references."""
    return html.escape(text, quote=True).replace("\r", "").replace("\n", "&#10;")


def inline(text: str, link: Link) -> str:
    """One line: escaped, with bold and the markers that have a citation."""
    pieces: list[str] = []
    position = 0
    for match in _INLINE.finditer(text):
        pieces += [escaped(text[position : match.start()]), _element(match, link)]
        position = match.end()
    return "".join(pieces) + escaped(text[position:])


def _element(match: re.Match[str], link: Link) -> str:
    if match["literal"]:
        return escaped(match["literal"])
    if match["bold"]:
        return f"<strong>{inline(match['bold'], link)}</strong>"
    return link(int(match["marker"])) or escaped(match.group())


def markdown(text: str, link: Link) -> str:
    """The blocks of ``text`` as HTML on one line."""
    return "".join(_blocks(text.replace("\r\n", "\n").split("\n"), link))


def _blocks(lines: list[str], link: Link) -> Iterator[str]:
    at = 0
    while at < len(lines):
        if not lines[at].strip():
            at += 1
            continue
        rest = lines[at:]
        taken, block = next(found for reader in _READERS if (found := reader(rest, link)))
        at += taken
        yield block


Found = tuple[int, str] | None
"""Lines taken and the block made of them."""


def _heading(lines: list[str], link: Link) -> Found:
    if match := _HEADING.fullmatch(lines[0].strip()):
        level = min(len(match[1]) + 2, 6)
        return 1, f"<h{level}>{inline(match[2], link)}</h{level}>"
    return (1, "<hr>") if _RULE.fullmatch(lines[0]) else None


def _code(lines: list[str], _link: Link) -> Found:
    if not lines[0].lstrip().startswith("```"):
        return None
    end = next((n for n, line in enumerate(lines[1:], 1) if line.lstrip().startswith("```")), len(lines))
    return end + 1, f"<pre>{escaped(chr(10).join(lines[1:end]))}</pre>"


def _quote(lines: list[str], link: Link) -> Found:
    taken = _while(lines, lambda line: line.lstrip().startswith(">"))
    if not taken:
        return None
    inner = [line.lstrip()[1:].removeprefix(" ") for line in lines[:taken]]
    return taken, f"<blockquote>{'<br>'.join(inline(line, link) for line in inner)}</blockquote>"


def _table(lines: list[str], link: Link) -> Found:
    if len(lines) < 2 or "|" not in lines[0] or "|" not in lines[1] or not _DIVIDER.fullmatch(lines[1]):
        return None
    taken = 2 + _while(lines[2:], lambda line: "|" in line)
    head = _row(lines[0], "th", link)
    body = "".join(_row(line, "td", link) for line in lines[2:taken])
    return taken, f'<div class="pb-table"><table><thead>{head}</thead><tbody>{body}</tbody></table></div>'


def _row(line: str, cell: str, link: Link) -> str:
    cells = _CELL.split(line.strip().removeprefix("|").removesuffix("|"))
    return f"<tr>{''.join(f'<{cell}>{inline(text.strip(), link)}</{cell}>' for text in cells)}</tr>"


def _list(lines: list[str], link: Link) -> Found:
    first = _ITEM.fullmatch(lines[0])
    if not first:
        return None
    taken = _while(lines, lambda line: bool(_ITEM.fullmatch(line) or (line[:2].isspace() and line.strip())))
    items = "".join(f"{item}</li>" for item in _items(lines[:taken], link))
    return taken, f"<ul>{items}</ul>" if first[2] else f'<ol start="{first[3]}">{items}</ol>'


def _items(lines: list[str], link: Link) -> list[str]:
    """One opened ``li`` for each item; an indented line that begins none goes on with the one before."""
    items: list[str] = []
    for line in lines:
        if match := _ITEM.fullmatch(line):
            items.append(f'<li class="pb-depth-{min(len(match[1]) // 2, 3)}">{inline(match[4], link)}')
        else:
            items[-1] += f"<br>{inline(line.strip(), link)}"
    return items


def _paragraph(lines: list[str], link: Link) -> Found:
    taken = 1 + _while(lines[1:], lambda line: bool(line.strip()) and not _starts_block(line))
    return taken, f"<p>{'<br>'.join(inline(line.strip(), link) for line in lines[:taken])}</p>"


def _starts_block(line: str) -> bool:
    return bool(
        _HEADING.fullmatch(line.strip()) or _ITEM.fullmatch(line) or line.lstrip().startswith((">", "```", "|"))
    )


def _while(lines: list[str], holds: Callable[[str], bool]) -> int:
    return next((n for n, line in enumerate(lines) if not holds(line)), len(lines))


_READERS: tuple[Callable[[list[str], Link], Found], ...] = (_heading, _code, _quote, _table, _list, _paragraph)
