"""The Word file of a draft: real styles and numbering, sources as notes or comments, nothing of the text taken for more than text."""

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from tests.draft.official_drafts import (
    PLACEHOLDER,
    SOURCES,
    WHOLE,
    carried,
    draft,
    heading,
    new,
    paragraph,
    run_in,
    updated,
)

from planbot.draft.conformity.check import check
from planbot.draft.official.docx import DocxOptions, Sources, to_docx
from planbot.draft.official.tables import TEXT_WIDTH, column_widths
from planbot.draft.official.titles import title_lines
from planbot.ingest.read import ReadOptions, read
from planbot.ingest.understand import understand
from planbot.types import Draft, DraftBlock, DraftSentence

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
EVERY: tuple[Sources, ...] = ("endnotes", "comments", "none")


def written(made: Draft, sources: Sources = "none") -> bytes:
    return to_docx(made, DocxOptions(sources=sources))


def part(data: bytes, name: str) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read(f"word/{name}.xml"))


def names(data: bytes) -> set[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return set(archive.namelist())


def lines(made: Draft) -> list[str]:
    """The paragraphs as they are printed, by planbot's own reader."""
    return read(Path("draft.docx"), written(made), ReadOptions()).text.splitlines()


def texts(root: Any, tag: str) -> list[str]:
    return ["".join(t.text or "" for t in node.iter(f"{W}t")) for node in root.iter(W + tag)]


# --- numbering ---------------------------------------------------------------------------------------------------------

LABELS = {
    "the four levels": [
        (1, "一、"),
        (2, "（一）"),
        (3, "1."),
        (4, "（1）"),
        (4, "（2）"),
        (3, "2."),
        (4, "（1）"),
        (1, "二、"),
    ],
    "an excerpt that begins in the middle": [(2, "（三）"), (3, "1."), (3, "2."), (2, "（四）"), (3, "1.")],
    "a number that goes on from the document before": [(3, "11. "), (3, "12. "), (3, "13. ")],
    "a series that begins late and then anew": [(1, "三、"), (2, "（五）"), (2, "（六）"), (1, "四、"), (2, "（一）")],
    "an inner level before the outer one": [(2, "（一）"), (2, "（二）"), (1, "一、"), (2, "（一）")],
    "a gap": [(1, "一、"), (1, "三、"), (2, "（一）"), (1, "四、")],
    "other forms": [
        (1, "第一章"),
        (2, "第一节"),
        (2, "第二节"),
        (1, "第二章"),
        (3, "①"),
        (3, "②"),
        (3, "1、"),
        (3, "2、"),
    ],
    "spoken": [(3, "一是"), (3, "二是"), (3, "三是")],
    "what Word cannot count": [(2, "1.1"), (2, "1.2"), (1, "A"), (1, "【任务1】")],
    "tens": [(1, "九、"), (1, "十、"), (1, "十一、"), (2, "（十九）"), (2, "（二十）"), (2, "（二十一）")],
}


@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS.keys())
@pytest.mark.parametrize(
    "make", [heading, lambda level, label, text: paragraph(carried(text), level=level, label=label)]
)
def test_the_printed_label_is_that_of_the_draft(labels: list[tuple[int, str]], make: Any) -> None:
    made = draft(*(make(level, label, "加强管理") for level, label in labels))
    assert lines(made)[1:] == [f"{label}加强管理" for _, label in labels]


FORMS = st.sampled_from([(1, "{}、"), (2, "（{}）"), (3, "{}."), (4, "（{}）"), (3, "{}、"), (2, "第{}，")])


@given(st.lists(st.tuples(FORMS, st.integers(1, 31), st.booleans()), max_size=12))
def test_any_sequence_of_labels_is_printed_as_it_is(steps: list[tuple[tuple[int, str], int, bool]]) -> None:
    numerals = dict(enumerate("〇一二三四五六七八九十", 0)) | {11: "十一", 20: "二十", 31: "三十一"}
    found = [
        (level, form.format(numerals.get(number, "十二") if level < 3 else number), head)
        for (level, form), number, head in steps
    ]
    blocks = [
        heading(level, label, "做好工作") if head else paragraph(carried("做好工作"), level=level, label=label)
        for level, label, head in found
    ]
    assert lines(draft(*blocks))[1:] == [f"{label}做好工作" for _, label, _ in found]


def test_numbers_are_counted_by_word_and_never_typed() -> None:
    body = texts(part(written(WHOLE), "document"), "p")
    assert "工作目标" in body
    assert not [
        text
        for text in body
        if text.startswith(("一、", "（一）", "1.", "（1）")) and "附件" not in text and "妇幼健康服务机构" not in text
    ]


def test_headings_have_the_styles_of_their_level() -> None:
    made = Document(io.BytesIO(written(WHOLE)))
    styles = {each.text: each.style for each in made.paragraphs if each.style is not None}
    assert styles["工作目标"].name == "Heading 1"
    assert styles["孕产妇管理"].name == "Heading 3"
    outline = {
        each.styleId: node.get(f"{W}val")
        for each in _styles(made)
        if (node := each.find(f".//{W}outlineLvl")) is not None
    }
    assert outline == {f"Heading{level}": str(level - 1) for level in range(1, 5)}


def _styles(made: Any) -> list[Any]:
    return [each.element for each in made.styles]


FONTS = (
    ("Title", "方正小标宋简体", "44"),
    ("Normal", None, "32"),
    ("Heading1", "黑体", None),
    ("Heading2", "楷体_GB2312", None),
    ("Heading3", "仿宋_GB2312", None),
    ("Heading4", "仿宋_GB2312", None),
    ("Footer", "宋体", "28"),
    ("TableText", None, "24"),
)


@pytest.mark.parametrize(("style", "font", "size"), FONTS)
def test_fonts_are_named(style: str, font: str | None, size: str | None) -> None:
    root = part(written(WHOLE), "styles")
    node = next(each for each in root.iter(f"{W}style") if each.get(f"{W}styleId") == style)
    fonts = node.find(f"{W}rPr/{W}rFonts")
    stated = node.find(f"{W}rPr/{W}sz")
    assert (None if fonts is None else fonts.get(f"{W}eastAsia")) == font
    assert (None if stated is None else stated.get(f"{W}val")) == size
    defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    assert defaults.find(f"{W}rFonts").get(f"{W}eastAsia") == "仿宋_GB2312"
    assert defaults.find(f"{W}lang").get(f"{W}eastAsia") == "zh-CN"


def test_every_font_has_a_stand_in() -> None:
    data = written(WHOLE)
    table = {font.get(f"{W}name"): font.find(f"{W}altName") for font in part(data, "fontTable")}
    used = {node.get(f"{W}eastAsia") for node in part(data, "styles").iter(f"{W}rFonts")} - {None}
    assert all(table[name] is not None for name in used)


def test_the_heading_in_a_paragraph_wears_the_font_of_its_level() -> None:
    made = Document(io.BytesIO(written(draft(run_in(2, "（一）", new("强化随访。"), carried("落实制度。"))))))
    first, second = made.paragraphs[1].runs
    assert (first.text, first.style.name if first.style else None) == ("强化随访。", "heading 2 Char")
    assert second.style is not None and second.style.name == "Default Paragraph Font"


# --- placeholders, sources ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sources", EVERY)
def test_placeholders_are_highlighted_and_nothing_else(sources: Sources) -> None:
    root = part(written(WHOLE, sources), "document")
    marked = [run for run in root.iter(f"{W}r") if run.find(f"{W}rPr/{W}highlight") is not None]
    assert texts(root, "tbl")[0].count(PLACEHOLDER) == 1
    assert [run.findtext(f"{W}t") for run in marked] == list(WHOLE.placeholders)


def test_endnotes_stand_in_a_part_of_their_own() -> None:
    data = written(WHOLE, "endnotes")
    notes = part(data, "endnotes")
    kinds = {node.get(f"{W}id"): node.get(f"{W}type") for node in notes}
    references = [node.get(f"{W}id") for node in part(data, "document").iter(f"{W}endnoteReference")]
    assert kinds == {"-1": "separator", "0": "continuationSeparator", **dict.fromkeys(references)}
    assert references == [str(number + 1) for number in range(len(references))]
    quotes = [quote.translate(str.maketrans("“”", "‘’")) for _, quote in SOURCES]
    assert all(any(quote in text for text in texts(notes, "endnote")) for quote in quotes)


def test_an_endnote_names_document_section_words_and_change() -> None:
    made = draft(paragraph(updated("2025年6月底前完成设备更新。", "2024年", "2025年", 3)))
    note = texts(part(written(made, "endnotes"), "endnotes"), "endnote")[-1]
    assert note == (
        "《青棠县2024年卫生健康工作要点》（青棠县2024年工作要点.docx，二、重点任务）：“2024年6月底前完成设备更新。”改动：“2024年”改为“2025年”"
    )


def test_the_number_of_a_note_stands_before_the_stop() -> None:
    body = part(written(draft(paragraph(carried("落实制度。", 2), carried("按月通报", 1))), "endnotes"), "document")
    signs = ["".join(run.itertext()) or "n" for run in list(body.iter(f"{W}p"))[1].iter(f"{W}r")]
    assert signs == ["落实制度", "n", "。", "按月通报", "n"]


def test_comments_tell_the_origin_of_every_sentence() -> None:
    made = Document(io.BytesIO(written(WHOLE, "comments")))
    sentences = [
        s for block in WHOLE.blocks if block.kind != "table" for s in block.sentences if not s.text.startswith("附件")
    ]
    caption = [s for block in WHOLE.blocks if block.kind == "table" for s in block.sentences]
    comments = list(made.comments)
    assert len(comments) == len(sentences) + len(caption)
    assert {comment.text.split("。")[0] for comment in comments} == {"照录来源原文", "据来源改写", "新写，无来源"}
    assert {comment.author for comment in comments} == {"planbot"}


def test_a_clean_copy_has_no_notes() -> None:
    assert not {"word/endnotes.xml", "word/comments.xml"} & names(written(WHOLE, "none"))


# --- round trip ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sources", EVERY)
def test_the_file_read_again_has_the_outline_of_the_draft(sources: Sources) -> None:
    stored = understand(Path("/drafts/draft.docx"), written(WHOLE, sources), ReadOptions(), "2025-01-01T00:00:00+00:00")
    found = [(each.level - 1, each.label, each.kind) for each in stored.sections if 0 < each.level < 6]
    wanted = [
        (block.level, block.label, {"paragraph": "item"}.get(block.kind, block.kind))
        for block in WHOLE.blocks
        if block.label
    ]
    assert [each[:2] for each in found] == [each[:2] for each in wanted]
    assert [each for each in found if each[0] < 4] == [each for each in wanted if each[0] < 4]
    assert stored.sections[0].title == WHOLE.title


# --- closing, tables -----------------------------------------------------------------------------------------------------


def test_the_date_is_written_in_arabic_digits_and_attachments_hang() -> None:
    assert lines(WHOLE)[-4:] == ["附件：1.重点任务分工表", "2.妇幼健康服务机构名单", "青棠县卫生健康局", "2025年1月8日"]


def test_tables_are_as_wide_as_the_text_and_repeat_their_header() -> None:
    table = next(part(written(WHOLE), "document").iter(f"{W}tbl"))
    assert sum(int(node.get(f"{W}w")) for node in table.iter(f"{W}gridCol")) == TEXT_WIDTH
    headers = [row.find(f"{W}trPr/{W}tblHeader") is not None for row in table.iter(f"{W}tr")]
    assert headers == [True] + [False] * (len(headers) - 1)


@given(st.lists(st.lists(st.text("指标率1%", max_size=60), min_size=4, max_size=4), min_size=1, max_size=5))
def test_columns_always_add_up(rows: list[list[str]]) -> None:
    widths = column_widths(rows)
    assert sum(widths) == TEXT_WIDTH
    assert min(widths) > 0


def test_a_table_with_short_rows_or_one_cell_is_filled_up() -> None:
    made = draft(
        DraftBlock(kind="table", rows=(("指标", "上年"), ("死亡率",))), DraftBlock(kind="table", rows=(("甲",),))
    )
    rows = [
        [len(list(row.iter(f"{W}tc"))) for row in table.iter(f"{W}tr")]
        for table in part(written(made), "document").iter(f"{W}tbl")
    ]
    assert rows == [[2, 2], [1]]


@pytest.mark.parametrize("sources", EVERY)
def test_marks_in_a_table_become_notes(sources: Sources) -> None:
    rows = (("指标", "2024年"), ("系统管理率", "92%以上 [1]；91% [2][3]"), ("依据", "国发[2007]1号"))
    data = written(draft(DraftBlock(kind="table", rows=rows)), sources)
    table = next(part(data, "document").iter(f"{W}tbl"))
    assert texts(table, "tc") == ["指标", "2024年", "系统管理率", "92%以上；91%", "依据", "国发[2007]1号"]
    assert len(list(table.iter(f"{W}endnoteReference"))) == (2 if sources == "endnotes" else 0)
    assert len(list(table.iter(f"{W}commentReference"))) == (2 if sources == "comments" else 0)


def test_a_draft_without_blocks_says_what_it_has_to_say() -> None:
    made = Draft(brief="起草", draft="没有找到先例。\n\n请先加入文件。", title="无", year=None)
    assert lines(made) == ["没有找到先例。", "请先加入文件。"]


# --- hostile text --------------------------------------------------------------------------------------------------------

HOSTILE = (
    "甲\x00\x07\x1b[31m乙\x0c",
    "甲\ud800乙\ufffe",
    '甲 HYPERLINK "http://evil.example/" 乙',
    "甲{ INCLUDEPICTURE http://evil.example/a.png }乙",
    "=cmd|'/C calc'!A0",
    "</w:t></w:r><w:r><w:fldSimple w:instr='DDEAUTO'/>",
    "甲\u202e乙\u200b丙\U000e0041",
    "&lt;!ENTITY x SYSTEM 'file:///etc/passwd'&gt;",
    "甲\n乙\t丙\r\n丁\u2028戊",
)


@pytest.mark.parametrize("sources", EVERY)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_stays_text(text: str, sources: Sources) -> None:
    base = draft(
        heading(1, text, text),
        paragraph(carried(text, 1)),
        DraftBlock(kind="table", sentences=(new(text),), rows=((text, text), (text, text))),
        DraftBlock(kind="issuer", sentences=(new(text),)),
        DraftBlock(kind="date", sentences=(new(text),)),
        title=text,
        placeholders=(text,),
    )
    citation = base.citations[0].model_copy(update={"quote": text, "title": text, "file": text, "section": (text,)})
    data = written(base.model_copy(update={"citations": (citation,)}), sources)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        roots = {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}
    fields = [node.text for root in roots.values() for node in root.iter(f"{W}instrText")]
    assert fields == [" PAGE ", " PAGE "]
    for name, root in roots.items():
        assert not list(root.iter(f"{W}hyperlink", f"{W}fldSimple", f"{W}object", f"{W}pict")), name
        assert not [node for node in root.iter() if node.get("TargetMode") == "External"], name
        assert not any(c in (node.text or "") for node in root.iter(f"{W}t") for c in "\x1b\u202e\u200b\n\t"), name


WORDS = st.text("一二（）、.1附件：。；[]【】%是 \n\x00\ud800“”Aa", max_size=12)
SENTENCE = st.builds(
    DraftSentence,
    text=WORDS,
    origin=st.sampled_from(["carried", "updated", "new"]),
    markers=st.lists(st.integers(0, 5), max_size=2).map(tuple),
)
BLOCK = st.builds(
    DraftBlock,
    kind=st.sampled_from(["title", "heading", "run_in", "paragraph", "table", "issuer", "date"]),
    level=st.integers(0, 4),
    label=WORDS,
    sentences=st.lists(SENTENCE, max_size=3).map(tuple),
    rows=st.lists(st.lists(WORDS, max_size=3).map(tuple), max_size=3).map(tuple),
)


@given(st.lists(BLOCK, max_size=6), st.lists(WORDS, max_size=3), st.sampled_from(EVERY))
def test_whatever_a_draft_holds_becomes_a_file_that_can_be_read(
    blocks: list[DraftBlock], placeholders: list[str], sources: Sources
) -> None:
    data = written(draft(*blocks, placeholders=tuple(placeholders)), sources)
    assert read(Path("draft.docx"), data, ReadOptions()).text
    check(data, "draft.docx")


def test_the_same_draft_gives_the_same_bytes() -> None:
    assert all(written(WHOLE, sources) == written(WHOLE, sources) for sources in EVERY)


def test_properties_name_the_title_and_nobody() -> None:
    properties = Document(io.BytesIO(written(WHOLE))).core_properties
    assert properties.title == WHOLE.title
    assert properties.language == "zh-CN"
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")


# --- what Word insists on --------------------------------------------------------------------------------------------------

ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs overflowPunct snapToGrid "
    "spacing ind contextualSpacing mirrorIndents jc textDirection textAlignment outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs color spacing w kern position sz szCs highlight u effect vertAlign lang",
    "style": "name basedOn next link uiPriority semiHidden unhideWhenUsed qFormat pPr rPr tblPr",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlJc pPr rPr",
    "numbering": "abstractNum num",
    "sectPr": "footerReference endnotePr pgSz pgMar pgNumType cols docGrid",
    "settings": "zoom bordersDoNotSurroundHeader bordersDoNotSurroundFooter defaultTabStop evenAndOddHeaders characterSpacingControl endnotePr "
    "compat themeFontLang decimalSymbol listSeparator",
    "tcPr": "tcW vAlign",
    "tblPr": "tblStyle tblW jc tblInd tblBorders tblLayout tblCellMar",
}


@pytest.mark.parametrize("sources", EVERY)
def test_elements_stand_in_the_order_of_the_schema(sources: Sources) -> None:
    """Word calls a file damaged when they do not (ECMA-376 part 1, annex A)."""
    data = written(WHOLE, sources)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [name for name in archive.namelist() if name.startswith("word/") and name.endswith(".xml")]
        roots = [etree.fromstring(archive.read(name)) for name in parts]
    for tag, order in ORDER.items():
        ranks = {W + name: rank for rank, name in enumerate(order.split())}
        for node in (node for root in roots for node in root.iter(W + tag)):
            found = [ranks[child.tag] for child in node if isinstance(child.tag, str)]
            assert found == sorted(found), (tag, [child.tag for child in node])


# --- titles --------------------------------------------------------------------------------------------------------------

TITLES = (
    ("2025年妇幼健康工作要点", ["2025年妇幼健康工作要点"]),
    (
        "青棠县卫生健康局关于印发2025年卫生健康工作要点的通知",
        ["青棠县卫生健康局关于印发", "2025年卫生健康工作要点的通知"],
    ),
)


@pytest.mark.parametrize(("title", "expected"), TITLES, ids=lambda value: str(value)[:8])
def test_a_title_is_broken_between_words(title: str, expected: list[str]) -> None:
    assert list(title_lines(title)) == expected


@given(st.text("县卫生健康局关于印发2025年工作要点的通知（试行）、和Aa ", max_size=120))
def test_a_title_keeps_all_its_characters(title: str) -> None:
    assert "".join(title_lines(title)) == title


def test_a_broken_title_is_read_as_one() -> None:
    title = "青棠县卫生健康局关于进一步加强高危孕产妇和新生儿救治能力建设确保母婴安全工作的实施方案"
    stored = understand(Path("/d.docx"), written(draft(title=title)), ReadOptions(), "2025-01-01T00:00:00+00:00")
    assert stored.sections[0].title == title
