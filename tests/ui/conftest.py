"""A small desk held in memory, and the application served on loopback."""

import asyncio
import hashlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import docx
import pytest

from planbot.errors import ModelUnavailable, NotFound
from planbot.ledger.query import Selection, Wanted, select
from planbot.settings import Settings
from planbot.store.corrections import apply
from planbot.types import (
    Answer,
    Citation,
    Correction,
    Description,
    Document,
    Draft,
    Filters,
    IngestOutcome,
    IngestReport,
    Message,
    Part,
    Passage,
    Progress,
    ReadText,
    Section,
    StoredDocument,
    Target,
)
from planbot.types import Warning as Remark
from planbot.ui.desk import Desk


class MemoryDesk:
    """Keeps text files; answers with the lines that share a word of two characters with the question."""

    def __init__(self, home: Path) -> None:
        self.settings = Settings(home=home, max_file_mb=1)
        self.aliases: Mapping[str, str] = {}
        self.texts: dict[str, str] = {}
        self.entries: dict[str, Document] = {}
        self.rows: list[Target] = []
        self.changed: dict[str, Correction] = {}
        self.heard: list[tuple[str, tuple[Message, ...], Filters]] = []
        self.pause = 0.0
        """Seconds between two sentences of an answer."""

    def add(self, name: str, text: str, **fields: object) -> Document:
        return self._keep(self.settings.home / name, text, **fields)

    def documents(self) -> tuple[Document, ...]:
        return tuple(self.entries.values())

    def text(self, document: str, /) -> str:
        if document not in self.texts:
            raise NotFound(f"{document}: no such document")
        return self.texts[document]

    def outline(self, document: str, /) -> StoredDocument:
        text = self.text(document)
        return StoredDocument(
            document=self.entries[document],
            read=ReadText(text=text, format="txt"),
            furniture=(),
            sections=tuple(_headings(text)),
            chunks=(),
        )

    def describe(self, description: Description, /) -> Document:
        self.text(description.document)
        fields = description.model_dump(exclude_none=True, exclude={"document"})
        document = self.entries[description.document].model_copy(update={**fields, "described": bool(fields)})
        self.entries[document.id] = document
        return document

    def targets(self, wanted: Wanted, /) -> Selection:
        rows = apply({known.target: known for known in self.changed.values()}, self.rows)
        return select(rows, wanted).model_copy(update={"documents_searched": len(self.entries)})

    def corrections(self) -> tuple[Correction, ...]:
        return tuple(self.changed.values())

    def correct(self, correction: Correction, /) -> Correction:
        if correction.target not in {row.id for row in self.rows}:
            raise NotFound(f"no row {correction.target!r}")
        self.changed[correction.target] = correction
        return correction

    def undo(self, target: str, /) -> str:
        if self.changed.pop(target, None) is None:
            raise NotFound(f"no row {target!r}")
        return target

    def draft(self, brief: str, sources: Iterable[str] = (), year: int | None = None) -> Draft:
        for source in sources:
            self.text(source)
        return Draft(brief=brief, draft="", title=brief, year=year)

    def remove(self, documents: Iterable[str], /) -> None:
        for document in documents:
            self.text(document)
            del self.texts[document], self.entries[document]

    def ingest(
        self,
        paths: Iterable[Path],
        *,
        jobs: int | None = None,
        ocr: bool = False,
        progress: Callable[[Progress], None] | None = None,
    ) -> IngestReport:
        outcomes: list[IngestOutcome] = []
        for path in paths:
            if progress:
                progress(Progress(done=len(outcomes), total=1, unit="file", label=path.name))
            outcomes.append(self._take(path))
        return IngestReport(outcomes=tuple(outcomes), seconds=0.1)

    def _take(self, path: Path) -> IngestOutcome:
        text = _text_of(path)
        if not text.strip():
            message = f"{path.name}: is empty; send a file with text in it"
            return IngestOutcome(file=path.name, path=str(path), status="refused", code="empty", message=message)
        twin = next((entry for entry, other in self.texts.items() if other == text), None)
        if twin and self.entries[twin].path != str(path):
            message = f"{path.name}: same content as {self.entries[twin].file}"
            return IngestOutcome(file=path.name, path=str(path), status="duplicate", document=twin, message=message)
        known = any(entry.path == str(path) for entry in self.entries.values())
        document = self._keep(path, text)
        return IngestOutcome(
            file=path.name, path=str(path), status="replaced" if known else "added", document=document.id
        )

    def _keep(self, path: Path, text: str, **fields: object) -> Document:
        identity = hashlib.sha256(str(path).encode()).hexdigest()[:12]
        title = str(fields.pop("title", None) or path.stem)
        plain: dict[str, object] = {
            "issuer": None,
            "region": None,
            "level": "unknown",
            "year": None,
            "kind": "plan",
            "warnings": (),
        }
        entry = Document.model_validate(
            {
                **plain,
                "id": identity,
                "file": path.name,
                "path": str(path),
                "title": title,
                "parts": (Part(title=title, kind="plan", start=0, end=len(text)),),
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "chars": len(text),
                "chunks": 1,
                "targets": 0,
                "status": "ready",
                "format": "txt",
                "ingested_at": "2024-01-01T00:00:00Z",
                **fields,
            }
        )
        self.texts[identity], self.entries[identity] = text, entry
        return entry

    def ask(self, question: str, history: tuple[Message, ...], filters: Filters, /) -> Iterator[Answer]:
        self.heard.append((question, history, filters))
        if "模型离线" in question:
            raise ModelUnavailable(
                "the language model at http://127.0.0.1:9 does not answer; check PLANBOT_OPENAI_BASE_URL"
            )
        if "意外" in question:
            raise RuntimeError("a secret detail")
        answer = Answer(question=question, standalone_question=question, answer="", answered=False)
        found = [hit for entry in self.entries.values() for hit in self._lines(entry, question)][:3]
        reading = tuple(
            Passage(
                rank=n, score=1, document=c.document, file=c.file, part=None, section=c.section, text=c.quote,
                context="", tokens=1, start=c.start, end=c.end,
            )
            for n, c in enumerate(found, 1)
        )  # fmt: skip
        yield (answer := answer.model_copy(update={"reading": reading}))
        for n, citation in enumerate(found, 1):
            time.sleep(self.pause)
            cited = (*answer.citations, citation.model_copy(update={"marker": n}))
            said = f"{answer.answer}{citation.quote}[{n}]\n\n"
            yield (answer := answer.model_copy(update={"answer": said, "citations": cited, "answered": True}))
        said = answer.answer or "在现有文件中查找了有关内容，没有找到答案。"
        yield answer.model_copy(update={"answer": said, "done": True})

    def _lines(self, entry: Document, question: str) -> Iterator[Citation]:
        words = {question[n : n + 2] for n in range(len(question) - 1) if "\u4e00" <= question[n] <= "\u9fff"}
        position, heading = 0, ""
        for line in self.texts[entry.id].splitlines(keepends=True):
            quote = line.strip()
            start = position + line.find(quote)
            heading = quote if quote[1:2] == "、" else heading
            if quote and any(word in quote for word in words) and quote != heading:
                yield Citation(
                    marker=1, document=entry.id, file=entry.file, title=entry.title, part=None, section=(heading,) if heading else (),
                    quote=quote, start=start, end=start + len(quote), page=None,
                )  # fmt: skip
            position += len(line)


def _text_of(path: Path) -> str:
    if path.suffix == ".docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    return path.read_bytes().decode(errors="replace")


def _headings(text: str) -> Iterator[Section]:
    """Lines that begin with a Chinese number and 、, each up to the next one."""
    starts = [match.start() for match in re.finditer(r"(?m)^[一二三四五六七八九十]、", text)]
    for index, (start, end) in enumerate(pairwise([*starts, len(text)])):
        title = text[start:end].split("\n", maxsplit=1)[0]
        yield Section(
            start=start, end=end, heading_end=start + len(title), index=index, parent=None, level=2, kind="heading",
            label=title[:2], title=title,
        )  # fmt: skip


PLAN = """2031年云岭县粮食安全工作要点

一、主要目标
全县粮食播种面积稳定在42.6万亩以上，粮食总产量达到18.3万吨以上。
高标准农田建设任务完成2.1万亩，验收合格率达到100%。

二、重点任务
（一）落实耕地保护责任。县自然资源局牵头，各乡镇配合，6月底前完成耕地流出图斑整改。
（二）推进种业提升。建设良种繁育基地3个，主要农作物良种覆盖率达到98%以上。
"""


@pytest.fixture
def desk(tmp_path: Path) -> MemoryDesk:
    """An empty home."""
    return MemoryDesk(tmp_path)


@pytest.fixture
def filled(desk: MemoryDesk) -> MemoryDesk:
    """A home with one plan."""
    start = PLAN.index("2.1万亩")
    remark = Remark(code="damaged_number", message="“2.1万亩”疑似损坏", start=start, end=start + 5)
    desk.add(
        "粮食安全工作要点.txt", PLAN, title="2031年云岭县粮食安全工作要点", issuer="云岭县人民政府", year=2031,
        kind="key_points", warnings=(remark,),
    )  # fmt: skip
    return desk


@contextmanager
def served(desk: Desk, *, wide: bool = False) -> Iterator[str]:
    """The application in a thread of this process; yields its address."""
    import uvicorn

    from planbot.ui.server import create_app

    servers: list[uvicorn.Server] = []
    listener = socket.create_server(("127.0.0.1", 0))

    async def run() -> None:
        # Built inside a loop: where none runs, Gradio opens one of its own and leaves it open.
        config = uvicorn.Config(
            create_app(desk, wide=wide), proxy_headers=False, log_level="critical", timeout_graceful_shutdown=1
        )
        servers.append(uvicorn.Server(config))
        await servers[0].serve(sockets=[listener])

    thread = threading.Thread(target=lambda: asyncio.run(run()), daemon=True)
    thread.start()
    while not (servers and servers[0].started):
        assert thread.is_alive()
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        servers[0].should_exit = True
        thread.join(5)
        listener.close()
