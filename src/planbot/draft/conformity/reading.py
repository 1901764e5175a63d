"""A Word file as the check sees it: pages, body paragraphs with effective formats, footers."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from planbot.draft.conformity.formats import Formats, ParagraphFormat, RunFormat
from planbot.errors import RefusedDocument
from planbot.ingest.readers.archive import RELATIONSHIP, Archive
from planbot.ingest.readers.content import recognise
from planbot.ingest.readers.docx_numbering import Numbering
from planbot.ingest.readers.docx_styles import W, on, styles
from planbot.ingest.readers.options import ReadOptions, broken

_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_WRAPPERS = frozenset(
    W + name
    for name in ("sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo", "body", "hyperlink", "fldSimple")
)
_PASSED_OVER = frozenset({f"{W}del", f"{W}moveFrom", f"{W}pPr", f"{W}txbxContent", _MC_FALLBACK})


class Piece(NamedTuple):
    """Characters of one format; raised ones (note numbers) and hidden ones are left out."""

    text: str
    format: RunFormat


class Paragraph(NamedTuple):
    """A paragraph of the body with text in it."""

    number: int
    """Counted from 1 among all paragraphs outside tables, empty ones too."""
    label: str
    """The automatic number."""
    pieces: tuple[Piece, ...]
    format: ParagraphFormat
    style: str
    """Name of the style, lower case."""

    @property
    def text(self) -> str:
        """The characters in the file, without the automatic number."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def shown(self) -> str:
        """The characters as printed."""
        return self.label + self.text.strip()


class Section(NamedTuple):
    """A stretch of pages of one layout: its w:sectPr, and its footers by kind (default, even, first)."""

    properties: Any
    footers: dict[str, Any]


class OfficeFile(NamedTuple):
    """All that the rules look at."""

    paragraphs: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    formats: Formats
    odd_and_even: bool
    """Odd and even pages have footers of their own."""


def open_document(data: bytes, file: str) -> OfficeFile:
    """Raises RefusedDocument in one line that names the file and the fix, for whatever is no sound .docx."""
    try:
        if not data:
            raise RefusedDocument(f"{file}: is empty (0 bytes); save it again with its text", code="empty")
        if recognise(file, data, file) != "docx":
            raise RefusedDocument(
                f"{file}: is not a Word .docx file; open it in Word or WPS and save it as .docx", code="unsupported"
            )
        return _opened(Archive(data, file, ReadOptions()), file)
    except RefusedDocument:
        raise
    except RecursionError as exc:
        raise broken(file, "its parts are nested too deeply", "copy its text into a new file and save that") from exc
    except Exception as exc:  # a parser fed damaged parts may raise anything
        raise broken(
            file, "the file is damaged and cannot be read", "open it in Word or WPS and save it again"
        ) from exc


def _opened(archive: Archive, file: str) -> OfficeFile:
    main = next((to for kind, to in archive.related("").values() if kind == "officeDocument"), "word/document.xml")
    root = archive.xml(main)
    body = None if root is None else root.find(f"{W}body")
    if body is None:
        raise broken(file, "it has no document body", "open it in Word or WPS and save it again")
    by_id = archive.related(main)
    related = dict(by_id.values())
    style_root, numbering_root, theme, settings = (
        archive.xml(related.get(kind, f"word/{kind}.xml")) for kind in ("styles", "numbering", "theme", "settings")
    )
    formats = Formats(style_root, theme, numbering_root)
    numbering = Numbering(numbering_root, styles(style_root))
    paths = {identity: target for identity, (kind, target) in by_id.items() if kind == "footer"}
    return OfficeFile(
        paragraphs=tuple(_paragraphs(body, formats, numbering)),
        sections=_sections(body, {identity: archive.xml(path) for identity, path in paths.items()}),
        formats=formats,
        odd_and_even=bool(on(settings, "evenAndOddHeaders")),
    )


def _paragraphs(body: Any, formats: Formats, numbering: Numbering) -> Iterator[Paragraph]:
    """Those with text outside tables; the ones in tables are counted where they are numbered."""
    index = 0
    for node, in_table in _walk(body, in_table=False):
        properties = node.find(f"{W}pPr")
        index += not in_table
        pieces = tuple(pieces_of(node, formats))
        text = "".join(piece.text for piece in pieces)
        style_id = (
            ""
            if properties is None or properties.find(f"{W}pStyle") is None
            else str(properties.find(f"{W}pStyle").get(f"{W}val"))
        )
        label = numbering.label(properties, style_id) if text.strip() else ""
        if text.strip() and not in_table:
            yield Paragraph(index, label, pieces, formats.paragraph(properties), formats.style_name(properties))


def _walk(parent: Any, *, in_table: bool) -> Iterator[tuple[Any, bool]]:
    for node in parent:
        if node.tag == f"{W}p":
            yield node, in_table
        elif node.tag == f"{W}tbl":
            for row in node.iterfind(f"{W}tr/{W}tc"):
                yield from _walk(row, in_table=True)
        elif node.tag in _WRAPPERS:
            yield from _walk(node, in_table=in_table)


def pieces_of(node: Any, formats: Formats) -> Iterator[Piece]:
    """The visible text of a w:p."""
    paragraph = node.find(f"{W}pPr")
    for run in _runs(node):
        text = "".join(_sign(child) for child in run)
        made = formats.run(paragraph, run.find(f"{W}rPr"))
        if text and not made.hidden and not made.raised:
            yield Piece(text, made)


def _runs(node: Any) -> Iterator[Any]:
    for child in node:
        if child.tag == f"{W}r":
            yield child
        elif child.tag not in _PASSED_OVER:
            yield from _runs(child)


def _sign(node: Any) -> str:
    if node.tag == f"{W}t":
        return node.text or ""
    return (
        "\t" if node.tag == f"{W}tab" else "\n" if node.tag in (f"{W}br", f"{W}cr") and not node.get(f"{W}type") else ""
    )


def _sections(body: Any, footers: dict[str, Any]) -> tuple[Section, ...]:
    """In order; a section without a footer of a kind has that of the one before."""
    found: list[Section] = []
    for node in body.iter(f"{W}sectPr"):
        own = {
            str(reference.get(f"{W}type", "default")): footers.get(str(reference.get(f"{RELATIONSHIP}id")))
            for reference in node.iterchildren(f"{W}footerReference")
        }
        before = found[-1].footers if found else {}
        found.append(Section(node, before | {kind: root for kind, root in own.items() if root is not None}))
    return tuple(found)
