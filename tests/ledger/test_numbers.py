"""Every form of number, with unit, bound and place."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.ledger.numbers import chinese_number, flat, quantities, same

FORMS = [
    ("达到95%以上", 95.0, "%", ">="),
    ("达到９５．５％", 95.5, "%", ""),
    ("百分之九十五", 95.0, "%", ""),
    ("百分之7.5", 7.5, "%", ""),
    ("千分之三", 3.0, "‰", ""),
    ("十万分之二十", 20.0, "/10万", ""),
    ("10万分之25", 25.0, "/10万", ""),
    ("18.6/10万", 18.6, "/10万", ""),
    ("4.2‰以内", 4.2, "‰", "<="),
    ("三分之一", 0.3333, "比例", ""),
    ("四分之三的镇", 0.75, "比例", ""),
    ("扩大一倍", 1.0, "倍", ""),
    ("提高1.5倍", 1.5, "倍", ""),
    ("七成", 7.0, "成", ""),
    ("提高2个百分点", 2.0, "个百分点", ""),
    ("提高0.5百分点", 0.5, "个百分点", ""),
    ("1-3个百分点", (1.0, 3.0), "个百分点", ""),
    ("3至5家", (3.0, 5.0), "家", ""),
    ("60%—70%", (60.0, 70.0), "%", ""),
    ("5～8公里", (5.0, 8.0), "公里", ""),
    ("42万名", 42.0, "万名", ""),
    ("1,280户", 1280.0, "户", ""),
    ("1.3万亿斤", 1.3, "万亿斤", ""),
    ("5万元以下", 5.0, "万元", "<="),
    ("6000余人", 6000.0, "人", ""),
    ("二十三所", 23.0, "所", ""),
    ("一百二十个", 120.0, "个", ""),
    ("两家", 2.0, "家", ""),
    ("每万人口3名", 3.0, "名/万人口", ""),
    ("每千名老年人拥有床位35张", 35.0, "张/千老年人", ""),
    ("每人每年补助200元", 200.0, "元/人/年", ""),
    ("每户补贴1000元", 1000.0, "元/户", ""),
    ("每季度1次", 1.0, "次/季度", ""),
    ("不低于40%", 40.0, "%", ">="),
    ("不超过3个", 3.0, "个", "<="),
    ("至少2次", 2.0, "次", ">="),
    ("超过500人", 500.0, "人", ">"),
    ("不足10%", 10.0, "%", "<"),
    ("10乡镇", 10.0, "个", ""),
    ("12县（市、区）", 12.0, "个", ""),
    ("78.5岁", 78.5, "岁", ""),
    ("32微克/立方米", 32.0, "微克/立方米", ""),
]


@pytest.mark.parametrize(("text", "value", "unit", "bound"), FORMS)
def test_a_form_is_read(text: str, value: float | tuple[float, float], unit: str, bound: str) -> None:
    found = [q for q in quantities(text) if q.unit]
    assert [(q.value, q.unit, q.bound) for q in found] == [(value, unit, bound)]


@pytest.mark.parametrize("text", ["进一步", "一体化", "八统一", "第三剂次", "统一", "万人空巷", "千方百计"])
def test_words_that_hold_a_numeral_are_no_numbers(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize("text", ["20230%", "2023%", "达到2024个百分点", "22/2023万", "XX%以上", "2023‰"])
def test_an_impossible_figure_has_no_value(text: str) -> None:
    (found,) = quantities(text)
    assert found.damaged
    assert found.value is None


@pytest.mark.parametrize("text", ["约30%", "30%左右", "近30%", "300余户"])
def test_approximate_words_are_heard(text: str) -> None:
    assert quantities(text)[0].approximate


SAME = [
    ("95%", "百分之九十五"),
    ("5万元", "50000元"),
    ("3成", "30%"),
    ("1.2亿元", "12000万元"),
    ("１２家", "十二家"),
    ("三分之一", "33.33%"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_figure_in_two_forms(one: str, other: str) -> None:
    assert same(quantities(one)[0], quantities(other)[0])


def test_a_permille_is_not_a_percent() -> None:
    assert not same(quantities("5‰")[0], quantities("5%")[0])


@given(
    st.text(
        alphabet="0123456789.,%‰万亿元个名以上下内不低于超过约每人口/十百千一二三两至-～到 分之第年的率达", max_size=60
    )
)
def test_spans_lie_inside_the_text_in_order(text: str) -> None:
    end = 0
    for q in quantities(text):
        assert end <= q.number_start < q.number_end <= len(text)
        assert q.start <= q.number_start
        assert q.number_end <= q.end <= len(text)
        end = q.number_end


@given(st.integers(min_value=1, max_value=99_999_999))
def test_a_chinese_numeral_means_its_number(number: int) -> None:
    assert chinese_number(_in_chinese(number)) == number


def _in_chinese(number: int) -> str:
    if number >= 10_000:
        rest = number % 10_000
        return (
            _in_chinese(number // 10_000) + "万" + (("零" if rest < 1000 else "") + _in_chinese(rest) if rest else "")
        )
    words, zero = "", False
    for size, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        if digit:
            words += ("零" if zero and words else "") + "零一二三四五六七八九"[digit] + name
            zero = False
        else:
            zero = True
    return words


@given(st.text())
def test_flattening_keeps_every_offset(text: str) -> None:
    assert len(flat(text)) == len(text)
