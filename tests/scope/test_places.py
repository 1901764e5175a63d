"""Places by full and short name, unlisted, relative and masked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planbot.scope.places import level_of, places, short_name


@pytest.mark.parametrize(
    ("text", "name", "level", "province", "city"),
    [
        ("绿色江苏", "江苏省", "province", None, None),
        ("内蒙古草原", "内蒙古自治区", "province", None, None),
        ("海南自由贸易港", "海南省", "province", None, None),
        ("泉州经验", "泉州市", "city", "福建省", None),
        ("湘西土家族苗族自治州", "湘西土家族苗族自治州", "city", "湖南省", None),
        ("婺源县林长制", "婺源县", "county", "江西省", "上饶市"),
        ("婺源的林长制", "婺源县", "county", "江西省", "上饶市"),
        ("宣武区旧改", "宣武区", "county", "北京市", None),
        ("朝阳区水务局", "朝阳区", "county", None, None),
    ],
)
def test_a_name_says_level_and_parents(
    text: str, name: str, level: str, province: str | None, city: str | None
) -> None:
    (place,) = places(text)
    assert (place.name, place.level, place.province, place.city) == (name, level, province, city)


def test_the_text_around_an_ambiguous_county_says_which() -> None:
    assert places("北京市朝阳区")[-1].province == "北京市"
    assert places("长春市各城区中，朝阳区最早完成")[-1].city == "长春市"


@pytest.mark.parametrize(
    "text",
    [
        "创新乡村治理",
        "其中卫生院三所",
        "重大连锁反应",
        "合作市场",
        "责任县区",
        "沟通县城居民",
        "和平发展",
        "老城区改造",
        "来宾签到",
        "区域协调",
    ],
)
def test_everyday_words_are_no_places(text: str) -> None:
    assert [place for place in places(text) if place.form in ("named", "short")] == []


def test_an_everyday_word_is_a_place_right_after_its_parent() -> None:
    assert [place.name for place in places("天津和平")] == ["天津市", "和平区"]


@pytest.mark.parametrize(
    "text", ["柳溪县教育局2031年工作要点", "云桥镇人民政府", "中共柳溪县委办公室", "《槐渡县农村公路管理办公室方案》"]
)
def test_a_place_that_no_list_holds_is_told_by_what_follows(text: str) -> None:
    (place,) = places(text)
    assert place.name in ("柳溪县", "云桥镇", "槐渡县")


@pytest.mark.parametrize("text", ["指导县教育局", "力争县医院达标", "农村社区医院", "各乡镇卫生院", "推进全市教育局"])
def test_a_verb_before_a_body_is_no_place(text: str) -> None:
    assert [place for place in places(text) if place.form == "named"] == []


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("全省", "province"),
        ("我市", "city"),
        ("本县", "county"),
        ("我区", "county"),
        ("我国", "country"),
        ("全镇", "township"),
    ],
)
def test_a_relative_place_says_its_level(text: str, level: str) -> None:
    (place,) = places(text)
    assert (place.form, place.level) == ("relative", level)


@pytest.mark.parametrize("text", ["全区域", "全市场", "全面"])
def test_a_longer_word_is_not_relative(text: str) -> None:
    assert places(text) == ()


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("**市", "city"),
        ("*区", "county"),
        ("xx县", "county"),
        ("XX省", "province"),
        ("__镇", "township"),
        ("某市", "city"),
    ],
)
def test_a_masked_place_keeps_its_mask(text: str, level: str) -> None:
    (place,) = places(text)
    assert (place.name, place.form, place.level) == (text, "masked", level)


@pytest.mark.parametrize(
    ("text", "level"),
    [("Harbour County", "county"), ("the City of Elmswood", "city"), ("North Fen Province", "province")],
)
def test_english_names_say_their_level(text: str, level: str) -> None:
    assert [place.level for place in places(text)] == [level]


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("江西省", "江西"),
        ("湘西土家族苗族自治州", "湘西"),
        ("滨海新区", "滨海"),
        ("通县", "通县"),
        ("宁夏回族自治区", "宁夏"),
    ],
)
def test_a_short_name_drops_the_suffix(name: str, short: str) -> None:
    assert short_name(name) == short


@pytest.mark.parametrize(
    ("name", "level"),
    [("云桥街道", "township"), ("恩施土家族苗族自治州", "city"), ("教育局", "unknown"), ("", "unknown")],
)
def test_the_end_of_a_name_says_the_level(name: str, level: str) -> None:
    assert level_of(name) == level


@given(st.text(alphabet="全我某*x江西省南昌市柳溪县朝阳区人民政府教育局的，\n 和平", max_size=60))
def test_spans_are_in_order_and_names_stand_there(text: str) -> None:
    end = 0
    for place in places(text):
        assert end <= place.start < place.end <= len(text)
        end = place.end
