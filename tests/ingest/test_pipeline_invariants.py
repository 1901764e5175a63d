"""What holds of every document that was understood: offsets into one text, and passages that keep together what belongs together."""

import random
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbot.ingest.read import SUFFIXES, ReadOptions
from planbot.ingest.understand import understand
from planbot.types import StoredDocument

SAMPLES = Path(__file__).parents[2] / "samples"
NUMBER_AND_UNIT = re.compile(r"\d+(?:\.\d+)?(?:%|‰|/10万|个百分点|万元|平方米|人次|万人|名|家|所|个|座)")


def understood(path: Path, data: bytes) -> StoredDocument:
    return understand(path, data, ReadOptions(), "2024-01-01T00:00:00+00:00")


@pytest.fixture(scope="module", params=sorted(p.name for p in SAMPLES.iterdir() if p.suffix in SUFFIXES))
def sample(request: pytest.FixtureRequest) -> StoredDocument:
    path = SAMPLES / request.param
    return understood(path, path.read_bytes())


def lines_made(seed: int) -> str:
    """A plan of random shape: numbered headings, list items, long and short sentences, stray furniture, a table of figures."""
    chance = random.Random(seed)
    lines = [f"云岭市{2000 + seed % 30}年交通运输工作要点"]
    for number in range(chance.randint(0, 6)):
        lines.append(f"{'一二三四五六'[number]}、加强第{number}类养护")
        for item in range(chance.randint(0, 4)):
            body = "，".join(f"完成{chance.randint(1, 900)}座桥梁检测" for _ in range(chance.randint(1, 40)))
            lines.append(
                f"{chance.choice(['（一）', '1．', '', '一是'])}{body}，优良率达到{chance.randint(1, 999) / 10}%以上。"
            )
            if not item % 3:
                lines.append(chance.choice(["", "第 3 页", "首页 > 正文", "说明" * 300, "\t 　"]))
    return chance.choice(["\n", "\r\n"]).join(lines)


def holds(stored: StoredDocument) -> None:
    """Every invariant at once."""
    text, length = stored.read.text, len(stored.read.text)
    spans = [*stored.sections, *stored.chunks, *stored.furniture, *stored.document.parts]
    assert all(0 <= span.start <= span.end <= length for span in spans)
    assert [section.index for section in stored.sections] == list(range(len(stored.sections)))
    assert stored.document.chars == length
    assert stored.document.chunks == len(stored.chunks)
    assert len({chunk.id for chunk in stored.chunks}) == len(stored.chunks)
    for chunk in stored.chunks:
        assert chunk.id.startswith(f"{stored.document.id}:{stored.document.version}:")
        assert text[chunk.start : chunk.end].strip() == text[chunk.start : chunk.end] != ""
        assert chunk.tokens > 0
    assert all(one.end <= other.start for one, other in pairwise(stored.chunks))
    for target in stored.targets:
        assert text[target.start : target.end] == target.quote


def uncovered(stored: StoredDocument) -> str:
    """The letters and digits that are neither in a passage nor furniture."""
    covered = bytearray(len(stored.read.text))
    for span in (*stored.chunks, *stored.furniture):
        covered[span.start : span.end] = b"\1" * (span.end - span.start)
    return "".join(c for c, inside in zip(stored.read.text, covered, strict=True) if not inside and c.isalnum())


def cut_figures(stored: StoredDocument) -> list[str]:
    """Figures that a border of a passage cuts from their unit."""
    borders = {border for chunk in stored.chunks for border in (chunk.start, chunk.end)}
    found = NUMBER_AND_UNIT.finditer(stored.read.text)
    return [match.group() for match in found if borders & set(range(match.start() + 1, match.end()))]


def cut_rows(stored: StoredDocument) -> list[str]:
    """Table rows that a border of a passage cuts."""
    borders = {border for chunk in stored.chunks for border in (chunk.start, chunk.end)}
    rows = [row for table in stored.read.tables for row in table.rows]
    return [stored.read.text[r.start : r.end] for r in rows if borders & set(range(r.start + 1, r.end))]


def test_the_samples_keep_every_invariant(sample: StoredDocument) -> None:
    holds(sample)
    assert uncovered(sample) in ("", sample.document.title)  # of a compilation: every passage has it as context
    assert cut_figures(sample) == []
    assert cut_rows(sample) == []


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_made_up_plans_keep_every_invariant(seed: int) -> None:
    stored = understood(Path("/plans/made.txt"), lines_made(seed).encode())
    holds(stored)
    assert uncovered(stored) == ""
    assert cut_figures(stored) == []


@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=400).filter(lambda text: bool(text.strip())))
@settings(max_examples=100, deadline=None)
def test_any_text_keeps_the_offsets(text: str) -> None:
    try:
        stored = understood(Path("/plans/any.txt"), text.encode())
    except Exception as error:  # noqa: BLE001 - only one kind may come out
        assert type(error).__name__ == "RefusedDocument"
        return
    holds(stored)


def test_the_context_of_a_table_passage_names_the_columns() -> None:
    rows = "\n".join(f"| {n} | 桥梁{n} | {n * 13}座 | 市公路中心 |" for n in range(1, 60))
    stored = understood(
        Path("/plans/t.md"), f"# 任务表\n\n| 序号 | 任务 | 目标 | 责任单位 |\n|---|---|---|---|\n{rows}\n".encode()
    )
    assert len(stored.chunks) > 2
    tabled = [chunk for chunk in stored.chunks if chunk.start >= stored.read.tables[0].start]
    assert all("责任单位" in chunk.context + stored.read.text[chunk.start : chunk.end] for chunk in tabled)
    assert cut_rows(stored) == []
