"""Whatever bytes come, ``read`` gives text whose marks hold, or a refusal."""

import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ingest.conftest import assert_marks_hold, listed, para, pdf, saved, word, workbook, zipped

from planbot.errors import RefusedDocument
from planbot.ingest.read import ReadOptions, read

LIMITS = ReadOptions(max_chars=200_000, libreoffice="/nowhere/soffice")
NUMBERING = (
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
    '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>'
)
PAGE = (
    "<html><head><title>年度计划</title></head><body><ul class=nav><li><a href=/>首页</a></ul><h1>年度计划</h1>"
    "<p>一、门诊量增长5%，住院率下降。</p><table><tr><th>指标<th>值<tr><td rowspan=2>床位<td>5<tr><td>6</table></body></html>"
)


@cache
def whole(kind: str) -> bytes:
    """A sound file of this kind."""
    table = f"<w:tbl><w:tr><w:tc>{para('指标')}</w:tc><w:tc>{para('值')}</w:tc></w:tr></w:tbl>"
    makers: dict[str, Callable[[], bytes]] = {
        "docx": lambda: word(listed("目标") + listed("任务") + table, numbering=NUMBERING),
        "xlsx": lambda: saved(workbook([["指标", "值"], ["床位", 5], ["门诊", 0.5]])),
        "pdf": lambda: pdf([(72, 760, "年度目标"), (72, 700, "达到95%以上")], [(72, 760, "第二页")]),
        "html": PAGE.encode,
        "txt": "一、年度目标。\r\n达到95%以上。".encode,
        "md": "# 目标\n\n|指标|值|\n|--|--|\n|床位|5|\n".encode,
        "csv": '指标,值\n"床位,张",5\n'.encode,
    }
    return makers[kind]()


def damaged(data: bytes, edits: list[tuple[int, bytes]], keep: int) -> bytes:
    """Bytes overwritten at some places (counted round), the end cut off."""
    changed = bytearray(data)
    for place, piece in edits:
        start = place % max(len(changed), 1)
        changed[start : start + len(piece)] = piece
    return bytes(changed[: max(1, len(changed) - keep)])


def refuses_or_reads(name: str, data: bytes) -> None:
    try:
        found = read(Path(name), data, LIMITS)
    except RefusedDocument as refused:
        assert "\n" not in str(refused)
        assert str(refused).startswith(name)
    else:
        assert_marks_hold(found)
        assert found == read(Path(name), data, LIMITS)


EDITS = st.lists(st.tuples(st.integers(0, 1 << 20), st.binary(min_size=1, max_size=8)), max_size=6)


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf", "html", "txt", "md", "csv"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=EDITS, keep=st.one_of(st.just(0), st.integers(0, 3000)))
def test_a_damaged_file_is_read_or_refused(kind: str, edits: list[tuple[int, bytes]], keep: int) -> None:
    refuses_or_reads(f"计划.{kind}", damaged(whole(kind), edits, keep))


@pytest.mark.parametrize(
    ("kind", "part"),
    [
        ("docx", "word/document.xml"),
        ("docx", "word/numbering.xml"),
        ("xlsx", "xl/worksheets/sheet1.xml"),
        ("xlsx", "xl/styles.xml"),
    ],
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(edits=EDITS)
def test_damage_inside_the_archive_is_read_or_refused(kind: str, part: str, edits: list[tuple[int, bytes]]) -> None:
    source = zipfile.ZipFile(io.BytesIO(whole(kind)))
    members: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    refuses_or_reads(f"计划.{kind}", zipped(members | {part: damaged(source.read(part), edits, 0)}))


@pytest.mark.parametrize(
    "name",
    ["计划.txt", "计划.md", "计划.csv", "计划.html", "计划.pdf", "计划.docx", "计划.xlsx", "计划.doc", "计划.mht"],
)
@settings(max_examples=60, deadline=None)
@given(
    data=st.one_of(
        st.binary(min_size=1, max_size=300),
        st.text(min_size=1, max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")),
    )
)
def test_any_bytes_under_any_name(name: str, data: bytes) -> None:
    refuses_or_reads(name, data)


TAGS = st.sampled_from(
    ["p", "div", "table", "tr", "td", "th", "a", "h2", "ul", "li", "pre", "nav", "br", "span", "b", "caption", "thead"]
)


@settings(max_examples=200, deadline=None)
@given(
    pieces=st.lists(
        st.one_of(TAGS.map(lambda tag: f"<{tag}>"), TAGS.map(lambda tag: f"</{tag}>"), st.text(max_size=20)),
        max_size=40,
    )
)
def test_any_soup_of_tags(pieces: list[str]) -> None:
    refuses_or_reads("页.html", "".join(pieces).encode("utf-8", "replace") or b" ")
