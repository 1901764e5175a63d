"""The conformity check: a sound file has no finding, one thing spoiled gives the finding meant for it and no other."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from tests.draft.official_drafts import WHOLE, carried, draft, new, paragraph
from tests.draft.word_files import codes, find, font, official, plain, right, saved, sound, spaced, spoiled

from planbot.draft.conformity.check import check
from planbot.draft.official.docx import DocxOptions, Sources, to_docx
from planbot.errors import RefusedDocument
from planbot.lexicon.load import load
from planbot.types import DraftBlock


@pytest.mark.parametrize("sources", ["endnotes", "comments", "none"])
def test_a_draft_of_planbot_has_no_finding(sources: Sources) -> None:
    assert check(to_docx(WHOLE, DocxOptions(sources=sources)), "draft.docx").findings == ()


@pytest.mark.parametrize("issuer", ["青棠县卫生健康局", "【待填：发文机关】"])
@pytest.mark.parametrize("date", ["2025年1月8日", "二〇二五年一月八日", "【待填：成文日期】", "2025年【待填：月日】"])
def test_a_date_that_is_still_to_come_is_no_finding(issuer: str, date: str) -> None:
    made = draft(
        paragraph(carried("各单位要压实责任。")),
        DraftBlock(kind="issuer", sentences=(new(issuer),)),
        DraftBlock(kind="date", sentences=(new(date),)),
    )
    assert check(to_docx(made), "draft.docx").findings == ()


# --- one thing spoiled -----------------------------------------------------------------------------------------------------


def _paper(document: Any) -> None:
    document.sections[0].page_width = Mm(216)


def _margin(document: Any) -> None:
    document.sections[0].left_margin = Mm(31.7)


def _gutter(document: Any) -> None:
    document.sections[0].gutter = Mm(5)


def _no_footer(document: Any) -> None:
    for footer in (document.sections[0].footer, document.sections[0].even_page_footer):
        for node in list(footer._element):
            footer._element.remove(node)
        footer.add_paragraph("青棠县卫生健康局")


def _centred_number(document: Any) -> None:
    document.sections[0].footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER


def _same_on_all_pages(document: Any) -> None:
    document.settings.odd_and_even_pages_header_footer = False


def _hyphens(document: Any) -> None:
    for run in document.sections[0].footer.paragraphs[0].runs:
        if "—" in run.text:
            run.text = run.text.replace("—", "-")


def _footer_style(**changes: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        style = document.styles["footer"]
        if "size" in changes:
            style.font.size = Pt(changes["size"])
        else:
            style.font.name = changes["name"]

    return change


def _in_style(style: str, **changes: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        made = document.styles[style]
        if "name" in changes:
            made.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), changes["name"])
        if "size" in changes:
            made.font.size = Pt(changes["size"])
        if "align" in changes:
            made.paragraph_format.alignment = changes["align"]
        if "line" in changes:
            made.paragraph_format.line_spacing = Pt(changes["line"])
        if "first" in changes:
            made.element.pPr.ind.attrib.clear()
            made.paragraph_format.first_line_indent = Pt(changes["first"])

    return change


def _run_in_font(document: Any) -> None:
    document.styles["heading 2 Char"].element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋_GB2312")


def _direct_font(document: Any) -> None:
    font(find(document, "各单位要明确分工").runs[0], "微软雅黑")


def _direct_size(document: Any) -> None:
    find(document, "各单位要明确分工").runs[0].font.size = Pt(15)


def _latin(document: Any) -> None:
    for run in find(document, "设备更新").runs:
        run.font.name = "Calibri"


def _hanging(document: Any) -> None:
    find(document, "各单位要明确分工").paragraph_format.left_indent = Pt(21)


def _blanks(document: Any) -> None:
    paragraph = find(document, "各单位要明确分工")
    indent = paragraph.paragraph_format.element.get_or_add_pPr().get_or_add_ind()
    indent.set(qn("w:firstLineChars"), "0")
    indent.set(qn("w:firstLine"), "0")
    paragraph.runs[0].text = "\u3000\u3000" + paragraph.runs[0].text


def _date(text: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        find(document, "2025年1月8日").runs[0].text = text

    return change


def _says(old: str, new: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        run = next(run for run in find(document, old).runs if old in run.text)
        run.text = run.text.replace(old, new)

    return change


def _left(text: str) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        paragraph = find(document, text)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT

    return change


def _typed(document: Any) -> None:
    paragraph = find(document, "儿童管理")
    number = paragraph.paragraph_format.element.get_or_add_pPr().get_or_add_numPr()
    number.get_or_add_numId().val = 0
    paragraph.runs[0].text = "2." + paragraph.runs[0].text


def _level_text(old: str, new: str) -> Callable[[Any], None]:
    """Change what all numbers of one level look like, or start at."""

    def change(document: Any) -> None:
        root = document.part.numbering_part.element
        for node in root.iter(qn("w:lvlText")):
            if node.get(qn("w:val")) == old:
                node.set(qn("w:val"), new)

    return change


def _second_starts_at_four(document: Any) -> None:
    levels = document.part.numbering_part.element.findall(f".//{qn('w:lvl')}")
    levels[1].find(qn("w:start")).set(qn("w:val"), "4")


def _skipped(document: Any) -> None:
    for text in ("强化随访", "提升能力"):
        paragraph = find(document, text)
        paragraph._p.getparent().remove(paragraph._p)


SPOILED: tuple[tuple[str, Callable[[Any], object], set[str]], ...] = (
    ("Letter width", _paper, {"page_size"}),
    ("Word's own left margin", _margin, {"margin"}),
    ("a gutter", _gutter, {"margin"}),
    ("no page number", _no_footer, {"page_number_missing"}),
    ("page number in the middle", _centred_number, {"page_number_position"}),
    ("one footer for all pages", _same_on_all_pages, {"page_number_position"}),
    ("hyphens around the page number", _hyphens, {"page_number_form"}),
    ("page number in another font", _footer_style(name="Calibri"), {"page_number_font"}),
    ("page number too small", _footer_style(size=9), {"page_number_size"}),
    ("title in 黑体", _in_style("Title", name="黑体"), {"title_font"}),
    ("title too large", _in_style("Title", size=26), {"title_size"}),
    ("title on the left", _in_style("Title", align=WD_ALIGN_PARAGRAPH.LEFT), {"title_alignment"}),
    ("title with a stop", _says("工作要点", "工作要点。"), {"title_stop"}),
    ("addressee moved in", _in_style("Salutation", first=32), {"addressee_indent"}),
    ("text in another font by its run", _direct_font, {"body_font"}),
    ("text in 小三 by its run", _direct_size, {"body_size"}),
    ("figures in Calibri", _latin, {"latin_font"}),
    ("level 1 in 宋体", _in_style("Heading 1", name="宋体"), {"level1_font"}),
    ("level 2 in 仿宋", _run_in_font, {"level2_font"}),
    ("level 3 in 楷体", _in_style("Heading 3", name="楷体"), {"level3_font"}),
    ("level 1 in 四号", _in_style("Heading 1", size=14), {"level_size"}),
    ("lines 30 pt apart", _in_style("Body Text", line=30), {"line_pitch"}),
    ("no first-line indent", _in_style("Body Text", first=0), {"first_line_indent"}),
    ("all lines moved in", _hanging, {"first_line_indent"}),
    ("spaces for an indent", _blanks, {"indent_by_spaces"}),
    ("a typed number", _typed, {"typed_number"}),
    ("（一） as (一)", _level_text("（%2）", "(%2)"), {"number_form"}),
    ("1. as 1、", _level_text("%3.", "%3、"), {"number_form"}),
    ("the second level begins at 4", _second_starts_at_four, {"number_sequence"}),
    ("a level left out once", _skipped, {"level_order", "number_sequence"}),
    ("a half-width comma", _says("为做好全年妇幼健康工作，", "为做好全年妇幼健康工作,"), {"halfwidth_punctuation"}),
    ("straight quotes", _says("“三级”", '"三级"'), {"halfwidth_punctuation"}),
    (
        "brackets in a document number",
        _says("制定本要点", "根据青卫〔2024〕3号和青政发[2024]5号制定本要点"),
        {"document_number"},
    ),
    ("date in Chinese numerals", _date("二〇二五年一月八日"), {"date_form"}),
    ("date with leading zeros", _date("2025年01月08日"), {"date_form"}),
    ("date with stops", _date("2025.1.8"), {"date_form"}),
    ("date on the left", _left("2025年1月8日"), {"date_alignment"}),
    ("signature on the left", _left("青棠县卫生健康局"), {"signature_alignment"}),
    ("half-width colon after 附件", _says("附件：", "附件:"), {"attachment_note", "halfwidth_punctuation"}),
    ("a stop after an attachment", _says("服务机构名单", "服务机构名单。"), {"attachment_note"}),
)


@pytest.mark.parametrize(("change", "expected"), [case[1:] for case in SPOILED], ids=[case[0] for case in SPOILED])
def test_what_is_spoiled_is_found_and_nothing_else(change: Callable[[Any], object], expected: set[str]) -> None:
    assert spoiled(change) == expected


def test_every_code_is_tried_here() -> None:
    tried = {code for _, _, expected in SPOILED for code in expected}
    elsewhere = {"number_mixed", "attachment_mark", "level4_font"}
    assert tried | elsewhere == set(load("conformity")["findings"])


# --- documents as offices write them ---------------------------------------------------------------------------------------

BODY = "各乡镇卫生院要明确分工，压实责任，按月报送进展。"


def _home_made() -> Any:
    """Word's defaults, numbers typed."""
    return plain("2025年工作要点", "一、工作目标", BODY, "（一）强化服务", BODY)


def _variants() -> Any:
    """Everything right but the numbers: typed, and in every variant."""
    return official(
        "2025年工作要点", "一、目标", "（一）强化服务", "1、建立台账", BODY, "2．按月通报", BODY, "(1)每月一次", BODY
    )


def _sequence() -> Any:
    return official("2025年工作要点", "一、目标", BODY, "三、措施", BODY, "（二）加强领导", BODY)


def _letter() -> Any:
    """An issue with letterhead, document number, addressee, signature, date and attachments."""
    document = official(
        "青棠县卫生健康局文件",
        "青卫字[2025]第03号",
        "青棠县卫生健康局关于开展健康检查的通知",
        "各乡镇卫生院：",
        BODY,
        "附件1：检查表；",
        "青棠县卫生健康局",
        "二○二五年三月五日",
        "附件",
        "检查表",
    )
    for line, style in ((2, "Title"), (3, "Salutation"), (8, "Salutation"), (9, "Title")):
        document.paragraphs[line].style = document.styles[style]
    font(document.paragraphs[8].runs[0], "黑体")
    right(document.paragraphs[6])
    right(document.paragraphs[7])
    return document


def _punctuated() -> Any:
    return official(
        "2025年工作要点",
        '为贯彻"健康中国"战略,落实各项任务,现制定本要点.',
        "全年随访率(含电话随访)达到90%以上;力争95%.",
    )


def _double_spaced() -> Any:
    document = official("2025年工作要点", BODY, BODY)
    spaced(document, 1.5)
    return document


def _numbered_by_fonts() -> Any:
    """Headings by look alone: bold 宋体, larger."""
    document = official("2025年工作要点", "一、工作目标", BODY, "二、工作措施", BODY)
    for line in (1, 3):
        font(document.paragraphs[line].runs[0], "宋体")
        document.paragraphs[line].runs[0].font.size = Pt(18)
    return document


def _mark_moved() -> Any:
    document = official("2025年工作要点", BODY, "附件1", "任务分工表")
    document.paragraphs[3].style = document.styles["Title"]
    return document


def _fourth_level() -> Any:
    document = official("2025年工作要点", "一、目标", "（一）服务", "1.随访", "（1）建档", BODY)
    font(document.paragraphs[4].runs[0], "黑体")
    return document


def _compilation() -> Any:
    """Two documents in one file; numbers begin anew under the second title."""
    document = official("2024年工作要点", "一、目标", BODY, "二、措施", BODY, "2025年工作要点", "一、目标", BODY)
    document.paragraphs[5].style = document.styles["Title"]
    return document


def _date_only() -> Any:
    document = official("2025年工作要点", BODY, "2025年3月5日")
    document.paragraphs[2].style = document.styles["Date"]
    return document


PAPER = {"page_size", "margin", "page_number_missing"}
TYPE = {
    "title_font",
    "title_size",
    "title_alignment",
    "body_font",
    "body_size",
    "latin_font",
    "line_pitch",
    "first_line_indent",
}
LETTERS: tuple[tuple[Callable[[], Any], set[str]], ...] = (
    (_home_made, PAPER | TYPE | {"level1_font", "level2_font", "level_size", "typed_number"}),
    (_variants, {"typed_number", "number_form", "number_mixed"}),
    (_sequence, {"typed_number", "number_sequence"}),
    (_letter, {"document_number", "attachment_note", "date_form"}),
    (_punctuated, {"halfwidth_punctuation"}),
    (_double_spaced, {"line_pitch"}),
    (_numbered_by_fonts, {"typed_number", "level1_font", "level_size"}),
    (_mark_moved, {"attachment_mark"}),
    (_fourth_level, {"typed_number", "level4_font"}),
    (_compilation, {"typed_number"}),
    (_date_only, set()),
)


@pytest.mark.parametrize(("make", "expected"), LETTERS, ids=[make.__name__ for make, _ in LETTERS])
def test_documents_of_offices(make: Callable[[], Any], expected: set[str]) -> None:
    assert codes(make()) - {"latin_font"} == expected - {"latin_font"}


def test_a_finding_names_place_excerpt_expected_and_found() -> None:
    document = sound()
    _direct_font(document)
    (found,) = check(saved(document), "要点.docx").findings
    numbers = [
        number for number, paragraph in enumerate(document.paragraphs, 1) if "各单位要明确分工" in paragraph.text
    ]
    assert (found.code, found.severity, found.clause) == ("body_font", "departure", "5.2.2")
    assert [found.paragraph] == numbers
    assert found.excerpt == "各单位要明确分工，压实责任。"
    assert (found.expected, found.found) == ("仿宋_GB2312", "微软雅黑")


def test_findings_are_told_in_chinese_too() -> None:
    document = sound()
    _direct_font(document)
    assert [each.message for each in check(saved(document), "x.docx", "zh").findings] == ["正文应用仿宋体"]


# --- where a format comes from ---------------------------------------------------------------------------------------------


def test_formats_are_inherited_from_defaults_through_styles_to_runs() -> None:
    document = sound()
    base = document.styles.add_style("机关正文", 1)
    base.base_style = document.styles["Body Text"]
    base.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "宋体")
    derived = document.styles.add_style("机关正文二", 1)
    derived.base_style = base
    derived.font.size = Pt(12)
    paragraph = find(document, "各单位要明确分工")
    paragraph.style = derived
    assert codes(document) == {"body_font", "body_size"}
    font(paragraph.runs[0], "仿宋")
    paragraph.runs[0].font.size = Pt(16)
    assert codes(document) == set()


def test_a_theme_font_counts_as_the_font_that_the_theme_names() -> None:
    document = Document()
    paragraph = document.add_paragraph("2025年工作要点")
    fonts = paragraph.runs[0].font.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsiaTheme"), "minorEastAsia")
    (found,) = [each for each in check(saved(document), "x.docx").findings if each.code == "title_font"]
    assert found.found == "宋体"


def test_single_spacing_on_a_line_grid_of_the_pitch_is_fine() -> None:
    document = sound()
    for style in ("Body Text", "Heading 1", "Heading 2", "Heading 3", "Heading 4"):
        document.styles[style].paragraph_format.line_spacing = 1.0
    assert codes(document) == set()
    document.sections[0]._sectPr.find(qn("w:docGrid")).set(qn("w:linePitch"), "312")
    assert codes(document) == {"line_pitch"}


@pytest.mark.parametrize("first", ["hanging", "firstLine"])
def test_a_list_that_hangs_is_found_wherever_the_indent_is_set(first: str) -> None:
    document = sound()
    for level in document.part.numbering_part.element.iter(qn("w:lvl")):
        indent = level.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        indent.attrib.clear()
        indent.set(qn("w:left"), "720")
        indent.set(qn(f"w:{first}"), "360")
    assert codes(document) == {"first_line_indent"}


# --- what is no sound .docx --------------------------------------------------------------------------------------------------


def _zip(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", data)
    return stream.getvalue()


_TYPES = b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
_SOUND = to_docx(WHOLE)
BROKEN = {
    "nothing": b"",
    "text": "一、工作目标".encode(),
    "cut off": _SOUND[: len(_SOUND) // 2],
    "a program": b"MZ" + b"\0" * 200,
    "an old or encrypted file": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
    "no body": _zip(**{"[Content_Types]": _TYPES, "word__document": b"<document/>"}),
    "broken XML": _zip(**{"[Content_Types]": _TYPES, "word__document": b"<w:document"}),
    "entities": _zip(**{"[Content_Types]": _TYPES, "word__document": b'<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'}),
    "a bomb": _zip(**{"[Content_Types]": _TYPES, "word__document": b" " * 40_000_000}),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN.keys())
def test_anything_else_is_refused_in_one_line_that_names_the_file(data: bytes) -> None:
    with pytest.raises(RefusedDocument) as refused:
        check(data, "要点.docx")
    assert str(refused.value).startswith("要点.docx: ")
    assert "\n" not in str(refused.value)


def test_the_bundled_word_sample_is_read_without_trouble(samples: Path) -> None:
    (path,) = samples.glob("*.docx")
    report = check(path.read_bytes(), path.name)
    assert report.paragraphs > 20
    assert {"page_size", "title_font", "body_font"} <= {found.code for found in report.findings}


def test_the_page_about_the_check_names_every_code() -> None:
    page = (Path(__file__).parents[2] / "docs" / "official-format.md").read_text(encoding="utf-8")
    spelled = page.replace("`level1_font` … `level4_font`", "`level1_font` `level2_font` `level3_font` `level4_font`")
    assert not [code for code in load("conformity")["findings"] if f"`{code}`" not in spelled]


# --- punctuation -------------------------------------------------------------------------------------------------------------

SIGNS = (
    ("落实任务,完成目标。", ["，"]),
    ("落实任务;完成目标.", ["； 。"]),
    ("要求如下:一是建档", ["："]),
    ("覆盖率(含电话随访)达到90%。", ["（含电话随访）"]),
    ('落实"三级"随访。', ["“三级”"]),
    ("比上年增长1,200人，达到98.5%，用时9:30。", []),
    ("推广“互联网+医疗健康”，按WHO (2020) 标准。", []),
    ("【待填:孕产妇死亡率,上年为10/10万以内】。", []),
    ("详见国卫发〔2023〕5号。", []),
    ("见https://example.org/a,b;c。", []),
)


@pytest.mark.parametrize(("text", "expected"), SIGNS, ids=[text for text, _ in SIGNS])
def test_half_width_signs_are_found_between_chinese_characters_only(text: str, expected: list[str]) -> None:
    findings = check(saved(official("2025年工作要点", text)), "x.docx").findings
    assert [each.expected for each in findings if each.code == "halfwidth_punctuation"] == expected


NUMBERS = (
    ("根据国发〔2020〕9号", []),
    ("根据国发[2020]9号", ["国发〔2020〕9号"]),
    ("根据国发（2020）09号", ["国发〔2020〕9号"]),
    ("根据国发〔2020〕第9号", ["国发〔2020〕9号"]),
    ("根据国发〔20〕9号", ["国发〔2020〕9号"]),
    ("根据国办发【2021】112号和国发 [2020] 9 号", ["国办发〔2021〕112号", "国发〔2020〕9号"]),
)


@pytest.mark.parametrize(("text", "expected"), NUMBERS, ids=[text for text, _ in NUMBERS])
def test_document_numbers_are_judged_wherever_they_stand(text: str, expected: list[str]) -> None:
    findings = check(saved(official("2025年工作要点", text + "，制定本要点。")), "x.docx").findings
    assert [
        each.expected.removeprefix("根据").removeprefix("和") for each in findings if each.code == "document_number"
    ] == expected


@pytest.mark.parametrize("sign", ["(", '"', "【", "【待填", "一、", "附件：", "〔2020", " ", "\u3000", "，汉"])
def test_no_text_takes_a_check_long(sign: str) -> None:
    document = official("2025年工作要点", "汉" + sign * (200_000 // len(sign)))
    began = perf_counter()
    check(saved(document), "x.docx")
    to_docx(draft(paragraph(carried("汉" + sign * (200_000 // len(sign)))), title=sign * 20_000))
    assert perf_counter() - began < 5
