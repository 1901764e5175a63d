"""Ledger rows as files for a spreadsheet program; no cell of them is ever a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence

from planbot.types import Target

HEADERS = (
    "类型",
    "指标",
    "目标值",
    "比较",
    "数值",
    "单位",
    "时限",
    "责任单位",
    "适用对象",
    "年份",
    "地区",
    "来源",
    "原文",
    "提示",
    "角色",
    "依据",
    "编号",
)
WIDTHS = (8, 28, 16, 8, 12, 10, 14, 28, 20, 8, 14, 44, 60, 18, 10, 10, 26)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""Control characters that XML cannot hold."""


def cells(target: Target) -> tuple[str | float | None, ...]:
    """One row in the order of HEADERS. A range stands as "lo-hi"."""
    value = "-".join(map(str, target.value)) if isinstance(target.value, tuple) else target.value
    source = " > ".join(filter(None, (target.file, target.part, *target.section)))
    measure = (target.kind, target.indicator, target.value_text, target.comparator, value, target.unit)
    duty = (target.deadline, "、".join(target.responsible), "、".join(target.applies_to), target.year, target.region)
    made = (target.role, target.source, target.id)
    return (*measure, *duty, source, " ".join(target.quote.split()), ", ".join(target.warnings), *made)


def as_csv(targets: Iterable[Target]) -> bytes:
    """UTF-8 with a byte order mark, as Excel expects; text that would start a formula gets an apostrophe."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(HEADERS)
    writer.writerows([_inert(cell) for cell in cells(target)] for target in targets)
    return buffer.getvalue().encode("utf-8-sig")


def _inert(cell: str | float | None) -> str | float | None:
    return "'" + cell if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_xlsx(targets: Sequence[Target]) -> bytes:
    """One sheet with a frozen header and filters."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    sheet = book.create_sheet("目标台账")
    sheet.freeze_panes = "C2"
    for column, width in enumerate(WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(HEADERS))}{len(targets) + 1}"
    sheet.append(HEADERS)
    for target in targets:
        row = [
            WriteOnlyCell(sheet, _UNWRITABLE.sub("", cell) if isinstance(cell, str) else cell) for cell in cells(target)
        ]
        for cell in row:
            if cell.data_type == "f":
                cell.data_type = "s"
        sheet.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()
