"""Pages of a PDF as text: paragraphs, tables, page furniture and page marks in reading order."""

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from planbot.ingest.readers.composer import Composer
from planbot.ingest.readers.grid import captions, header_rows, plain_row
from planbot.ingest.readers.pdf_flow import Margins, column_right, furniture, goes_on, joint, margins
from planbot.ingest.readers.pdf_lines import Line
from planbot.ingest.readers.pdf_tables import RuledTable

_DEFAULT_MARGINS = Margins(0.0, float("inf"), 12.0)


class Page(NamedTuple):
    """What one page holds."""

    number: int
    height: float
    lines: list[Line]
    tables: list[RuledTable]
    source: Literal["text", "ocr", "none"]


def write_pages(composer: Composer, pages: Sequence[Page]) -> None:
    """Write all pages; paragraphs and tables that cross a page stay whole."""
    edges = furniture([page.lines for page in pages], [page.height for page in pages])
    _Flow(composer, pages, edges).write()


class _Flow:
    """Writes paragraphs; page furniture waits until the paragraph that crosses the page has ended."""

    def __init__(self, composer: Composer, pages: Sequence[Page], edges: dict[Line, str]) -> None:
        self._composer, self._pages, self._edges = composer, pages, edges
        self._bodies = {page.number: self._body(page) for page in pages}
        everywhere = margins([line for body in self._bodies.values() for line in body]) or _DEFAULT_MARGINS
        self._margins = {number: margins(body) or everywhere for number, body in self._bodies.items()}
        self._waiting: list[tuple[str, str]] = []
        self._last: Line | None = None
        self._tail = ""
        self._table: list[RuledTable] = []

    def _body(self, page: Page) -> list[Line]:
        return [
            line
            for line in page.lines
            if line not in self._edges and not any(table.holds(line) for table in page.tables)
        ]

    def write(self) -> None:
        """All pages in order."""
        for page in self._pages:
            self._page_begins(page)
            for item in _in_order(page, self._edges):
                if isinstance(item, RuledTable):
                    self._add_table(item)
                elif item in self._edges:
                    self._waiting.append((item.text, self._edges[item]))
                else:
                    self._add(item)
        self._end_paragraph()
        self._end_table()

    def _page_begins(self, page: Page) -> None:
        first = next(iter(self._bodies[page.number]), None)
        if self._last and (first is None or not self._continues(first)):
            self._end_paragraph()
        self._composer.page(page.number)

    def _continues(self, line: Line) -> bool:
        last = self._last
        if last is None:
            return False
        here = self._margins[last.page]
        return goes_on(last, line, here, self._margins[line.page], column_right(last, self._bodies[last.page], here))

    def _add(self, line: Line) -> None:
        self._end_table()
        if self._last is not None and self._continues(line):
            self._composer.write("" if self._last.hyphen else joint(self._tail, line.text))
        else:
            self._end_paragraph()
        self._composer.write(line.text)
        self._tail, self._last = line.text[-2:], line

    def _end_paragraph(self) -> None:
        if self._last is not None:
            self._composer.write("\n")
        self._last = None
        for text, rule in self._waiting:
            self._composer.furniture(*self._composer.line(text), rule)
        self._waiting = []

    def _add_table(self, table: RuledTable) -> None:
        if self._table and self._table[-1].edges != table.edges:
            self._end_table()
        if not self._table:
            self._end_paragraph()
        self._table.append(table)

    def _end_table(self) -> None:
        """A table that goes on over pages is one table; its repeated header is dropped."""
        if not self._table:
            return
        grid, head = list(self._table[0].grid), header_rows(self._table[0].grid)
        for more in self._table[1:]:
            repeated = [slot[1] for slot in more.grid[0]] == [slot[1] for slot in grid[0]] if more.grid else False
            grid.extend(more.grid[head if repeated and head else 0 :])
        self._table = []
        above = captions(grid)
        titles = [plain_row(slots[0][1]) for slots in grid[:above]]
        for title in titles:
            self._composer.line(title)
        self._composer.table(grid[above:], header_rows(grid[above:]), titles[0] if titles else None)
        self._end_paragraph()


def _in_order(page: Page, edges: dict[Line, str]) -> Iterator[Line | RuledTable]:
    """Lines in the order of the page's content, a table where its first line stood."""
    left = list(page.tables)
    for line in page.lines:
        table = next((table for table in page.tables if table.holds(line)), None) if line not in edges else None
        if table is None:
            yield line
        elif table in left:
            left.remove(table)
            yield table
    yield from left
