"""The Markdown of answers becomes HTML that cannot do anything."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ui.hostile import HOSTILE, Elements

from planbot.ui.markdown import markdown

ALLOWED = {
    "p", "br", "hr", "strong", "ul", "ol", "li", "blockquote", "pre", "a",
    "h3", "h4", "h5", "h6", "div", "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip


def link(marker: int) -> str | None:
    return f'<a class="pb-cite" href="#cite/d/0/{marker}">{marker}</a>' if marker == 1 else None


def assert_inert(html: str) -> None:
    for tag, attributes in Elements(html).found:
        assert tag in ALLOWED, tag
        assert set(attributes) <= {"class", "href", "start"}, (tag, attributes)
        assert (attributes.get("href") or "#cite/").startswith("#cite/"), attributes
    assert "\n" not in html


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_text(text: str) -> None:
    assert_inert(markdown(text, link))


@pytest.mark.shared
def test_every_known_injection_becomes_text(shared: Path) -> None:
    for line in (shared / "hostile" / "injections.jsonl").read_text(encoding="utf-8").splitlines():
        assert_inert(markdown(json.loads(line)["text"], link))


@given(st.text(alphabet="<>\"'&[]()*#|-`!\\/ \n1年文a=:", max_size=80))
def test_nothing_but_the_listed_elements_ever_comes_out(text: str) -> None:
    assert_inert(markdown(text, link))


@given(st.text(alphabet="文件年。，12 <&\n", max_size=60))
def test_no_character_of_plain_text_is_lost(text: str) -> None:
    shown = Elements(markdown(text, link)).text
    assert shown.split() == text.split() or "".join(shown.split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("达到**95%**以上[1]", f"<p>达到<strong>95%</strong>以上{link(1)}</p>"),
        ("没有来源[7]", "<p>没有来源[7]</p>"),
        ("第一行\n第二行", "<p>第一行<br>第二行</p>"),
        ("# 目标\n\n正文", "<h3>目标</h3><p>正文</p>"),
        ("- 甲\n  - 乙", '<ul><li class="pb-depth-0">甲</li><li class="pb-depth-1">乙</li></ul>'),
        ("3. 丙\n4. 丁", '<ol start="3"><li class="pb-depth-0">丙</li><li class="pb-depth-0">丁</li></ol>'),
        (
            "- 甲[1]\n  来自要点\n- 乙",
            f'<ul><li class="pb-depth-0">甲{link(1)}<br>来自要点</li><li class="pb-depth-0">乙</li></ul>',
        ),
        (r"1\. 原文的编号", "<p>1. 原文的编号</p>"),
        ("> 引文\n> 第二句", "<blockquote>引文<br>第二句</blockquote>"),
        ("```\n**原样**\n```", "<pre>**原样**</pre>"),
        (
            "| 指标 | 值 |\n| --- | ---: |\n| 覆盖率 | 90%[1] |",
            '<div class="pb-table"><table><thead><tr><th>指标</th><th>值</th></tr></thead>'
            f"<tbody><tr><td>覆盖率</td><td>90%{link(1)}</td></tr></tbody></table></div>",
        ),
        ("| 不是表 | 没有分隔行 |", "<p>| 不是表 | 没有分隔行 |</p>"),
        (r"\*\*不加粗\*\* \[1\]", "<p>**不加粗** [1]</p>"),
        ("", ""),
    ],
)
def test_the_few_forms_of_markdown_an_answer_uses(text: str, html: str) -> None:
    assert markdown(text, link) == html


@pytest.mark.parametrize("text", ["**年**月底前完成", "由**区卫生健康局和**市财政局落实", "20*年计划和20*年总结"])
def test_masked_years_and_names_are_not_taken_for_bold(text: str) -> None:
    assert markdown(text, link) == f"<p>{text}</p>"
