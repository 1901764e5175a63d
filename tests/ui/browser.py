"""A Chromium for the tests and the screenshots: no profile, no services of its own; and how a person asks."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)
Open = Callable[..., Page]


@contextmanager
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(_FLAGS))
        yield browser
        browser.close()


@contextmanager
def opener(browser: Browser, address: str) -> Iterator[Open]:
    """Opens pages of ``address``. At the end: nothing was asked of another host, no script failed, no policy was broken."""
    wrong: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(
        path: str = "/", width: int = 1280, height: int = 800, *, await_chat: bool = True, **options: object
    ) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, locale="zh-CN", **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("request", lambda request: None if _local(request.url, address) else wrong.append(request.url))
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.goto(address + path)
        if await_chat and path.split("?", maxsplit=1)[0] in ("/", "/en/"):
            page.wait_for_selector("#chat .pb-welcome, #chat .message-row")
            expect(page.locator("#question textarea")).to_be_enabled()
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


def answered(page: Page, question: str = "粮食总产量达到多少万吨") -> None:
    """Ask and wait for the whole answer."""
    before = page.locator(".pb-foot").count()
    ask(page, question)
    expect(page.locator(".pb-foot")).to_have_count(before + 1)
    expect(page.locator("#question .submit-button")).to_be_visible()
