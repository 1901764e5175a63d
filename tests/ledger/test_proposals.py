"""What a language model may add to the ledger: only what the text bears out."""

import json
from collections.abc import Generator, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.ledger.proposals import LONGEST, propose, proposed, stretches
from planbot.models.chat import Turn, Written
from planbot.types import Chunk, Document, Furniture, Part, ReadText, StoredDocument, Target

TEXT = "一、校舍\n今年把城区学校的大班额压到5%以内，责任单位为县教育局。\n二、设备\n添置课桌三百张。\n分享到：微博100人"
SECTIONS = (("一、校舍", 0, TEXT.index("二、")), ("二、设备", TEXT.index("二、"), len(TEXT)))


def document(targets: tuple[Target, ...] = ()) -> StoredDocument:
    share = TEXT.index("分享到")
    return StoredDocument(
        document=Document(
            id="d",
            file="d.txt",
            path="/d.txt",
            title="d",
            parts=(Part(start=0, end=len(TEXT), year=2026, issuer="云溪县教育局", region="云溪县"),),
            issuer=None,
            region=None,
            level="county",
            year=2026,
            kind="plan",
            sha256="",
            chars=len(TEXT),
            chunks=2,
            targets=len(targets),
            status="ready",
            warnings=(),
            format="txt",
            ingested_at="",
        ),
        read=ReadText(text=TEXT, format="txt"),
        furniture=(Furniture(start=share, end=len(TEXT), rule="share"),),
        sections=(),
        chunks=tuple(chunk(title, start, end) for title, start, end in SECTIONS),
        targets=targets,
    )


def chunk(title: str, start: int, end: int) -> Chunk:
    return Chunk(
        id=f"d:v:{start}", document="d", part=None, section=(title,), context="", tokens=1, start=start, end=end
    )


class Model:
    """Says the same to everything; keeps what it was asked."""

    def __init__(self, *lines: dict[str, Any] | str) -> None:
        self.reply = "\n".join(x if isinstance(x, str) else json.dumps(x, ensure_ascii=False) for x in lines)
        self.asked: list[str] = []

    def __call__(self, turns: Sequence[Turn]) -> Generator[str, None, Written]:
        self.asked.append(turns[-1].content)
        yield self.reply
        return Written()


def line(**changes: Any) -> dict[str, Any]:
    said = {"quote": "大班额压到5%以内", "indicator": "大班额比例", "figure": "5%以内", "comparator": "="}
    return {**said, "deadline": None, "responsible": ["县教育局"], **changes}


def test_a_row_that_the_text_bears_out_enters_and_says_where_it_is_from() -> None:
    (row,) = propose(document(), Model(line()))
    assert TEXT[row.start : row.end] == row.quote == "大班额压到5%以内"
    assert (row.value, row.unit, row.comparator, row.source) == (5, "%", "<=", "model")
    assert (row.responsible, row.section, row.year, row.issuer) == (("县教育局",), ("一、校舍",), 2026, "云溪县教育局")


REFUSED = [
    line(quote="大班额降到5%以内"),
    line(figure="6%以内"),
    line(figure="5%以内", quote="城区学校的大班额"),
    line(figure="很少"),
    line(quote="微博100人", figure="100人"),
    line(indicator=""),
    line(indicator="长" * 61),
    {"quote": "大班额压到5%以内"},
    "大班额压到5%以内",
    '{"quote": "大班额压到5%以内", "indicator": ',
]


@pytest.mark.parametrize("said", REFUSED)
def test_what_the_text_does_not_bear_out_stays_out(said: dict[str, Any] | str) -> None:
    assert propose(document(), Model(said)) == ()


def test_names_and_dates_that_are_not_in_the_text_are_left_out() -> None:
    (row,) = propose(document(), Model(line(responsible=["省政府", "县教育局"], deadline="2030年底")))
    assert (row.responsible, row.deadline) == (("县教育局",), None)


def test_what_the_ledger_has_is_not_added_again() -> None:
    known = propose(document(), Model(line()))
    assert propose(document(known), Model(line(quote="把城区学校的大班额压到5%以内", indicator="别的叫法"))) == ()
    assert len(propose(document(known), Model(line(quote="添置课桌三百张", figure="三百张", indicator="课桌")))) == 1


def test_each_heading_is_shown_once_as_data() -> None:
    model = Model()
    assert propose(document(), model) == ()
    assert ["大班额" in asked for asked in model.asked] == [True, False]


def test_neighbouring_passages_are_shown_together_up_to_a_length() -> None:
    chunks = [chunk("一、", n * 400, n * 400 + 400) for n in range(5)] + [chunk("二、", 2000, 2400)]
    shown = [(s.start, s.end) for s in stretches(chunks)]
    assert shown == [(0, 1200), (1200, 2000), (2000, 2400)]
    assert max(end - start for start, end in shown) <= LONGEST


WRAPPED = ["{}", "```json\n{}\n```", "[{}]", "好的：{} 完毕", '{{"rows": 1}}\n{}']


@pytest.mark.parametrize("around", WRAPPED)
def test_rows_are_read_whatever_stands_around_them(around: str) -> None:
    (row,) = proposed(around.format(json.dumps(line())))
    assert row.indicator == "大班额比例"


@given(st.text(alphabet='{}[]":, aq\\u1n'))
def test_no_reply_breaks_the_reading(reply: str) -> None:
    assert list(proposed(reply)) == []
