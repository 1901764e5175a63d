"""Excel workbooks: every visible sheet as text, values as the sheet shows them."""

import io
import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from planbot.errors import RefusedDocument
from planbot.ingest.readers.archive import RELATIONSHIP, Archive, parse_xml
from planbot.ingest.readers.composer import Composer
from planbot.ingest.readers.grid import Grid
from planbot.ingest.readers.markup import etree
from planbot.ingest.readers.number_format import Formats, displayed
from planbot.ingest.readers.options import ReadOptions, broken
from planbot.ingest.readers.sheet import write_sheet
from planbot.types import ReadText

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表)\s*\d*", re.I)
_MAX_MERGED_CELLS = 200_000


class Book(NamedTuple):
    """What cells refer to."""

    strings: tuple[str, ...]
    formats: Formats


class Sheet(NamedTuple):
    """Filled cells by row and column, counted from 0, and what was met on the way."""

    cells: dict[int, dict[int, str]]
    merges: tuple[tuple[int, int, int, int], ...]
    hidden: int
    """Rows and columns that the workbook hides; their cells are left out."""
    uncomputed: int
    """Formulas without a saved value."""
    errors: int


def read_xlsx(data: bytes, file: str, options: ReadOptions) -> ReadText:
    """One table (or several, parted by empty rows and new headers) for each visible sheet, its title the sheet's name."""
    archive = Archive(data, file, options)
    workbook = archive.xml("xl/workbook.xml")
    if workbook is None:
        raise broken(file, "its list of sheets is missing", "open it in Excel or WPS and save it again")
    targets = archive.related("xl/workbook.xml")
    book = Book(_strings(archive), _formats(archive, workbook))
    composer = Composer(file, options.max_chars)
    hidden_sheets = 0
    for node in workbook.iter(f"{_MAIN}sheet"):
        kind, target = targets.get(str(node.get(f"{RELATIONSHIP}id")), ("", ""))
        if node.get("state", "visible") != "visible":
            hidden_sheets += 1
        elif kind == "worksheet" and (content := archive.member(target)) is not None:
            _write(composer, str(node.get("name", "")), _sheet(content, target, book, archive.file, options.max_chars))
    if hidden_sheets:
        composer.warn("hidden_text", f"hidden sheets left out: {hidden_sheets}")
    return composer.finish("xlsx", title=_title(archive))


def _write(composer: Composer, name: str, sheet: Sheet) -> None:
    rows = _placed(sheet)
    if not rows:
        return
    start = composer.length
    if not _DEFAULT_NAME.fullmatch(name):
        composer.heading(name, 1)
    write_sheet(composer, rows, title=name)
    composer.line("")
    where = (start, composer.length)
    if sheet.hidden:
        composer.warn("hidden_text", f"sheet {name}: hidden rows or cells left out: {sheet.hidden}", *where)
    if sheet.uncomputed:
        fix = "open and save the file in Excel or WPS"
        composer.warn(
            "table_damaged",
            f"sheet {name}: formulas without a saved value: {sheet.uncomputed}; {fix}",
            *where,
        )
    if sheet.errors:
        composer.warn(
            "table_damaged",
            f"sheet {name}: cells with an error such as #REF!: {sheet.errors}",
            *where,
        )


def _placed(sheet: Sheet) -> Grid:
    """Rows with merged cells repeated, up to the last filled row and column; empty rows between are kept once."""
    inherited = _spread_merges(sheet)
    placed: Grid = []
    previous = -1
    for number in sorted(sheet.cells):
        if number > previous + 1 and placed:
            placed.append([])
        previous = number
        placed.append(
            [(column, text, (number, column) in inherited) for column, text in sorted(sheet.cells[number].items())]
        )
    return placed


def _spread_merges(sheet: Sheet) -> set[tuple[int, int]]:
    """Copy the text of merged cells over what they cover within the filled area; returns the places filled."""
    filled: set[tuple[int, int]] = set()
    width = max((max(row) for row in sheet.cells.values()), default=0)
    height = max(sheet.cells, default=-1)
    for top, left, bottom, right in sheet.merges:
        text = sheet.cells.get(top, {}).get(left)
        down, across = range(top, min(bottom, height) + 1), range(left, min(right, max(width, left)) + 1)
        if text is None or len(filled) + len(down) * len(across) > _MAX_MERGED_CELLS:
            continue
        for place in ((row, column) for row in down for column in across if (row, column) != (top, left)):
            if place[1] not in sheet.cells.setdefault(place[0], {}):
                sheet.cells[place[0]][place[1]] = text
                filled.add(place)
    return filled


def _sheet(content: bytes, name: str, book: Book, file: str, max_chars: int) -> Sheet:
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content or b"purl.oclc.org" in content[:4096]:
        content = etree.tostring(parse_xml(content, name, file))
    reader = _SheetReader(book, max_chars, file)
    try:
        for _, node in etree.iterparse(
            io.BytesIO(content),
            tag=(f"{_MAIN}row", f"{_MAIN}col", f"{_MAIN}mergeCell"),
            huge_tree=True,
            resolve_entities=False,
            no_network=True,
        ):
            reader.take(node)
            node.clear()
    except (etree.XMLSyntaxError, ValueError) as exc:
        raise broken(file, f"its part {name} is not valid XML", "open it in Excel or WPS and save it again") from exc
    return reader.sheet()


class _SheetReader:
    """Collects what iterparse hands over, row by row, without keeping the tree."""

    def __init__(self, book: Book, max_chars: int, file: str) -> None:
        self._book, self._left, self._file = book, max_chars, file
        self._cells: dict[int, dict[int, str]] = {}
        self._merges: list[tuple[int, int, int, int]] = []
        self._hidden_columns: set[int] = set()
        self._hidden = self._uncomputed = self._errors = 0
        self._next_row = 0

    def take(self, node: Any) -> None:
        """One ``row``, ``col`` or ``mergeCell`` element."""
        if node.tag == f"{_MAIN}col":
            if node.get("hidden") in ("1", "true"):
                first, last = int(node.get("min", 1)), int(node.get("max", 1))
                self._hidden_columns.update(range(first - 1, min(last, 16_384)))
        elif node.tag == f"{_MAIN}mergeCell":
            ends = [_position(part) for part in str(node.get("ref", "")).split(":")]
            if len(ends) == 2 and ends[0] and ends[1]:
                self._merges.append((*ends[0], *ends[1]))
        else:
            self._row(node)

    def _row(self, node: Any) -> None:
        number = int(node.get("r", self._next_row + 1)) - 1
        self._next_row = number + 1
        filled, column = dict[int, str](), -1
        for cell in node.iter(f"{_MAIN}c"):
            place = _position(cell.get("r", ""))
            column = place[1] if place else column + 1
            if text := self._text(cell):
                filled[column] = text
        if filled and node.get("hidden") in ("1", "true"):
            self._hidden += 1
            return
        self._hidden += len(shut := self._hidden_columns.intersection(filled))
        kept = {column: text for column, text in filled.items() if column not in shut}
        self._left -= sum(map(len, kept.values()))
        if self._left < 0:
            raise RefusedDocument(f"{self._file}: holds too much text; split it into smaller files", code="too_large")
        if kept:
            self._cells[number] = kept

    def _text(self, cell: Any) -> str:
        kind, value = cell.get("t", "n"), cell.findtext(f"{_MAIN}v")
        if kind == "inlineStr":
            return _unescaped(_runs(cell.iter(f"{_MAIN}t")))
        if value is None or (not value and kind == "n"):
            self._uncomputed += cell.find(f"{_MAIN}f") is not None
            return ""
        if kind == "s":
            index = int(value)
            return self._book.strings[index] if 0 <= index < len(self._book.strings) else ""
        self._errors += kind == "e"
        if kind == "b":
            return "TRUE" if value.strip() == "1" else "FALSE"
        return displayed(value, int(cell.get("s", 0)), self._book.formats) if kind == "n" else _unescaped(value)

    def sheet(self) -> Sheet:
        """All that was met; hidden columns count once a sheet."""
        return Sheet(self._cells, tuple(self._merges), self._hidden, self._uncomputed, self._errors)


def _position(reference: str) -> tuple[int, int] | None:
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match.group(1):
        column = column * 26 + ord(letter) - 64
    return int(match.group(2)) - 1, column - 1


def _strings(archive: Archive) -> tuple[str, ...]:
    root = archive.xml("xl/sharedStrings.xml")
    items = () if root is None else root.iter(f"{_MAIN}si")
    return tuple(_unescaped(_runs(node for node in item.iter(f"{_MAIN}t") if not _phonetic(node))) for item in items)


def _phonetic(node: Any) -> bool:
    parent = node.getparent()
    return parent is not None and parent.tag == f"{_MAIN}rPh"


def _runs(nodes: Iterable[Any]) -> str:
    return "".join(node.text or "" for node in nodes)


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda match: chr(int(match.group(1), 16)), text).strip() if "_x" in text else text.strip()


def _formats(archive: Archive, workbook: Any) -> Formats:
    styles = archive.xml("xl/styles.xml")
    properties = workbook.find(f"{_MAIN}workbookPr")
    since_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    if styles is None:
        return Formats((), {}, since_1904)
    own = {int(node.get("numFmtId", -1)): str(node.get("formatCode", "")) for node in styles.iter(f"{_MAIN}numFmt")}
    cells = styles.find(f"{_MAIN}cellXfs")
    ids = () if cells is None else tuple(int(node.get("numFmtId", 0)) for node in cells)
    return Formats(ids, own, since_1904)


def _title(archive: Archive) -> str | None:
    core = archive.xml("docProps/core.xml")
    return None if core is None else core.findtext("{http://purl.org/dc/elements/1.1/}title")
