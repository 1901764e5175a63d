"""Against the reference reading of the shared documents: nothing wrong, most of it given, all damage seen. Run with -s for the table."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planbot.ingest.clean import mark_furniture
from planbot.ingest.damage import warnings
from planbot.ingest.metadata import describe, describe_document
from planbot.ingest.outline import outline
from planbot.ingest.parts import split_parts
from planbot.types import Metadata, ReadText, Warning

pytestmark = pytest.mark.shared
_LEVELS = {"district": "county"}
_KINDS = {"key points": "key_points"}


def gold(shared: Path) -> list[dict[str, Any]]:
    return json.loads((shared / "evals" / "structure_dev.json").read_text(encoding="utf-8"))["documents"]


def understood(path: Path) -> tuple[str, list[Metadata], tuple[Warning, ...]]:
    """The text, what the file and then each of its parts say, and the warnings."""
    text = path.read_bytes().decode("utf-8")
    read = ReadText(text=text, format="txt")
    furniture = mark_furniture(read)
    pieces = split_parts(read, furniture)
    sections = outline(read, furniture, pieces)
    parts = describe(read, furniture, pieces, sections)
    whole: list[Metadata] = [describe_document(path.name, read, parts)]
    return text, whole + list(parts if len(parts) > 1 else ()), warnings(read, furniture, pieces, sections)


def pairs(shared: Path) -> Iterator[tuple[str, dict[str, Any], Metadata]]:
    for document in gold(shared):
        _, found, _ = understood(shared / "corpus" / document["file"])
        wanted = [document, *document.get("parts", ())]
        assert len(wanted) == len(found)
        for want, given in zip(wanted, found, strict=True):
            yield f"{document['file'][:3]} {want.get('part') or ''}", want, given


def right(field: str, want: Any, given: Any) -> bool:
    """A masked region may be given as any of its masked names; else the values are the same."""
    if field == "region" and want and re.search(r"[*xX]", want):
        return given in re.split(r"[()]", want) or given == want
    return want == given


@pytest.mark.parametrize(("field", "name"), [("issuer", "issuer"), ("year", "plan_year"), ("region", "region")])
def test_never_wrong_and_mostly_given(shared: Path, field: str, name: str) -> None:
    rows = [(label, want[name], getattr(given, field)) for label, want, given in pairs(shared)]
    for row in rows:
        print(field, *row, sep=" | ")
    assert [row for row in rows if row[2] is not None and not right(field, row[1], row[2])] == []
    known = [row for row in rows if row[1] is not None]
    assert sum(row[2] is not None for row in known) >= 0.8 * len(known)


def test_level_and_kind_are_never_another(shared: Path) -> None:
    for label, want, given in pairs(shared):
        level, kind = want["level"], want["document_type"]
        assert given.level in ("unknown", _LEVELS.get(level, level)) or level == "unknown", label
        assert given.kind == _KINDS.get(kind, kind), label


def test_own_titles_are_found(shared: Path) -> None:
    for label, want, given in pairs(shared):
        stands = want.get("title_as_it_stands") or want["true_title"]
        assert given.title == stands, label


def _spans(text: str, part: dict[str, Any], quote: str) -> list[tuple[int, int]]:
    return [
        match.span() for match in re.finditer(re.escape(quote), text) if part["start"] <= match.start() < part["end"]
    ]


def test_every_damaged_number_and_masked_year_is_warned_of_and_little_else(shared: Path) -> None:
    right_ones = wrong = 0
    for document in gold(shared):
        path = shared / "corpus" / document["file"]
        text, _, found = understood(path)
        whole = {**document, "start": 0, "end": len(text)}
        damaged = {
            span
            for part in [whole, *document.get("parts", ())]
            for defect in part.get("defects", ())
            if defect["kind"] in ("damaged_number", "suspect_year")
            for span in _spans(text, part, defect["quote"])
        }
        years = {
            match.span()
            for part in [whole, *document.get("parts", ())]
            for mask in part.get("masked", ())
            if "年" in mask["pattern"] or mask["pattern"].startswith("20")
            for match in re.finditer(mask["pattern"], text)
            if part["start"] <= match.start() < part["end"]
        }
        warned = [(w.start or 0, w.end or 0) for w in found if w.code in ("damaged_number", "masked_year")]
        for start, end in damaged | years:
            assert any(a < end and start < b for a, b in warned), text[start:end]
        hits = [any(a < end and start < b for start, end in damaged | years) for a, b in warned]
        right_ones, wrong = right_ones + sum(hits), wrong + hits.count(False)
    assert right_ones >= 0.9 * (right_ones + wrong)


def test_masked_names_and_empty_sections_are_warned_of(shared: Path) -> None:
    for document in gold(shared):
        text, _, found = understood(shared / "corpus" / document["file"])
        for part in document.get("parts", ()):
            for defect in part["defects"]:
                if defect["kind"] == "empty_section":
                    wanted = _spans(text, part, defect["quote"][:12])
                    assert any(w.code == "empty_section" and w.start in {a for a, _ in wanted} for w in found), defect[
                        "quote"
                    ]


@pytest.mark.parametrize("folder", ["corpus-extra/state_council", "corpus-extra/long"])
def test_sound_documents_get_no_warning_of_damage(shared: Path, folder: str) -> None:
    for path in sorted((shared / folder).glob("*.txt")):
        codes = {w.code for w in understood(path)[2]}
        assert codes <= {"empty_section", "missing_section"}, (path.name, codes)
