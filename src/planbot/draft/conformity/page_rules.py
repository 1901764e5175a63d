"""Rules about paper, margins and page numbers (pure). Clauses 5.1, 5.2.1 and 7.5 of GB/T 9704-2012."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from planbot.draft.conformity.formats import RunFormat
from planbot.draft.conformity.reading import OfficeFile, Section, pieces_of
from planbot.draft.conformity.report import ConformityFinding, Place, finding
from planbot.ingest.readers.docx_styles import W, value, whole
from planbot.lexicon.load import load

_TWIPS = 1440 / 25.4
"""To the millimetre."""
_PAPER = (210.0, 297.0)
_MARGINS = {"top": 37.0, "bottom": 35.0, "left": 28.0, "right": 26.0}
_TOLERANCE = 1.0
_FORM, _FORMS = "— 1 —", frozenset({"—1—"})
_NUMBER_SIZE = 28
_PAGE_FIELD = re.compile(r"\s*PAGE\b", re.I)
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PAGE = Place()


def page_findings(document: OfficeFile) -> Iterator[ConformityFinding]:
    """Each layout is judged once, however many sections share it."""
    seen: set[tuple[str, str]] = set()
    for section in document.sections:
        for found in (*_paper(section), *_numbers(section, document)):
            if (found.code, found.found) not in seen:
                seen.add((found.code, found.found))
                yield found


def _paper(section: Section) -> Iterator[ConformityFinding]:
    size, margins = section.properties.find(f"{W}pgSz"), section.properties.find(f"{W}pgMar")
    wide, high = _length(size, "w"), _length(size, "h")
    across = wide > high
    if not _near(min(wide, high), _PAPER[0]) or not _near(max(wide, high), _PAPER[1]):
        yield finding("page_size", _PAGE, "210 × 297 mm", f"{wide:.0f} × {high:.0f} mm")
    if across:
        return
    gutter = _length(margins, "gutter")
    for side, wanted in _MARGINS.items():
        found = _length(margins, side) + (gutter if side == "left" else 0)
        if not _near(found, wanted):
            yield finding("margin", _PAGE, f"{side} {wanted:.0f} ± 1 mm", f"{side} {found:.1f} mm")


def _length(node: Any, name: str) -> float:
    """Millimetres; 0 where nothing says."""
    return 0.0 if node is None else (whole(node.get(W + name)) or 0) / _TWIPS


def _near(found: float, wanted: float) -> bool:
    return abs(found - wanted) <= _TOLERANCE + 0.05


def _numbers(section: Section, document: OfficeFile) -> Iterator[ConformityFinding]:
    kinds = ("default", "even") if document.odd_and_even else ("default",)
    lines = {kind: _page_line(section.footers.get(kind)) for kind in kinds}
    found = {kind: line for kind, line in lines.items() if line is not None}
    if not found:
        yield finding("page_number_missing", _PAGE, _FORM, "")
        return
    for line in found.values():
        yield from _form(line, section, document)
    wanted, sides = "odd right, even left", {kind: _side(line, document) for kind, line in found.items()}
    if not _well_placed(sides):
        yield finding("page_number_position", _PAGE, wanted, ", ".join(f"{_KINDS[k]} {v}" for k, v in sides.items()))


_KINDS = {"default": "odd", "even": "even"}


def _well_placed(sides: Mapping[str, str]) -> bool:
    if sides.get("default") == "outside":
        return True
    return sides.get("default") == "right" and sides.get("even") == "left"


def _page_line(footer: Any) -> Any:
    """The paragraph with the page number, text boxes included."""
    if footer is None:
        return None
    for node in footer.iter(f"{W}p"):
        if any(True for _ in node.iterancestors(_MC_FALLBACK)):
            continue
        codes = [each.text or "" for each in node.iter(f"{W}instrText")]
        codes += [str(each.get(f"{W}instr", "")) for each in node.iter(f"{W}fldSimple")]
        if any(map(_PAGE_FIELD.match, codes)) and next(node.iter(f"{W}txbxContent"), None) is None:
            return node
    return None


def _form(line: Any, section: Section, document: OfficeFile) -> Iterator[ConformityFinding]:
    pieces = list(pieces_of(line, document.formats))
    text = re.sub(r"\d+|[ivxlc]+\b", "1", "".join(piece.text for piece in pieces).strip())
    form = section.properties.find(f"{W}pgNumType")
    if form is not None and form.get(f"{W}fmt") == "numberInDash":
        text = "- 1 -"
    if text != _FORM and re.sub(r"\s", "", text) not in _FORMS:
        yield finding("page_number_form", _PAGE, _FORM, text)
    fonts = {_number_font(piece.format) for piece in pieces if piece.text.strip()}
    if wrong := sorted(fonts - set(load("official")["fonts"]["song"])):
        yield finding("page_number_font", _PAGE, "宋体", "、".join(wrong))
    sizes = {piece.format.size or 20 for piece in pieces if piece.text.strip()} - {_NUMBER_SIZE}
    if sizes:
        yield finding("page_number_size", _PAGE, "14 pt", "、".join(f"{size / 2:g} pt" for size in sorted(sizes)))


def _number_font(made: RunFormat) -> str:
    return made.latin or ""


def _side(line: Any, document: OfficeFile) -> str:
    """left, right, center or outside: a frame or text box counts before the alignment in it."""
    properties = line.find(f"{W}pPr")
    frame = None if properties is None else properties.find(f"{W}framePr")
    if frame is not None and frame.get(f"{W}xAlign"):
        return str(frame.get(f"{W}xAlign"))
    box = next((node for node in line.iterancestors() if node.tag.endswith("}anchor")), None)
    if box is not None:
        aligns = [node.text for node in box.iter() if str(node.tag).endswith("}align")]
        if aligns and aligns[0]:
            return str(aligns[0])
    align = value(properties, "jc") or document.formats.paragraph(properties).align
    return {"start": "left", "end": "right", "both": "left", "distribute": "left"}.get(align, align)
