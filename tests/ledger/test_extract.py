"""Rows of whole documents: places, tense, annotations, damage, tables."""

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.ledger.extract import extract
from planbot.types import Cell, Furniture, Kind, Part, ReadText, Row, Section, Table, Target, Warning


def read(text: str, kind: Kind = "plan", **more: object) -> tuple[Target, ...]:
    part = Part(part=None, start=0, end=len(text), kind=kind, year=2026, issuer="云溪县卫生健康局", region="云溪县")
    return extract("d1", "plan.txt", ReadText(text=text, format="txt"), parts=(part,), **more)  # type: ignore[arg-type]


def section(text: str, title: str, index: int, end: int) -> Section:
    start = text.index(title)
    return Section(
        start=start,
        end=end,
        index=index,
        parent=None,
        level=2,
        kind="heading",
        label="",
        title=title,
        heading_end=start + len(title),
    )


def kinds(rows: tuple[Target, ...]) -> list[tuple[str, str]]:
    return [(row.kind, row.indicator) for row in rows if row.kind != "task"]


def test_every_quote_is_its_slice_and_lies_in_its_sentence() -> None:
    text = "一、目标\r\n今年，城区供水普及率达到98%以上，农村供水保\r\n\r\n证率达到92%，新增学位600个。\r\n"
    for row in read(text):
        assert text[row.start : row.end] == row.quote
        assert row.quote in row.context_quote


def test_a_word_broken_over_lines_is_read_whole() -> None:
    text = "加大监管力度，城区供水水质抽检率达到100%，农村供水保\r\n\r\n证率达到92%以上。"
    assert ("target", "农村供水保证率") in kinds(read(text))


TENSE: list[tuple[str, Kind, str]] = [
    ("截至10月底，全县参保率达到97.2%。", "plan", "reported"),
    ("全年共完成户厕改造1500座，超额完成了任务。", "plan", "reported"),
    ("去年全县新增就业5200人，比上年增长8%。", "plan", "reported"),
    ("全县医疗机构床位数为2100张。", "plan", "reported"),
    ("新增就业5200人。", "summary", "reported"),
    ("力争新增就业5500人。", "summary", "target"),
    ("参保率达到97%以上。", "plan", "target"),
    ("要确保参保率达到97%以上。", "report", "target"),
    ("为了让群众满意，参保率达到97%以上。", "plan", "target"),
]


@pytest.mark.parametrize(("text", "kind", "expected"), TENSE)
def test_reports_are_told_from_plans(text: str, kind: Kind, expected: str) -> None:
    assert {row.kind for row in read(text, kind) if row.kind != "task"} == {expected}


def test_a_section_that_looks_back_reports() -> None:
    text = "一、2025年工作回顾\n新增就业5200人。\n二、2026年工作安排\n新增就业5500人。\n"
    second = text.index("二、")
    sections = (section(text, "一、2025年工作回顾", 0, second), section(text, "二、2026年工作安排", 1, len(text)))
    assert [(row.kind, row.value) for row in read(text, sections=sections) if row.kind != "task"] == [
        ("reported", 5200),
        ("target", 5500),
    ]


def test_furniture_and_titles_hold_no_targets() -> None:
    text = "上一篇：参保率达到97%以上的经验\n今年，入园率达到95%以上。\n"
    rows = read(text, furniture=(Furniture(start=0, end=text.index("\n"), rule="nav"),))
    assert [row.value for row in rows if row.kind == "target"] == [95]


def test_a_damaged_number_is_kept_without_its_value() -> None:
    text = "新生儿筛查率达到20230%，接种率达到95%以上。"
    start = text.index("20230%")
    warning = Warning(code="damaged_number", message="", start=start, end=start + 6)
    for warnings in ((), (warning,)):
        damaged, sound = (row for row in read(text, warnings=warnings) if row.kind == "target")
        assert (damaged.value, damaged.value_text, damaged.warnings) == (None, "20230%", ("damaged_number",))
        assert (sound.value, sound.warnings) == (95, ())


def test_a_warning_takes_the_value_of_a_figure_that_looks_sound() -> None:
    text = "治愈率达到85%以上。"
    warning = Warning(code="damaged_number", message="", start=text.index("85"), end=text.index("85") + 3)
    (row,) = (row for row in read(text, warnings=(warning,)) if row.kind == "target")
    assert row.value is None


def test_an_annotation_covers_its_paragraph() -> None:
    text = "加强校车管理。新建校车停靠点30个。（县教育局、县公安局负责）\n加强路面巡查。\n"
    rows = read(text)
    assert {row.responsible for row in rows if row.start < text.index("（")} == {("县教育局", "县公安局")}
    assert {row.responsible for row in rows if row.start > text.index("）")} == {()}


def test_once_the_first_leads_it_leads_in_all_later_notes() -> None:
    text = "建设甲。（县教育局、县财政局负责。列第一位者为牵头单位，下同）\n建设乙项目。（县水利局、县财政局负责）\n"
    roles = [[(actor.name, actor.role) for actor in row.actors] for row in read(text) if row.kind == "task"]
    assert roles[-1] == [("县水利局", "lead"), ("县财政局", "support")]


def test_an_annotated_heading_speaks_for_its_section() -> None:
    heading = "（一）改善办学条件（责任单位：县教育局）"
    text = f"{heading}\n新建教学楼5栋。\n完善操场设施。\n"
    rows = read(text, sections=(section(text, heading, 0, len(text)),))
    assert {row.responsible for row in rows} == {("县教育局",)}


def test_a_heading_that_is_a_body_names_the_actor() -> None:
    text = "县水利局：\n完成河道治理15公里。\n"
    rows = read(text, sections=(section(text, "县水利局：", 0, len(text)),))
    assert rows[-1].responsible == ("县水利局",)


def test_we_are_the_issuer() -> None:
    assert read("我局要完成巡查40次。")[0].responsible == ("云溪县卫生健康局",)


DEADLINES = [
    ("2026年底前完成校舍加固30栋。", "2026年底前"),
    ("到2027年，入园率达到95%以上，巩固率达到98%。", "2027年"),
    ("力争7月1日前启动集中供暖。", "7月1日前"),
    ("上半年新建公厕12座。", "上半年"),
    ("参保率较2024年提高2个百分点。", None),
    ("每年新增学位600个。", None),
]


@pytest.mark.parametrize(("text", "deadline"), DEADLINES)
def test_the_deadline_is_the_date_of_the_clause_or_of_the_sentence(text: str, deadline: str | None) -> None:
    assert {row.deadline for row in read(text) if row.kind == "target"} == {deadline}


def test_an_annotation_may_bring_the_date() -> None:
    rows = read("改扩建校舍3所。（责任单位：县教育局；完成时限：2026年6月底前）")
    assert {(row.deadline, row.responsible) for row in rows} == {("2026年6月底前", ("县教育局",))}


FIELDS: list[tuple[str, Literal["baseline", "per", "commitment", "approximate", "warnings"], object]] = [
    ("补助标准由60元提高到90元。", "baseline", "由60元"),
    ("监督覆盖率较2024年扩大一倍。", "baseline", "较2024年"),
    ("居民收入年均增长6%。", "per", "year"),
    ("累计培训教师900人次。", "per", "cumulative"),
    ("力争入园率达到95%以上。", "commitment", "strive"),
    ("确保入园率达到95%以上。", "commitment", "must"),
    ("物价涨幅控制在3%左右。", "approximate", True),
    ("甲率和乙率分别达到90%、92%、95%。", "warnings", ("count_mismatch",)),
]


@pytest.mark.parametrize(("text", "field", "expected"), FIELDS)
def test_the_other_fields(text: str, field: str, expected: object) -> None:
    value = getattr(next(row for row in read(text) if row.kind == "target"), field)
    assert value == (str(expected).removeprefix("由") if field == "baseline" else expected)


ABOUT = [
    ("孕产妇系统管理率达到95%以上。", ("孕产妇",)),
    ("全市有需求的困难老人探访率达到100%。", ("全市", "有需求的困难老人")),
    ("各乡镇卫生院中医馆服务量占比达到30%。", ("各乡镇卫生院",)),
    ("秸秆综合利用率达到92%。", ("秸秆综合利用",)),
    ("完成青石镇、白塔镇2个镇管网改造。", ("青石镇", "白塔镇")),
]


@pytest.mark.parametrize(("text", "names"), ABOUT)
def test_whom_a_target_is_about(text: str, names: tuple[str, ...]) -> None:
    found = next(row for row in read(text) if row.kind == "target").applies_to
    assert set(names) <= set(found)


def table(rows: list[list[str]]) -> ReadText:
    text, made = "附表\n", []
    for number, cells in enumerate(rows):
        start, found = len(text), []
        for column, words in enumerate(cells):
            text += " | " if column else ""
            found.append(Cell(start=len(text), end=len(text) + len(words), column=column))
            text += words
        made.append(Row(start=start, end=len(text), cells=tuple(found), header=number == 0))
        text += "\n"
    return ReadText(text=text, format="docx", tables=(Table(start=made[0].start, end=made[-1].end, rows=tuple(made)),))


def test_an_indicator_table_gives_a_target_a_row() -> None:
    found = extract(
        "d1",
        "t.docx",
        table(
            [
                ["序号", "指标名称", "单位", "2020年", "2025年", "属性", "责任单位"],
                ["1", "人均预期寿命", "岁", "77.9", "79", "预期性", "县卫健局"],
                ["2", "孕产妇死亡率", "1/10万", "10", "≤9", "约束性", "县卫健局、县妇联"],
                ["3", "义务教育巩固率（%）", "", "96", "97以上", "约束性", "县教育局"],
            ]
        ),
    )
    assert [(r.indicator, r.comparator, r.value, r.deadline, r.baseline, r.binding) for r in found] == [
        ("人均预期寿命", "=", 79, "2025年", "2020年77.9", "expected"),
        ("孕产妇死亡率", "<=", 9, "2025年", "2020年10", "binding"),
        ("义务教育巩固率", ">=", 97, "2025年", "2020年96", "binding"),
    ]
    assert [r.unit for r in found] == ["岁", "/10万", "%"]
    assert found[1].responsible == ("县卫健局", "县妇联")


def test_a_task_table_gives_tasks_with_lead_support_and_date() -> None:
    found = extract(
        "d1",
        "t.docx",
        table(
            [
                ["序号", "工作任务", "牵头单位", "配合单位", "完成时限"],
                ["1", "新建农村公路30公里", "县交通运输局", "各乡镇、县财政局", "2026年10月底前"],
                ["2", "推进校园食堂监管", "县教育局", "县市场监管局", "长期"],
            ]
        ),
    )
    target, *tasks = sorted(found, key=lambda row: row.kind == "task")
    assert (target.value, target.unit, target.deadline, target.responsible) == (
        30,
        "公里",
        "2026年10月底前",
        ("县交通运输局",),
    )
    assert [[(a.name, a.role) for a in task.actors] for task in tasks] == [
        [("县交通运输局", "lead"), ("各乡镇", "support"), ("县财政局", "support")],
        [("县教育局", "lead"), ("县市场监管局", "support")],
    ]


def test_a_goal_column_with_its_year_is_one_of_goals_whatever_the_format_says_of_heads() -> None:
    found = extract(
        "d1",
        "t.csv",
        table(
            [
                ["指标", "2026年目标", "责任单位"],
                ["供水管网漏损率", "9%以内", "县水利局"],
                ["普及率", "≥92.5%", "县水利局"],
            ]
        ),
    )
    assert [(r.indicator, r.comparator, r.value, r.unit, r.deadline, r.responsible) for r in found] == [
        ("供水管网漏损率", "<=", 9, "%", "2026年", ("县水利局",)),
        ("普及率", ">=", 92.5, "%", "2026年", ("县水利局",)),
    ]


def test_what_was_reached_stands_behind_the_goal_and_a_base_before_it() -> None:
    found = extract(
        "d1",
        "t.md",
        table([["指标", "2024年", "2025年目标", "2025年完成"], ["县域内就诊率", "87.1%", "88%", "89.4%"]]),
    )
    assert [(r.kind, r.value, r.deadline, r.baseline) for r in found] == [
        ("target", 88, "2025年", "2024年87.1%"),
        ("reported", 89.4, "2025年", None),
    ]


def test_every_year_of_a_table_in_a_summary_was_reached() -> None:
    read = table([["指标", "2024年", "2025年"], ["新建公路", "8公里", "12公里"]])
    summary = Part(start=0, end=len(read.text), year=2025, kind="summary")
    found = extract("d1", "t.md", read, parts=(summary,))
    assert [(r.kind, r.value, r.unit, r.deadline) for r in found] == [
        ("reported", 8, "公里", "2024年"),
        ("reported", 12, "公里", "2025年"),
    ]


def test_progress_and_money_of_a_task_table_are_rows_of_their_own() -> None:
    found = extract(
        "d1",
        "t.xlsx",
        table(
            [
                ["工作任务", "年度目标", "责任单位", "完成时限", "进展（截至9月底）", "总投资（单位：万元）"],
                ["泵站改造", "不少于12座", "县水利局", "2026年10月底前", "已完成9座", "360"],
            ]
        ),
    )
    assert [(r.kind, r.indicator, r.comparator, r.value, r.unit, r.deadline) for r in found if r.value is not None] == [
        ("target", "泵站改造", ">=", 12, "座", "2026年10月底前"),
        ("reported", "泵站改造", "=", 9, "座", None),
        ("target", "泵站改造总投资", "=", 360, "万元", "2026年10月底前"),
    ]


def test_who_pays_supports_who_leads() -> None:
    rows = read("农村危房改造完成300户，由县住建局负责，县财政局安排资金。")
    actors = {(actor.name, actor.role) for row in rows for actor in row.actors}
    assert actors == {("县住建局", "lead"), ("县财政局", "support")}
    assert {row.responsible for row in rows} == {("县住建局",)}


def test_ids_stay_when_other_text_changes() -> None:
    row = next(r for r in read("入园率达到95%以上。") if r.kind == "target")
    moved = next(r for r in read("加强学前教育。\n入园率达到95%以上。") if r.kind == "target")
    assert row.id == moved.id


def test_the_same_words_twice_have_two_ids() -> None:
    rows = [r for r in read("入园率达到95%以上。\n入园率达到95%以上。") if r.kind == "target"]
    assert len({r.id for r in rows}) == 2


PIECES = [
    "入园率",
    "达到95%以上",
    " ",
    "，",
    "。",
    "；",
    "\r\n",
    "（县教育局负责）",
    "一是",
    "二、",
    "20230%",
    "截至",
    "力争6月底前完成",
    "“八统一”",
]
PIECES += [
    "《办法》",
    "举办3期培训班",
    "和",
    "、",
    "分别",
    "从15元",
    "提高到20元",
    "责任单位：县水利局",
    "全覆盖",
    "10%的村",
]


@given(st.lists(st.sampled_from(PIECES), max_size=25))
def test_rows_are_slices_of_any_text(pieces: list[str]) -> None:
    text = "".join(pieces)
    rows = read(text)
    assert all(text[row.start : row.end] == row.quote and row.quote for row in rows)
    assert len({row.id for row in rows}) == len(rows)
