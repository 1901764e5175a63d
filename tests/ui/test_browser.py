"""The page in a real browser: what a person does, and what hostile text cannot do."""

from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.ui.browser import chromium
from tests.ui.conftest import PLAN, MemoryDesk, served
from tests.ui.hostile import HOSTILE

from planbot.types import Warning as Remark

pytestmark = pytest.mark.browser
QUOTE = "全县粮食播种面积稳定在42.6万亩以上，粮食总产量达到18.3万吨以上。"
QUESTION = "粮食总产量达到多少万吨"
Open = Callable[..., Page]


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
    """The desk behind the page, with one plan."""
    desk = site[1]
    desk.texts.clear()
    desk.entries.clear()
    desk.pause = 0.0
    for path in (desk.settings.home / "uploads").glob("*"):
        path.unlink()
    start = PLAN.index("2.1万亩")
    remark = Remark(code="damaged_number", message="“2.1万亩”疑似损坏", start=start, end=start + 5)
    desk.add(
        "要点.txt", PLAN, title="2031年云岭县粮食安全工作要点", issuer="云岭县人民政府", year=2031, warnings=(remark,)
    )
    return desk


@pytest.fixture
def open_page(browser: Browser, site: tuple[str, MemoryDesk]) -> Iterator[Open]:
    """Opens the page. Afterwards: nothing was asked of another host, no script failed, no policy was broken."""
    wrong: list[str] = []
    contexts = []

    def opened(path: str = "/", width: int = 1280, height: int = 800, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: None if _local(request.url, site[0]) else wrong.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.goto(site[0] + path)
        page.wait_for_selector("#chat .pb-welcome, #chat .message-row")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def _local(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:image/svg+xml", "blob:"))


def ask(page: Page, question: str) -> None:
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")


def answered(page: Page, question: str = QUESTION) -> None:
    before = page.locator(".pb-foot").count()
    ask(page, question)
    expect(page.locator(".pb-foot")).to_have_count(before + 1)


def choose(page: Page, *paths: Path) -> None:
    page.set_input_files("#pb-drop input", [str(path) for path in paths])


def test_an_answer_streams_from_passages_to_sentences_to_sources(open_page: Open, desk: MemoryDesk) -> None:
    desk.pause = 0.8
    page = open_page()
    ask(page, QUESTION)
    expect(page.locator(".pb-reading .pb-state")).to_contain_text("正在阅读")
    expect(page.locator(".pb-reading li").first).to_contain_text("要点.txt")
    expect(page.locator(".pb-streaming .pb-body")).to_be_visible()
    expect(page.locator(".pb-sources")).to_have_count(0)
    expect(page.locator(".pb-done .pb-source").first).to_be_visible()
    expect(page.locator("#question .submit-button")).to_be_visible()


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


def test_doubtful_words_are_marked_in_the_source(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    answered(page)
    page.locator("a.pb-source").nth(2).click()
    expect(page.locator("#pb-source mark")).to_have_text("高标准农田建设任务完成2.1万亩，验收合格率达到100%。")
    expect(page.locator("#pb-source mark .pb-damaged")).to_have_text("2.1万亩")
    expect(page.locator("#pb-source .pb-look-heading").first).to_have_text("一、主要目标")


def test_a_refusal_is_calm(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    answered(page, "Who won the cup?")
    expect(page.locator(".pb-refused > .pb-state")).to_have_text("文件中没有找到答案")
    expect(page.locator(".pb-source")).to_have_count(0)


def test_an_error_is_one_line(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    ask(page, "模型离线")
    expect(page.locator(".pb-error")).to_contain_text("PLANBOT_OPENAI_BASE_URL")
    ask(page, "意外")
    expect(page.locator(".pb-error").last).to_contain_text("请重试")
    expect(page.locator("#pb-main")).not_to_contain_text("secret")


def test_an_answer_can_be_stopped_and_stays_as_far_as_it_came(open_page: Open, desk: MemoryDesk) -> None:
    desk.pause = 1.0
    page = open_page()
    ask(page, QUESTION)
    expect(page.locator(".pb-streaming .pb-body")).to_be_visible()
    page.locator("#question .stop-button").click()
    expect(page.locator(".pb-stopped")).to_contain_text("已停止")
    expect(page.locator("#question .submit-button")).to_be_visible()
    page.wait_for_timeout(1500)
    expect(page.locator(".pb-stopped")).to_have_count(1)


def test_a_conversation_survives_reload_and_change_of_language_and_ends_when_told(
    open_page: Open, desk: MemoryDesk
) -> None:
    page = open_page()
    answered(page)
    page.reload()
    expect(page.locator(".pb-question")).to_have_text(QUESTION)
    page.locator("#pb-language").click()
    expect(page.locator(".pb-label")).to_have_text("Sources")
    expect(page.locator("#question textarea")).to_have_attribute("placeholder", "Ask about your documents")
    page.locator("a.pb-cite").first.click()
    expect(page.locator("#pb-source mark")).to_be_visible()
    page.keyboard.press("Escape")
    answered(page, "那良种覆盖率呢")
    assert [message.role for message in desk.heard[-1][1]] == ["user", "assistant"]
    page.locator("#new-chat").click()
    expect(page.locator(".pb-welcome")).to_be_visible()
    page.reload()
    expect(page.locator(".pb-welcome")).to_be_visible()


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
    page.locator("#chat .example").first.click()
    expect(page.locator(".pb-question")).to_contain_text("2031年云岭县粮食安全工作要点")
    expect(page.locator(".pb-foot")).to_be_visible()


def test_an_empty_home_says_how_to_begin_and_an_upload_changes_it(
    open_page: Open, desk: MemoryDesk, tmp_path: Path
) -> None:
    desk.texts.clear()
    desk.entries.clear()
    page = open_page()
    expect(page.locator(".pb-welcome")).to_contain_text("先加入文件")
    expect(page.locator("#pb-none")).to_be_visible()
    path = tmp_path / "防汛工作方案.docx"
    word = docx.Document()
    word.add_paragraph("防汛工作方案")
    word.add_paragraph("全县落实防汛抢险队伍26支。")
    word.save(str(path))
    choose(page, path)
    expect(page.locator("#pb-uploads .pb-added")).to_contain_text("已加入")
    expect(page.locator("#pb-list .pb-card")).to_have_count(1)
    expect(page.locator("#pb-none")).to_be_hidden()
    expect(page.locator(".pb-welcome")).to_contain_text("想了解文件里的什么")
    answered(page, "防汛抢险队伍有多少支")
    expect(page.locator(".pb-body")).to_contain_text("26支")


def test_each_file_gets_its_own_result(open_page: Open, desk: MemoryDesk, tmp_path: Path) -> None:
    for name, text in (("新.txt", "一份新计划"), ("空.txt", " "), ("副本.txt", PLAN)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    page = open_page()
    choose(page, tmp_path / "新.txt", tmp_path / "空.txt", tmp_path / "副本.txt")
    expect(page.locator("#pb-uploads .pb-added")).to_contain_text("新.txt")
    expect(page.locator("#pb-uploads .pb-refused")).to_contain_text("is empty")
    expect(page.locator("#pb-uploads .pb-duplicate")).to_contain_text("same content")
    page.locator(".pb-dismiss button").click()
    expect(page.locator("#pb-uploads li")).to_have_count(0)


@pytest.mark.parametrize(("button", "left"), [("替换", ["新文"]), ("都保留", [PLAN, "新文"]), ("跳过", [PLAN])])
def test_a_known_name_asks_first(
    open_page: Open, desk: MemoryDesk, tmp_path: Path, button: str, left: list[str]
) -> None:
    (tmp_path / "要点.txt").write_text("新文", encoding="utf-8")
    page = open_page()
    choose(page, tmp_path / "要点.txt")
    page.locator("dialog").get_by_text(button, exact=True).click()
    expect(page.locator("#pb-uploads .pb-dismiss")).to_be_visible()
    assert sorted(desk.texts.values()) == sorted(left)


def test_a_document_is_deleted_after_a_question(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page()
    expect(page.locator(".pb-remarks summary")).to_have_text("1 处提示")
    page.locator(".pb-delete").click()
    page.locator("dialog").get_by_text("取消").click()
    assert len(desk.documents()) == 1
    page.locator(".pb-delete").click()
    page.locator("dialog").get_by_text("删除", exact=True).click()
    expect(page.locator("#pb-none")).to_be_visible()
    assert desk.documents() == ()


def test_an_answer_is_copied_with_its_sources(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page(permissions=["clipboard-read", "clipboard-write"])
    answered(page)
    page.locator(".pb-copy").click()
    expect(page.locator(".pb-copy")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert f"{QUOTE}[2]" in copied
    assert "出处\n[1] 要点.txt" in copied


def test_hostile_text_does_nothing_anywhere(open_page: Open, desk: MemoryDesk) -> None:
    """``open_page`` asserts that nothing ran and nothing was requested."""
    page = open_page()
    for n, text in enumerate(HOSTILE):
        remark = Remark(code="damaged_number", message=text, start=0, end=4)
        body = f"{text}\n一、{text}\n云岭条款{n} {text}"
        desk.add(f"{text.replace('/', '_')[:40]}{n}.txt", body, title=text, issuer=text, warnings=(remark,))
    page.reload()
    expect(page.locator("#pb-list .pb-card")).to_have_count(len(HOSTILE) + 1)
    for start in range(0, len(HOSTILE), 3):
        answered(page, f"云岭条款 {' '.join(HOSTILE[start : start + 3])}")
        page.locator("#chat a.pb-source").last.click()
        expect(page.locator("#pb-source .pb-page")).to_be_visible()
    page.locator("a.pb-cite").last.hover()
    for tag in ("img", "script", "svg", "iframe", "object", "embed", "style", "base", "b"):
        expect(page.locator(f".pb-answer {tag}, .pb-question {tag}, #pb-list {tag}, #pb-source {tag}")).to_have_count(0)
    hrefs = page.locator("#pb-main a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert {href.split("/")[0] for href in hrefs} == {"#cite"}


def test_dark_is_followed_and_can_be_changed_and_kept(open_page: Open, desk: MemoryDesk) -> None:
    page = open_page(color_scheme="dark")
    expect(page.locator("body.dark")).to_be_visible()
    page.locator("#pb-theme").click()
    page.reload()
    page.wait_for_selector("#chat .pb-welcome")
    expect(page.locator("body:not(.dark)")).to_be_visible()


@pytest.mark.parametrize("path", ["/", "/en/"])
def test_a_phone_shows_one_thing_at_a_time(open_page: Open, desk: MemoryDesk, path: str) -> None:
    page = open_page(path, width=390, height=844)
    answered(page)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.locator("a.pb-source").first.click()
    expect(page.locator("#pb-source mark")).to_be_in_viewport()
    assert page.locator("#pb-source").bounding_box() == {"x": 0, "y": 52, "width": 390, "height": 792}
    page.locator("#pb-source .pb-close").click()
    page.locator("#pb-menu").click()
    expect(page.locator("#pb-documents .pb-card")).to_be_in_viewport()
    expect(page.locator("#pb-documents .pb-delete")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Escape")
    expect(page.locator("#pb-documents")).to_be_hidden()
