"""What has to be done about each file, decided from content hashes alone (pure).

One content is kept once. Its name is the path it is already stored under as long as a file is still there, else the first path in the
order given; every other path with the same content is a duplicate. When the file a content was stored under is gone, the new path
takes its place: a moved or renamed file keeps one entry, under its new name.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from planbot.types import Document


@dataclass(frozen=True, slots=True)
class Content:
    """A file and the SHA-256 (hex) of its bytes."""

    path: str
    sha256: str
    version: str
    """What a document made of it would carry as ``Document.version`` today."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do about one file."""

    content: Content
    action: Literal["add", "replace", "keep", "skip"]
    same_as: str | None = None
    """For skip: the path that has the same content. For add: the path it was moved from."""
    forget: tuple[str, ...] = ()
    """Ids of stored documents that have no reason to stay once this file is done."""


def triage(files: Sequence[Content], stored: Sequence[Document], gone: Collection[str]) -> list[Decision]:
    """One decision per file, in order. ``gone``: stored paths where there is no file any more."""
    by_path = {document.path: document for document in stored}
    owners = _owners(files, stored, gone)
    moved: dict[str, list[Document]] = {}
    for document in stored:
        if document.path in gone:
            moved.setdefault(document.sha256, []).append(document)
    return [_decide(file, by_path.get(file.path), owners[file.sha256], moved.get(file.sha256, [])) for file in files]


def _owners(files: Sequence[Content], stored: Sequence[Document], gone: Collection[str]) -> dict[str, str]:
    """For each content the one path that it is kept under when this run is over."""
    now = {file.path: file.sha256 for file in files}
    owners: dict[str, str] = {}
    for document in stored:
        if document.path not in gone and now.get(document.path, document.sha256) == document.sha256:
            owners.setdefault(document.sha256, document.path)
    for file in files:
        owners.setdefault(file.sha256, file.path)
    return owners


def _decide(file: Content, document: Document | None, owner: str, moved: Sequence[Document]) -> Decision:
    if owner != file.path:
        return Decision(file, "skip", same_as=owner, forget=(document.id,) if document else ())
    forget = tuple(other.id for other in moved if other.path != file.path)
    if document is None:
        return Decision(file, "add", same_as=moved[0].path if moved else None, forget=forget)
    same = document.sha256 == file.sha256 and document.version == file.version
    return Decision(file, "keep" if same else "replace", forget=forget)
