"""Damage is warned of where it stands, and nowhere else."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbot.ingest.clean import mark_furniture
from planbot.ingest.damage import warnings
from planbot.ingest.figures import figure_warnings
from planbot.ingest.masks import mask_warnings
from planbot.ingest.outline import outline
from planbot.ingest.parts import split_parts
from planbot.ingest.substitution import substitution_warnings
from planbot.types import Furniture, ReadText, Warning


def warned(text: str) -> tuple[Warning, ...]:
    read = ReadText(text=text, format="txt")
    furniture = mark_furniture(read)
    pieces = split_parts(read, furniture)
    return warnings(read, furniture, pieces, outline(read, furniture, pieces))


def quotes(text: str, found: tuple[Warning, ...] | list[Warning], code: str) -> list[str]:
    return [text[warning.start : warning.end] for warning in found if warning.code == code]


@pytest.mark.parametrize(
    ("text", "damaged"),
    [
        ("合格率达到20310%以上", "20310%"),
        ("水质达标率为2031%", "2031%"),
        ("覆盖率达到110%", "110%"),
        ("比上年提高2031个百分点", "2031个百分点"),
        ("孕产妇死亡率控制在12/2031万以下", "12/2031万"),
        ("（柳政发〔203131〕5号）", "〔203131〕5号"),
        ("投入资金xx万元", "xx"),
        ("完成率达到**%", "**"),
    ],
)
def test_a_figure_that_cannot_be_is_warned_of(text: str, damaged: str) -> None:
    assert quotes(text, list(figure_warnings(text)), "damaged_number") == [damaged]


@pytest.mark.parametrize(
    "text",
    [
        "覆盖率达到100%",
        "产值增长150%，同比翻一番，增幅达1200%",
        "拨备覆盖率达到180%",
        "完成计划的132%",
        "床位使用率106%",
        "提高2.5个百分点",
        "死亡率22/10万、6/千",
        "8-15岁儿童2031人",
        "预算2031万元，新增2000人",
        "柳政发〔2031〕5号、柳发（95）8号",
        "2031年上半年，2031—2035年",
        "XX光、xx染色体、3×4米",
        "https://example.org/2031%E5%B9%B4.pdf",
    ],
)
def test_a_sound_figure_is_left_alone(text: str) -> None:
    assert list(figure_warnings(text)) == []


def test_a_year_that_overwrote_figures_is_suspected_in_others() -> None:
    text = "合格率达到20310%，治愈率20310%，培训2031名骨干，到2031年建成。"
    assert quotes(text, list(figure_warnings(text)), "damaged_number") == ["20310%", "20310%", "2031", "2031年"]


@pytest.mark.parametrize(
    ("text", "code", "masked"),
    [
        ("力争20*年建成", "masked_year", ["20*年"]),
        ("在**年的基础上", "masked_year", ["**年"]),
        ("xx年年产值", "masked_year", ["xx年年"]),
        ("落实**市水利局的要求", "masked_name", ["**市"]),
        ("协助xx县、xx县做好", "masked_name", ["xx县", "xx县"]),
        ("改造__桥和□□渠", "masked_name", ["__桥", "□□渠"]),
        ("并完xx县级以上验收", "masked_name", ["xx县"]),
        ("***总书记指出", "masked_name", ["***总"]),
        ("20*年，*市要求，*林业大学参加", "masked_name", ["*市", "*林"]),
    ],
)
def test_a_mask_is_warned_of(text: str, code: str, masked: list[str]) -> None:
    assert quotes(text, list(mask_warnings(text, "txt")), code) == masked


@pytest.mark.parametrize(
    "text", ["某县发生洪水", "张某某等三人", "合格率*达标\n*注：抽检", "****\n公告", "Max年会", "每年 * 条"]
)
def test_what_is_no_mask_is_left_alone(text: str) -> None:
    assert list(mask_warnings(text, "txt")) == []


def test_emphasis_in_markdown_is_no_mask() -> None:
    assert list(mask_warnings("**重点**年度任务 **达标**率", "md")) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("提高社区卫生效劳能力", ["效劳"]),
        ("国家根本药物制度", ["根本"]),
        ("落实科学开展观", ["开展"]),
        ("原那么上控制在3%", ["那么"]),
        ("整顿化装品市场", ["化装品"]),
        ("加强食品平安监管", ["平安"]),
        ("入户率到达90%", ["到达"]),
        ("完善鼓励机制", ["鼓励"]),
        ("夯实工作根底", ["根底"]),
        ("方案生育工作", ["方案"]),
    ],
)
def test_a_word_a_copy_filter_put_is_warned_of(text: str, words: list[str]) -> None:
    assert quotes(text, list(substitution_warnings(text)), "word_substitution") == words


@pytest.mark.parametrize(
    "text",
    [
        "从根本上解决问题，落实立德树人根本任务，坚持根本原则",
        "积极开展活动，全面开展检查，推动工作科学开展。",
        "执行国家标准，提高补助标准，实施饮水工程",
        "建设平安校园，创建平安医院",
        "救护车可以到达现场，到达医院",
        "鼓励社会资本办学，制定实施方案",
        "基础稳固，创立于一九五二年",
        "疫情爆发前的水平",
        "科技进步贡献率",
    ],
)
def test_the_same_word_in_its_place_is_left_alone(text: str) -> None:
    assert list(substitution_warnings(text)) == []


def test_in_a_filtered_text_a_word_whose_counterpart_never_occurs_is_warned_of_everywhere() -> None:
    text = "卫生效劳、社区效劳中心、根本药物。母婴平安、创立达标。利民效劳。"
    assert quotes(text, list(substitution_warnings(text)), "word_substitution").count("效劳") == 3
    assert (
        quotes(text + "优质服务", list(substitution_warnings(text + "优质服务")), "word_substitution").count("效劳")
        == 2
    )


PLAN = """柳溪县水利局2031年工作要点

一、水库管理
完成三座水库除险加固。
二、河道整治
三、农村供水
建成供水站五座。
五、队伍建设
加强培训，全年举办培训班六期。
"""


def test_an_empty_heading_and_a_lost_number_are_warned_of() -> None:
    found = warned(PLAN)
    assert quotes(PLAN, found, "empty_section") == ["二、河道整治"]
    assert quotes(PLAN, found, "missing_section") == ["五、队伍建设"]
    assert "number 4 missing" in next(warning.message for warning in found if warning.code == "missing_section")


def test_numbers_that_run_on_under_the_next_heading_are_complete() -> None:
    text = (
        "柳溪县水利局2031年工作要点\n\n一、水库\n（一）除险加固。完成三座水库除险加固。\n（二）管护。落实管护责任。\n二、河道\n"
        "（三）清淤疏浚。疏浚河道三十公里。\n（四）绿化。两岸种树。\n"
    )
    assert quotes(text, warned(text), "missing_section") == []


def test_a_promise_of_more_than_follows_is_warned_of() -> None:
    text = "柳溪县水利局2031年工作要点\n\n今年要抓好以下四个方面工作：\n\n（一）水库管理\n\n落实责任。\n\n（二）河道管理\n\n清淤疏浚，按期完工。\n"
    (warning,) = [warning for warning in warned(text) if warning.code == "truncated"]
    assert "announces 4, only 2" in warning.message


@pytest.mark.parametrize("end", ["加强河道巡查，严厉打击非法采砂，各", "加强河道巡查。（以下略）"])
def test_a_cut_end_is_warned_of(end: str) -> None:
    assert quotes(PLAN + end, warned(PLAN + end), "truncated")


@pytest.mark.parametrize(
    "end",
    ["加强河道巡查，严厉打击非法采砂。", "柳溪县水利局\n2031年1月9日\n", "（此件公开发布，各乡镇遵照执行，不得有误）"],
)
def test_a_whole_end_is_left_alone(end: str) -> None:
    assert quotes(PLAN + end, warned(PLAN + end), "truncated") == []


def test_furniture_is_not_warned_of() -> None:
    text = "浏览：20310%\n" + PLAN
    read = ReadText(text=text, format="txt")
    found = warnings(read, (Furniture(start=0, end=10, rule="counter"),), ((None, 0, len(text)),), ())
    assert quotes(text, found, "damaged_number") == []


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="20310%/万*xX_年市县效劳根本到达一二、（）。\n率个百分点〔〕号", max_size=200))
def test_spans_are_inside_and_in_order(text: str) -> None:
    starts = [(warning.start or 0, warning.end or 0) for warning in warned(text)]
    assert starts == sorted(starts)
    assert all(0 <= start < end <= len(text) for start, end in starts)


@pytest.mark.parametrize(
    "unit", ["2", "*", "x", "率", "（", "《", "一、", "1.", "效劳", "标准、", "\\n", "20310%", "xx年", "A ", "The "]
)
def test_repetition_takes_linear_time(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    begin = time.process_time()
    for step in (figure_warnings, substitution_warnings, lambda words: mask_warnings(words, "txt")):
        list(step(text))
    assert time.process_time() - begin < 4
