"""Planbot's own pages over HTTP, and the dress of Gradio's."""

from functools import cache
from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from planbot.ui import shell
from planbot.ui.words import LANGUAGES, Language, load_words

_ROOTS: dict[Language, str] = {"zh": "", "en": "/en"}


def pages() -> APIRouter:
    """`/documents`, `/ledger`, `/draft`, `/evals`, and the same below `/en`."""
    router = APIRouter(include_in_schema=False)
    for language in LANGUAGES:
        for name in shell.PAGES:
            router.add_api_route(f"{_ROOTS[language]}/{name}", _answer(name, language), response_class=HTMLResponse)
    return router


def dress(path: str, html: str, nonce: str) -> str:
    """Gradio's page gets planbot's frame; planbot's pages get the nonce. Any other HTML gets nothing, so that no script in it runs."""
    name = path.removeprefix("/en").strip("/")
    if not name and "<gradio-app" in html:
        return shell.signed(shell.chat(html, asset, load_words("en" if path.startswith("/en") else "zh")), nonce)
    return shell.signed(html, nonce) if name in shell.PAGES else html


@cache
def asset(name: str) -> str:
    """The text of a file in ``assets``."""
    return files("planbot.ui").joinpath("assets", name).read_text(encoding="utf-8")


def _answer(name: str, language: Language):
    def page() -> HTMLResponse:
        return HTMLResponse(shell.sheet(name, asset, load_words(language)))

    return page
