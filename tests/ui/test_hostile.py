"""Text that tries to run or to call out, wherever a person or a document can put text: nothing runs, nothing is requested.

``opener`` asserts at the end that no script ran into the policy, no dialog opened and no other host was asked for anything.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect
from tests.conftest import SHARED
from tests.ui.browser import answered, chromium, opener
from tests.ui.conftest import MemoryDesk, served
from tests.ui.hostile import HOSTILE, reference

from planbot.store.conversations import Conversations, Turn
from planbot.types import Answer, Citation, Filters
from planbot.types import Warning as Remark

pytestmark = pytest.mark.browser
OWN = (
    *HOSTILE,
    "javascript:alert(document.cookie)//",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext></table><img src=x onerror=alert(1)>",
    "<a href='https://evil.example/' target=_top>点我</a>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<form action=https://evil.example><input name=q><button>",
    "{{constructor.constructor('alert(1)')()}} ${alert(1)} <%= 1 %>",
    "![](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "<video src=https://evil.example/v autoplay><audio src=//evil.example/a>",
    "\u202egpj.exe\u202c </textarea><script>alert(1)</script>",
)
TEXTS = (*OWN, *reference(SHARED / "hostile"))
ACTIVE = "img:not(#pb-bar img), script, svg, iframe, object, embed, style, base, link, meta, form:not(#pb-person form), video, audio, b, math"
"""Elements that no text may become; the frame's own are left out."""
PLACES = ".pb-answer, .pb-asked, #chat .examples, #pb-side, #pb-list, #pb-source, #pb-uploads, #pb-scope, .pb-dialog, #pb-toasts"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> MemoryDesk:
    """Every text as title, issuer, place, file name, remark and text of a document."""
    desk = MemoryDesk(tmp_path_factory.mktemp("home"))
    for n, text in enumerate(OWN):
        remark = Remark(code="damaged_number", message=text, start=0, end=min(40, len(text)))
        body = f"{text}\n一、{text}\n云岭条款{n} {text}"
        name = f"{text.replace('/', '_')[:40]}{n}.txt"
        desk.add(name, body, title=text, issuer=text, region=text, warnings=(remark,))
    desk.add("全部.txt", "\n".join(TEXTS), title="全部")
    return desk


@pytest.fixture(scope="module")
def address(home: MemoryDesk) -> Iterator[str]:
    with served(home) as address:
        yield address


def turn(text: str, document: str) -> Turn:
    cited = Citation(
        marker=1, document=document, file=text, title=text, part=text, section=(text,), quote=text, start=0, end=5, page=None
    )  # fmt: skip
    scope = Filters(regions=(text[:100],), departments=(text[:100],))
    answer = Answer(
        question=text, standalone_question=f"{text} ", answer=f"{text} [1]\n\n| {text} | x |\n|---|---|\n| {text} | [1] |",
        answered=True, citations=(cited,), scope=scope, done=True,
    )  # fmt: skip
    return Turn(question=text, answer=answer, filters=scope, suggestions=(text,))


def test_in_documents(browser: Browser, address: str, home: MemoryDesk) -> None:
    with opener(browser, address) as opened:
        page = opened("/documents")
        expect(page.locator(".pb-card")).to_have_count(len(OWN) + 1)
        for fold in page.locator(".pb-remarks summary").all():
            fold.click()
        expect(page.locator(".pb-spotted")).to_have_count(len(OWN))
        page.locator(".pb-spotted").first.click()
        expect(page.locator("#pb-source mark")).to_be_visible()
        page.locator(".pb-title").last.click()
        expect(page.locator(".pb-page")).to_contain_text(OWN[0])
        assert page.locator(PLACES).locator(ACTIVE).count() == 0


def test_in_conversations(browser: Browser, address: str, home: MemoryDesk) -> None:
    """All of them as question, answer, table, source, scope, suggestion; as names of conversations; as reasons."""
    identity = next(iter(home.entries))
    turns = tuple(turn(text, identity) for text in TEXTS)
    with closing(Conversations(home.settings.home)) as talks:
        for number in range(len(turns)):
            talks.keep("local", "all", turns[: number + 1])
        for number, text in enumerate(OWN):
            talks.keep("local", f"c{number}", (Turn(question=text, error=text),))
    with opener(browser, address) as opened:
        page = opened("/?c=all")
        expect(page.locator(".pb-foot")).to_have_count(len(TEXTS), timeout=30_000)
        expect(page.locator(".pb-conversation")).to_have_count(len(OWN) + 1)
        page.locator("a.pb-cite").nth(2).hover()
        page.locator("a.pb-source").first.click()
        expect(page.locator("#pb-source mark")).to_be_visible()
        page.locator("#chat a.pb-chip").first.click()
        expect(page.locator("#pb-scope .pb-chip")).to_have_count(1)
        page.locator(".pb-scope-open").click()
        expect(page.locator(".pb-choose")).to_be_visible()
        assert page.locator(PLACES).locator(ACTIVE).count() == 0
        hrefs = page.locator("#chat a[href]").evaluate_all("links => links.map(link => link.getAttribute('href'))")
        assert {href.split("/")[0] for href in hrefs} == {"#cite", "#turn", "#scope", "#ask"}


def test_as_questions_and_feedback(browser: Browser, address: str, home: MemoryDesk) -> None:
    with opener(browser, address) as opened:
        page = opened()
        for start in range(0, len(OWN), 6):
            answered(page, f"云岭条款 {' '.join(OWN[start : start + 6])}")
        page.locator(".pb-do-down").last.click()
        page.locator(".pb-complaint textarea").fill("\n".join(OWN)[:1900])
        page.locator(".pb-complaint .pb-primary").click()
        expect(page.locator(".pb-do-down.pb-on")).to_be_visible()
        assert page.locator(PLACES).locator(ACTIVE).count() == 0


@pytest.mark.parametrize(
    "name", ["../../x.txt", '"><script>alert(1)</script>.txt', "a\r\nX-Evil: 1.txt", "\u202etxt.exe"]
)
def test_file_names_are_no_paths_headers_or_markup(address: str, home: MemoryDesk, name: str, tmp_path: Path) -> None:
    sent = httpx.post(f"{address}/api/documents", files={"files": (name, name.encode())}, timeout=30)
    assert sent.status_code == 201
    stored = Path(sent.json()["outcomes"][0]["path"])
    assert stored.parent == home.settings.home / "uploads"
    assert not set('<>"\r\n\u202e') & set(stored.name)
