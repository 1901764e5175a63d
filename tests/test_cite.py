"""Citations are cut by offset; markers resolve or go."""

from planbot.cite import heading_path, markers, page_at, section_at, warnings_at
from planbot.types import PageMark, Section, Warning

TEXT = "计划\n一、医改\n（一）药品。降价。\n二、党建\n学习。"


def _section(index: int, parent: int | None, level: int, title: str, end: int, kind: str = "heading") -> Section:
    start = TEXT.index(title)
    return Section(
        index=index,
        parent=parent,
        level=level,
        kind=kind,
        label="",
        title=title,
        start=start,
        heading_end=start + len(title),
        end=end,
    )


SECTIONS = (
    _section(0, None, 0, "计划", len(TEXT), "title"),
    _section(1, 0, 2, "一、医改", TEXT.index("二、")),
    _section(2, 1, 3, "（一）药品。", TEXT.index("二、"), "run_in"),
    _section(3, 0, 2, "二、党建", len(TEXT)),
)


def test_the_innermost_section_is_found() -> None:
    assert section_at(SECTIONS, TEXT.index("降价")) == SECTIONS[2]
    assert section_at(SECTIONS, TEXT.index("学习")) == SECTIONS[3]
    assert section_at((), 3) is None


def test_the_heading_path_leaves_the_title_out() -> None:
    assert heading_path(SECTIONS, TEXT.index("降价")) == ("一、医改", "（一）药品。")


def test_pages_are_those_the_position_stands_on() -> None:
    pages = (PageMark(number=1, start=0), PageMark(number=2, start=10))
    assert [page_at(pages, position) for position in (0, 9, 10, 99)] == [1, 1, 2, 2]
    assert page_at((), 5) is None


def test_only_damage_inside_the_quote_is_flagged() -> None:
    warnings = [
        Warning(code="damaged_number", message="", start=5, end=9),
        Warning(code="empty_section", message="", start=5, end=9),
        Warning(code="masked_year", message="", start=9, end=12),
    ]
    assert warnings_at(warnings, 0, 9) == ("damaged_number",)
    assert warnings_at(warnings, 0, 5) == ()


def test_markers_come_in_order_of_first_use_and_document_numbers_are_none() -> None:
    assert markers("据[2007]56号，甲[2]乙[1]丙[2]") == (2, 1)
