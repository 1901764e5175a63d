"""Structure against the reference documents: parts, heading trees and furniture (skipped where they are absent)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from planbot.ingest.clean import mark_furniture
from planbot.ingest.outline import outline
from planbot.ingest.parts import split_parts
from planbot.types import Furniture, ReadText, Section

_SHARED = Path(__file__).parents[3] / "shared"
_GOLD = _SHARED / "evals" / "structure_dev.json"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not _GOLD.exists(), reason="no reference material beside the checkout"),
]


def _documents() -> Iterator[tuple[dict[str, Any], str]]:
    for document in json.loads(_GOLD.read_text(encoding="utf-8"))["documents"]:
        yield document, (_SHARED / "corpus" / document["file"]).read_text(encoding="utf-8")


def _structure(text: str) -> tuple[tuple[Furniture, ...], tuple[tuple[str | None, int, int], ...], tuple[Section, ...]]:
    read = ReadText(text=text, format="txt")
    furniture = mark_furniture(read)
    parts = split_parts(read, furniture)
    return furniture, parts, outline(read, furniture, parts)


def _gold_parents(document: dict[str, Any]) -> dict[int, int | None]:
    """Start of every gold heading with the start of the heading it stands under."""
    found: dict[int, int | None] = {}
    for tree in (document["heading_tree"], *(part["heading_tree"] for part in document.get("parts", []))):
        stack: list[dict[str, Any]] = []
        for heading in tree:
            while stack and stack[-1]["level"] >= heading["level"]:
                stack.pop()
            parent = stack[-1]["start"] if stack else None
            if parent is not None or heading["start"] not in found:
                found[heading["start"]] = parent
            stack.append(heading)
    return found


def _furniture_characters(document: dict[str, Any], text: str) -> set[int]:
    """Positions of what the reference calls boilerplate: whole lines where it is one, the document's own title aside."""
    titles = {h["start"] for h in document["heading_tree"] if h["kind"] == "title"}
    found: set[int] = set()
    for wanted in document["boilerplate"]:
        lines = [m.span() for m in re.finditer(r"[^\n]+", text) if m.group().strip() == wanted.strip()]
        spans = lines or [m.span() for m in re.finditer(re.escape(wanted), text)]
        found |= {i for a, b in spans if a not in titles for i in range(a, b) if not text[i].isspace()}
    return found


def test_all_parts_of_the_compilation_are_found_with_their_offsets() -> None:
    compilations = [(document, text) for document, text in _documents() if document.get("parts")]
    assert compilations
    for document, text in compilations:
        _, parts, _ = _structure(text)
        assert [(start, end) for _, start, end in parts] == [(part["start"], part["end"]) for part in document["parts"]]
        assert [label for label, _, _ in parts] == [f"第{part['part']}篇" for part in document["parts"]]


def test_headings_are_found_under_their_parents_and_hardly_anything_else_is() -> None:
    wanted = placed = found = real = 0
    for document, text in _documents():
        gold = _gold_parents(document)
        sections = _structure(text)[2]
        parents = {s.start: None if s.parent is None else sections[s.parent].start for s in sections}
        wanted, found = wanted + len(gold), found + len(parents)
        placed += sum(start in parents and parents[start] == parent for start, parent in gold.items())
        real += sum(start in gold for start in parents)
    assert placed / wanted >= 0.95
    assert real / found >= 0.95


def test_furniture_is_marked_and_no_plan_text_is() -> None:
    wanted = marked = 0
    for document, text in _documents():
        gold = _furniture_characters(document, text)
        spans = _structure(text)[0]
        mine = {i for span in spans for i in range(span.start, span.end) if not text[i].isspace()}
        wanted, marked = wanted + len(gold), marked + len(gold & mine)
        assert mine <= gold, document["file"]
    assert marked / wanted >= 0.95
