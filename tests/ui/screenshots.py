"""Pictures of the page's main states over the bundled samples: ``python -m tests.ui.screenshots [FOLDER]`` (default docs/images)."""

import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page
from tests.ui.browser import chromium
from tests.ui.conftest import served

from planbot.assistant import Assistant
from planbot.settings import load_settings
from planbot.store.conversations import Conversations

ROOT = Path(__file__).parents[2]
QUESTION = "孕产妇死亡率控制在多少以内？"
UNKNOWN = "2019年孕产妇死亡率控制在多少？"
DESK, PHONE = (1280, 800), (390, 844)
Step = Callable[[Page], None]


def asked(*questions: str) -> Step:
    def step(page: Page) -> None:
        for number, question in enumerate(questions, 1):
            page.locator("#question textarea:enabled").fill(question)
            page.keyboard.press("Enter")
            page.locator(".pb-foot").nth(number - 1).wait_for()

    return step


def with_source(page: Page) -> None:
    asked(QUESTION)(page)
    page.locator("a.pb-cite").first.click()
    page.locator("#pb-source mark").wait_for()


def with_page_of_pdf(page: Page) -> None:
    asked("望溪市“十四五”规划提出人均预期寿命达到多少？")(page)
    page.locator("a.pb-source", has_text=".pdf").first.click()
    page.locator("#pb-source .pb-spot").first.wait_for()


def with_scope(page: Page) -> None:
    page.locator(".pb-scope-open").click()
    page.locator(".pb-choose").wait_for()


def with_reason(page: Page) -> None:
    asked(QUESTION)(page)
    page.locator(".pb-do-down").click()


def with_conversations(page: Page) -> None:
    asked(QUESTION)(page)
    page.locator("#pb-menu").click()


def with_remarks(page: Page) -> None:
    page.locator(".pb-card").last.wait_for()
    page.locator(".pb-card", has_text="汇编").locator(".pb-remarks summary").click()
    page.locator(".pb-spotted").first.wait_for()


def with_doubtful(page: Page) -> None:
    with_remarks(page)
    page.locator(".pb-spotted", has_text="20240%").click()
    page.locator("#pb-source mark").wait_for()


def with_rows(page: Page) -> None:
    page.locator("#pb-ledger-shown tbody tr").nth(2).click()
    page.locator("#pb-source mark").wait_for()


def with_plot(page: Page) -> None:
    page.locator("[data-view=compare]").click()
    page.locator("input[name=indicator]").fill("县域内就诊率")
    page.locator(".pb-plot").wait_for()


def with_duties(page: Page) -> None:
    page.locator("[data-view=department]").click()
    page.locator("input[name=department]").fill("县疾控中心")
    page.locator("#pb-ledger-shown h3").first.wait_for()


def with_draft(page: Page) -> None:
    page.locator("[name=brief]").fill("起草2025年妇幼健康工作一节，带上往年指标")
    page.locator("#pb-brief [type=submit]").click()
    page.locator(".pb-block .pb-mark").nth(1).click(timeout=60_000)
    page.locator("#pb-source mark").wait_for()


def with_report(page: Page) -> None:
    page.locator("#pb-suite").select_option("samples/temporal")
    page.locator("#pb-run").click()
    page.locator("#pb-runs tr .pb-link").first.wait_for()
    page.locator("#pb-runs tr", has_text="已完成").locator(".pb-link").first.click(timeout=60_000)
    page.locator("#pb-run-detail table").wait_for()


def as_it_opens(page: Page) -> None:
    page.locator("#question textarea:enabled").wait_for()


LIST = "2024年县妇幼保健院要做哪些工作？"
PICTURES: tuple[tuple[str, str, tuple[int, int], str, Step], ...] = (
    ("chat", "/", DESK, "light", with_source),
    ("chat-dark", "/", DESK, "dark", with_source),
    ("chat-english", "/en/", DESK, "light", asked("What is the target for maternal mortality?")),
    ("chat-pdf", "/", DESK, "light", with_page_of_pdf),
    ("chat-list", "/", (1280, 1100), "light", asked(LIST)),
    ("chat-scope", "/", DESK, "light", with_scope),
    ("chat-reason", "/", DESK, "light", with_reason),
    ("welcome", "/", DESK, "light", as_it_opens),
    ("refusal", "/", DESK, "light", asked(QUESTION, UNKNOWN)),
    ("documents", "/documents", DESK, "light", with_doubtful),
    ("ledger", "/ledger", DESK, "light", with_rows),
    ("ledger-years", "/ledger", DESK, "dark", with_plot),
    ("ledger-body", "/ledger", DESK, "light", with_duties),
    ("drafting", "/draft", (1280, 1000), "light", with_draft),
    ("evaluation", "/evals", DESK, "light", with_report),
    ("phone-ledger", "/ledger", PHONE, "light", with_plot),
    ("phone", "/", PHONE, "light", asked(QUESTION)),
    ("phone-source", "/", PHONE, "light", with_source),
    ("phone-conversations", "/", PHONE, "dark", with_conversations),
    ("phone-documents", "/documents", PHONE, "dark", with_remarks),
    ("phone-scope", "/", PHONE, "light", with_scope),
)


def take(browser: Browser, address: str, folder: Path, picture: tuple[str, str, tuple[int, int], str, Step]) -> None:
    name, path, (width, height), scheme, step = picture
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        locale="zh-CN",
    )
    page = context.new_page()
    page.goto(address + path)
    page.wait_for_selector("#chat .pb-welcome, #pb-list, .pb-sheet")
    step(page)
    page.mouse.move(width // 2, 4)
    page.wait_for_timeout(500)
    page.screenshot(path=str(folder / f"{name}.png"))
    context.close()


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as scratch,
        Assistant.open(load_settings(Path(scratch), {})) as assistant,
        served(assistant) as address,
        chromium() as browser,
    ):
        take(browser, address, folder, ("empty", "/", DESK, "light", as_it_opens))
        assistant.ingest([ROOT / "samples"])
        for picture in PICTURES:
            with closing(Conversations(Path(scratch))) as talks:
                talks.forget(-1)
            take(browser, address, folder, picture)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "images")
