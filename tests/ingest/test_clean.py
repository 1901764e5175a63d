"""What belongs to the page is marked as furniture, and nothing of the plan is."""

import pytest

from planbot.ingest.clean import mark_furniture
from planbot.types import Furniture, PageMark, ReadText, Row, Table

_BODY = "为做好全年水务工作，保障城乡供水安全，结合我县实际，制定本计划，请各单位认真落实。\n一、保供水\n新增水厂2座。\n二、防洪涝\n疏浚河道30公里。"


def _marked(text: str) -> list[str]:
    return [text[span.start : span.end] for span in mark_furniture(ReadText(text=text, format="txt"))]


@pytest.mark.parametrize(
    "line",
    [
        "首页 > 政务公开 > 规划计划 > 正文",
        "当前位置：网站首页-信息公开-工作计划",
        "您现在的位置: 首页 / 水务 / 计划",
        "【字体：大 中 小】 【打印】 【关闭】",
        "字号：[ 大 ] [ 中 ] [ 小 ]",
        "分享到：",
        "发布时间：2031-02-03 来源：县水务局 浏览次数：88次",
        "时间:2031-02-03 10:11:12",
        "2031年2月3日 星期一",
        "2031-02-03 09:15",
        "索 引 号：QX-2031-00017",
        "发文机关：泉县水务局",
        "来源：https://example.org/a/b.html",
        "下载文档",
        "ID：3456789",
        "大小：45.2KB",
        "上传者：小鱼",
        "本文档由用户上传，如侵犯您的版权请联系客服删除。",
        "以下是小编为大家整理的水务工作计划范文，欢迎阅读与收藏。",
        "本站为您精心准备了水务工作计划，希望能给您带来帮助，欢迎下载参考。",
    ],
)
def test_lines_of_the_page_above_the_body_are_furniture(line: str) -> None:
    assert _marked(f"{line}\n泉县水务局2031年工作计划\n{_BODY}\n") == [line]


@pytest.mark.parametrize(
    "form",
    [
        "泉县水务局2031年工作计划-泉县人民政府",
        "2031年泉县水务局工作计划范文",
        "泉县水务局2031年工作计划.docx",
        "水务文库 计划大全 泉县水务局2031年工作计划",
    ],
)
def test_other_forms_of_the_title_above_the_documents_own_are_furniture(form: str) -> None:
    form = form.replace("2031年泉县水务局工作计划范文", "泉县水务局2031年工作计划范文")
    assert _marked(f"{form}\n阅读：17\n泉县水务局2031年工作计划\n{_BODY}\n")[0] == form


def test_what_stands_between_two_lines_of_the_page_is_the_pages() -> None:
    text = f"泉县水务局2031年工作计划\n县水务局 泉水发〔2031〕3号\n来源：www.example.org\n泉县水务局2031年工作计划\n{_BODY}\n"
    assert _marked(text) == text.split("\n")[:3]


def test_a_cover_with_the_title_keeps_issuer_and_date() -> None:
    text = f"泉县水务发展规划\n泉县人民政府\n2031年3月\n泉县水务发展规划\n{_BODY}\n"
    assert _marked(text) == ["泉县水务发展规划"]


@pytest.mark.parametrize(
    "foot",
    [
        "上一篇：泉县水务局2030年工作总结",
        "下一篇:没有了",
        "扫一扫在手机上打开",
        "相关链接\n关于调整水价的公告\n关于停水的公告",
        "【水务局工作计划】相关文章：\n1.水务局工作总结\n2.水务站工作计划",
        "【打印本页】【关闭窗口】",
        "版权所有：泉县人民政府 ICP备20310001号\n地址：泉县东街1号",
        "本文档的下载收入归上传者\n展开\n收起",
        "以上就是水务局工作计划的全部内容，希望对您有所帮助。",
        "本文来自网络，转载请注明出处。",
    ],
)
def test_lines_of_the_page_below_the_body_are_furniture(foot: str) -> None:
    assert _marked(f"泉县水务局2031年工作计划\n{_BODY}\n{foot}\n") == foot.split("\n")


@pytest.mark.parametrize(
    "number", ["— 3 —", "- 12 -", "第3页", "第 3 页 共 12 页", "第3页/共12页", "Page 3 of 12", "·7·"]
)
def test_page_numbers_are_furniture_anywhere(number: str) -> None:
    assert _marked(f"泉县水务局2031年工作计划\n{_BODY}\n{number}\n三、管河湖\n巡河4次。\n") == [number]


def test_a_table_of_contents_is_furniture_with_and_without_page_numbers() -> None:
    contents = "目  录\n一、保供水\n二、防洪涝"
    assert _marked(f"泉县水务规划\n{contents}\n{_BODY}\n") == contents.split("\n")
    leaders = "目录\n一、保供水………………1\n二、防洪涝........ 2"
    assert _marked(f"泉县水务规划\n{leaders}\n{_BODY}\n") == leaders.split("\n")


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("一、节水由小溪为您整理，感谢阅读。", "由小溪为您整理，感谢阅读。"),
        ("[nextpage]三、管河湖，每月巡查一次。", "[nextpage]"),
        ("巡查每月一次。（责任编辑：小溪）", "（责任编辑：小溪）"),
    ],
)
def test_a_stretch_inside_a_line_may_be_furniture(line: str, part: str) -> None:
    assert _marked(f"泉县水务局2031年工作计划\n{_BODY}\n{line}\n四、强队伍\n招录5人。\n") == [part]


def test_running_heads_and_bare_numbers_are_known_by_the_pages() -> None:
    pages = [f"泉县水务文件汇编\n第{n}段的正文内容写在这一页上，说明各项工作安排。\n{n}\n" for n in (1, 2, 3, 4)]
    starts = [sum(len(page) for page in pages[:n]) for n in range(4)]
    read = ReadText(
        text="".join(pages),
        format="pdf",
        pages=tuple(PageMark(number=n + 1, start=start) for n, start in enumerate(starts)),
    )
    marked = [(read.text[span.start : span.end], span.rule) for span in mark_furniture(read)]
    assert ("泉县水务文件汇编", "page_header") in marked
    assert [text for text, rule in marked if rule == "page_number"] == ["1", "2", "3", "4"]


def test_what_the_reader_marked_stays_marked_but_not_the_only_title() -> None:
    text = f"导航\n泉县水务局2031年工作计划\n{_BODY}\n"
    furniture = (
        Furniture(start=0, end=2, rule="nav"),
        Furniture(start=3, end=text.index("\n", 3), rule="outside_main"),
    )
    read = ReadText(text=text, format="html", title="泉县水务局2031年工作计划_泉县政府网", furniture=furniture)
    assert [span.rule for span in mark_furniture(read)] == ["nav"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"泉县水务局2031年工作计划\n{_BODY}\n泉县水务局\n2031年1月5日\n",
        f"泉县水务局2031年工作计划\n{_BODY}\n三、时间安排\n时间：2031年5月\n地点：县体育馆\n联系人：办公室\n",
        "泉县水务培训方案\n时间：5月12日\n地点：县委党校\n一、内容\n学习节水条例。\n",
        f"泉县水务局2031年工作计划\n{_BODY}\n三、网站管理\n开设下载专区，用户注册后可以预览文档，转载须注明来源。\n",
        f"泉县水务局2031年工作计划\n{_BODY}\n三、规模\n大\n中\n小\n",
        f"泉县水务局2031年工作计划\n{_BODY}\n责任单位：水务局\n责任单位：水务局\n责任单位：水务局\n",
        f"关于印发泉县节水方案的通知\n各乡镇：\n{_BODY}\n泉县节水方案\n{_BODY}\n",
        "泉县水务局2031年工作计划\n一、分享经验\n分享节水经验，更多村庄参与。\n二、打印材料\n收藏资料。\n",
    ],
)
def test_nothing_of_a_plan_is_marked(text: str) -> None:
    assert _marked(text) == []


def test_cells_of_tables_are_never_furniture() -> None:
    text = "泉县水务台账\n下载\n打印\n更多"
    read = ReadText(
        text=text, format="xlsx", tables=(Table(start=7, end=len(text), rows=(Row(start=7, end=9, cells=()),)),)
    )
    assert mark_furniture(read) == ()
