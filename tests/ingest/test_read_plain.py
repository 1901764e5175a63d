"""Plain text, Markdown and separated values: kept as written, marks are offsets into it."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ingest.conftest import cells, reading

from planbot.ingest.readers.encoding import decode

SIMPLIFIED = "全县医疗机构门诊量比上年增长5%，住院费用保持平稳。\r\n"
TRADITIONAL = "全縣醫療機構門診量比上年增長5%，住院費用保持平穩。\r\n"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (SIMPLIFIED.encode(), SIMPLIFIED),
        (codecs.BOM_UTF8 + SIMPLIFIED.encode(), SIMPLIFIED),
        (SIMPLIFIED.encode("gbk"), SIMPLIFIED),
        (SIMPLIFIED.encode("gb18030"), SIMPLIFIED),
        ("县𠮷镇，目标".encode("gb18030"), "县𠮷镇，目标"),
        (TRADITIONAL.encode("big5"), TRADITIONAL),
        (TRADITIONAL.encode("gbk"), TRADITIONAL),
        (SIMPLIFIED.encode("utf-16"), SIMPLIFIED),
        (SIMPLIFIED.encode("utf-16-le"), SIMPLIFIED),
        (SIMPLIFIED.encode("utf-16-be"), SIMPLIFIED),
        ("年度工作目标任务".encode("utf-16-le"), "年度工作目标任务"),
        (SIMPLIFIED.encode("utf-32"), SIMPLIFIED),
        (b"plain ASCII\n", "plain ASCII\n"),
        ("the county’s plan – a “draft”, café\n".encode("cp1252"), "the county’s plan – a “draft”, café\n"),
        ("目标".encode("gbk"), "目标"),
        ("增长".encode("gbk"), "增长"),
    ],
    ids=lambda value: repr(value[:12]) if isinstance(value, bytes) else "",
)
def test_encodings(data: bytes, text: str) -> None:
    assert reading(data, "计划.txt").text == text


@given(st.text(alphabet="的一是在年工作目标任务人民政府医院达到以上完成加强建设，。；：", min_size=8, max_size=60))
def test_text_of_eight_everyday_characters_is_told_apart(text: str) -> None:
    for encoding in ("utf-8", "gb18030", "utf-16-le", "utf-16-be"):
        assert decode(text.encode(encoding), "x").text == text


def test_line_ends_are_kept() -> None:
    assert reading("一\r\n二\n三\r四".encode(), "计划.txt").text == "一\r\n二\n三\r四"


MARKDOWN = """---
title: 工作要点
date: 2024-03-05
---
# 工作要点 #

一级标题
===

## （一）目标\r
```
# 不是标题
| 不 | 是 |
|---|---|
```
| 指标 | 值 |
|:-----|---:|
| 床位 \\| 张 | 5 |
| 门诊 |  |

后文 | 竖线
"""


def test_markdown_marks_headings_and_tables_in_the_text_as_written() -> None:
    found = reading(MARKDOWN.encode(), "计划.md")
    assert found.text == MARKDOWN
    assert [(found.text[m.start : m.end], m.level) for m in found.headings] == [
        ("工作要点", 1),
        ("一级标题", 1),
        ("（一）目标", 2),
    ]
    assert cells(found) == [["指标", "值"], ["床位 \\| 张", "5"], ["门诊", ""]]
    assert [row.header for row in found.tables[0].rows] == [True, False, False]
    assert (found.title, found.published) == ("工作要点", "2024-03-05")
    assert [mark.rule for mark in found.furniture] == ["front_matter"]


@pytest.mark.parametrize(("line", "level"), [("#目标", 1), ("###### 目标", 6), ("   ## 目标 ##", 2), ("目标\n---", 2)])
def test_markdown_headings(line: str, level: int) -> None:
    found = reading(f"{line}\n正文".encode(), "计划.md")
    assert [(found.text[m.start : m.end], m.level) for m in found.headings] == [("目标", level)]


@pytest.mark.parametrize("line", ["####### 七个", "    # 代码", "- 项\n---", "#"])
def test_not_markdown_headings(line: str) -> None:
    assert reading(f"{line}\n正文".encode(), "计划.md").headings == ()


@pytest.mark.parametrize(
    ("data", "rows"),
    [
        ("指标,值\n床位,5\n".encode("gbk"), [["指标", "值"], ["床位", "5"]]),
        ("指标\t值\n床位\t5\n".encode("utf-16"), [["指标", "值"], ["床位", "5"]]),
        ("指标;值\n床位;1,5\n".encode(), [["指标", "值"], ["床位", "1,5"]]),
        ('指标,值\n"床位,张","5\n6"\n'.encode(), [["指标", "值"], ["床位,张", "5 6"]]),
    ],
    ids=["comma", "tab", "semicolon", "quotes"],
)
def test_separated_values(data: bytes, rows: list[list[str]]) -> None:
    found = reading(data, "表.csv")
    assert cells(found) == rows
    assert found.tables[0].rows[0].header
