"""Ingest: from paths to documents in the home, each in its old version or its new one at every moment.

``discover -> hash -> triage -> understand (side by side) -> embed (in batches) -> library.replace``. What goes wrong with one file is
that file's outcome; what goes wrong with the home or the embedder ends the run, and what was finished before stays.
"""

import hashlib
import logging
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Literal

from pydantic import Field

from planbot.errors import RefusedDocument
from planbot.ingest.discover import Found, discover, shown
from planbot.ingest.embed import Source, embedded
from planbot.ingest.lines import without_furniture
from planbot.ingest.meter import Meter
from planbot.ingest.neighbours import Neighbours
from planbot.ingest.read import SUFFIXES, ReadOptions, load
from planbot.ingest.triage import Content, Decision, triage
from planbot.ingest.understand import content_version, in_order
from planbot.ingest.worker import Reply, Task, Worker, Workers, attempt
from planbot.ingest.writer import Writer
from planbot.models.embedding import Embedder
from planbot.store.library import Library
from planbot.types import Document, IngestOutcome, IngestReport, Noun, Progress, StoredDocument, Warning

AHEAD = 64
"""Files understood before the embedder has come to them: enough to keep it busy, few enough to bound memory."""
COMPARED = 10_000_000
"""Characters of stored documents that new ones are compared with, to warn of passages they share: some two seconds of work."""

_log = logging.getLogger(__name__)


class IngestOptions(Noun):
    """How files are taken in."""

    read: ReadOptions = ReadOptions()
    jobs: int = Field(default=1, ge=1, le=64)
    """Files understood at the same time; with more than one, each in a process of its own."""
    seconds: float = Field(default=600.0, gt=0)
    """How long a file may take to be understood in a process of its own before it is refused."""


def ingest(
    paths: Sequence[Path],
    library: Library,
    embedder: Embedder,
    options: IngestOptions,
    progress: Callable[[Progress], None] | None = None,
) -> IngestReport:
    """Takes in files and folders; one outcome per file, in the order discovered.

    Content that is in already under the same path is left alone; content that is in under another path is reported as a duplicate,
    unless the file there is gone: then the document moves to the new path. A refused file leaves its former version as it was.
    ``progress`` is called in this thread, and an exception it raises (like Ctrl-C) ends the run. Raises ConfigurationError or
    RetryableError when the home or the embedder cannot go on.
    """
    started = time.monotonic()
    run = _Run(library, embedder)
    found = discover(paths, SUFFIXES)
    decisions = run.triaged(run.contents(found, options.read, progress))
    run.take_in([decision for decision in decisions if decision.action in ("add", "replace")], options, progress)
    run.settle(decisions)
    return IngestReport(
        outcomes=tuple(run.outcomes[str(item.path)] for item in found), seconds=time.monotonic() - started
    )


class _Run:
    """One ingest: its outcomes so far, by path."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        self._library = library
        self._embedder = embedder
        self._stored = {document.path: document for document in library.documents()}
        self._seconds: dict[str, float] = {}
        self.outcomes: dict[str, IngestOutcome] = {}

    def contents(
        self, found: Sequence[Found], options: ReadOptions, progress: Callable[[Progress], None] | None
    ) -> Iterator[Content]:
        """The hash of every file that can be opened; the others are refused."""
        for number, item in enumerate(found):
            path = str(item.path)
            if progress is not None:
                progress(Progress(done=number, total=len(found), unit="files", label=shown(Path(item.path.name))))
            try:
                if item.problem:
                    raise item.problem
                data = load(item.path, options)
            except RefusedDocument as refusal:
                self._refuse(path, str(refusal), refusal.code)
            else:
                sha256 = hashlib.sha256(data).hexdigest()
                yield Content(path, sha256, content_version(path, sha256, options), len(data))

    def triaged(self, contents: Iterator[Content]) -> list[Decision]:
        """What to do about each file."""
        files = list(contents)
        hashes = {file.sha256 for file in files}
        stored = list(self._stored.values())
        gone = {document.path for document in stored if document.sha256 in hashes and not Path(document.path).exists()}
        return triage(files, stored, gone)

    def take_in(
        self, decisions: Sequence[Decision], options: IngestOptions, progress: Callable[[Progress], None] | None
    ) -> None:
        """Understands, embeds and stores the files that are new or changed."""
        if not decisions:
            return
        by_path = {decision.content.path: decision for decision in decisions}
        meter = Meter({path: decision.content.size for path, decision in by_path.items()}, progress)
        meter.show(Path(decisions[0].content.path).name)
        tasks = [Task(path=path, options=options.read, seconds=options.seconds) for path in by_path]
        source = Source(self._embedder.embed, self._library.known_vectors)
        with closing(_replies(tasks, options.jobs)) as replies, Writer(self._library) as writer:
            documents = self._compared(self._accepted(tasks, replies, meter), by_path)
            for stored, vectors in embedded(documents, source, meter.embedded):
                self._taken(by_path, writer.take(stored, vectors))
            self._taken(by_path, writer.rest())

    def _taken(self, decisions: Mapping[str, Decision], written: Sequence[Document]) -> None:
        for document in written:
            decision = decisions[document.path]
            moved = f"moved here from {decision.same_as}" if decision.same_as else None
            status = "added" if decision.action == "add" and not moved else "replaced"
            self.outcomes[document.path] = _outcome(document, status, moved, self._seconds[document.path])

    def _accepted(self, tasks: Sequence[Task], replies: Iterator[Reply], meter: Meter) -> Iterator[StoredDocument]:
        """The documents understood; the other files are refused."""
        for task, reply in zip(tasks, replies, strict=True):
            meter.understood(task.path, len(reply.stored.chunks) if reply.stored else 0)
            self._seconds[task.path] = reply.seconds
            if reply.stored is not None:
                yield reply.stored
                continue
            if reply.trace:
                _log.info("%s could not be understood:\n%s", task.path, reply.trace)
            self._refuse(task.path, reply.message, reply.code)

    def _compared(
        self, documents: Iterator[StoredDocument], decisions: Mapping[str, Decision]
    ) -> Iterator[StoredDocument]:
        """The documents with a warning at each passage that an earlier one holds too."""
        neighbours = self._neighbours()
        for stored in documents:
            document = stored.document
            found = neighbours.meet(
                document.id,
                document.title,
                without_furniture(stored.read.text, stored.furniture),
                [(part.part, part.start, part.end) for part in document.parts],
                decisions[document.path].forget,
            )
            yield stored if not found else _warned(stored, found)

    def _neighbours(self) -> Neighbours:
        """The documents in the home, the latest first, as far as ``COMPARED`` reaches."""
        neighbours, left = Neighbours(), COMPARED
        for document in sorted(self._stored.values(), key=lambda document: document.ingested_at, reverse=True):
            left -= document.chars
            if left < 0:
                break
            parts = [(part.part, part.start, part.end) for part in document.parts]
            neighbours.add(document.id, document.title, self._library.text(document.id), parts)
        return neighbours

    def settle(self, decisions: Sequence[Decision]) -> None:
        """The outcomes of files that needed no work, and the end of documents whose content is kept under another path now."""
        for decision in decisions:
            path = decision.content.path
            if decision.action == "keep":
                self.outcomes[path] = _outcome(self._stored[path], "unchanged")
            elif decision.same_as and decision.action == "skip":
                self._duplicate(path, decision.same_as)
            if self.outcomes[path].status != "refused":
                for document in decision.forget:
                    self._library.remove(document)

    def _duplicate(self, path: str, owner: str) -> None:
        """What has the content of a refused file is refused as well."""
        name, first = Path(path).name, self.outcomes.get(owner)
        if first and first.status == "refused":
            self._refuse(path, f"{name}: same content as {owner}, which was refused; see there", first.code or "broken")
            return
        kept = first.document if first else self._stored[owner].id
        message = f"{name}: same content as {owner}, which is kept; nothing to do"
        self.outcomes[path] = IngestOutcome(file=name, path=path, status="duplicate", document=kept, message=message)

    def _refuse(self, path: str, message: str, code: str) -> None:
        former = self._stored.get(path)
        self.outcomes[path] = IngestOutcome(
            file=shown(Path(Path(path).name)),
            path=shown(Path(path)),
            status="refused",
            document=former.id if former else None,
            message=f"{message} (its former version stays)" if former else message,
            code=code,
        )


def _warned(stored: StoredDocument, found: Sequence[Warning]) -> StoredDocument:
    warnings = in_order([*stored.document.warnings, *found])
    return stored.model_copy(update={"document": stored.document.model_copy(update={"warnings": warnings})})


def _outcome(
    document: Document,
    status: Literal["added", "replaced", "unchanged"],
    message: str | None = None,
    seconds: float = 0.0,
) -> IngestOutcome:
    return IngestOutcome(
        file=document.file,
        path=document.path,
        status=status,
        document=document.id,
        message=message,
        chars=document.chars,
        chunks=document.chunks,
        warnings=len(document.warnings),
        seconds=seconds,
    )


def _replies(tasks: Sequence[Task], jobs: int) -> Generator[Reply, None, None]:
    """What became of each file, in order. Processes of their own pay off, and protect the others, from the second file on."""
    if jobs == 1 or len(tasks) == 1:
        yield from map(attempt, tasks)
        return
    with Workers([Worker() for _ in range(min(jobs, len(tasks)))]) as workers:
        yield from workers.attempt_all(tasks, AHEAD)
