"""The Word file as LibreOffice prints it: geometry within a millimetre, numbers where they belong, nothing over the edge."""

from itertools import pairwise
from pathlib import Path

import pytest
from tests.draft.office import SOFFICE, Letter, Sheet, printed, resaved, sheets
from tests.draft.official_drafts import LONG, WHOLE, carried, draft, heading, new, paragraph

from planbot.draft.conformity.check import check
from planbot.draft.official.docx import DocxOptions, to_docx
from planbot.ingest.read import ReadOptions, read
from planbot.types import DraftBlock

pytestmark = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice: apt-get install libreoffice-writer")

TOP, BOTTOM, LEFT, RIGHT = 37.0, 297.0 - 35.0, 28.0, 210.0 - 26.0
CROWDED = draft(
    heading(1, "一、", "往年指标"),
    DraftBlock(
        kind="table",
        sentences=(new("往年指标" * 12),),
        rows=tuple(
            (
                f"{row}岁以下儿童健康管理率（含早产儿、低出生体重儿和出生缺陷儿）",
                *(f"{n}.5%以上" for n in range(9)),
                "A" * 40,
            )
            for row in range(40)
        ),
    ),
    paragraph(carried("W" * 200 + "甲" * 200)),
    title="青棠县卫生健康局关于进一步加强高危孕产妇和新生儿救治能力建设确保母婴安全工作的实施方案",
)


@pytest.fixture(scope="module")
def printouts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[Sheet]]:
    """The pages of each kind of file."""
    files = {
        "none": to_docx(WHOLE, DocxOptions(sources="none")),
        "endnotes": to_docx(WHOLE, DocxOptions(sources="endnotes")),
        "crowded": to_docx(CROWDED, DocxOptions(sources="none")),
        "plain": to_docx(draft(*(paragraph(carried(LONG + LONG)) for _ in range(9))), DocxOptions(sources="none")),
    }
    folder = tmp_path_factory.mktemp("printed")
    return {name: sheets(path) for name, path in printed(files, folder).items()}


def body(sheet: Sheet) -> list[float]:
    """Left, right, top and bottom of what is printed above the page number.

    LibreOffice hangs a stop over the edge although the file says no (w:overflowPunct); such stops are left out.
    """
    letters = [
        letter
        for letter in sheet.letters
        if letter.bottom < BOTTOM + 4 and not (letter.text in "，。、；：" and letter.left > RIGHT - 1)
    ]
    return [
        min(letter.left for letter in letters),
        max(letter.right for letter in letters),
        min(letter.top for letter in letters),
        max(letter.bottom for letter in letters),
    ]


def test_pages_are_a4(printouts: dict[str, list[Sheet]]) -> None:
    sizes = {(sheet.width, sheet.height) for pages in printouts.values() for sheet in pages}
    assert all(abs(width - 210) < 0.5 and abs(height - 297) < 0.5 for width, height in sizes)


def test_text_begins_and_ends_at_the_margins(printouts: dict[str, list[Sheet]]) -> None:
    for sheet in printouts["plain"][:2]:
        left, right, _, _ = body(sheet)
        assert abs(left - LEFT) < 1
        assert abs(right - RIGHT) < 1


def test_a_full_page_has_22_lines_of_28_characters(printouts: dict[str, list[Sheet]]) -> None:
    page = printouts["plain"][1]
    baselines = sorted({round(letter.bottom) for letter in page.letters if letter.bottom < BOTTOM + 4})
    lines = [first for first, after in zip(baselines, [*baselines[1:], 999], strict=True) if after - first > 2]
    longest = max(sum(abs(letter.bottom - line) < 3 for letter in page.letters) for line in lines)
    assert len(lines) == 22
    assert longest in (28, 29)  # the 29th is a stop that hangs


@pytest.mark.parametrize("name", ["none", "crowded", "plain"])
def test_nothing_is_printed_outside_the_text_area(name: str, printouts: dict[str, list[Sheet]]) -> None:
    for sheet in printouts[name]:
        left, right, top, bottom = body(sheet)
        assert left > LEFT - 1
        assert right < RIGHT + 1
        assert top > TOP - 1
        assert bottom < BOTTOM + 1


def test_page_numbers_stand_outside_between_dashes(printouts: dict[str, list[Sheet]]) -> None:
    pages = printouts["none"]
    assert len(pages) >= 3
    for number, sheet in enumerate(pages, 1):
        foot = [letter for letter in sheet.letters if letter.top > BOTTOM + 2]
        assert "".join(letter.text for letter in foot) == f"—{number}—"
        if number % 2:
            assert abs(RIGHT - max(letter.right for letter in foot) - 5) < 1.5
        else:
            assert abs(min(letter.left for letter in foot) - LEFT - 5) < 1.5
        dash = foot[0]
        assert 6 < (dash.top + dash.bottom) / 2 - BOTTOM < 9.5


def test_numbers_are_printed_as_counted(printouts: dict[str, list[Sheet]]) -> None:
    text = "".join(sheet.text for sheet in printouts["none"])
    for block in WHOLE.blocks:
        if block.label:
            assert block.label + block.sentences[0].text in text


def test_endnotes_are_printed_after_the_text(printouts: dict[str, list[Sheet]]) -> None:
    text = "".join(sheet.text for sheet in printouts["endnotes"])
    assert text.index("2025年1月8日") < text.index("《青棠县2024年卫生健康工作要点》")


def test_a_long_title_is_broken_into_centred_lines(printouts: dict[str, list[Sheet]]) -> None:
    page = printouts["crowded"][0]
    title = page.letters[: len(CROWDED.title)]
    lines: list[list[Letter]] = []
    for before, letter in pairwise((None, *title)):
        if before is None or letter.left < before.left:
            lines.append([])
        lines[-1].append(letter)
    assert len(lines) == 3
    for letters in lines:
        middle = (letters[0].left + letters[-1].right) / 2
        assert abs(middle - (LEFT + RIGHT) / 2) < 1


def test_libreoffice_keeps_numbers_and_formats_when_it_saves_the_file(tmp_path: Path) -> None:
    data = to_docx(WHOLE, DocxOptions(sources="none"))
    again = resaved(data, tmp_path)
    assert check(again, "again.docx").findings == ()
    options = ReadOptions()
    assert read(Path("a.docx"), again, options).text.split() == read(Path("a.docx"), data, options).text.split()
