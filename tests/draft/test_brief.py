"""What a brief asks for, read from its words."""

import pytest

from planbot.draft.numbering import Numbering, read_numbering, runs, stripped
from planbot.draft.read_brief import amends, is_request, read_brief


@pytest.mark.parametrize(
    "text",
    [
        "起草2025年水利工程一节",
        "帮我写一段2026年防汛抗旱",
        "请替镇政府草拟一份2025年安全度汛方案",
        "按“一是、二是”写2025年河道保洁一段",
        "把“农村供水”一节改写成2025年的",
        "能帮我起草一节2025年节水宣传吗？",
        "Draft the 2025 section on flood control",
        "Could you write next year's paragraph on rural water supply?",
    ],
)
def test_a_request_for_a_draft_is_one(text: str) -> None:
    assert is_request(text)


@pytest.mark.parametrize(
    "text",
    [
        "谁负责起草防汛预案？",
        "2025年计划写了什么？",
        "哪个单位牵头编制方案",
        "6月底前要编制什么规划？",
        "年份被写成“20*年”，哪里能看出是哪一年？",
        "编制床位有多少张？",
        "清淤河道多少公里",
        "Who drafts the flood plan?",
        "Which section covers water supply?",
    ],
)
def test_a_question_about_writing_is_none(text: str) -> None:
    assert not is_request(text)


@pytest.mark.parametrize(
    ("text", "topic", "title"),
    [
        ("起草2025年“河道治理”工作一节。", "河道治理", "河道治理工作"),
        ("替那个县写下一年度防汛工作一节:标题用“一、”。", "防汛", "防汛工作"),
        ("起草一段农村供水工作，写出目标。", "农村供水工作", "农村供水工作"),
        ("写2025年“四乱”清理一段", "四乱", "“四乱”清理"),
        ("写一份2025年节水宣传的安排", "节水宣传", "节水宣传"),
        ("把水费收缴一节改写成2026年的", "水费收缴", "水费收缴"),
        (
            "Draft the 2025 section on rural water supply, about 300 characters.",
            "rural water supply",
            "rural water supply",
        ),
    ],
)
def test_the_subject_is_read_without_year_and_form(text: str, topic: str, title: str) -> None:
    brief = read_brief(text)
    assert (brief.topic, brief.title) == (topic, title)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("起草防汛一节，300字左右", (255, 345)),
        ("起草防汛一节，不超过400字", (0, 400)),
        ("起草防汛一节，200-300字", (200, 300)),
        ("起草防汛一节，不少于500字", (500, 100_000)),
        ("起草防汛一节", None),
        ("Draft a section on floods, under 200 characters", (0, 200)),
    ],
)
def test_the_length_is_a_range(text: str, wanted: tuple[int, int] | None) -> None:
    assert read_brief(text).form.characters == wanted


@pytest.mark.parametrize(
    ("text", "heading", "items"),
    [
        ("起草防汛一节。大标题写成“一、”，里面按“(一)(二)(三)”编号", "一、", "(一)"),
        ("起草防汛一节，标题“九、防汛抗旱”，各条用“1、2、3、”编号", "九、", "1、"),
        ("起草防汛一节，各条写成“一是……；二是……”", None, "一是"),
        ("起草防汛一节，照旧按“一是/二是”分条", None, "一是"),
        ("起草防汛一节，用“①②③”分条", None, "①"),
        ("起草防汛一节，标题沿用‘11. ……。’", "11. ", None),
    ],
)
def test_numbers_are_taken_as_they_are_typed(text: str, heading: str | None, items: str | None) -> None:
    form = read_brief(text).form
    assert (form.heading.numbering.label(1) if form.heading.numbering else None) == heading
    assert (form.items.label(1) if form.items else None) == items


def test_a_heading_may_be_given_in_full_or_as_a_pattern() -> None:
    full = read_brief("起草防汛一节，标题“九、防汛抗旱工作”").form.heading
    assert (full.words, full.pattern) == ("防汛抗旱工作", None)
    pattern = read_brief("起草防汛一节：标题写成“一、围绕……抓好……”").form.heading
    assert pattern.words is None
    assert pattern.pattern == "围绕.+?抓好.+?"
    assert read_brief("起草防汛一节，标题沿用‘11. ……。’").form.heading.run_in


@pytest.mark.parametrize(
    ("text", "token", "word"),
    [
        ("起草防汛一节，查不到的数字都用“XX”", "XX", "待填"),
        ("起草防汛一节，未定的数用【待定】", None, "待定"),
        ("起草防汛一节，空缺处用____代替", "____", "待填"),
        ("Draft a section on floods, marking missing figures [TBD]", None, "TBD"),
        ("起草防汛一节，下面用“(一)(二)”分条", None, "待填"),
    ],
)
def test_the_form_of_placeholders_is_read(text: str, token: str | None, word: str) -> None:
    gaps = read_brief(text).gaps
    assert (gaps.token, gaps.word) == (token, word)


def test_wishes_are_read() -> None:
    brief = read_brief(
        "以县水利局2024年计划为底本，起草2025年防汛一节，指标沿用并注明“上年指标”，必须写到“巡查”、值守，不要出现泵站，带上往年指标，"
        "每句以“深入实施”开头，分三条以上，落款“石桥县水利局”"
    )
    assert (brief.year, brief.follows, brief.values, brief.note) == (2025, True, "keep", "上年指标")
    assert brief.must == ("巡查",)
    assert brief.avoid == ("泵站",)
    assert brief.table
    assert brief.form.opener == "深入实施"
    assert brief.form.points == (3, 30)
    assert brief.form.issuer == "石桥县水利局"
    assert brief.sources == "以县水利局2024年计划为底本"


def test_values_that_the_brief_gives_are_read() -> None:
    given = read_brief("起草2025年防汛一节，清淤河道定为150公里，自来水普及率达到95%以上").given
    assert [(g.what, g.value) for g in given] == [("清淤河道", "150公里"), ("自来水普及率", "95%以上")]


@pytest.mark.parametrize("text", ["再短一些", "改用“一是、二是”", "控制在200字以内", "不要写泵站", "Make it shorter"])
def test_a_wish_to_change_a_draft_is_one(text: str) -> None:
    assert amends(text)


@pytest.mark.parametrize("text", ["自来水普及率是多少？", "谁负责防汛", "谢谢"])
def test_another_question_changes_no_draft(text: str) -> None:
    assert not amends(text)


@pytest.mark.parametrize(
    ("example", "third", "level"),
    [
        ("一、", "三、", 1),
        ("（一）", "（三）", 2),
        ("1.", "3.", 3),
        ("（1）", "（3）", 4),
        ("①", "③", 4),
        ("一是", "三是", 0),
    ],
)
def test_a_way_to_number_goes_on(example: str, third: str, level: int) -> None:
    numbering = read_numbering(example)
    assert isinstance(numbering, Numbering)
    assert (numbering.label(3), numbering.level) == (third, level)


def test_numbers_in_a_row_are_found_and_words_that_begin_like_one_are_not() -> None:
    assert [text for _, _, text in runs("用“（一）（二）（三）”，不用1、2、")] == ["（一）", "1、"]
    assert read_numbering("一般工作") is None
    assert stripped("三、农村供水") == "农村供水"
    assert stripped("三类水质") == "三类水质"
