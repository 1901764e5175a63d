"""Word documents: what a person sees in Word is what the text holds."""

import pytest
from tests.ingest.conftest import NAMES, WORD, cells, listed, para, reading, word, zipped

from planbot.ingest.readers.docx_labels import counted, spelled

HEADING = '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'


def text(body: str, **parts: str) -> str:
    return reading(word(body, **parts), "计划.docx").text


def level(number: int, form: str, printed: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{printed}"/></w:lvl>'


def lists(*levels: str, nums: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>') -> str:
    return f'<w:abstractNum w:abstractNumId="0">{"".join(levels)}</w:abstractNum>{nums}'


CHINESE = lists(level(0, "chineseCounting", "%1、"), level(1, "chineseCounting", "（%2）"), level(2, "decimal", "%3."))


@pytest.mark.parametrize(
    ("number", "form", "label"),
    [
        (1, "decimal", "1"),
        (7, "decimalZero", "07"),
        (12, "decimalFullWidth", "１２"),
        (10, "chineseCounting", "十"),
        (12, "chineseCountingThousand", "十二"),
        (20, "japaneseCounting", "二十"),
        (101, "chineseCountingThousand", "一百零一"),
        (110, "chineseCountingThousand", "一百一十"),
        (1005, "chineseCountingThousand", "一千零五"),
        (12, "ideographDigital", "一二"),
        (3, "chineseLegalSimplified", "叁"),
        (10, "chineseLegalSimplified", "壹拾"),
        (1, "ideographTraditional", "甲"),
        (2, "ideographZodiac", "丑"),
        (61, "ideographZodiacTraditional", "甲子"),
        (3, "decimalEnclosedCircle", "③"),
        (21, "decimalEnclosedCircleChinese", "㉑"),
        (2, "decimalEnclosedParen", "⑵"),
        (4, "ideographEnclosedCircle", "㊃"),
        (28, "lowerLetter", "bb"),
        (2, "upperLetter", "B"),
        (14, "lowerRoman", "xiv"),
        (4, "upperRoman", "IV"),
        (22, "ordinal", "22nd"),
        (3, "none", ""),
        (5, "anUnknownForm", "5"),
    ],
)
def test_numbers_are_spelled_as_word_prints_them(number: int, form: str, label: str) -> None:
    assert spelled(number, form) == label


def test_large_chinese_numbers() -> None:
    assert [counted(n) for n in (10_000, 10_500, 120_003, 0)] == ["一万", "一万零五百", "十二万零三", "〇"]


def test_automatic_numbers_stand_in_the_text() -> None:
    body = (
        listed("目标")
        + listed("门诊", level=1)
        + listed("住院", level=1)
        + listed("任务")
        + listed("急救", level=1)
        + listed("车辆", level=2)
    )
    assert text(body, numbering=CHINESE) == "一、目标\n（一）门诊\n（二）住院\n二、任务\n（一）急救\n1. 车辆\n"


def test_a_level_shows_the_numbers_above_it() -> None:
    numbering = lists(level(0, "chineseCounting", "第%1章"), level(1, "decimal", "%1.%2", "<w:isLgl/>"))
    assert (
        text(listed("总则") + listed("范围", level=1) + listed("期限", level=1), numbering=numbering)
        == "第一章 总则\n1.1 范围\n1.2 期限\n"
    )


def test_a_level_that_never_restarts() -> None:
    numbering = lists(level(0, "decimal", "%1."), level(1, "decimal", "第%2条", '<w:lvlRestart w:val="0"/>'))
    body = listed("甲") + listed("乙", level=1) + listed("丙") + listed("丁", level=1)
    assert text(body, numbering=numbering) == "1. 甲\n第1条 乙\n2. 丙\n第2条 丁\n"


def test_two_lists_of_one_definition_count_on_and_an_override_starts_anew() -> None:
    nums = (
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    )
    numbering = lists(level(0, "decimal", "%1."), nums=nums)
    assert (
        text(listed("甲") + listed("乙", 2) + listed("丙", 3) + listed("丁", 3), numbering=numbering)
        == "1. 甲\n2. 乙\n1. 丙\n2. 丁\n"
    )


def test_numbers_that_come_with_a_style() -> None:
    style = '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    based = '<w:style w:type="paragraph" w:styleId="own"><w:name w:val="own"/><w:basedOn w:val="1"/></w:style>'
    found = reading(word(para("总则", '<w:pStyle w:val="own"/>'), styles=style + based, numbering=CHINESE), "计划.docx")
    assert found.text == "一、总则\n"
    assert [(mark.start, mark.end, mark.level) for mark in found.headings] == [(0, 4, 1)]


def test_number_zero_switches_the_number_of_the_style_off() -> None:
    style = '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="x"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    body = para("总则", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert text(body, styles=style, numbering=CHINESE) == "总则\n"


def test_bullets_are_printed_as_one_sign() -> None:
    assert text(listed("甲"), numbering=lists(level(0, "bullet", "\uf0b7"))) == "• 甲\n"


def test_deleted_paragraphs_are_not_counted() -> None:
    mark = '<w:rPr><w:del/></w:rPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    gone = f"<w:p><w:pPr>{mark}</w:pPr><w:del><w:r><w:delText>旧</w:delText></w:r></w:del></w:p>"
    found = reading(word(listed("甲") + gone + listed("乙"), numbering=CHINESE), "计划.docx")
    assert found.text == "一、甲\n二、乙\n"
    assert [warning.code for warning in found.warnings] == ["tracked_changes"]


def test_heading_levels_come_from_the_style_or_the_paragraph() -> None:
    found = reading(
        word(
            para("甲", '<w:pStyle w:val="1"/>') + para("乙", '<w:outlineLvl w:val="2"/>') + para("丙"), styles=HEADING
        ),
        "计划.docx",
    )
    assert [(found.text[m.start : m.end], m.level) for m in found.headings] == [("甲", 1), ("乙", 3)]


def test_a_title_style_names_the_document() -> None:
    style = '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>'
    assert reading(word(para("工作要点", '<w:pStyle w:val="t"/>'), styles=style), "计划.docx").title == "工作要点"


def test_the_table_of_contents_is_page_furniture() -> None:
    style = '<w:style w:type="paragraph" w:styleId="t"><w:name w:val="toc 1"/></w:style>'
    found = reading(word(para("一、目标 1", '<w:pStyle w:val="t"/>') + para("一、目标"), styles=style), "计划.docx")
    assert [(found.text[m.start : m.end], m.rule) for m in found.furniture] == [("一、目标 1", "toc")]


INLINE = {
    "line breaks and tabs": ("<w:r><w:t>甲</w:t><w:br/><w:t>乙</w:t><w:tab/><w:t>丙</w:t></w:r>", "甲\n乙\t丙\n"),
    "links": ("<w:hyperlink><w:r><w:t>网站</w:t></w:r></w:hyperlink>", "网站\n"),
    "smart tags": ("<w:smartTag><w:smartTag><w:r><w:t>2024年</w:t></w:r></w:smartTag></w:smartTag>", "2024年\n"),
    "content controls": ("<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>选项</w:t></w:r></w:sdtContent></w:sdt>", "选项\n"),
    "insertions and deletions": ("<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>", "新\n"),
    "moved text": ("<w:moveFrom><w:r><w:t>甲</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>甲</w:t></w:r></w:moveTo>", "甲\n"),
    "fields": ("<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>3</w:t></w:r>", "3\n"),
    "phonetic guides": ("<w:r><w:ruby><w:rt><w:r><w:t>lù</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>麓</w:t></w:r></w:rubyBase></w:ruby></w:r>", "麓\n"),
    "formulas": ("<m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath>", "x=1\n"),
    "ticked boxes": ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:t>是</w:t></w:r>', "☑是\n"),
    "runs in pieces": ("<w:r><w:t>达到</w:t></w:r><w:r><w:t>95</w:t></w:r><w:r><w:t>%</w:t></w:r>", "达到95%\n"),
}  # fmt: skip


@pytest.mark.parametrize("case", INLINE)
def test_inside_a_paragraph(case: str) -> None:
    body, expected = INLINE[case]
    assert text(f"<w:p>{body}</w:p>") == expected


def test_text_boxes_follow_their_paragraph_once() -> None:
    box = f"<wps:txbx><w:txbxContent>{para('框内')}</w:txbxContent></wps:txbx>"
    old = f"<v:textbox><w:txbxContent>{para('框内')}</w:txbxContent></v:textbox>"
    both = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"
    assert text(f"<w:p><w:r><w:t>正文</w:t></w:r><w:r>{both}</w:r></w:p>") == "正文\n框内\n"


def test_footnotes_follow_their_paragraph_and_can_be_told_apart() -> None:
    note = f'<w:footnote w:id="2">{para("按户籍人口计算")}</w:footnote><w:footnote w:id="-1" w:type="separator">{para("—")}</w:footnote>'
    body = (
        '<w:p><w:r><w:t>达到95%</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>以上</w:t></w:r></w:p>'
    )
    assert text(body + para("下一段"), footnotes=note) == "达到95%以上\n〔注1〕按户籍人口计算\n下一段\n"


@pytest.mark.parametrize(
    "run",
    ["<w:vanish/>", '<w:color w:val="FFFFFF"/>', '<w:sz w:val="2"/>', '<w:rStyle w:val="h"/>'],
    ids=["vanish", "white", "tiny", "style"],
)
def test_text_nobody_sees_is_left_out_with_a_warning(run: str) -> None:
    style = '<w:style w:type="character" w:styleId="h"><w:name w:val="h"/><w:rPr><w:vanish/></w:rPr></w:style>'
    found = reading(word(para("可见") + para("看不见", run=run), styles=style), "计划.docx")
    assert found.text == "可见\n"
    assert [(w.code, w.message) for w in found.warnings] == [
        ("hidden_text", "3 characters of hidden text were left out")
    ]


def cell(inside: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inside if inside.startswith('<') else para(inside)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def test_merged_cells_are_repeated_where_they_cover() -> None:
    wide, first, more = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        cell("项目") + cell("目标值", wide),
        cell("项目") + cell("2024年") + cell("2025年"),
        cell("床位", first) + cell("500") + cell("600"),
        cell("", more) + cell("51") + cell("61"),
    )
    found = reading(word(body), "计划.docx")
    assert cells(found) == [
        ["项目", "目标值", "目标值"],
        ["项目", "2024年", "2025年"],
        ["床位", "500", "600"],
        ["床位", "51", "61"],
    ]
    assert [c.inherited for row in found.tables[0].rows for c in row.cells if c.column == 0] == [
        False,
        False,
        False,
        True,
    ]
    assert found.text.splitlines()[2] == "床位 | 500 | 600"


def test_a_header_of_two_rows_is_found() -> None:
    down, on, wide = '<w:vMerge w:val="restart"/>', "<w:vMerge/>", '<w:gridSpan w:val="2"/>'
    body = table(
        cell("项目", down) + cell("目标值", wide),
        cell("", on) + cell("2024年") + cell("2025年"),
        cell("床位") + cell("5") + cell("6"),
    )
    assert [row.header for row in reading(word(body), "计划.docx").tables[0].rows] == [True, True, False]


def test_a_row_over_the_whole_width_is_the_title_of_the_table() -> None:
    body = table(cell("附表1 指标", '<w:gridSpan w:val="2"/>'), cell("指标") + cell("值"), cell("床位") + cell("5"))
    found = reading(word(body), "计划.docx")
    assert found.text == "附表1 指标\n指标 | 值\n床位 | 5\n"
    assert found.tables[0].title == "附表1 指标"
    assert cells(found) == [["指标", "值"], ["床位", "5"]]


def test_numbered_cells_and_several_paragraphs_in_one() -> None:
    numbering = lists(level(0, "decimal", "%1", '<w:suff w:val="nothing"/>'))
    body = table(
        cell("序号") + cell("任务"),
        cell(listed("")) + cell(para("建成") + para("验收 | 交付")),
        cell(listed("")) + cell("上报"),
    )
    assert cells(reading(word(body, numbering=numbering), "计划.docx")) == [
        ["序号", "任务"],
        ["1", "建成验收 | 交付"],
        ["2", "上报"],
    ]


def test_a_real_table_inside_a_cell_comes_after_and_a_frame_is_no_table() -> None:
    inner = table(cell("甲") + cell("1"), cell("乙") + cell("2"))
    outer = table(cell("外") + cell(para("见表") + inner), cell("丙") + cell("丁"))
    assert text(outer) == "外 | 见表\n丙 | 丁\n甲 | 1\n乙 | 2\n"
    assert text(table(cell(para("框") + para("内")))) == "框\n内\n"


def test_deleted_rows_are_left_out() -> None:
    body = f"<w:tbl><w:tr>{cell('甲')}{cell('1')}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cell('乙')}{cell('2')}</w:tr></w:tbl>"
    assert cells(reading(word(body), "计划.docx")) == [["甲", "1"]]


def test_the_strict_variant_of_the_format() -> None:
    document = f"<w:document {NAMES}><w:body>{para('目标')}</w:body></w:document>"
    strict = document.replace(WORD, "http://purl.oclc.org/ooxml/wordprocessingml/main")
    assert reading(zipped({"word/document.xml": strict}), "计划.docx").text == "目标\n"
