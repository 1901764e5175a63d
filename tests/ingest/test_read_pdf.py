"""PDF files: paragraphs whole again, tables once, page furniture marked, pages known."""

import importlib.util
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from tests.ingest.conftest import cells, pdf, reading

from planbot.ingest.read import ReadOptions
from planbot.ingest.readers.pdf_flow import joint
from planbot.ingest.readers.pdf_lines import close_up

SIZE, LEFT, TOP, PITCH, WIDTH = 14, 72, 740, 24, 30
SENTENCE = (
    "全县公立医院门诊量比上年增长百分之五以上，住院费用保持平稳，群众满意度不低于百分之九十，乡镇卫生院达标率明显提高"
)


def lines(text: str, indent: int = 2, top: float = TOP) -> list[tuple[float, float, str]]:
    """A paragraph set as Chinese offices do: first line indented by two characters, the others full."""
    pieces = [text[: WIDTH - indent], *(text[n : n + WIDTH] for n in range(WIDTH - indent, len(text), WIDTH))]
    return [(LEFT + (indent * SIZE if n == 0 else 0), top - n * PITCH, piece) for n, piece in enumerate(pieces)]


def below(block: Sequence[tuple[float, float, str]]) -> float:
    return block[-1][1] - PITCH


def blocks(*texts: str, top: float = TOP) -> list[tuple[float, float, str]]:
    placed: list[tuple[float, float, str]] = []
    for text in texts:
        placed += lines(text, top=top)
        top = below(placed)
    return placed


def test_lines_of_a_paragraph_are_joined_and_paragraphs_stay_apart() -> None:
    found = reading(pdf(blocks("一、总体目标", SENTENCE + "。", "（一）" + SENTENCE + "；", SENTENCE[:40])), "计划.pdf")
    assert found.text.splitlines() == ["一、总体目标", SENTENCE + "。", "（一）" + SENTENCE + "；", SENTENCE[:40]]


def test_a_paragraph_goes_on_over_the_page_and_page_furniture_waits() -> None:
    whole = lines(SENTENCE + SENTENCE + "。")
    first = [*whole[:2], (280, 40, "— 1 —"), (72, 810, "云溪县卫生健康局文件")]
    later = [(x, TOP - n * PITCH, text) for n, (x, _, text) in enumerate(whole[2:])]
    second = [*later, (280, 40, "— 2 —"), (72, 810, "云溪县卫生健康局文件")]
    third = [*blocks("二、主要任务"), (280, 40, "— 3 —"), (72, 810, "云溪县卫生健康局文件")]
    found = reading(pdf(first, second, third), "计划.pdf")
    assert SENTENCE + SENTENCE + "。\n" in found.text
    marked = {(found.text[mark.start : mark.end], mark.rule) for mark in found.furniture}
    furniture = "".join(found.text[mark.start : mark.end] + "\n" for mark in found.furniture)
    assert {rule for _, rule in marked} == {"page_number", "page_header"}
    assert all(f"— {n} —" in furniture for n in (1, 2, 3))
    assert furniture.count("云溪县卫生健康局文件") == 3
    assert SENTENCE[:10] not in furniture
    assert [page.number for page in found.pages] == [1, 2, 3]
    assert found.text[found.pages[1].start :].startswith(whole[2][2])
    assert found.text[found.pages[2].start :].startswith("二、主要任务")


@pytest.mark.parametrize(
    ("before", "after", "between"),
    [
        ("医疗", "机构", ""),
        ("达到9", "5%以上", ""),
        ("至2", "024年", ""),
        ("the", "plan", " "),
        ("WHO", "指南", ""),
        ("5", "percent", " "),
        ("95", "%", ""),
        ("3.", "5", ""),
        ("目标，", "plan", ""),
    ],
)
def test_what_stands_between_joined_lines(before: str, after: str, between: str) -> None:
    assert joint(before, after) == between


def test_text_with_a_space_after_every_character_is_closed_up() -> None:
    spaced = [(x, y, " ".join(text)) for x, y, text in blocks("一、2024年目标", "建成卫生院3所，达标率95%。")]
    assert reading(pdf(spaced, size=8), "计划.pdf").text.splitlines() == [
        "一、2024年目标",
        "建成卫生院3所，达标率95%。",
    ]


@pytest.mark.parametrize(
    ("text", "everywhere", "closed"),
    [
        ("烟 草 专 卖 零 售", False, "烟草专卖零售"),
        ("达 标 率 9 5 % 以 上", False, "达标率95%以上"),
        ("门 诊 量  增 长", True, "门诊量 增长"),
        ("1 2 3 4 5 6 7", False, "1 2 3 4 5 6 7"),
        ("3 月", True, "3月"),
        ("张 三", False, "张 三"),
        ("全县 医疗 机构 门诊量", True, "全县 医疗 机构 门诊量"),
        ("the plan of the county", True, "the plan of the county"),
    ],
)
def test_closing_up_spares_text_that_is_set_normally(text: str, everywhere: bool, closed: str) -> None:
    assert close_up(text, everywhere=everywhere) == closed


@given(st.text(alphabet="年度工作目标任务达标率95%，。", min_size=6, max_size=40))
def test_any_spaced_line_is_closed_up(text: str) -> None:
    assert close_up(" ".join(text), everywhere=True) == text


def ruled(
    rows: Sequence[Sequence[str]], top: float = 600, *, merged: bool = False, above: str = "", pages: int = 1
) -> bytes:
    """A ruled table; ``merged`` leaves out the stroke between the first cells of rows 2 and 3."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    for page in range(pages):
        canvas.setFont("STSong-Light", 12)
        if above and page == 0:
            canvas.drawString(LEFT, top + 20, above)
        own = rows if pages == 1 else [rows[0], *rows[1 + page * 2 : 3 + page * 2]]
        width, height = 120, 30
        for number in range(len(own) + 1):
            start = LEFT + width if merged and number == 2 else LEFT
            canvas.line(start, top - number * height, LEFT + width * len(rows[0]), top - number * height)
        for number in range(len(rows[0]) + 1):
            canvas.line(LEFT + number * width, top, LEFT + number * width, top - height * len(own))
        for number, row in enumerate(own):
            for column, text in enumerate(row):
                canvas.drawString(LEFT + 6 + column * width, top - 20 - number * height, text)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


ROWS = [
    ["指标", "单位", "目标值"],
    ["床位", "张", "500"],
    ["医师", "人", "200"],
    ["护士", "人", "300"],
    ["药师", "人", "40"],
]


def test_a_ruled_table_comes_once_as_rows() -> None:
    found = reading(ruled(ROWS, above="附表1 年度指标"), "计划.pdf")
    assert found.text == "附表1 年度指标\n" + "\n".join(" | ".join(row) for row in ROWS) + "\n"
    assert cells(found) == ROWS
    assert [row.header for row in found.tables[0].rows] == [True, False, False, False, False]


def test_a_cell_over_two_rows_is_repeated() -> None:
    found = reading(ruled([["类别", "指标"], ["医疗", "床位"], ["", "医师"]], merged=True), "计划.pdf")
    assert cells(found) == [["类别", "指标"], ["医疗", "床位"], ["医疗", "医师"]]
    assert [row.cells[0].inherited for row in found.tables[0].rows] == [False, False, True]


def test_a_table_that_goes_on_over_the_page_is_one_table_with_one_header() -> None:
    found = reading(ruled(ROWS, pages=2), "计划.pdf")
    assert cells(found) == ROWS
    assert len(found.tables) == 1
    assert [page.number for page in found.pages] == [1, 2]


def test_a_page_without_text_among_others_is_warned_about() -> None:
    found = reading(pdf(blocks("一、目标"), [], []), "计划.pdf")
    assert found.text == "一、目标\n"
    assert [(w.code, w.message) for w in found.warnings] == [
        ("ocr", "not read, being pictures without text: pages 2-3; run again with --ocr")
    ]


@pytest.mark.skipif(importlib.util.find_spec("rapidocr") is None, reason="the ocr extra is not installed")
def test_a_picture_of_text_is_read_by_ocr_when_asked() -> None:
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (1000, 300), "white")
    ImageDraw.Draw(image).text((60, 100), "Target 2024: 95 percent", font=ImageFont.load_default(64), fill="black")
    buffer = io.BytesIO()
    image.save(buffer, "PDF", resolution=100)
    found = reading(buffer.getvalue(), "scan.pdf", ReadOptions(ocr=True))
    assert "2024" in found.text
    assert "95 percent" in found.text
    assert [warning.code for warning in found.warnings] == ["ocr"]
