"""The ledger, drafting and evaluation pages in a real browser, over a real home."""

import io
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import docx
import pytest
from axe_playwright_python.sync_playwright import Axe
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from tests.ui.browser import chromium
from tests.ui.conftest import served

from planbot.assistant import Assistant
from planbot.evals.feedback import feedback, keep
from planbot.settings import Settings
from planbot.types import Answer

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
INDICATOR = "婴儿死亡率"
BODY = "县疾控中心"
CHOSEN = (
    "青棠县2024年卫生健康工作要点.docx",
    "青棠县卫生健康局2023年工作计划.txt",
    "青棠县2023年卫生健康重点任务台账.xlsx",
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Iterator[Assistant]:
    """A home with some of the samples, which these tests may change."""
    folder = tmp_path_factory.mktemp("office")
    for name in CHOSEN:
        shutil.copy(samples / name, folder / name)
    with Assistant.open(Settings(home=folder / "home")) as opened:
        assert len(opened.ingest([folder / name for name in CHOSEN], jobs=1).outcomes) == len(CHOSEN)
        yield opened


@pytest.fixture(scope="module")
def address(office: Assistant) -> Iterator[str]:
    with served(office) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture
def open_page(browser: Browser, address: str) -> Iterator[Open]:
    """Opens a page. Afterwards: nothing was asked of another host, no script failed, no policy was broken."""
    wrong: list[str] = []
    contexts = []

    def opened(path: str, width: int = 1280, **options: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="zh-CN", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("request", lambda request: None if _local(request.url, address) else wrong.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.goto(address + path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert wrong == []


def _local(url: str, address: str) -> bool:
    return url.startswith((f"{address}/", "data:image/svg+xml", f"blob:{address}/"))


def serious(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds that keeps people out."""
    found = Axe().run(page).response["violations"]
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found if fault["impact"] in ("serious", "critical")]


def ledger(**state: str) -> str:
    return f"/ledger#{urlencode(state)}"


def rows(page: Page):
    return page.locator("#pb-ledger-shown tbody tr")


def test_rows_are_filtered_and_counted(open_page: Open, office: Assistant) -> None:
    page = open_page("/ledger")
    expect(page.locator("#pb-ledger-total")).to_contain_text("条，来自 3 个文件")
    page.locator("input[name=indicator]").fill(INDICATOR)
    expect(page.locator("#pb-ledger-clear")).to_be_visible()
    page.locator("select[name=year]").select_option("2024")
    expect(page.locator("#pb-ledger-total")).to_contain_text("来自 1 个文件")
    assert all(INDICATOR in text for text in rows(page).locator(".pb-column-indicator").all_inner_texts())
    page.locator("#pb-ledger-clear").click()
    expect(page.locator("#pb-ledger-total")).to_contain_text("来自 3 个文件")


def test_a_header_sorts_the_rows_and_turns_the_order(open_page: Open) -> None:
    page = open_page("/ledger")
    head = page.locator("th.pb-column-year")
    head.locator("button").click()
    expect(head).to_have_attribute("aria-sort", "ascending")
    rising = rows(page).locator(".pb-column-year").all_inner_texts()
    head.locator("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    falling = rows(page).locator(".pb-column-year").all_inner_texts()
    assert (rising[0], falling[0]) == ("2023", "2024")


def test_what_is_shown_is_what_is_exported(open_page: Open) -> None:
    page = open_page(ledger(indicator=INDICATOR))
    expect(rows(page).first).to_be_visible()
    shown = rows(page).count()
    with page.expect_download() as waiting:
        page.locator("a[data-style=xlsx]").click()
    sheet = load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes())).active
    assert sheet is not None
    assert sheet.max_row == shown + 1


def test_a_row_opens_its_words_in_the_document(open_page: Open) -> None:
    page = open_page(ledger(indicator=INDICATOR, year="2024"))
    rows(page).first.click()
    expect(page.locator("#pb-source mark")).to_contain_text(INDICATOR)
    expect(rows(page).first).to_have_class("pb-open")


def test_a_correction_is_shown_survives_a_new_ingest_and_can_be_taken_back(open_page: Open, office: Assistant) -> None:
    page = open_page(ledger(indicator="产前筛查率", year="2023"))
    rows(page).first.click()
    page.locator(".pb-correct summary").click()
    page.locator(".pb-edit input[name=value_text]").fill("不是数")
    page.locator(".pb-edit [type=submit]").click()
    expect(page.locator(".pb-edit .pb-trouble")).not_to_be_empty()
    page.locator(".pb-edit input[name=value_text]").fill("88%以上")
    page.locator(".pb-edit [type=submit]").click()
    expect(rows(page).first).to_contain_text("88%以上")
    expect(rows(page).first).to_contain_text("已更正")
    plan = office.settings.home.parent / CHOSEN[1]
    plan.write_text(plan.read_text(encoding="utf-8") + "\n\n附：本计划由县卫生健康局解释。\n", encoding="utf-8")
    assert [outcome.status for outcome in office.ingest([plan], jobs=1).outcomes] == ["replaced"]
    page.reload()
    expect(rows(page).first).to_contain_text("88%以上")
    rows(page).first.click()
    page.locator(".pb-correct summary").click()
    page.get_by_role("button", name="恢复原样").click()
    expect(rows(page).first).not_to_contain_text("已更正")


def test_an_indicator_is_drawn_over_the_years_and_a_point_opens_its_source(open_page: Open) -> None:
    page = open_page(ledger(view="compare", indicator=INDICATOR))
    points = page.locator(".pb-plot circle")
    expect(points.first).to_be_visible()
    years = {label.split(" ")[0] for label in points.evaluate_all("all => all.map(p => p.getAttribute('aria-label'))")}
    assert {"2023", "2024"} <= years
    points.first.press("Enter")
    expect(page.locator("#pb-source mark")).to_contain_text("死亡率")
    assert serious(page) == []


def test_a_body_sees_what_it_leads_apart_from_what_it_supports(open_page: Open, office: Assistant) -> None:
    page = open_page(ledger(view="department"))
    page.locator("input[name=department]").fill(BODY)
    expect(page.get_by_role("heading", name="牵头或负责")).to_be_visible()
    expect(page.get_by_role("heading", name="配合或参与")).to_be_visible()
    assert rows(page).count() > 5
    assert BODY.removeprefix("县") in page.locator("#pb-ledger-shown").inner_text()


def test_contradictions_say_when_there_are_none(open_page: Open) -> None:
    page = open_page(ledger(view="contradictions"))
    expect(page.locator("#pb-ledger-shown")).to_contain_text("没有发现")


def test_a_draft_shows_origins_is_filled_in_and_downloaded(open_page: Open) -> None:
    page = open_page("/draft")
    page.locator("[name=brief]").fill("起草2025年妇幼健康工作一节")
    page.locator("#pb-brief [type=submit]").click()
    gap = page.locator("input.pb-gap").first
    expect(gap).to_be_visible()
    expect(page.locator(".pb-precedents li").first).to_be_visible()
    open_places = page.locator("input.pb-gap").count()
    expect(page.locator("#pb-left")).to_contain_text(f"还有 {open_places} 处")
    gap.fill("91.5%以上")
    expect(page.locator("#pb-left")).to_contain_text(f"还有 {open_places - 1} 处")
    page.locator(".pb-block .pb-mark").nth(1).click()
    expect(page.locator("#pb-source mark")).to_be_visible()
    expect(page.locator(".pb-difference ins").first).to_be_visible()
    assert serious(page) == []
    with page.expect_download() as waiting:
        page.locator("#pb-draft-docx").click()
    written = docx.Document(waiting.value.path())
    assert "91.5%以上" in "".join(paragraph.text for paragraph in written.paragraphs)
    page.reload()
    expect(page.locator("input.pb-gap").first).to_have_value("91.5%以上")


def test_an_evaluation_of_own_documents_is_started_watched_and_read(open_page: Open) -> None:
    page = open_page("/evals")
    page.locator("#pb-generate").click()
    everything = page.locator(".pb-review thead input")
    everything.check()
    everything.uncheck()
    for number in range(3):
        page.locator(".pb-review tbody tr").nth(number).locator("input[type=checkbox]").first.check()
    page.get_by_role("button", name="保存题集").click()
    expect(page.locator("#pb-suite")).to_have_value("own-documents")
    page.locator("#pb-run").click()
    run = page.locator("#pb-runs tr").first
    expect(run).to_contain_text("已完成（3 题）")
    run.locator(".pb-link").click()
    expect(page.locator("#pb-run-detail")).to_contain_text("引文确在原文")
    assert serious(page) == []
    with page.expect_popup() as waiting:
        page.get_by_role("link", name="打开完整报告").click()
    expect(waiting.value.locator("body")).to_contain_text("own-documents")


def test_a_thumb_down_becomes_a_case(open_page: Open, office: Assistant) -> None:
    said = Answer(question="县里今年要建几所学校？", standalone_question="", answer="三所。", answered=True, done=True)
    keep(office.settings.home, feedback(said, "down", "文件里没有这件事"))
    page = open_page("/evals")
    page.locator("#pb-from-feedback").click()
    line = page.locator(".pb-review tbody tr").first
    expect(line).to_contain_text("文件里没有这件事")
    line.locator("input[type=checkbox]").first.check()
    page.get_by_role("button", name="保存题集").click()
    expect(page.locator("#pb-suite")).to_have_value("feedback")


@pytest.mark.parametrize("path", ["/ledger", "/draft", "/evals", "/en/ledger"])
def test_a_page_has_no_serious_fault_of_access(open_page: Open, path: str) -> None:
    page = open_page(path)
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.wait_for_load_state("networkidle")
    assert serious(page) == []


@pytest.mark.parametrize("path", ["/ledger", "/draft", "/evals"])
def test_nothing_runs_over_the_edge_of_a_phone(open_page: Open, path: str) -> None:
    page = open_page(path, width=390)
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
