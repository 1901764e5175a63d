"""From the bytes of one file to everything that is stored of it: the pure steps of ingest in their order."""

import hashlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from planbot.ingest.chunk import chunks
from planbot.ingest.clean import mark_furniture
from planbot.ingest.damage import warnings
from planbot.ingest.metadata import describe, describe_document
from planbot.ingest.outline import outline
from planbot.ingest.parts import split_parts
from planbot.ingest.read import ReadOptions, load, read
from planbot.ledger.extract import extract
from planbot.models.tokens import count_tokens
from planbot.types import Document, Furniture, ReadText, StoredDocument, Warning

PIPELINE = 2
"""Raised when the steps give something else for the same bytes, so that stored documents are made again at the next ingest."""


def document_id(path: str) -> str:
    """Of the absolute path: the file keeps its id when its content changes."""
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def content_version(path: str, sha256: str, options: ReadOptions) -> str:
    """Eight hex digits that differ when the content, the pipeline or (for a PDF) the choice of OCR does."""
    ocr = options.ocr and path.casefold().endswith(".pdf")
    return hashlib.sha256(f"{sha256} {PIPELINE} {ocr:d}".encode()).hexdigest()[:8]


def understand_file(path: Path, options: ReadOptions) -> StoredDocument:
    """Reads and understands the file at an absolute path. Raises RefusedDocument."""
    return understand(path, load(path, options), options, datetime.now(UTC).isoformat(timespec="seconds"))


def understand(path: Path, data: bytes, options: ReadOptions, ingested_at: str) -> StoredDocument:
    """All that is kept of a document. ``path`` is absolute; ``ingested_at`` is UTC in ISO 8601. Raises RefusedDocument."""
    sha256 = hashlib.sha256(data).hexdigest()
    identity, version = document_id(str(path)), content_version(str(path), sha256, options)
    text = read(path, data, options)
    furniture = mark_furniture(text)
    spans = split_parts(text, furniture)
    sections = outline(text, furniture, spans)
    parts = describe(text, furniture, spans, sections)
    whole = describe_document(path.name, text, parts)
    title = whole.title or path.stem
    passages = chunks(
        text,
        furniture,
        parts,
        sections,
        document=identity,
        version=version,
        title=title,
        count_tokens=count_tokens,
    )
    warned = in_order([*text.warnings, *warnings(text, furniture, spans, sections), *_removed(text, furniture)])
    targets = extract(identity, path.name, text, furniture=furniture, parts=parts, sections=sections, warnings=warned)
    document = Document(
        id=identity,
        file=path.name,
        path=str(path),
        title=title,
        parts=parts,
        **whole.model_dump(exclude={"title"}),
        sha256=sha256,
        chars=len(text.text),
        chunks=len(passages),
        targets=sum(target.kind == "target" for target in targets),
        status="ready",
        warnings=warned,
        format=text.format,
        ingested_at=ingested_at,
        version=version,
    )
    return StoredDocument(
        document=document, read=text, furniture=furniture, sections=sections, chunks=passages, targets=targets
    )


def _removed(read: ReadText, furniture: Sequence[Furniture]) -> list[Warning]:
    """Says how much of the page, rather than the plan, is not searched."""
    characters = sum(len(read.text[mark.start : mark.end].strip()) for mark in furniture)
    if not characters:
        return []
    rules = ", ".join(dict.fromkeys(mark.rule for mark in furniture))
    return [
        Warning(
            code="boilerplate_removed", message=f"{characters} characters of page furniture are not searched ({rules})"
        )
    ]


def in_order(found: Sequence[Warning]) -> tuple[Warning, ...]:
    """About the whole document first, then by position."""
    return tuple(sorted(found, key=lambda warning: -1 if warning.start is None else warning.start))
