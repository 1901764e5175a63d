"""The bundled samples: made from their sources, and planbot sees in them what docs/samples.md says is there."""

import runpy
import zipfile
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from planbot.assistant import Assistant
from planbot.settings import load_settings
from planbot.types import StoredDocument

COMPILATION = "青棠县卫生健康系统2024年工作计划汇编.txt"
SCHEME = "青棠县基层医疗卫生服务能力提升方案.html"
KEY_POINTS = "青棠县2024年卫生健康工作要点.docx"
REGISTER = "青棠县2023年卫生健康重点任务台账.xlsx"
CITY = "望溪市“十四五”卫生健康发展规划.pdf"


def content(path: Path) -> object:
    """What a made file says, without the compression of the machine that made it."""
    if path.suffix == ".pdf":
        document = pypdfium2.PdfDocument(path)
        try:
            return [page.get_textpage().get_text_range() for page in document]
        finally:
            document.close()
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_made_samples_are_those_of_their_sources(samples: Path, tmp_path: Path) -> None:
    made = runpy.run_path(str(samples / "make.py"))["make"](tmp_path)
    assert len(made) == 3
    for path in made:
        assert content(path) == content(samples / path.name), f"run: make samples ({path.name})"


def test_every_format_is_there(samples: Path) -> None:
    assert {path.suffix for path in samples.iterdir() if path.is_file()} == {
        *(".txt", ".md", ".html", ".docx", ".pdf", ".xlsx"),
        ".py",
    }


@pytest.fixture(scope="module")
def read(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, StoredDocument]:
    """Every sample as it is stored, by file name."""
    home = tmp_path_factory.mktemp("home")
    with Assistant.open(load_settings(home, {})) as assistant:
        report = assistant.ingest([samples])
        assert {outcome.status for outcome in report.outcomes} == {"added"}
        return {document.file: assistant.outline(document.id) for document in assistant.documents()}


def test_seven_documents_are_taken_in(read: dict[str, StoredDocument]) -> None:
    assert len(read) == 7


def test_the_compilation_has_its_five_parts(read: dict[str, StoredDocument]) -> None:
    assert [part.part for part in read[COMPILATION].document.parts if part.part] == [
        "第1篇",
        "第2篇",
        "第3篇",
        "第4篇",
        "第5篇",
    ]


@pytest.mark.parametrize(
    ("code", "quote"),
    [
        ("damaged_number", "20240%"),
        ("damaged_number", "11/2024万"),
        ("masked_year", "20*年"),
        ("masked_year", "20xx年"),
        ("masked_year", "**年"),
        ("masked_name", "张**"),
        ("empty_section", "三、信息化建设"),
        ("truncated", "持证率达到"),
        ("word_substitution", "效劳"),
        ("duplicate_passage", "建立健全绩效考核机制"),
    ],
)
def test_every_planted_difficulty_is_warned_about(read: dict[str, StoredDocument], code: str, quote: str) -> None:
    stored = read[COMPILATION]
    spans = [(w.start, w.end) for w in stored.document.warnings if w.code == code]
    assert any(
        a is not None and b is not None and quote in stored.read.text[max(0, a - 30) : b + 30] for a, b in spans
    ), spans


def test_nothing_is_called_damaged_in_the_other_samples(read: dict[str, StoredDocument]) -> None:
    found = Counter(
        (name, w.code) for name, stored in read.items() if name != COMPILATION for w in stored.document.warnings
    )
    doubtful = {"damaged_number", "masked_year", "masked_name", "truncated", "word_substitution", "empty_section"}
    assert not [key for key in found if key[1] in doubtful]


@pytest.mark.parametrize(
    "furniture", ["当前位置", "浏览次数", "分享到", "上一篇", "相关链接", "网站标识码", "长者模式"]
)
def test_page_furniture_is_marked_and_the_plan_is_not(read: dict[str, StoredDocument], furniture: str) -> None:
    stored = read[SCHEME]
    assert furniture not in plan_text(stored)
    assert "乡村医生中具备执业（助理）医师资格的人员占比提高到45%" in plan_text(stored)
    assert "青政办发〔2024〕9号" in plan_text(stored)


def plan_text(stored: StoredDocument) -> str:
    """The text without what is marked as furniture."""
    text, kept, position = stored.read.text, "", 0
    for span in stored.furniture:
        kept += text[position : span.start]
        position = span.end
    return kept + text[position:]


@pytest.mark.parametrize(
    "heading", ["一、深化县域医共体改革", "（二）提高县域服务能力", "三、保障重点人群健康", "六、重点任务分工"]
)
def test_numbers_that_word_makes_are_in_the_outline(read: dict[str, StoredDocument], heading: str) -> None:
    assert heading in {section.title for section in read[KEY_POINTS].sections}


@pytest.mark.parametrize(
    ("file", "cells"),
    [
        (KEY_POINTS, ("2", "医共体改革", "县域内就诊率90%以上", "县人民医院", "县医疗保障局", "12月底前")),
        (REGISTER, ("疾病预防", "5", "肺结核患者病原学阳性率", "50%以上", "县疾控中心", "县人民医院")),
        (CITY, ("2", "孕产妇死亡率", "1/10万", "11.6", "≤10", "约束性")),
    ],
)
def test_a_row_has_its_merged_cells(read: dict[str, StoredDocument], file: str, cells: tuple[str, ...]) -> None:
    text = read[file].read.text
    rows = [
        tuple(text[cell.start : cell.end].strip() for cell in row.cells)
        for table in read[file].read.tables
        for row in table.rows
    ]
    assert any(row[: len(cells)] == cells for row in rows), rows


def test_lines_broken_by_the_page_are_joined(read: dict[str, StoredDocument]) -> None:
    text = read[CITY].read.text
    assert "乡镇卫生院标准化率达到92%" in text
    assert [page.number for page in read[CITY].read.pages] == [1, 2]


@pytest.mark.parametrize(
    ("file", "year", "kind", "region"),
    [
        ("青棠县卫生健康局2023年工作计划.txt", 2023, "plan", "青棠县"),
        (KEY_POINTS, 2024, "key_points", "青棠县"),
        (COMPILATION, 2024, "compilation", "青棠县"),
        (SCHEME, 2024, "scheme", "青棠县"),
        (CITY, None, "plan", "望溪市"),
    ],
)
def test_what_a_document_says_of_itself(
    read: dict[str, StoredDocument], file: str, year: int | None, kind: str, region: str
) -> None:
    document = read[file].document
    assert (document.kind, document.region) == (kind, region)
    if year:
        assert document.year == year
