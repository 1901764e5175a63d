"""Files that hold several documents are split at their headings, plain ones are left whole."""

from pathlib import Path

import pytest

from planbot.ingest.clean import mark_furniture
from planbot.ingest.parts import split_parts
from planbot.types import ReadText

_DATA = Path(__file__).parents[1] / "data" / "structure"
_BODY = "一、目标\n全年完成造林一万亩，抚育森林两万亩，森林火灾受害率控制在规定范围以内。\n二、措施\n严格考核，按季通报各单位工作进度。\n"


def _parts(text: str) -> list[tuple[str | None, str]]:
    """Label and text of every part."""
    read = ReadText(text=text, format="txt")
    return [(label, text[start:end]) for label, start, end in split_parts(read, mark_furniture(read))]


@pytest.mark.parametrize(
    ("first", "second", "labels"),
    [
        ("林业局工作计划范文第1篇", "林业局工作计划范文第2篇", ["第1篇", "第2篇"]),
        ("第一篇", "第二篇", ["第一篇", "第二篇"]),
        ("第1篇：县林业局工作计划", "第2篇：县水利局工作计划", ["第1篇", "第2篇"]),
        ("篇一：林业局工作计划", "篇二：水利局工作计划", ["篇一", "篇二"]),
        ("【篇一】林业局工作计划", "【篇二】水利局工作计划", ["篇一", "篇二"]),
        ("【第一篇】", "【第二篇】", ["第一篇", "第二篇"]),
        ("范文一", "范文二", ["范文一", "范文二"]),
        ("林业局工作计划 篇1", "林业局工作计划 篇2", ["篇1", "篇2"]),
        ("林业局工作计划（一）", "林业局工作计划（二）", ["（一）", "（二）"]),
        ("林业局工作计划1", "林业局工作计划2", ["林业局工作计划1", "林业局工作计划2"]),
        ("（一）2031年林业工作方案", "（二）2031年水利工作方案", ["（一）", "（二）"]),
        ("2030年林业工作总结", "2031年林业工作计划", ["2030年林业工作总结", "2031年林业工作计划"]),
        ("县林业局防火工作方案", "县林业局造林工作方案", ["县林业局防火工作方案", "县林业局造林工作方案"]),
    ],
)
def test_every_way_of_naming_documents_splits_the_file(first: str, second: str, labels: list[str]) -> None:
    found = _parts(f"{first}\n{_BODY}{second}\n{_BODY}")
    assert found == [(labels[0], f"{first}\n{_BODY}"), (labels[1], f"{second}\n{_BODY}")]


def test_title_and_furniture_around_a_compilation_are_no_part() -> None:
    text = (_DATA / "samples_site.txt").read_text(encoding="utf-8")
    found = _parts(text)
    assert [label for label, _ in found] == ["篇一", "篇二", "篇三"]
    assert found[0][1].startswith("【篇一】")
    assert "上一篇" not in found[-1][1]


def test_an_introduction_before_the_first_document_is_a_part_without_a_label() -> None:
    introduction = "现将各单位工作计划汇编成册，供大家在工作中对照落实，并请及时反馈意见建议。\n"
    found = _parts(f"溪口县工作计划汇编\n{introduction}第1篇 林业局工作计划\n{_BODY}第2篇 水利局工作计划\n{_BODY}")
    assert [label for label, _ in found] == [None, "第1篇", "第2篇"]
    assert found[0][1] == introduction


def test_the_contents_of_a_compilation_are_not_its_documents() -> None:
    contents = "目录\n第1篇 林业局工作计划………1\n第2篇 水利局工作计划………5\n"
    found = _parts(f"溪口县工作计划汇编\n{contents}第1篇 林业局工作计划\n{_BODY}第2篇 水利局工作计划\n{_BODY}")
    assert [(label, text.splitlines()[1]) for label, text in found] == [("第1篇", "一、目标"), ("第2篇", "一、目标")]


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"溪口县林业局工作计划\n{_BODY}",
        f"溪口县林业发展规划\n第一篇 发展基础\n第一章 现状\n{_BODY}第二篇 发展目标\n第二章 目标\n{_BODY}",
        f"关于印发《溪口县造林工作方案》的通知\n各乡镇：\n现将方案印发给你们，请认真组织实施，确保取得实效。\n溪口县造林工作方案\n{_BODY}",
        f"溪口县林业局工作计划\n{_BODY}附件1\n溪口县造林任务分解方案\n{_BODY}附件2\n溪口县防火任务分解方案\n{_BODY}",
        "溪口县林业工作计划\n一、重点任务\n（一）制定造林工作方案\n三月底前完成。\n（二）制定防火工作方案\n四月底前完成。\n",
    ],
)
def test_a_plain_file_is_one_part_that_covers_it(text: str) -> None:
    assert _parts(text) == [(None, text)]
