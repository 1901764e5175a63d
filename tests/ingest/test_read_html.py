"""Saved web pages: visible text in order; what surrounds the document is marked, not dropped."""

import pytest
from tests.ingest.conftest import cells, reading

from planbot.types import ReadText

PLAN = "".join(
    f"<p>{n}、全县门诊量比上年增长百分之{n}，住院费用保持平稳，群众满意度不低于九成。</p>" for n in "一二三四五"
)
PAGE = f"""<html><head><title>云溪县卫生健康工作要点-云溪县人民政府</title><meta name="PubDate" content="2024-03-05 09:10"></head><body>
<div class="top"><a href="/">首页</a><a href="/n">新闻中心</a><a href="/x">信息公开</a></div>
<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/z">规划计划</a></div>
<div class="wrap"><h1>云溪县卫生健康工作要点</h1><div class="info">来源：县卫生健康局 字号：大 中 小</div>
<div class="content">{PLAN}</div><div>上一篇：<a href="/1">关于放假的通知</a></div></div>
<div class="list"><h3>推荐阅读</h3><ul><li><a href="/2">关于召开会议的通知，请各单位准时参加。</a></li></ul></div>
<div class="foot">主办单位：云溪县人民政府办公室 备案号00000000号</div></body></html>"""


def page(html: str) -> ReadText:
    return reading(html.encode(), "页.html")


def marked(found: ReadText) -> str:
    return "\n".join(found.text[mark.start : mark.end] for mark in found.furniture)


def main(found: ReadText) -> str:
    text = found.text
    for mark in reversed(found.furniture):
        text = text[: mark.start] + text[mark.end :]
    return text.strip("\n")


def test_what_surrounds_the_document_is_page_furniture() -> None:
    found = page(PAGE)
    assert main(found).replace("\n\n", "\n").splitlines()[0] == "云溪县卫生健康工作要点"
    assert all(line in found.text for line in ("首页", "推荐阅读", "主办单位"))
    for line in ("新闻中心", "当前位置", "字号：大 中 小", "上一篇", "推荐阅读", "召开会议", "备案号"):
        assert line in marked(found)
    assert "满意度" not in marked(found)


def test_title_date_and_headings_come_from_the_page() -> None:
    found = page(PAGE)
    assert (found.title, found.published) == ("云溪县卫生健康工作要点-云溪县人民政府", "2024-03-05")
    assert [(found.text[mark.start : mark.end], mark.level) for mark in found.headings] == [
        ("云溪县卫生健康工作要点", 1)
    ]


def test_the_date_may_stand_in_the_text_around() -> None:
    found = page(f"<div><p>{PLAN}</p></div><div>发布时间：2023年7月1日 点击数：3</div>")
    assert found.published == "2023-07-01"


def test_the_date_may_stand_in_the_next_cell() -> None:
    keys = "<table><tr><td>发文机关：<td>云溪县人民政府<tr><td>发布日期：<td>2024年01月02日</table>"
    assert page(f"{keys}<div>{PLAN}</div>").published == "2024-01-02"


def test_a_block_of_document_keys_is_content() -> None:
    keys = "<table><tr><td>发文机关：<td>云溪县人民政府<tr><td>成文日期：<td>2024年1月2日</table>"
    assert marked(page(f"<div>{keys}</div><div>{PLAN}</div><div><a href=/>返回首页</a></div>")) == "返回首页"


def test_a_page_without_navigation_has_no_furniture() -> None:
    assert page(f"<html><body>{PLAN}</body></html>").furniture == ()


SPACE = {
    "line ends of the source between Chinese characters vanish": ("<p>全县门诊\n  量增长</p>", "全县门诊量增长\n"),
    "line ends beside words become a space": ("<p>by\n 5 percent</p>", "by 5 percent\n"),
    "inline elements do not break words": ("<p>达到<b>95</b><span>%</span>以上</p>", "达到95%以上\n"),
    "br breaks a line": ("<p>甲<br>乙<br/>丙</p>", "甲\n乙\n丙\n"),
    "no-break and full-width spaces indent": ("<p>&nbsp;&nbsp;　　甲&nbsp;乙</p>", "甲 乙\n"),
    "pre keeps its lines": ("<pre>甲\n乙</pre>", "甲\n乙\n"),
    "definition lists": ("<dl><dt>甲<dd>乙</dl>", "甲\n乙\n"),
    "scripts, styles, controls and comments are no text": ("<p>甲<script>x</script><style>y</style><select><option>z</select><!-- c --></p>", "甲\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", SPACE)
def test_white_space(case: str) -> None:
    html, expected = SPACE[case]
    assert page(html).text == expected


HIDDEN = (
    '<p style="display: none">隐藏的话</p>',
    '<p style="visibility:hidden">隐藏的话</p>',
    '<p style="font-size:0">隐藏的话</p>',
    '<p style="opacity:0;">隐藏的话</p>',
    '<p style="color:#FFF">隐藏的话</p>',
    '<div style="background:#ffffff"><p style="color:white">隐藏的话</p></div>',
    '<p style="position:absolute;left:-9999px">隐藏的话</p>',
    '<p style="text-indent:-9999px">隐藏的话</p>',
    "<p hidden>隐藏的话</p>",
    '<p aria-hidden="true">隐藏的话</p>',
    "<style>.x, #y {display:none}</style><p class='a x'>隐藏的话</p>",
    "<style>p#y {visibility:hidden}</style><p id=y>隐藏的话</p>",
    "<template><p>隐藏的话</p></template><p hidden>隐藏的话</p>",
    "<div style='display:none'><table><tr><td>隐藏<td>的话</table></div>",
)


@pytest.mark.parametrize("html", HIDDEN)
def test_what_a_browser_does_not_show_is_left_out_with_a_warning(html: str) -> None:
    found = page(f"<p>可见的话</p>{html}<p>还有</p>")
    assert found.text == "可见的话\n还有\n"
    assert [(w.code, w.message) for w in found.warnings] == [
        ("hidden_text", "4 characters that a browser would not show were left out")
    ]


def test_white_type_on_a_coloured_ground_is_seen() -> None:
    assert page('<div style="background:#c00"><p style="color:#fff">标题</p></div>').text == "标题\n"


def test_spans_of_cells_are_repeated() -> None:
    found = page(
        "<table><caption>表1</caption><thead><tr><th rowspan=2>项目<th colspan=2>目标<tr><th>2024年<th>2025年</thead>"
        "<tr><td rowspan=2>床位<td>5<td>6<tr><td>7<td>8</table>"
    )
    assert found.text.startswith("表1\n项目 | 目标 | 目标\n")
    assert cells(found) == [
        ["项目", "目标", "目标"],
        ["项目", "2024年", "2025年"],
        ["床位", "5", "6"],
        ["床位", "7", "8"],
    ]
    assert [row.header for row in found.tables[0].rows] == [True, True, False, False]
    assert found.tables[0].title == "表1"


def test_breaks_and_bars_inside_a_cell() -> None:
    found = page("<table><tr><td>甲 | 乙<td>一行<br>又一行<tr><td>丙<td>丁</table>")
    assert cells(found) == [["甲 | 乙", "一行又一行"], ["丙", "丁"]]


def test_a_table_that_only_lays_out_the_page_is_no_table() -> None:
    found = page(f"<table><tr><td><a href=/>首页</a><td><div>{PLAN}</div></table>")
    assert found.tables == ()
    assert marked(found) == "首页"


@pytest.mark.parametrize("encoding", ["gb2312", "gbk", "utf-8", "utf-16"])
def test_charsets(encoding: str) -> None:
    html = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head><body><p>年度目标</p></body></html>'
    assert reading(html.encode(encoding), "页.html").text == "年度目标\n"


def test_a_page_saved_as_one_mime_file() -> None:
    head = b"From: <saved>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
    part = (
        b"--b\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        + "<p>年度目标</p>".encode("gbk")
        + b"\r\n--b--\r\n"
    )
    assert reading(head + part, "页.mht").text == "年度目标\n"
