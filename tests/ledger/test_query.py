"""Questions to the ledger."""

import pytest

from planbot.ledger.extract import extract
from planbot.ledger.query import Wanted, contradictions, role_of, select, side_by_side
from planbot.types import Part, ReadText, Target


def plan(document: str, year: int, text: str, region: str = "云溪县") -> tuple[Target, ...]:
    part = Part(part=None, start=0, end=len(text), kind="plan", year=year, issuer=f"{region}教育局", region=region)
    return extract(document, f"{document}.txt", ReadText(text=text, format="txt"), parts=(part,))


OLD = plan(
    "d2025", 2025, "学前三年毛入园率达到92%以上。由县财政局牵头，县审计局配合，完成资产清查30家。各中小学校要开展演练。"
)
NEW = plan("d2026", 2026, "学前三年入园率达到94%以上。县财政局要落实生均经费。加强民办幼儿园监管。")
ALL = (*OLD, *NEW)


def test_rows_are_found_by_department_with_their_role() -> None:
    found = select(ALL, Wanted(kind="all", departments=("财政局",)))
    assert {(row.document, row.role) for row in found.rows} == {("d2025", "lead"), ("d2026", "bound")}
    assert {row.role for row in select(ALL, Wanted(kind="all", departments=("审计局",))).rows} == {"support"}


def test_lead_is_told_from_support() -> None:
    assert select(ALL, Wanted(kind="all", departments=("审计局",), role="lead")).rows == ()


def test_a_kind_includes_its_narrower_kinds_and_its_parents() -> None:
    found = select(ALL, Wanted(kind="task", departments=("幼儿园",)))
    assert {row.context_quote for row in found.rows} == {"加强民办幼儿园监管。", "各中小学校要开展演练。"}


def test_the_issuer_has_the_rows_that_name_nobody() -> None:
    found = select(NEW, Wanted(departments=("县教育局",)))
    assert [(row.value, row.role) for row in found.rows] == [(94, "issuer")]


def test_an_answer_says_how_much_was_looked_through() -> None:
    found = select(ALL, Wanted(kind="target", indicators=("入园率",), years=(2026,)))
    assert (len(found.rows), found.rows_searched, found.documents_searched, found.documents_found) == (1, 3, 2, 1)


@pytest.mark.parametrize("name", ["学前三年毛入园率", "学前教育毛入园率", "入园率"])
def test_an_indicator_is_found_by_its_synonyms(name: str) -> None:
    assert len(select(ALL, Wanted(indicators=(name,))).rows) == 2


SCOPES = [
    (Wanted(documents=("d2025",)), 2),
    (Wanted(documents=("d2026.txt",)), 1),
    (Wanted(years=(2027,)), 0),
    (Wanted(regions=("云溪县",)), 3),
    (Wanted(regions=("青石县",)), 0),
]


@pytest.mark.parametrize(("wanted", "number"), SCOPES)
def test_scope_narrows(wanted: Wanted, number: int) -> None:
    assert len(select(ALL, wanted).rows) == number


def test_the_same_indicator_stands_side_by_side_over_years() -> None:
    (series,) = side_by_side(ALL)
    assert [(row.year, row.value) for row in series.rows] == [(2025, 92), (2026, 94)]


def test_two_values_for_one_place_and_year_contradict_each_other() -> None:
    other = plan("d2026b", 2026, "全县学前三年毛入园率达到96%以上。")
    (found,) = contradictions((*ALL, *other))
    assert [row.value for row in found.rows] == [94, 96]
    assert contradictions((*ALL, *plan("d3", 2026, "学前三年毛入园率达到百分之九十四以上。"))) == ()
    assert contradictions((*ALL, *plan("d4", 2026, "学前三年毛入园率达到96%以上。", "青石县"))) == ()


def test_a_row_about_nobody_in_particular_concerns_no_other_body() -> None:
    row = next(r for r in NEW if r.kind == "target")
    assert role_of(row, "县公安局") is None


DEADLINES = [
    ("2026年6月底前完成学校食堂改造5所。", "2026", True),
    ("年底前完成学校食堂改造5所。", "2026", True),
    ("年底前完成学校食堂改造5所。", "2027", False),
    ("2027年完成学校食堂改造5所。", "2026", False),
    ("年底前完成学校食堂改造5所。", "年底前", True),
    ("完成学校食堂改造5所。", "2026", False),
]


@pytest.mark.parametrize(("text", "deadline", "found"), DEADLINES)
def test_a_deadline_is_found_by_its_words_or_its_year(text: str, deadline: str, found: bool) -> None:
    assert bool(select(plan("d", 2026, text), Wanted(deadlines=(deadline,))).rows) is found


def test_a_name_that_staff_use_finds_the_rows_of_the_body_it_means() -> None:
    wanted = Wanted(kind="all", departments=("钱袋子",))
    assert select(ALL, wanted).rows == ()
    assert {row.role for row in select(ALL, wanted, {"钱袋子": "县财政局"}).rows} == {"lead", "bound"}
