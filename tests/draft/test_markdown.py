"""Blocks as Markdown, and items in order."""

import pytest

from planbot.draft.entries import Entry, Line
from planbot.draft.fit import counted, cut_to, grouped
from planbot.draft.markdown import markdown, with_sources
from planbot.types import Citation, Draft, DraftBlock, DraftSentence


def sentence(text: str, *marks: int) -> DraftSentence:
    return DraftSentence(text=text, origin="carried" if marks else "new", markers=marks)


def line(text: str, score: float = 1.0, *, fixed: bool = False) -> Line:
    return Line(text=text, piece=None, score=score, fixed=fixed)


def test_marks_stand_before_the_full_stop_and_headings_have_none() -> None:
    blocks = [
        DraftBlock(kind="title", sentences=(sentence("工作计划"),)),
        DraftBlock(kind="heading", level=1, label="一、", sentences=(sentence("防汛", 1),)),
        DraftBlock(
            kind="run_in", level=2, label="（一）", sentences=(sentence("加强巡查。", 2), sentence("做好值守；", 3))
        ),
    ]
    assert markdown(blocks) == "# 工作计划\n\n## 一、防汛\n\n（一）加强巡查[2]。做好值守[3]；"


def test_text_of_documents_cannot_become_markup() -> None:
    block = DraftBlock(kind="paragraph", sentences=(sentence("<img src=x>*重点*`码`。", 1),))
    assert markdown([block]) == "\\<img src=x\\>\\*重点\\*\\`码\\`[1]。"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("巡查![图](http://evil.example/a.png)到位。", "巡查\\![图\\](http://evil.example/a.png)到位[1]。"),
        ("详见[此处](http://evil.example)。", "详见[此处\\](http://evil.example)[1]。"),
        ("[此处]: http://evil.example", "[此处\\]: http://evil.example[1]"),
        ("按办法[3]执行。", "按办法\\[3]执行[1]。"),
        ("普及率达到【待填：普及率】。", "普及率达到【待填：普及率】[1]。"),
    ],
)
def test_text_of_documents_is_no_image_link_or_mark(text: str, shown: str) -> None:
    assert markdown([DraftBlock(kind="paragraph", sentences=(sentence(text, 1),))]) == shown


def test_a_table_has_its_caption_above() -> None:
    block = DraftBlock(
        kind="table", sentences=(sentence("往年指标"),), rows=(("指标", "2030年"), ("普及率", "92% [1]"))
    )
    assert markdown([block]) == "往年指标\n\n| 指标 | 2030年 |\n| --- | --- |\n| 普及率 | 92% [1] |"


def test_sources_are_listed_or_left_out_with_their_marks() -> None:
    table = DraftBlock(kind="table", rows=(("指标", "2030年"), ("普及率", "92% [1]")))
    cited = Citation(
        marker=1, document="d", file="![a](x).txt", title="", part=None, section=("一、",), quote="", start=0, end=0,
        page=None,
    )  # fmt: skip
    draft = Draft(brief="", draft="", title="", year=None, citations=(cited,), blocks=(
        DraftBlock(kind="paragraph", sentences=(sentence("加强巡查。", 1),)), table,
    ))  # fmt: skip
    assert with_sources(draft, listed=True).endswith("\n\n[1] \\![a\\](x).txt › 一、\n")
    assert "[1]" not in with_sources(draft, listed=False)


def test_what_is_least_on_the_subject_is_cut_first_and_what_is_wanted_never() -> None:
    entries = [
        Entry(lines=(line("甲" * 40 + "。", 0.9), line("乙" * 40 + "。", 0.1), line("丙" * 40 + "。", 0.0, fixed=True)))
    ]
    kept = cut_to(entries, 0, 90)
    assert [entry_line.text[0] for entry in kept for entry_line in entry.lines] == ["甲", "丙"]


def test_items_are_parted_and_left_out_until_their_number_fits() -> None:
    many = [Entry(lines=(line("加强巡查。"), line("做好值守。"))), Entry(lines=(line("检修泵站。", 0.2),))]
    assert len(counted(many, (3, 3))) == 3
    assert [entry.lines[0].text for entry in counted(many, (1, 1))] == ["加强巡查。"]
    one = [Entry(lines=(line("新建供水站【待填：座数】，农村自来水普及率提高到【待填：普及率】。"),))]
    assert [entry.lines[0].text for entry in counted(one, (2, 2))] == [
        "新建供水站【待填：座数】。",
        "农村自来水普及率提高到【待填：普及率】。",
    ]


def test_sentences_are_spread_over_the_paragraphs_asked_for() -> None:
    entries = [Entry(lead=line("防汛"), lines=tuple(line(f"第{n}句话。") for n in "一二三四"))]
    assert [len(entry.lines) for entry in grouped(entries, 2)] == [2, 2]
