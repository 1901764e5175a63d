"""Ingest end to end, on a real home with a small embedder."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from planbot.errors import ConfigurationError, ModelUnavailable
from planbot.ingest.pipeline import IngestOptions, ingest
from planbot.ingest.read import ReadOptions
from planbot.store.library import Library
from planbot.types import IngestReport, Progress

PLAN = """临渡市水利局{year}年工作要点

一、工作目标
全市农村自来水普及率达到{rate}%以上，水库除险加固完成{count}座。

二、重点任务
（一）加强防汛。汛前完成{count}座水库安全检查，由市应急管理局配合。
（二）节约用水。万元工业增加值用水量下降{drop}%，城市供水管网漏损率控制在9%以内。
"""


def plan(year: int = 2024, rate: float = 92.5, count: int = 12, drop: float = 3) -> str:
    return PLAN.format(year=year, rate=rate, count=count, drop=drop)


class Hashing:
    """Embeds a text as the hashes of its character pairs: near texts get near vectors, with no model."""

    name = "hashing"
    dimensions = 64

    def __init__(self) -> None:
        self.texts: list[str] = []

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.texts.extend(texts)
        return np.stack([self.embed_query(text) for text in texts])

    def embed_query(self, text: str) -> np.ndarray:
        vector = np.full(self.dimensions, 1e-3, dtype=np.float32)
        for left, right in pairwise(text):
            vector[hashlib.blake2b((left + right).encode(), digest_size=1).digest()[0] % self.dimensions] += 1
        return vector / np.linalg.norm(vector)


class Failing(Hashing):
    """An embedder whose server goes away after some calls."""

    def __init__(self, calls: int) -> None:
        super().__init__()
        self._calls = calls

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self._calls -= 1
        if self._calls < 0:
            raise ModelUnavailable("the server does not answer; start it")
        return super().embed(texts)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with Library.open(tmp_path / "home", "hashing") as opened:
        yield opened


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "plans"
    made.mkdir()
    return made


@pytest.fixture
def take(library: Library) -> Callable[..., IngestReport]:
    def run(*paths: Path, embedder: Hashing | None = None, **options: object) -> IngestReport:
        return ingest(paths, library, embedder or Hashing(), IngestOptions.model_validate(options))

    return run


def statuses(report: IngestReport) -> dict[str, str]:
    return {outcome.file: outcome.status for outcome in report.outcomes}


def texts(library: Library) -> dict[str, str]:
    return {document.file: library.text(document.id) for document in library.documents()}


# --- what becomes of a file -----------------------------------------------------------------------------------------------


def test_nothing_given_nothing_taken_in(take: Callable[..., IngestReport], folder: Path) -> None:
    assert take().outcomes == ()
    assert take(folder).outcomes == ()


def test_a_new_file_is_added_with_all_that_was_understood(
    take: Callable[..., IngestReport], library: Library, folder: Path
) -> None:
    (folder / "要点.txt").write_text(plan(), encoding="utf-8")
    (outcome,) = take(folder).outcomes
    (document,) = library.documents()
    assert outcome.status == "added"
    assert (outcome.document, outcome.chars, outcome.chunks) == (document.id, document.chars, document.chunks)
    assert document.path == str(folder / "要点.txt")
    assert document.id == hashlib.sha256(document.path.encode()).hexdigest()[:12]
    assert document.sha256 == hashlib.sha256(plan().encode()).hexdigest()
    assert document.title == "临渡市水利局2024年工作要点"
    assert document.year == 2024
    assert library.text(document.id) == plan()


def test_an_unchanged_file_is_not_embedded_again(take: Callable[..., IngestReport], folder: Path) -> None:
    (folder / "a.txt").write_text(plan(), encoding="utf-8")
    take(folder)
    embedder = Hashing()
    assert statuses(take(folder, embedder=embedder)) == {"a.txt": "unchanged"}
    assert embedder.texts == []


def test_a_changed_file_replaces_its_former_version_and_only_what_changed_is_embedded(
    take: Callable[..., IngestReport], library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(plan() + "三、保障措施\n" + "按月通报水库除险加固进度。" * 30, encoding="utf-8")
    take(folder)
    before = library.documents()[0]
    (folder / "a.txt").write_text(
        plan() + "三、保障措施\n" + "按月通报水库除险加固进度。" * 30 + "经费由市财政局保障。", encoding="utf-8"
    )
    embedder = Hashing()
    assert statuses(take(folder, embedder=embedder)) == {"a.txt": "replaced"}
    (after,) = library.documents()
    assert after.id == before.id
    assert after.version != before.version
    assert library.text(after.id).endswith("经费由市财政局保障。")
    assert 0 < len(embedder.texts) < after.chunks


def test_the_same_content_under_two_names_is_kept_once(
    take: Callable[..., IngestReport], library: Library, folder: Path
) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / name).write_text(plan(), encoding="utf-8")
    report = take(folder)
    assert statuses(report) == {"a.txt": "added", "b.txt": "duplicate"}
    assert report.outcomes[1].document == report.outcomes[0].document
    assert report.outcomes[1].message == f"b.txt: same content as {folder / 'a.txt'}, which is kept; nothing to do"
    assert list(texts(library)) == ["a.txt"]
    assert statuses(take(folder)) == {"a.txt": "unchanged", "b.txt": "duplicate"}


def test_the_same_name_in_two_folders_is_two_documents(
    take: Callable[..., IngestReport], library: Library, folder: Path
) -> None:
    for year in (2023, 2024):
        (folder / str(year)).mkdir()
        (folder / str(year) / "工作要点.txt").write_text(plan(year), encoding="utf-8")
    assert [outcome.status for outcome in take(folder).outcomes] == ["added", "added"]
    assert sorted(document.year or 0 for document in library.documents()) == [2023, 2024]


def test_a_moved_file_keeps_one_entry_under_its_new_path(
    take: Callable[..., IngestReport], library: Library, folder: Path
) -> None:
    (folder / "old.txt").write_text(plan(), encoding="utf-8")
    take(folder)
    (folder / "old.txt").rename(folder / "new.txt")
    embedder = Hashing()
    (outcome,) = take(folder, embedder=embedder).outcomes
    assert (outcome.file, outcome.status, outcome.message) == (
        "new.txt",
        "replaced",
        f"moved here from {folder / 'old.txt'}",
    )
    assert list(texts(library)) == ["new.txt"]
    assert embedder.texts == []


def test_a_file_that_became_a_copy_leaves_the_home(
    take: Callable[..., IngestReport], library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(plan(2023), encoding="utf-8")
    (folder / "b.txt").write_text(plan(2024), encoding="utf-8")
    take(folder)
    shutil.copy(folder / "a.txt", folder / "b.txt")
    assert statuses(take(folder)) == {"a.txt": "unchanged", "b.txt": "duplicate"}
    assert list(texts(library)) == ["a.txt"]


# --- what goes wrong ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_bad_file_never_stops_the_others(
    take: Callable[..., IngestReport], library: Library, folder: Path, jobs: int
) -> None:
    (folder / "1.txt").write_text(plan(2023), encoding="utf-8")
    (folder / "2.txt").write_bytes(b"")
    (folder / "3.docx").write_bytes(b"PK\x03\x04 not a document")
    (folder / "4.pdf").write_bytes(b"%PDF-1.7 cut off")
    (folder / "5.txt").write_text(plan(2024), encoding="utf-8")
    report = take(folder, folder / "6.txt", jobs=jobs)
    assert [outcome.status for outcome in report.outcomes] == [
        "added",
        "refused",
        "refused",
        "refused",
        "added",
        "refused",
    ]
    for outcome in report.outcomes:
        if outcome.status == "refused":
            assert outcome.code
            assert outcome.message
            assert outcome.file in outcome.message
            assert "\n" not in outcome.message
    assert list(texts(library)) == ["1.txt", "5.txt"]


def test_a_refused_file_leaves_its_former_version(
    take: Callable[..., IngestReport], library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(plan(), encoding="utf-8")
    (added,) = take(folder).outcomes
    (folder / "a.txt").write_bytes(b"")
    (refused,) = take(folder).outcomes
    assert refused.status == "refused"
    assert refused.document == added.document
    assert (refused.message or "").endswith("(its former version stays)")
    assert texts(library) == {"a.txt": plan()}


def test_a_copy_of_a_refused_file_is_refused_too(take: Callable[..., IngestReport], folder: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        (folder / name).write_bytes(b"%PDF-1.7 cut off")
    first, second = take(folder).outcomes
    assert (first.status, second.status, second.code) == ("refused", "refused", first.code)
    assert str(folder / "a.pdf") in (second.message or "")


def test_a_file_over_the_limit_is_refused(take: Callable[..., IngestReport], folder: Path) -> None:
    (folder / "a.txt").write_text(plan(), encoding="utf-8")
    (outcome,) = take(folder, read=ReadOptions(max_bytes=10)).outcomes
    assert outcome.code == "too_large"


def test_when_the_embedder_goes_away_what_was_finished_stays(
    take: Callable[..., IngestReport], library: Library, folder: Path
) -> None:
    for number in range(20):
        body = "".join(f"（{n}）第{number}组第{n}项任务，完成{n * 7}件。" + "推进落实。" * 30 + "\n" for n in range(12))
        (folder / f"{number}.txt").write_text(plan() + body, encoding="utf-8")
    with pytest.raises(ModelUnavailable):
        take(folder, embedder=Failing(1))
    kept = [document.file for document in library.documents()]
    assert 0 < len(kept) < 20
    assert library.check().findings == ()
    assert [outcome.status for outcome in take(folder).outcomes] == ["unchanged"] * len(kept) + ["added"] * (
        20 - len(kept)
    )


def test_when_the_disk_is_full_one_error_says_so(tmp_path: Path, folder: Path) -> None:
    for number in range(4):
        (folder / f"{number}.txt").write_text(plan(count=number + 1) + "推进落实。" * 20_000, encoding="utf-8")
    with Library.open(tmp_path / "small", "hashing", page_limit=150) as library:
        with pytest.raises(ConfigurationError, match="full"):
            ingest([folder], library, Hashing(), IngestOptions())
        assert len(library.documents()) < 4
        assert all(library.text(document.id) for document in library.documents())


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interruption_leaves_whole_documents(library: Library, folder: Path, jobs: int) -> None:
    for number in range(6):
        (folder / f"{number}.txt").write_text(plan(count=number + 1) + "推进落实。" * 4000, encoding="utf-8")

    def interrupt(step: Progress) -> None:
        if step.done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        ingest([folder], library, Hashing(), IngestOptions(jobs=jobs), interrupt)
    assert library.check().findings == ()
    report = ingest([folder], library, Hashing(), IngestOptions(jobs=jobs))
    assert {outcome.status for outcome in report.outcomes} <= {"added", "unchanged"}
    assert len(library.documents()) == 6


# --- what stays true ------------------------------------------------------------------------------------------------------


def test_processes_side_by_side_give_the_same_documents_as_one(tmp_path: Path, folder: Path) -> None:
    for number in range(8):
        (folder / f"计划{number}.txt").write_text(plan(2020 + number, count=number), encoding="utf-8")
    seen = []
    for jobs in (1, 3):
        with Library.open(tmp_path / f"home{jobs}", "hashing") as library:
            report = ingest([folder], library, Hashing(), IngestOptions(jobs=jobs))
            assert [outcome.file for outcome in report.outcomes] == [f"计划{number}.txt" for number in range(8)]
            stored = [library.stored(document.id) for document in library.documents()]
            seen.append(
                [
                    item.model_copy(update={"document": item.document.model_copy(update={"ingested_at": ""})})
                    for item in stored
                ]
            )
    assert seen[0] == seen[1]


def test_progress_counts_files_looked_at_then_passages_and_ends_at_its_total(library: Library, folder: Path) -> None:
    for number in range(5):
        (folder / f"{number}.txt").write_text(plan(count=number + 1) + "推进落实。" * 3000, encoding="utf-8")
    steps: list[Progress] = []
    ingest([folder], library, Hashing(), IngestOptions(), steps.append)
    assert [(step.done, step.total) for step in steps if step.unit == "files"] == [(number, 5) for number in range(5)]
    taken = [step for step in steps if step.unit == "passages"]
    done = [step.done for step in taken]
    assert done == sorted(done)
    assert done[0] == 0
    assert steps == [*steps[:5], *taken]
    assert steps[-1].done == steps[-1].total == sum(document.chunks for document in library.documents())
    assert [step.label for step in taken[1:]] == sorted(step.label for step in taken[1:])


def test_search_finds_the_old_version_until_the_new_one_is_in(
    take: Callable[..., IngestReport], library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(plan(rate=92.5), encoding="utf-8")
    take(folder)
    (folder / "a.txt").write_text(plan(rate=95.5), encoding="utf-8")
    found: list[tuple[bool, bool]] = []

    class Watching(Hashing):
        def embed(self, texts: Sequence[str]) -> np.ndarray:
            found.append(rates())
            return super().embed(texts)

    def rates() -> tuple[bool, bool]:
        ids = [identity for identity, _ in library.lexical("自来水普及率", 10)]
        shown = "".join(library.chunk_texts(ids).values())
        return "92.5%" in shown, "95.5%" in shown

    take(folder, embedder=Watching())
    assert found == [(True, False)]
    assert rates() == (False, True)


def test_another_embedding_model_is_refused_before_anything_is_lost(tmp_path: Path, folder: Path) -> None:
    (folder / "a.txt").write_text(plan(), encoding="utf-8")
    with Library.open(tmp_path / "home", "hashing") as library:
        ingest([folder], library, Hashing(), IngestOptions())
    (folder / "b.txt").write_text(plan(2025), encoding="utf-8")
    with Library.open(tmp_path / "home", "another") as library:
        with pytest.raises(ConfigurationError, match="reindex"):
            ingest([folder], library, Hashing(), IngestOptions())
        assert [document.file for document in library.documents()] == ["a.txt"]


def test_a_passage_that_an_earlier_document_holds_is_marked_in_the_later_one(
    take: Callable[..., IngestReport], library: Library, folder: Path
) -> None:
    shared = (
        "各水管单位在汛前完成启闭设备试运行和备用电源检查，对老化失修的涵闸逐座制定度汛方案，并于四月底前报市水利局备案审查；"
        "入汛以后实行领导带班和二十四小时值班，雨情水情工情每日两次报告。"
    )
    (folder / "1.txt").write_text(plan(2023) + shared, encoding="utf-8")
    take(folder)
    (folder / "2.txt").write_text("云岭市防汛工作方案\n\n" + shared + "\n落实值班值守。\n", encoding="utf-8")
    take(folder)
    first, second = library.documents()
    assert not [warning for warning in first.warnings if warning.code == "duplicate_passage"]
    (warning,) = [warning for warning in second.warnings if warning.code == "duplicate_passage"]
    assert first.title in warning.message
    assert library.text(second.id)[warning.start : warning.end] in shared


def test_targets_and_what_is_left_out_of_search_are_stored(
    take: Callable[..., IngestReport], library: Library, folder: Path
) -> None:
    (folder / "a.txt").write_text(
        "首页 > 政务公开 > 规划计划 > 正文\n" + plan() + "\n上一篇：无\n下一篇：无\n", encoding="utf-8"
    )
    take(folder)
    (document,) = library.documents()
    targets = library.stored(document.id).targets
    assert document.targets == sum(target.kind == "target" for target in targets) > 0
    assert all(library.text(document.id)[target.start : target.end] == target.quote for target in targets)
    assert "boilerplate_removed" in {warning.code for warning in document.warnings}
