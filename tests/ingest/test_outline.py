"""The outline of invented documents, one for each way in which plans number and place their headings."""

from pathlib import Path

import pytest

from planbot.ingest.clean import mark_furniture
from planbot.ingest.outline import outline
from planbot.ingest.parts import split_parts
from planbot.types import Cell, HeadingMark, ReadText, Row, Section, Table

_DATA = Path(__file__).parents[1] / "data" / "structure"
_NAMES = sorted(path.stem for path in _DATA.glob("*.txt"))


def _outline(read: ReadText) -> tuple[Section, ...]:
    furniture = mark_furniture(read)
    return outline(read, furniture, split_parts(read, furniture))


def _of(text: str) -> list[str]:
    return [section.title for section in _outline(ReadText(text=text, format="txt"))]


def _section(text: str, title: str) -> Section:
    return next(s for s in _outline(ReadText(text=text, format="txt")) if s.title == title)


@pytest.mark.parametrize("name", _NAMES)
def test_the_outline_is_the_one_a_reader_would_draw(name: str) -> None:
    text = (_DATA / f"{name}.txt").read_text(encoding="utf-8")
    drawn = [f"{'  ' * s.level}{s.level} {s.kind} {s.title}" for s in _outline(ReadText(text=text, format="txt"))]
    assert drawn == (_DATA / f"{name}.outline").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("name", _NAMES)
def test_a_heading_is_cut_from_the_text_and_its_parent_contains_it(name: str) -> None:
    text = (_DATA / f"{name}.txt").read_text(encoding="utf-8")
    sections = _outline(ReadText(text=text, format="txt"))
    for section in sections:
        heading = text[section.start : section.heading_end]
        assert "".join(heading.split()) == "".join(section.title.split())
        assert section.label in heading or section.kind == "part"
        if section.parent is not None:
            assert sections[section.parent].start <= section.start < section.end <= sections[section.parent].end


@pytest.mark.parametrize(
    ("label", "second"),
    [
        ("一、", "二、"),
        ("一．", "二．"),
        ("（一）", "（二）"),
        ("(一)", "(二)"),
        ("㈠", "㈡"),
        ("1、", "2、"),
        ("1．", "2．"),
        ("1. ", "2. "),
        ("１．", "２．"),
        ("（1）", "（2）"),
        ("⑴", "⑵"),
        ("①", "②"),
        ("1）", "2）"),
        ("第一章 ", "第二章 "),
        ("第一条 ", "第二条 "),
        ("第一，", "第二，"),
        ("其一，", "其二，"),
        ("A. ", "B. "),
        ("IV. ", "V. "),
        ("1.1 ", "1.2 "),
        ("Goal 1: ", "Goal 2: "),
        ("重点任务1：", "重点任务2："),
        ("第一阶段：", "第二阶段："),
    ],
)
def test_numbers_in_every_style_begin_headings(label: str, second: str) -> None:
    text = f"高桥镇绿化工作计划\n{label}植树造林\n全镇植树两万株，成活率不低于九成。\n{second}道路绿化\n绿化道路十公里，补植补种到位。\n"
    assert _of(text)[1:] == [f"{label}植树造林", f"{second}道路绿化"]


@pytest.mark.parametrize(
    "heading", ["2031年工作回顾", "2031－2035年目标", "十五五规划目标", "“两新”工作", "5G应用", "一次告知"]
)
def test_a_heading_may_begin_with_a_number_of_its_own(heading: str) -> None:
    assert f"一、{heading}" in _of(f"高桥镇工作计划\n一、{heading}\n稳步推进。\n二、保障\n加强领导。\n")


@pytest.mark.parametrize(
    "line",
    [
        "3.5%的经费用于培训，其余用于设备更新和日常维护。",
        "1.3亿元投资全部到位，工程按期完工并投入使用。",
        "12月底前完成验收工作，并将结果报县政府备案。",
        "2、3月份集中开展宣传，做到家喻户晓人人皆知。",
        "一、二级公路优良率分别达到九成和八成以上。",
        "一、二、三等奖各设一名，由评审委员会评定。",
        "统一是前提，规范是关键，两者缺一不可。",
        "2031.5.1起施行的办法继续有效，不再另行发文。",
        "第一季度完成招标，其余各项按合同推进落实。",
    ],
)
def test_values_and_counts_are_not_headings(line: str) -> None:
    assert _of(f"高桥镇交通工作计划\n一、目标\n全年投资稳步增长，质量安全可控。\n{line}\n二、措施\n严格管理。\n")[
        1:
    ] == [
        "一、目标",
        "二、措施",
    ]


def test_a_number_that_a_page_break_tore_from_its_sentence_is_no_heading() -> None:
    text = "白云县工作计划\n一、质量\n各单位始终坚持安全第\n\n一、预防为主的方针，落实责任。\n二、效率\n提速。\n三、服务\n上门。\n"
    assert _of(text)[1:] == ["一、质量", "二、效率", "三、服务"]


def test_items_in_quotation_marks_or_brackets_are_not_of_the_outline() -> None:
    text = "白云县工作计划\n一、作风\n牢记“凡事一是快，二是准，三是好”的要求，落实（包括：1.督办；2.通报）制度。\n二、纪律\n从严。\n"
    assert _of(text)[1:] == ["一、作风", "二、纪律"]


def test_table_rows_are_not_headings() -> None:
    text = "白云县任务表\n一、说明\n以下任务限期完成，逾期通报批评。\n一、道路 | 交通局\n二、桥梁 | 水利局\n二、附则\n即日施行。\n"
    at = text.index("一、道路")
    end = text.index("二、附则") - 1
    middle = text.index("二、桥梁")
    rows = (
        Row(start=at, end=middle - 1, cells=()),
        Row(start=middle, end=end, cells=(Cell(start=middle, end=end, column=0),)),
    )
    read = ReadText(text=text, format="docx", tables=(Table(start=at, end=end, rows=rows),))
    assert [s.title for s in _outline(read)][1:] == ["一、说明", "二、附则"]


def test_marked_headings_take_their_place_among_numbered_ones() -> None:
    lines = [
        "青湖县水务规划",
        "总则",
        "一、目的",
        "为保障供水，制定本规划，各单位执行。",
        "任务",
        "一、供水",
        "新增水厂2座。",
    ]
    text = "\n".join(lines)
    levels = {"青湖县水务规划": 1, "总则": 2, "一、目的": 3, "任务": 2, "一、供水": 3}
    marks = tuple(
        HeadingMark(start=text.index(f"{line}\n"), end=text.index(f"{line}\n") + len(line), level=level)
        for line, level in levels.items()
    )
    found = [(s.level, s.title) for s in _outline(ReadText(text=text, format="docx", headings=marks))]
    assert found == [(0, "青湖县水务规划"), (2, "总则"), (3, "一、目的"), (2, "任务"), (3, "一、供水")]


def test_a_paragraph_in_a_heading_style_is_no_heading() -> None:
    body = "为保障全县供水安全，提高供水质量，结合实际情况，制定本规划，请各单位认真贯彻执行。"
    text = f"青湖县水务规划\n{body}\n一、供水\n新增水厂2座。\n"
    marks = (HeadingMark(start=0, end=7, level=1), HeadingMark(start=8, end=8 + len(body), level=2))
    assert [s.title for s in _outline(ReadText(text=text, format="docx", headings=marks))] == [
        "青湖县水务规划",
        "一、供水",
    ]


def test_markdown_signs_are_not_part_of_a_heading() -> None:
    text = "# 青湖县水务规划\n\n## 一、供水\n\n1. **新增水厂。** 建成水厂2座，日供水3万吨。\n2. **改造管网。** 改造管网40公里，漏损率降到9%。\n"
    marks = (HeadingMark(start=2, end=9, level=1), HeadingMark(start=14, end=18, level=2))
    found = [s.title for s in _outline(ReadText(text=text, format="md", headings=marks))]
    assert found == ["青湖县水务规划", "一、供水", "1. 新增水厂。", "2. 改造管网。"]


def test_the_sections_end_before_the_signature_and_the_closing_paragraph() -> None:
    text = "石桥县商务工作计划\n一、促消费\n举办展会3场。\n二、稳外贸\n进出口增长5%。\n此外，做好统计工作。\n石桥县商务局\n2030年1月9日\n"
    last = _section(text, "二、稳外贸")
    assert text[last.start : last.end] == "二、稳外贸\n进出口增长5%。\n"
    assert _section(text, "石桥县商务工作计划").end == len(text)


def test_a_heading_may_stand_on_two_lines() -> None:
    text = "关于进一步加强石桥县\n商务诚信建设的意见\n各单位：\n为加强诚信建设，提出以下意见，请认真贯彻落实。\n一、建档\n建档率100%。\n"
    assert _of(text) == ["关于进一步加强石桥县商务诚信建设的意见", "一、建档"]


def test_a_site_credit_in_a_heading_is_left_out_of_its_title() -> None:
    text = "石桥县商务工作计划\n一、促进消费升级由小雨为您整理，感谢分享。\n举办展会3场。\n二、稳外贸\n进出口增长5%。\n"
    assert _of(text)[1] == "一、促进消费升级"


def test_a_text_without_headings_has_an_empty_outline() -> None:
    assert _of("") == []
    assert _of("全年粮食产量保持稳定，农民收入持续增加，各项任务顺利完成。") == []
