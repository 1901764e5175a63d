"""Workbooks: every visible sheet, values as the sheet shows them."""

from datetime import date, datetime

import pytest
from tests.ingest.conftest import cells, reading, saved, workbook, zipped

from planbot.ingest.readers.number_format import Formats, displayed

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("5", "General", "5"),
        ("5.0", "General", "5"),
        ("0.1", "General", "0.1"),
        ("0.30000000000000004", "General", "0.3"),
        ("1E-3", "General", "0.001"),
        ("123456789012", "General", "123456789012"),
        ("0.95", "0%", "95%"),
        ("0.9554", "0.0%", "95.5%"),
        ("0.125", "0.00%", "12.50%"),
        ("2.5", "0", "3"),
        ("-2.5", "0", "-3"),
        ("1234567.891", "#,##0.00", "1,234,567.89"),
        ("1234567", "#,##0", "1,234,567"),
        ("12345678", "0,", "12346"),
        ("7", "000", "007"),
        ("1.50", "0.##", "1.5"),
        ("2", "0.##", "2"),
        ("500", '0"张"', "500张"),
        ("3.5", '"≥"0.0"万人"', "≥3.5万人"),
        ("-5", "0;(0)", "(5)"),
        ("0", '0;-0;"—"', "—"),
        ("12.5", "[Red]0.0", "12.5"),
        ("12.5", "[$¥-804]#,##0.00", "¥12.50"),
        ("12", "@", "12"),
        ("0.5", "# ?/?", "0.5"),
        ("45356", "yyyy/m/d", "2024/3/5"),
        ("45356", 'yyyy"年"m"月"d"日"', "2024年3月5日"),
        ("45356", "yyyy-mm-dd;@", "2024-03-05"),
        ("45356", "[$-804]yyyy年m月", "2024年3月"),
        ("45356.5", "yyyy/m/d h:mm", "2024/3/5 12:00"),
        ("0.75", "h:mm AM/PM", "6:00 下午"),
        ("1", "yyyy/m/d", "1900/1/1"),
        ("99999999", "yyyy/m/d", "99999999"),
        ("95%以上", "0", "95%以上"),
        ("NaN", "0", "NaN"),
    ],
)
def test_values_are_shown_as_the_sheet_shows_them(value: str, code: str, shown: str) -> None:
    assert displayed(value, 0, Formats((164,), {164: code}, since_1904=False)) == shown


def test_days_counted_from_1904() -> None:
    assert displayed("43894", 0, Formats((14,), {}, since_1904=True)) == "2024/3/5"


def test_a_sheet_is_a_table_with_its_name_as_title() -> None:
    book = workbook(
        [["指标", "目标值", "日期"], ["床位", 500, date(2024, 3, 5)], ["达标率", 0.95, datetime(2024, 3, 5, 8, 30)]]
    )
    sheet = book["指标"]
    sheet["B3"].number_format = "0%"
    found = reading(saved(book), "表.xlsx")
    assert found.text.startswith("指标\n指标 | 目标值 | 日期\n")
    assert cells(found)[1:] == [["床位", "500", "2024-03-05"], ["达标率", "95%", "2024-03-05 8:30:00"]]
    assert (found.tables[0].title, found.tables[0].rows[0].header, found.tables[0].rows[1].header) == (
        "指标",
        True,
        False,
    )
    assert [(found.text[mark.start : mark.end], mark.level) for mark in found.headings] == [("指标", 1)]


def test_a_name_that_excel_gave_is_not_printed() -> None:
    assert (
        reading(saved(workbook([["床位", 5], ["门诊", 6]], name="Sheet1")), "表.xlsx").text == "床位 | 5\n门诊 | 6\n\n"
    )


def test_a_title_over_the_table_and_a_note_under_it_are_lines() -> None:
    book = workbook([["云溪县年度指标"], ["指标", "值"], ["床位", 5], ["门诊", 6], ["注：床位含乡镇"]])
    book["指标"].merge_cells("A1:B1")
    found = reading(saved(book), "表.xlsx")
    assert found.text == "指标\n云溪县年度指标\n指标 | 值\n床位 | 5\n门诊 | 6\n注：床位含乡镇\n\n"
    assert cells(found) == [["指标", "值"], ["床位", "5"], ["门诊", "6"]]


def test_merged_cells_are_repeated() -> None:
    book = workbook([["类别", "指标", "值"], ["医疗", "床位", 5], [None, "门诊", 6]])
    book["指标"].merge_cells("A2:A3")
    found = reading(saved(book), "表.xlsx")
    assert cells(found)[2] == ["医疗", "门诊", "6"]
    assert found.tables[0].rows[2].cells[0].inherited


def test_empty_rows_part_tables_only_where_a_new_header_follows() -> None:
    found = reading(
        saved(workbook([["指标", "值"], ["床位", 5], [], ["门诊", 6], [], ["部门", "任务"], ["卫健局", 3]])), "表.xlsx"
    )
    assert [cells(found, number) for number in range(len(found.tables))] == [
        [["指标", "值"], ["床位", "5"], ["门诊", "6"]],
        [["部门", "任务"], ["卫健局", "3"]],
    ]


def test_hidden_sheets_rows_and_columns_are_left_out_with_a_warning() -> None:
    book = workbook([["指标", "值", "密"], ["床位", 5, "x"], ["门诊", 6, "y"]])
    book.create_sheet("底稿")["A1"] = "不公开"
    book["底稿"].sheet_state = "hidden"
    book["指标"].row_dimensions[3].hidden = True
    book["指标"].column_dimensions["C"].hidden = True
    found = reading(saved(book), "表.xlsx")
    assert found.text == "指标\n指标 | 值\n床位 | 5\n\n"
    assert [w.message for w in found.warnings] == [
        "sheet 指标: hidden rows or cells left out: 3",
        "hidden sheets left out: 1",
    ]


def test_formulas_without_a_value_and_errors_are_warned_about() -> None:
    found = reading(saved(workbook([["指标", "值"], ["合计", "=SUM(A1:A9)"], ["比率", "#DIV/0!"]])), "表.xlsx")
    assert [warning.code for warning in found.warnings] == ["table_damaged", "table_damaged"]


def test_shared_strings_with_rich_text_and_phonetics() -> None:
    members = {
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets><sheet name="表" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<R><R Id="r1" Type="{RELATION}/worksheet" Target="worksheets/a.xml"/></R>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}"><si><r><t>床</t></r><r><t>位_x000D_</t></r>'
        "<rPh><t>chuang</t></rPh></si><si><t>值</t></si></sst>",
        "xl/worksheets/a.xml": f'<worksheet xmlns="{MAIN}"><sheetData><row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>9</v></c></row>'
        '<row><c><v>5</v></c><c t="b"><v>1</v></c></row></sheetData></worksheet>',
    }
    assert reading(zipped(members), "表.xlsx").text == "床位 | 值\n5 | TRUE\n\n"
