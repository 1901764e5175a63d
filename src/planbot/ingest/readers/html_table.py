"""HTML tables: telling data from layout, and cells from markup."""

from collections.abc import Iterator
from typing import Any

from planbot.ingest.readers.grid import MAX_COLUMNS, Merged
from planbot.ingest.readers.html_main import unread
from planbot.ingest.readers.html_text import BLOCKS, collapsed

_LAYOUT_CONTENT = frozenset({"table", "form", "h1", "h2", "h3"})
_LONG_CELL = 800


def is_data(table: Any, hidden: frozenset[Any]) -> bool:
    """Two columns or more, no table or form inside, and no one cell that holds most of the text."""
    if any(node.tag in _LAYOUT_CONTENT for node in table.iterdescendants() if isinstance(node.tag, str)):
        return False
    sizes, width, linked, rows = list[int](), 0, 0, 0
    for row in _rows(table):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        rows, width = rows + bool(cells), max(width, len(cells))
        for cell in cells:
            sizes.append(len("".join(text for text in cell.itertext()).strip()))
            linked += sum(len("".join(link.itertext()).strip()) for link in cell.iter("a"))
    total = sum(sizes)
    return (
        width > 1
        and rows > 1
        and total > 0
        and linked * 2 < total
        and not (max(sizes) > _LONG_CELL and max(sizes) * 2 > total)
        and table not in hidden
    )


def cells(table: Any, hidden: frozenset[Any]) -> tuple[list[list[Merged]], int]:
    """Rows of cells, and how many leading rows are marked as header (thead, or th only)."""
    found, headers = list[list[Merged]](), 0
    for row in _rows(table):
        if row in hidden:
            continue
        own = [cell for cell in row if cell.tag in ("td", "th") and cell not in hidden]
        if not own:
            continue
        stated = all(cell.tag == "th" for cell in own) or row.getparent().tag == "thead"
        headers += stated and headers == len(found)
        found.append(
            [
                Merged(cell_text(cell, hidden), _span(cell, "colspan", MAX_COLUMNS), _span(cell, "rowspan", 65_534))
                for cell in own
            ]
        )
    return found, headers


def caption(table: Any) -> str | None:
    """The text of its <caption>."""
    node = table.find("caption")
    return None if node is None else collapsed("".join(node.itertext())).strip() or None


def cell_text(cell: Any, hidden: frozenset[Any]) -> str:
    """Visible text; a line for each block or <br>."""
    return "\n".join(
        line
        for part in "".join(_pieces(cell, hidden)).split("\n")
        if (line := collapsed(part.replace("\r", " ")).strip())
    )


def _pieces(cell: Any, hidden: frozenset[Any]) -> Iterator[str]:
    stack: list[Any] = [cell]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            yield node
            continue
        if not unread(node) and node not in hidden:
            block = node.tag in BLOCKS and node is not cell
            if block:
                yield "\n"
            stack.extend(
                reversed(
                    [
                        _flat(node.text),
                        *(item for child in node for item in (child, _flat(child.tail))),
                        "\n" if block else "",
                    ]
                )
            )


def _flat(text: str | None) -> str:
    """Line ends of the source are white space, not line breaks."""
    return collapsed(text) if text else ""


def _span(cell: Any, name: str, most: int) -> int:
    text = (cell.get(name) or "").strip()
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def _rows(table: Any) -> Iterator[Any]:
    for node in table:
        if node.tag == "tr":
            yield node
        elif node.tag in ("thead", "tbody", "tfoot"):
            yield from (row for row in node if row.tag == "tr")
