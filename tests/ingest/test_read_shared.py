"""The readers on real files of every format, where they stand beside the checkout."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ingest.conftest import assert_marks_hold

from planbot.errors import RefusedDocument
from planbot.ingest.read import SUFFIXES, ReadOptions, load, read
from planbot.types import ReadText

pytestmark = pytest.mark.shared
OPTIONS = ReadOptions()


def outcomes(folder: Path) -> Iterator[tuple[Path, ReadText | RefusedDocument]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in SUFFIXES:
            try:
                yield path, read(path, load(path, OPTIONS), OPTIONS)
            except RefusedDocument as refused:
                yield path, refused


def test_everything_is_read_but_the_scan(shared: Path) -> None:
    found = list(outcomes(shared / "corpus-extra"))
    refused = {path.suffix: outcome.code for path, outcome in found if isinstance(outcome, RefusedDocument)}
    assert refused == {".pdf": "scan"}
    assert len(found) > 20
    for _, outcome in found:
        if isinstance(outcome, ReadText):
            assert_marks_hold(outcome)


def test_text_files_are_kept_as_they_are(shared: Path) -> None:
    for path, outcome in outcomes(shared / "corpus"):
        assert isinstance(outcome, ReadText)
        assert outcome.text == path.read_bytes().decode("utf-8-sig")


def test_navigation_is_marked_and_the_document_is_not(shared: Path) -> None:
    for path, outcome in outcomes(shared / "corpus-extra" / "html"):
        assert isinstance(outcome, ReadText)
        marked = "\n".join(outcome.text[mark.start : mark.end] for mark in outcome.furniture)
        plain = "\n".join(line for line in outcome.text.splitlines() if line not in marked)
        assert "。" not in marked.replace("。]", ""), path.name
        assert not any(word in plain for word in ("上一篇", "下一篇", "版权所有", "扫一扫")), path.name


def test_no_letter_spacing_is_left_in_the_pdf(shared: Path) -> None:
    texts = [outcome for _, outcome in outcomes(shared / "corpus-extra" / "pdf") if isinstance(outcome, ReadText)]
    for found in texts:
        text = found.text
        for table in reversed(found.tables):
            text = text[: table.start] + text[table.end :]
        body = text.splitlines()
        assert sum(line.count(" ") for line in body) < 0.02 * sum(map(len, body))
        whole = [line for line in body if len(line) > 60]
        assert sum(1 for line in whole if line.endswith(("。", "；", "：", "）"))) > 0.9 * len(whole)
        assert len(found.pages) == 20
