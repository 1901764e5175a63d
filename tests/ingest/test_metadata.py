"""What a document says of itself, and what it leaves unsaid."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planbot.ingest.clean import mark_furniture
from planbot.ingest.dating import plan_year
from planbot.ingest.genre import body_tense, kind_of, title_kind
from planbot.ingest.metadata import describe, describe_document
from planbot.ingest.outline import outline
from planbot.ingest.parts import split_parts
from planbot.types import Metadata, Part, ReadText

BODY = "一、总体要求\n进一步加强队伍建设，确保各项任务落实，力争年底前完成。\n二、重点任务\n继续推进改革，加大投入，拟新建场馆3所。\n"


def parts_of(text: str) -> tuple[Part, ...]:
    read = ReadText(text=text, format="txt")
    furniture = mark_furniture(read)
    pieces = split_parts(read, furniture)
    return describe(read, furniture, pieces, outline(read, furniture, pieces))


def only(text: str) -> Part:
    (part,) = parts_of(text)
    return part


@pytest.mark.parametrize(
    ("title", "issuer", "region", "level"),
    [
        ("柳溪县水利局2031年工作计划", "柳溪县水利局", "柳溪县", "county"),
        ("泉州市丰泽区教育局2031年工作要点", "泉州市丰泽区教育局", "泉州市丰泽区", "county"),
        ("2031年江苏省水利厅工作要点", "江苏省水利厅", "江苏省", "province"),
        ("关于印发《柳溪县教育局2031年工作要点》的通知", "柳溪县教育局", "柳溪县", "county"),
        ("县林业局2031年工作计划", "县林业局", None, "county"),
        ("区水利局办公室2031年工作要点", "区水利局办公室", None, "county"),
        ("云桥镇卫生院2031年工作计划", "云桥镇卫生院", "云桥镇", "institution"),
        ("青石矿业有限公司2031年度经营计划", "青石矿业有限公司", None, "institution"),
        ("**市教育局20**年工作要点", "**市教育局", "**市", "city"),
        ("国务院关于林长制的意见", "国务院", None, "country"),
        ("福建省“十五五”水利发展规划", None, "福建省", "province"),
        ("全县水利工作要点", None, None, "county"),
        ("医院2031年工作计划", None, None, "unknown"),
        (
            "Harbour County Roads Department 2031 Annual Plan",
            "Harbour County Roads Department",
            "Harbour County",
            "county",
        ),
        (
            "2031 Work Plan of the Lakeside District Education Bureau",
            "Lakeside District Education Bureau",
            "Lakeside District",
            "county",
        ),
    ],
)
def test_a_title_names_the_issuer(title: str, issuer: str | None, region: str | None, level: str) -> None:
    part = only(f"{title}\n\n{BODY}")
    assert (part.issuer, part.region, part.level) == (issuer, region, level)
    assert part.title == title


def test_a_title_broken_over_two_lines_is_one() -> None:
    part = only(f"柳溪县人民政府关于加强\n农村公路管护工作的实施意见\n\n各乡镇人民政府：\n{BODY}")
    assert part.title == "柳溪县人民政府关于加强农村公路管护工作的实施意见"
    assert (part.issuer, part.kind) == ("柳溪县人民政府", "scheme")


def test_a_signature_above_a_date_names_the_issuer() -> None:
    part = only(f"2031年水利工作要点\n\n{BODY}\n柳溪县水利局\n2031年1月9日\n")
    assert (part.issuer, part.region, part.year) == ("柳溪县水利局", "柳溪县", 2031)


def test_a_letterhead_names_the_issuer() -> None:
    assert (
        only(f"Harbour County Roads Department\n\nAnnual Work Plan 2031\n\n{BODY}").issuer
        == "Harbour County Roads Department"
    )


def test_a_body_of_the_own_level_and_field_is_the_issuer() -> None:
    body = "我县水利工作要全面落实河长制。县水利局要牵头抓好落实，市水利局给予指导，各乡镇水利局配合。全县水库要除险加固。\n"
    part = only(f"2031年水利工作要点\n\n{BODY}{body}")
    assert (part.issuer, part.level) == ("县水利局", "county")


def test_a_name_is_put_together_from_place_field_and_form() -> None:
    body = "为建设绿色福建，全省水利系统要抓好水库除险。我厅将按照《福建省水库管理办法》，会同有关部门，在全省开展检查，各厅直单位配合。\n"
    part = only(f"2031年全省水利工作要点\n\n{BODY}{body}")
    assert (part.issuer, part.region, part.level) == ("福建省水利厅", "福建省", "province")


def test_a_rule_of_a_place_that_binds_the_writer_gives_the_region() -> None:
    body = "全县水库要按照《泉州市水库管理办法》的要求，落实《泉州市河道管护规定》，我县力争全部达标。\n"
    part = only(f"水利工作要点\n\n{BODY}{body}")
    assert (part.region, part.level, part.issuer) == ("泉州市", "county", None)


def test_a_place_only_mentioned_is_not_the_region() -> None:
    body = "组织到泉州市、福州市学习先进经验，全县干部分批参加，我县水库全部整改。\n"
    assert only(f"水利工作要点\n\n{BODY}{body}").region is None


def test_who_speaks_as_we_is_the_issuer_and_not_its_superior() -> None:
    body = "我院党委高度重视。我院要在区教育局的领导下开展工作，我院各科室都要落实。我院党委负责考核。\n"
    part = only(f"党建工作计划\n\n{BODY}{body}")
    assert (part.issuer, part.level) == ("我院党委", "institution")


@pytest.mark.parametrize(
    ("title", "body", "year"),
    [
        ("2026年工作总结和2027年工作计划", "", 2027),
        ("“十五五”水利规划", "", 2026),
        ("2026—2030年林业规划", "", 2026),
        ("20**年工作要点", "2027年工作目标是全部达标。", None),
        ("水利工作要点", "2027年全县水利工作的总体思路是稳中求进。", 2027),
        ("水利工作要点", "2027年是“十五五”规划的关键之年。", 2027),
        ("水利工作要点", "精心组织2027年世界水日活动。", 2027),
        ("水利工作要点", "到2035年建成幸福河湖。", None),
        ("水利工作要点", "在2025年工作基础上再提高。", None),
        ("水利工作要点", "2026年工作目标已完成，2027年工作目标是达标。", None),
        ("水利工作要点", "落实《柳溪县2026年工作计划》。", None),
        ("水利工作要点", "今年要抓好防汛。\n柳溪县水利局\n2027年1月9日\n", 2027),
        ("水利工作要点", "今年已完成任务，明年要抓好防汛。\n柳溪县水利局\n2027年12月9日\n", None),
        (None, "", None),
    ],
)
def test_the_year_is_the_one_planned_for(title: str | None, body: str, year: int | None) -> None:
    assert plan_year(title, body) == year


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("2031年工作计划", "plan"),
        ("2031年工作要点", "key_points"),
        ("2031年工作总结", "summary"),
        ("政府工作报告", "report"),
        ("防汛应急预案", "scheme"),
        ("2030年总结和2031年重点工作", "key_points"),
        ("2031 Annual Plan", "plan"),
        ("河道名录", "unknown"),
    ],
)
def test_the_last_genre_word_of_a_title_names_the_kind(title: str, kind: str) -> None:
    assert title_kind(title) == kind


FORWARD = "要进一步加强管理，确保完成任务，力争年底前达标，继续推进改革，加大投入。" * 3
BACK = "完成了任务，取得了成绩，比上年增长，累计投入，已经建成，同比提高，荣获了先进。" * 3


def test_a_file_called_summary_that_plans_is_a_plan() -> None:
    assert kind_of("2031年工作总结", FORWARD) == "plan"
    assert kind_of("2031年工作总结", BACK) == "summary"
    assert kind_of("2031年工作计划", BACK) == "summary"
    assert (body_tense(FORWARD), body_tense(BACK), body_tense("水库名单")) == ("plan", "summary", "unknown")


def test_a_notice_is_what_it_sends_out_and_an_answer_is_nothing() -> None:
    assert kind_of("关于印发防汛方案的通知", FORWARD) == "scheme"
    assert kind_of("关于开展防汛检查的通知", FORWARD) == "unknown"
    assert kind_of("关于水利规划的批复", FORWARD) == "unknown"


COMPILATION = "水利局工作计划范文\n\n" + "\n".join(
    f"水利局工作计划范文第{number}篇\n\n{sentence}\n\n{BODY}"
    for number, sentence in enumerate(
        (
            "我市水库要达标，全市推进，按照《泉州市水库办法》执行。",
            "2031年全县水利工作的总体思路是稳中求进，我县要争先。",
            "全面抓好水库。",
        ),
        1,
    )
)


def test_each_part_of_a_collection_speaks_for_itself_alone() -> None:
    first, second, third = parts_of(COMPILATION)
    assert [part.title for part in (first, second, third)] == [
        f"水利局工作计划范文第{number}篇" for number in (1, 2, 3)
    ]
    assert (first.issuer, first.region, first.level) == ("泉州市水利局", "泉州市", "city")
    assert (second.year, second.region, second.level) == (2031, None, "county")
    assert (third.issuer, third.region, third.year) == (None, None, None)


def test_a_collection_says_only_what_all_its_parts_do() -> None:
    read = ReadText(text=COMPILATION, format="txt")
    whole = describe_document("a.txt", read, parts_of(COMPILATION))
    assert whole == Metadata(title="水利局工作计划范文", kind="compilation")


def test_the_halves_of_a_file_have_the_issuer_of_its_title() -> None:
    text = f"柳溪县教育局2030年工作总结和2031年工作要点\n\n第一部分 2030年工作总结\n\n一、主要成绩\n{BACK}\n\n第二部分 2031年工作要点\n\n{BODY}"
    parts = parts_of(text)
    assert {(part.issuer, part.region) for part in parts} == {("柳溪县教育局", "柳溪县")}
    assert [part.year for part in parts if part.part] == [2030, 2031]


def test_a_file_without_text_says_nothing() -> None:
    read = ReadText(text="", format="txt")
    assert describe_document("a.txt", read, ()) == Metadata()
    assert describe_document("a.txt", read, describe(read, (), ((None, 0, 0),), ())) == Metadata()


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="柳溪县全我市教育水利局委2031年*x工作计划总结《》第1篇\n，。一、 ", max_size=200))
def test_any_text_is_described(text: str) -> None:
    for part in parts_of(text):
        assert part.year is None or 1949 <= part.year <= 2060
