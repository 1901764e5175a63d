"""Every page has the frame, its scripts carry the nonce, and no text of a catalogue becomes markup."""

import pytest
from tests.ui.hostile import HOSTILE, Elements

from planbot.ui import shell
from planbot.ui.pages import asset, dress
from planbot.ui.words import LANGUAGES, Language, Words, load_words

GRADIO = (
    '<html\n lang="en"><head><meta property="og:url" content="https://gradio.app/" /></head>'
    "<body><script>1</script><gradio-app></gradio-app></body></html>"
)


@pytest.mark.parametrize(("path", "language"), [("/", "zh-CN"), ("/en/", "en")])
def test_the_chat_is_put_into_the_frame(path: str, language: str) -> None:
    page = dress(path, GRADIO, "n0")
    assert page.count("<script") == page.count('<script nonce="n0"') >= 4
    assert f'lang="{language}"' in page
    assert "gradio.app/" not in page
    assert page.index('<main id="pb-main">') < page.index("<gradio-app>") < page.index("</main>")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", shell.PAGES)
def test_a_page_of_planbots_own_is_whole(name: str, language: Language) -> None:
    words = load_words(language)
    html = shell.sheet(name, asset, words)
    found = Elements(html).found
    assert "{{" not in html
    sources = [a["src"] for tag, a in found if tag == "script" and "src" in a]
    assert sources == ["/ui/frame.js", f"/ui/{name}.js"]
    links = [a for tag, a in found if tag == "a" and str(a.get("href")).rstrip("/").count("/") <= 2 and a.get("href")]
    addresses = [shell.address(page, words) for page in ("chat", *shell.PAGES)]
    assert [a["href"] for a in links if a["href"] in addresses] == addresses
    assert [a["href"] for a in links if a.get("aria-current")] == [shell.address(name, words)]
    assert not [a for _, a in found if any(key.startswith("on") or key == "style" for key in a)]


@pytest.mark.parametrize("path", ["/documents", "/en/documents"])
def test_a_page_of_planbots_own_gets_the_nonce_and_other_html_does_not(path: str) -> None:
    assert dress(path, "<script>1</script>", "n0") == '<script nonce="n0">1</script>'
    assert dress("/api/evals/report", "<script>1</script>", "n0") == "<script>1</script>"


@pytest.mark.parametrize("text", HOSTILE)
def test_no_string_of_a_catalogue_becomes_markup(text: str) -> None:
    plain = load_words("zh")
    words = Words("zh", {key: text if key != "shell.tag" else "zh-CN" for key in plain.names()})
    html = shell.sheet("documents", asset, words)
    tags = [tag for tag, _ in Elements(shell.sheet("documents", asset, plain)).found]
    assert [tag for tag, _ in Elements(html).found] == tags
