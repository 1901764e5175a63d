"""The chat in a real browser: what a person does."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route, expect
from tests.ui.browser import Open, answered, ask, chromium, opener
from tests.ui.conftest import PLAN, MemoryDesk, served

from planbot.assistant import Assistant
from planbot.evals.feedback import cases, kept
from planbot.store.accounts import Accounts
from planbot.store.conversations import Conversations
from planbot.types import Filters, Target
from planbot.types import Warning as Remark

pytestmark = pytest.mark.browser
QUOTE = "全县粮食播种面积稳定在42.6万亩以上，粮食总产量达到18.3万吨以上。"
QUESTION = "粮食总产量达到多少万吨"
PASSWORD = "秋收冬藏满仓廪-2031"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, MemoryDesk]]:
    desk = MemoryDesk(tmp_path_factory.mktemp("home"))
    with served(desk) as address:
        yield address, desk


@pytest.fixture
def desk(site: tuple[str, MemoryDesk]) -> MemoryDesk:
    """The desk behind the page, with one plan; nobody has asked anything."""
    desk = site[1]
    desk.texts.clear()
    desk.entries.clear()
    desk.rows.clear()
    desk.pause = 0.0
    for path in (desk.settings.home / "uploads").glob("*"):
        path.unlink()
    with closing(Conversations(desk.settings.home)) as talks:
        talks.forget(-1)
    start = PLAN.index("2.1万亩")
    remark = Remark(code="damaged_number", message="“2.1万亩”疑似损坏", start=start, end=start + 5)
    desk.add(
        "要点.txt", PLAN, title="2031年云岭县粮食安全工作要点", issuer="云岭县人民政府", region="云岭县", year=2031, warnings=(remark,)
    )  # fmt: skip
    return desk


@pytest.fixture
def open_page(browser: Browser, site: tuple[str, MemoryDesk]) -> Iterator[Open]:
    with opener(browser, site[0]) as opened:
        yield opened


def choose(page: Page, *paths: Path) -> None:
    page.set_input_files("#pb-drop input", [str(path) for path in paths])


def is_accessible(page: Page) -> None:
    """No rule of axe-core is broken seriously."""
    found = Axe().run(page).response["violations"]
    serious = [
        (v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


# --- asking ---------------------------------------------------------------------------------------------------------------


def test_an_answer_streams_from_passages_to_sentences_to_sources(open_page: Open, desk: MemoryDesk) -> None:
    desk.pause = 0.6
    page = open_page()
    ask(page, QUESTION)
    expect(page.locator(".pb-reading .pb-state")).to_contain_text("正在阅读")
    expect(page.locator(".pb-reading li").first).to_contain_text("要点.txt")
    expect(page.locator(".pb-streaming .pb-body")).to_be_visible()
    expect(page.locator(".pb-sources")).to_have_count(0)
    expect(page.locator(".pb-done .pb-source").first).to_be_visible()
    expect(page.locator("#question .submit-button")).to_be_visible()
    expect(page.locator(".pb-source").last).to_be_in_viewport()


def test_a_citation_opens_its_exact_words_in_the_document(open_page: Open, desk: MemoryDesk) -> None:
    desk.add(
        "长文.txt",
        "开头。\n" + "其他内容的一行。\n" * 800 + "三、产量\n玉米产量达到9.7万吨。\n" + "后文的一行。\n" * 800,
    )
    page = open_page()
    answered(page, "玉米怎么样")
    marker = page.locator("a.pb-cite").first
    marker.hover()
    expect(page.locator("#pb-hover")).to_contain_text("玉米产量达到9.7万吨。")
    marker.click()
    mark = page.locator("#pb-source mark")
    expect(mark).to_have_text("玉米产量达到9.7万吨。")
    expect(mark).to_be_in_viewport()
    expect(page.locator(".pb-origin")).to_contain_text("长文.txt")
    expect(page.locator(".pb-origin")).to_contain_text("三、产量")
    before = page.locator(".pb-page").inner_text()
    page.get_by_text("显示上文").click()
    expect(page.locator(".pb-page")).not_to_have_text(before, use_inner_text=True)
    expect(mark).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#pb-source")).to_be_hidden()
    expect(marker).to_be_focused()


def test_doubtful_words_are_marked_in_the_source(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    answered(page)
    page.locator("a.pb-source").nth(2).click()
    expect(page.locator("#pb-source mark")).to_have_text("高标准农田建设任务完成2.1万亩，验收合格率达到100%。")
    expect(page.locator("#pb-source mark .pb-damaged")).to_have_text("2.1万亩")
    expect(page.locator("#pb-source .pb-look-heading").first).to_have_text("一、主要目标")


def test_a_pdf_shows_its_page_with_the_passage_marked(browser: Browser, assistant: Assistant) -> None:
    """Over the real samples: the picture comes from the file, the place from the words on the page."""
    with served(assistant) as address, opener(browser, address) as opened:
        page = opened()
        answered(page, "望溪市“十四五”规划提出人均预期寿命达到多少？")
        card = page.locator("a.pb-source", has_text=".pdf").first
        card.click()
        expect(page.locator("#pb-source .pb-picture img")).to_be_visible()
        expect(page.locator("#pb-source .pb-spot").first).to_be_in_viewport()
        expect(page.locator("#pb-source img")).to_have_js_property("complete", True)
        page.get_by_text("查看文字").click()
        expect(page.locator("#pb-source mark")).to_be_visible()
        is_accessible(page)


def test_a_refusal_is_calm(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    answered(page, "Who won the cup?")
    expect(page.locator(".pb-refused > .pb-state")).to_have_text("文件中没有找到答案")
    expect(page.locator(".pb-source")).to_have_count(0)
    is_accessible(page)


def test_an_error_is_said_in_the_pages_language_and_names_the_fix(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    ask(page, "模型离线")
    expect(page.locator(".pb-error")).to_contain_text("语言模型没有回应。")
    expect(page.locator(".pb-error")).to_contain_text("PLANBOT_OPENAI_BASE_URL")
    ask(page, "意外")
    expect(page.locator(".pb-error").last).to_contain_text("请重试")
    expect(page.locator("#pb-main")).not_to_contain_text("secret")


def test_an_answer_can_be_stopped_and_stays_as_far_as_it_came(open_page: Open, desk: MemoryDesk) -> None:
    desk.pause = 0.8
    page = open_page()
    ask(page, QUESTION)
    expect(page.locator(".pb-streaming .pb-body")).to_be_visible()
    page.locator("#question .stop-button").click()
    expect(page.locator(".pb-stopped")).to_contain_text("已停止")
    expect(page.locator("#question .submit-button")).to_be_visible()
    page.wait_for_timeout(1000)
    expect(page.locator(".pb-stopped")).to_have_count(1)


def test_a_question_can_be_asked_again_and_changed(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    answered(page)
    answered(page, "良种覆盖率呢")
    before = len(desk.heard)
    page.locator(".pb-do-again").last.click()
    for _ in range(100):
        if len(desk.heard) > before:
            break
        page.wait_for_timeout(50)
    expect(page.locator(".pb-question")).to_have_count(2)
    expect(page.locator(".pb-foot")).to_have_count(2)
    assert [heard[0] for heard in desk.heard[-2:]] == ["良种覆盖率呢", "良种覆盖率呢"]
    assert len(desk.heard[-1][1]) == 2
    page.locator(".pb-asked").first.hover()
    page.locator(".pb-edit-question").first.click()
    expect(page.locator("#question textarea")).to_have_value(QUESTION)
    expect(page.locator("#pb-editing")).to_be_visible()
    ask(page, "高标准农田呢")
    expect(page.locator(".pb-question")).to_have_text(["高标准农田呢"])
    expect(page.locator("#pb-editing")).to_be_hidden()
    expect(page.locator(".pb-foot")).to_have_count(1)
    answered(page, "验收合格率呢")
    expect(page.locator(".pb-question")).to_have_count(2)


def test_the_scope_is_chosen_shown_and_kept_until_it_is_taken_away(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    page.locator(".pb-scope-open").click()
    expect(page.locator(".pb-choose legend")).to_have_text(["文件", "年份", "地区"])
    is_accessible(page)
    page.get_by_label("2031 年").check()
    page.locator(".pb-choose").get_by_label("2031年云岭县粮食安全工作要点").check()
    page.locator(".pb-choose").get_by_text("确定").click()
    expect(page.locator("#pb-scope .pb-chip")).to_have_count(2)
    answered(page)
    (identity,) = desk.entries
    assert desk.heard[-1][2] == Filters(documents=(identity,), years=(2031,))
    expect(page.locator("#chat .pb-chosen")).to_have_text(["2031年云岭县粮食安全工作要点", "2031 年"])
    page.locator("#pb-scope .pb-chip").first.click()
    answered(page)
    assert desk.heard[-1][2] == Filters(years=(2031,))
    page.locator("#pb-new").click()
    expect(page.locator("#pb-scope .pb-chip")).to_have_count(0)
    page.locator("a.pb-conversation").first.click()
    page.locator("#chat a.pb-chip").first.click()
    expect(page.locator("#pb-scope .pb-chip")).to_have_count(1)


def test_the_ledger_suggests_what_to_ask_next(open_page: Open, desk: MemoryDesk) -> None:
    (document,) = desk.documents()
    start = PLAN.index("良种覆盖率")
    row = {
        "id": "r1", "kind": "target", "document": document.id, "file": document.file, "part": None, "section": (), "quote": "良种覆盖率",
        "context_quote": "", "indicator": "主要农作物良种覆盖率", "comparator": ">=", "value": 98, "unit": "%", "value_text": "98%以上",
        "deadline": None, "responsible": (), "applies_to": (), "issuer": None, "region": None, "year": 2031, "baseline": None,
        "warnings": (), "start": start, "end": start + 5,
    }  # fmt: skip
    desk.rows.append(Target.model_validate(row))
    page = open_page()
    answered(page)
    page.get_by_text("2031年主要农作物良种覆盖率的目标是多少？").click()
    expect(page.locator(".pb-foot")).to_have_count(2)
    assert desk.heard[-1][0] == "2031年主要农作物良种覆盖率的目标是多少？"


def test_an_answer_is_copied_and_downloaded_with_its_sources(open_page: Open, desk: MemoryDesk, tmp_path: Path) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    answered(page)
    page.locator(".pb-do-copy").click()
    expect(page.locator(".pb-do-copy")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"{QUOTE}[2]" in copied
    assert "出处\n[1] 要点.txt" in copied
    for form in ("docx", "md"):
        with page.expect_download() as download:
            page.locator(f".pb-do-{form}").click()
        assert download.value.suggested_filename == f"{QUESTION}.{form}"
        download.value.save_as(tmp_path / form)
    assert f"{QUOTE}[2]" in (tmp_path / "md").read_text(encoding="utf-8")
    paragraphs = [paragraph.text for paragraph in docx.Document(str(tmp_path / "docx")).paragraphs]
    assert paragraphs[0] == QUESTION
    assert f"{QUOTE}[2]" in paragraphs
    assert any(text.startswith("[2] 要点.txt › 一、主要目标") for text in paragraphs)


def test_a_thumb_down_with_a_reason_becomes_a_case(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    answered(page)
    page.locator(".pb-do-down").click()
    page.get_by_text("有遗漏").click()
    page.locator(".pb-complaint textarea").fill("没有写种植面积")
    page.get_by_text("提交").click()
    expect(page.locator(".pb-do-down.pb-on")).to_be_visible()
    (case,) = cases(kept(desk.settings.home))[-1:]
    assert case.turns == (QUESTION,)
    assert "没有写种植面积" in (case.note or "")
    page.reload()
    expect(page.locator(".pb-do-down.pb-on")).to_be_visible()


# --- conversations --------------------------------------------------------------------------------------------------------


def test_a_conversation_survives_reload_and_change_of_language(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    answered(page)
    page.reload()
    expect(page.locator(".pb-question")).to_have_text(QUESTION)
    page.locator("#pb-language").click()
    expect(page.locator(".pb-sources .pb-label")).to_have_text("Sources")
    expect(page.locator("#question textarea")).to_have_attribute("placeholder", "Ask about your documents")
    page.locator("a.pb-cite").first.click()
    expect(page.locator("#pb-source mark")).to_be_visible()
    answered(page, "那良种覆盖率呢")
    assert [message.role for message in desk.heard[-1][1]] == ["user", "assistant"]
    page.locator("#pb-new").click()
    expect(page.locator(".pb-welcome")).to_be_visible()
    expect(page.locator("#pb-source")).to_be_hidden()
    page.go_back()
    expect(page.locator(".pb-question")).to_have_count(2)


def test_conversations_are_found_named_deleted_and_taken_back(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    entries = page.locator("a.pb-conversation")
    answered(page)
    expect(entries).to_have_text([QUESTION])
    page.locator("#pb-new").click()
    expect(page.locator(".pb-welcome")).to_be_visible()
    answered(page, "耕地流出图斑怎么整改")
    expect(entries).to_have_count(2)
    page.locator("#pb-search").fill("18.3万吨")
    expect(entries).to_have_text([QUESTION])
    entries.first.click()
    expect(page.locator(".pb-question")).to_have_text(QUESTION)
    page.locator("#pb-search").fill("")
    expect(entries).to_have_count(2)
    entries.nth(1).hover()
    page.locator(".pb-rename").nth(1).click()
    page.locator("dialog input").fill("粮食产量")
    page.keyboard.press("Enter")
    expect(entries.filter(has_text="粮食产量")).to_have_attribute("aria-current", "true")
    is_accessible(page)
    entries.filter(has_text="粮食产量").hover()
    page.get_by_label("删除对话 粮食产量").click()
    expect(entries).to_have_count(1)
    expect(page.locator(".pb-welcome")).to_be_visible()
    page.get_by_text("撤销").click()
    expect(entries).to_have_count(2)


def test_one_persons_conversations_are_invisible_to_another_and_a_reader_deletes_nothing(
    browser: Browser, tmp_path: Path
) -> None:
    desk = MemoryDesk(tmp_path)
    desk.add("要点.txt", PLAN)
    with closing(Accounts(tmp_path)) as accounts, served(desk, wide=True) as address:
        accounts.add("zhao", PASSWORD, "editor")
        accounts.add("qian", PASSWORD, "reader")
        with opener(browser, address) as opened:
            editor = opened(await_chat=False)
            sign_in(editor, "zhao")
            answered(editor)
            expect(editor.locator("a.pb-conversation")).to_have_count(1)
            link = editor.url
            reader = opened(await_chat=False)
            sign_in(reader, "qian")
            expect(reader.locator("#pb-no-conversations")).to_be_visible()
            reader.goto(link)
            expect(reader.locator(".pb-welcome")).to_be_visible()
            expect(reader.locator("#pb-main")).not_to_contain_text(QUESTION)
            reader.goto(f"{address}/documents")
            expect(reader.locator(".pb-card")).to_have_count(1)
            for tool in (".pb-delete", ".pb-again", "#pb-drop"):
                expect(reader.locator(tool)).to_be_hidden()
            status = "async a => (await fetch(a, {method: 'DELETE'})).status"
            assert reader.evaluate(status, f"/api/documents/{next(iter(desk.entries))}") == 403
            reader.locator("#pb-person summary").click()
            reader.get_by_text("退出登录").click()
            expect(reader.locator("input[name=password]")).to_be_visible()
    assert len(desk.entries) == 1


def sign_in(page: Page, name: str) -> None:
    page.locator("input[name=name]").fill(name)
    page.locator("input[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator("#pb-person summary")).to_have_text(name)
    expect(page.locator("#question textarea")).to_be_enabled()


# --- keys and looks -------------------------------------------------------------------------------------------------------


def test_enter_sends_and_shift_enter_breaks_and_slash_focuses(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    expect(page.locator("#question textarea")).to_be_focused()
    page.locator("#pb-theme").focus()
    page.keyboard.press("/")
    expect(page.locator("#question textarea")).to_be_focused()
    page.keyboard.type("粮食总产量")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("达到多少")
    page.keyboard.press("Enter")
    expect(page.locator(".pb-question")).to_have_text("粮食总产量\n达到多少", use_inner_text=True)


def test_enter_that_picks_a_word_in_an_input_method_does_not_send(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    box = page.locator("#question textarea")
    box.fill("liangshi")
    box.evaluate("e => e.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))")
    page.wait_for_timeout(300)
    expect(page.locator(".pb-question")).to_have_count(0)
    expect(box).to_have_value("liangshi")


def test_example_questions_come_from_the_documents_and_can_be_clicked(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    is_accessible(page)
    page.locator("#chat .example").first.click()
    expect(page.locator(".pb-question")).to_contain_text("2031年云岭县粮食安全工作要点")
    expect(page.locator(".pb-foot")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_chat_breaks_no_rule_of_accessibility(open_page: Open, desk: MemoryDesk, scheme: str) -> None:
    page = open_page(color_scheme=scheme)
    answered(page)
    page.locator("a.pb-cite").first.click()
    expect(page.locator("#pb-source mark")).to_be_visible()
    is_accessible(page)


def test_dark_is_followed_and_can_be_changed_and_kept(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page(color_scheme="dark")
    expect(page.locator("body.dark")).to_be_visible()
    page.locator("#pb-theme").click()
    page.goto(page.url.rstrip("/") + "/documents")
    expect(page.locator("body:not(.dark) .pb-card")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_a_phone_shows_one_thing_at_a_time(open_page: Open, desk: MemoryDesk, path: str) -> None:
    page = open_page(path, width=390, height=844)
    answered(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    expect(page.locator(".pb-do").last).to_be_in_viewport(ratio=1)
    page.locator("a.pb-source").first.click()
    expect(page.locator("#pb-source mark")).to_be_in_viewport()
    assert page.locator("#pb-source").bounding_box() == {"x": 0, "y": 88, "width": 390, "height": 756}
    page.locator("#pb-source .pb-close").click()
    page.locator("#pb-menu").click()
    expect(page.locator("#pb-side .pb-conversation")).to_be_in_viewport()
    expect(page.locator("#pb-side .pb-delete")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(page.locator("#pb-side")).to_be_hidden()
    for link in page.locator("#pb-nav a").all():
        expect(link).to_be_in_viewport(ratio=1)


# --- documents ------------------------------------------------------------------------------------------------------------


def test_an_empty_home_says_how_to_begin_and_an_upload_changes_it(
    open_page: Open, desk: MemoryDesk, tmp_path: Path
) -> None:
    desk.texts.clear()
    desk.entries.clear()
    page = open_page()
    expect(page.locator(".pb-welcome")).to_contain_text("先加入文件")
    page.locator(".pb-to-documents").click()
    expect(page.locator("#pb-none")).to_be_visible()
    is_accessible(page)
    path = tmp_path / "防汛工作方案.docx"
    word = docx.Document()
    word.add_paragraph("防汛工作方案")
    word.add_paragraph("全县落实防汛抢险队伍26支。")
    word.save(str(path))
    choose(page, path)
    expect(page.locator("#pb-uploads .pb-added")).to_contain_text("已加入")
    expect(page.locator("#pb-list .pb-card")).to_have_count(1)
    expect(page.locator("#pb-none")).to_be_hidden()
    page.locator("#pb-nav a").first.click()
    expect(page.locator(".pb-welcome")).to_contain_text("想了解文件里的什么")
    answered(page, "防汛抢险队伍有多少支")
    expect(page.locator(".pb-body")).to_contain_text("26支")


def test_each_file_gets_its_own_result_in_the_pages_language(open_page: Open, desk: MemoryDesk, tmp_path: Path) -> None:
    for name, text in (("新.txt", "一份新计划"), ("空.txt", " "), ("副本.txt", PLAN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    page = open_page("/documents")
    choose(page, tmp_path / "新.txt", tmp_path / "空.txt", tmp_path / "副本.txt")
    expect(page.locator("#pb-uploads .pb-added")).to_contain_text("新.txt")
    expect(page.locator("#pb-uploads .pb-refused")).to_contain_text("文件里没有文字。")
    expect(page.locator("#pb-uploads .pb-duplicate")).to_contain_text("内容与已有文件相同")
    page.locator(".pb-dismiss button").click()
    expect(page.locator("#pb-uploads li")).to_have_count(0)


def test_an_upload_that_waits_can_be_cancelled(open_page: Open, desk: MemoryDesk, tmp_path: Path) -> None:
    for name in ("甲.txt", "乙.txt"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    page = open_page("/documents")
    held: list[Route] = []
    page.route(
        "**/api/documents", lambda route: route.continue_() if route.request.method == "GET" else held.append(route)
    )
    choose(page, tmp_path / "甲.txt", tmp_path / "乙.txt")
    page.get_by_label("取消上传 乙.txt").click()
    held[0].continue_()
    expect(page.locator("#pb-uploads .pb-stopped")).to_contain_text("已取消")
    expect(page.locator("#pb-uploads .pb-added")).to_contain_text("甲.txt")
    expect(page.locator(".pb-dismiss")).to_be_visible()
    assert "乙.txt" not in desk.texts.values()


@pytest.mark.parametrize(("button", "left"), [("替换", ["新文"]), ("都保留", [PLAN, "新文"]), ("跳过", [PLAN])])
def test_a_known_name_asks_first(
    open_page: Open, desk: MemoryDesk, tmp_path: Path, button: str, left: list[str]
) -> None:
    (tmp_path / "要点.txt").write_text("新文", encoding="utf-8")
    page = open_page("/documents")
    choose(page, tmp_path / "要点.txt")
    page.locator("dialog").get_by_text(button, exact=True).click()
    expect(page.locator("#pb-uploads .pb-dismiss")).to_be_visible()
    assert sorted(desk.texts.values()) == sorted(left)


def test_what_is_doubtful_in_a_document_is_shown_in_place(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page("/documents")
    page.locator(".pb-remarks summary").click()
    expect(page.locator(".pb-remarks")).to_contain_text("数字疑似损坏")
    page.locator(".pb-spotted").click()
    expect(page.locator("#pb-source mark")).to_have_text("2.1万亩")
    expect(page.locator("#pb-source mark")).to_be_in_viewport()
    is_accessible(page)


def test_a_person_puts_right_what_a_document_is(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page("/documents")
    page.locator(".pb-card .pb-edit").click()
    is_accessible(page)
    page.locator("dialog").get_by_label("年份").fill("2032")
    page.locator("dialog").get_by_label("地区").fill("云岭新区")
    page.locator("dialog").get_by_text("保存").click()
    expect(page.locator(".pb-facts")).to_contain_text("2032 年")
    expect(page.locator(".pb-facts")).to_contain_text("已人工核改")
    (document,) = desk.documents()
    assert (document.region, document.year, document.issuer) == ("云岭新区", 2032, "云岭县人民政府")


def test_a_deleted_document_can_be_taken_back_for_a_while(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page("/documents")
    page.locator(".pb-delete").click()
    expect(page.locator("#pb-none")).to_be_visible()
    page.get_by_text("撤销").click()
    expect(page.locator(".pb-card")).to_have_count(1)
    page.locator(".pb-delete").click()
    expect(page.locator("#pb-none")).to_be_visible()
    page.locator("#pb-nav a").first.click()
    expect(page.locator(".pb-welcome")).to_contain_text("先加入文件")
    assert desk.documents() == ()
