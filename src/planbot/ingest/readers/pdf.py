"""PDF files: the text layer as paragraphs with page marks, ruled tables as rows, page furniture marked."""

import io
from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

import pypdfium2

from planbot.errors import RefusedDocument
from planbot.ingest.readers.composer import Composer
from planbot.ingest.readers.grid import captions, header_rows, plain_row
from planbot.ingest.readers.options import ReadOptions, broken
from planbot.ingest.readers.pdf_flow import Margins, column_right, furniture, goes_on, joint, margins
from planbot.ingest.readers.pdf_lines import Line, closed_up, page_lines, readable
from planbot.ingest.readers.pdf_ocr import ocr_lines
from planbot.ingest.readers.pdf_tables import RuledTable, may_hold_tables, ruled_tables
from planbot.types import ReadText

_PASSWORD = 4
"""FPDF_ERR_PASSWORD."""
_DEFAULT_MARGINS = Margins(0.0, float("inf"), 12.0)


class Page(NamedTuple):
    """What one page holds."""

    number: int
    height: float
    lines: list[Line]
    tables: list[RuledTable]
    source: str
    """"text", "ocr" or "none"."""


def read_pdf(data: bytes, file: str, options: ReadOptions) -> ReadText:
    """Raises RefusedDocument: encrypted, broken, too_large, or scan when no page has a text layer and OCR is not asked for."""
    document = _opened(data, file)
    try:
        if len(document) > options.max_pages:
            raise RefusedDocument(
                f"{file}: has {len(document):,} pages (at most {options.max_pages:,}); split it into smaller files",
                code="too_large",
            )
        pages = _pages(document, data, file, options)
        title = document.get_metadata_dict().get("Title") or None
    finally:
        document.close()
    unread = [page.number for page in pages if page.source == "none"]
    if len(unread) == len(pages):
        fix = "run again with --ocr, or save it as a PDF with text"
        what = "none of its" if len(pages) > 1 else "its only"
        count = f"{len(pages)} pages has" if len(pages) > 1 else "page has no"
        text = f"{what} {count} {'a ' if len(pages) > 1 else ''}text layer (a scan)"
        raise RefusedDocument(f"{file}: {text}; {fix}", code="scan")
    composer = Composer(file, options.max_chars)
    _write(composer, pages)
    if unread:
        composer.warn(
            "ocr", f"pages {_ranges(unread)} are pictures without text and were not read; run again with --ocr"
        )
    if by_ocr := [page.number for page in pages if page.source == "ocr"]:
        composer.warn("ocr", f"pages {_ranges(by_ocr)} were read by OCR; check figures against the original")
    return composer.finish("pdf", title=title)


def _opened(data: bytes, file: str) -> Any:
    try:
        document = pypdfium2.PdfDocument(data)
        if len(document) == 0:
            raise broken(file, "it has no pages", "make the PDF again")
    except pypdfium2.PdfiumError as exc:
        if getattr(exc, "err_code", None) == _PASSWORD or "password" in str(exc).lower():
            raise RefusedDocument(
                f"{file}: is protected by a password; save a copy without one", code="encrypted"
            ) from exc
        raise broken(file, "the PDF is damaged", "copy or download it again, or make it again") from exc
    return document


def _pages(document: Any, data: bytes, file: str, options: ReadOptions) -> list[Page]:
    @cache
    def plumbed() -> Any:
        import pdfplumber

        return pdfplumber.open(io.BytesIO(data))

    found = list[Page]()
    try:
        for index in range(len(document)):
            page = _loaded(document, index, file)
            try:
                found.append(_page(page, index, plumbed, file, options))
            finally:
                page.close()
    finally:
        if plumbed.cache_info().currsize:
            plumbed().close()
    return _closed_up(found)


def _loaded(document: Any, index: int, file: str) -> Any:
    try:
        return document[index]
    except pypdfium2.PdfiumError as exc:
        raise broken(file, f"its page {index + 1} is damaged", "copy or download it again, or make it again") from exc


def _page(page: Any, index: int, plumbed: Any, file: str, options: ReadOptions) -> Page:
    height, number = page.get_height(), index + 1
    lines = page_lines(page, number)
    if not readable(lines):
        lines = ocr_lines(page, number, file) if options.ocr else []
        return Page(number, height, lines, [], "ocr" if options.ocr else "none")
    if page.get_rotation() or not may_hold_tables(page):
        return Page(number, height, lines, [], "text")
    closed = closed_up(lines)
    spaced = sum(1 for old, new in zip(lines, closed, strict=True) if old.text != new.text) * 2 > len(lines)
    return Page(number, height, lines, ruled_tables(page, plumbed().pages[index], spaced=spaced), "text")


def _closed_up(pages: list[Page]) -> list[Page]:
    """Letter spacing is judged over the whole document."""
    lines = iter(closed_up([line for page in pages for line in page.lines]))
    return [page._replace(lines=[next(lines) for _ in page.lines]) for page in pages]


def _ranges(numbers: list[int]) -> str:
    """1-3, 7"""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)


def _write(composer: Composer, pages: list[Page]) -> None:
    edges = furniture([page.lines for page in pages], [page.height for page in pages])
    _Flow(composer, pages, edges).write()


class _Flow:
    """Writes paragraphs; page furniture waits until the paragraph that crosses the page has ended."""

    def __init__(self, composer: Composer, pages: list[Page], edges: dict[Line, str]) -> None:
        self._composer, self._pages, self._edges = composer, pages, edges
        self._margins = {page.number: self._margins_of(page) for page in pages}
        self._waiting: list[tuple[str, str]] = []
        self._last: Line | None = None
        self._tail = ""
        self._table: list[RuledTable] = []

    def _margins_of(self, page: Page) -> Margins:
        body = self._body(page)
        return (
            margins(body) or margins([line for other in self._pages for line in self._body(other)]) or _DEFAULT_MARGINS
        )

    def _body(self, page: Page) -> list[Line]:
        return [
            line
            for line in page.lines
            if line not in self._edges and not any(table.holds(line) for table in page.tables)
        ]

    def write(self) -> None:
        """All pages in order."""
        for page in self._pages:
            body = self._body(page)
            self._page_begins(page, body)
            for item in _in_order(page, self._edges):
                if isinstance(item, RuledTable):
                    self._add_table(item)
                elif item in self._edges:
                    self._waiting.append((item.text, self._edges[item]))
                else:
                    self._add(item, body)
        self._end_paragraph()
        self._end_table()

    def _page_begins(self, page: Page, body: list[Line]) -> None:
        first = body[0] if body else None
        if self._last and (first is None or not self._continues(first)):
            self._end_paragraph()
        self._composer.page(page.number)

    def _continues(self, line: Line) -> bool:
        last = self._last
        if last is None:
            return False
        here = self._margins[last.page]
        peers = self._body(self._pages[last.page - 1])
        return goes_on(last, line, here, self._margins[line.page], column_right(last, peers, here))

    def _add(self, line: Line, body: list[Line]) -> None:
        self._end_table()
        if self._last is not None and self._continues(line):
            self._composer.write("" if self._last.hyphen else joint(self._tail, line.text))
        else:
            self._end_paragraph()
        self._composer.write(line.text)
        self._tail, self._last = line.text[-1:], line

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
