"""PDF files: the text layer as paragraphs with page marks, ruled tables as rows, page furniture marked."""

from typing import Any

import pypdfium2

from planbot.errors import RefusedDocument
from planbot.ingest.readers.composer import Composer
from planbot.ingest.readers.options import ReadOptions, broken
from planbot.ingest.readers.pdf_lines import closed_up, page_lines, readable
from planbot.ingest.readers.pdf_ocr import ocr_lines
from planbot.ingest.readers.pdf_tables import ruled_tables
from planbot.ingest.readers.pdf_text import Page, write_pages
from planbot.types import ReadText

_PASSWORD = 4
"""FPDF_ERR_PASSWORD."""


def read_pdf(data: bytes, file: str, options: ReadOptions) -> ReadText:
    """Raises RefusedDocument: encrypted, broken, too_large, or scan when no page has a text layer and OCR is not asked for."""
    document = _opened(data, file)
    try:
        if len(document) > options.max_pages:
            raise RefusedDocument(
                f"{file}: has {len(document):,} pages (at most {options.max_pages:,}); split it into smaller files",
                code="too_large",
            )
        pages = _pages(document, file, options)
        title = document.get_metadata_dict().get("Title") or None
    finally:
        document.close()
    unread = [page.number for page in pages if page.source == "none"]
    if len(unread) == len(pages):
        what = "its only page has no" if len(pages) == 1 else f"none of its {len(pages)} pages has a"
        fix = "run again with --ocr, or save it as a PDF with text"
        raise RefusedDocument(f"{file}: {what} text layer (a scan); {fix}", code="scan")
    composer = Composer(file, options.max_chars)
    write_pages(composer, pages)
    if unread:
        composer.warn("ocr", f"not read, being pictures without text: {_ranges(unread)}; run again with --ocr")
    if by_ocr := [page.number for page in pages if page.source == "ocr"]:
        composer.warn("ocr", f"read by OCR: {_ranges(by_ocr)}; check figures against the original")
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


def _pages(document: Any, file: str, options: ReadOptions) -> list[Page]:
    found = list[Page]()
    for index in range(len(document)):
        page = _loaded(document, index, file)
        try:
            found.append(_page(page, index + 1, file, options))
        finally:
            page.close()
    return _closed_up(found)


def _loaded(document: Any, index: int, file: str) -> Any:
    try:
        return document[index]
    except pypdfium2.PdfiumError as exc:
        raise broken(file, f"its page {index + 1} is damaged", "copy or download it again, or make it again") from exc


def _page(page: Any, number: int, file: str, options: ReadOptions) -> Page:
    height = page.get_height()
    lines = page_lines(page, number)
    if not readable(lines):
        lines = ocr_lines(page, number, file) if options.ocr else []
        return Page(number, height, lines, [], "ocr" if options.ocr else "none")
    closed = closed_up(lines)
    spaced = sum(1 for old, new in zip(lines, closed, strict=True) if old.text != new.text) * 2 > len(lines)
    tables = [] if page.get_rotation() else ruled_tables(page, spaced=spaced)
    return Page(number, height, lines, tables, "text")


def _closed_up(pages: list[Page]) -> list[Page]:
    """Letter spacing is judged over the whole document."""
    lines = iter(closed_up([line for page in pages for line in page.lines]))
    return [page._replace(lines=[next(lines) for _ in page.lines]) for page in pages]


def _ranges(numbers: list[int]) -> str:
    """page 2; pages 1-3, 7"""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    listed = ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs)
    return f"pages {listed}" if len(numbers) > 1 else f"page {listed}"
