"""The frame of every page: header, navigation, source panel; around Gradio's chat, and around planbot's own pages (pure).

A page ``ledger`` is ``assets/ledger.html`` (what stands inside ``<main>``), ``assets/ledger.js`` (a module) and ``assets/ledger.zh.toml``,
``ledger.en.toml`` (one table, ``[ledger]``, whose ``title`` is also its name in the navigation).
"""

import json
import re
from collections.abc import Callable

from planbot.ui.markdown import escaped
from planbot.ui.words import Words

PAGES = ("documents", "ledger", "draft", "evals")
"""Planbot's own pages, in the order of the navigation; the chat comes before them."""
_FIELD = re.compile(r"\{\{(?:(\w+)\.)?(\w+)\}\}")
_LINK_PREVIEW = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')
_LANGUAGE = re.compile(r'(<html\b[^>]*?\blang=")[^"]*')
_SCRIPTED = ("script", "kind", "warning", "refusal", "failure")
"""The tables of a catalogue that the scripts of every page share."""
_CUT = "<!-- cut -->"

Template = Callable[[str], str]
"""The text of an asset by its name."""


def chat(html: str, template: Template, words: Words) -> str:
    """Gradio's page in the language of ``words`` with planbot's frame around it."""
    head, top, foot = _frame("chat", template, words)
    before, after = fill(template("chat.html"), words).split(_CUT)
    page = _LANGUAGE.sub(rf"\g<1>{words('shell.tag')}", _LINK_PREVIEW.sub("", html), count=1)
    page = page.replace("</head>", f"{head}</head>", 1)
    page = page.replace("<gradio-app", f"{top}{before}<gradio-app", 1)
    return page.replace("</gradio-app>", f"</gradio-app>{after}{foot}", 1)


def sheet(name: str, template: Template, words: Words) -> str:
    """One of ``PAGES``, whole."""
    head, top, foot = _frame(name, template, words)
    inside = fill(template(f"{name}.html"), words)
    return (
        f'<!doctype html><html lang="{words("shell.tag")}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escaped(words(f'{name}.title'))} · {escaped(words('shell.brand'))}</title>"
        f'{head}<link rel="stylesheet" href="/ui/pages.css"></head>'
        f'<body class="pb-paged">{top}<main id="pb-main">{inside}</main>{foot}</body></html>'
    )


def signed(html: str, nonce: str) -> str:
    """``nonce`` on every script."""
    return html.replace("<script", f'<script nonce="{nonce}"')


def fill(template: str, words: Words) -> str:
    """Each ``{{key}}`` as the string ``shell.key``, each ``{{table.key}}`` as that string, escaped."""
    return _FIELD.sub(lambda match: escaped(words(f"{match[1] or 'shell'}.{match[2]}")), template)


def address(name: str, words: Words) -> str:
    """Where a page is in the language of ``words``: "/", "/ledger", "/en/", "/en/ledger"."""
    root = "/en/" if words.language == "en" else "/"
    return root + ("" if name == "chat" else name)


def _frame(name: str, template: Template, words: Words) -> tuple[str, str, str]:
    """What goes into the head, before the page's own content and after it."""
    head, top, foot = fill(template("shell.html"), words).split(_CUT)
    script = f'<script type="module" src="/ui/{name}.js"></script>'
    return f"{head}{_strings(name, words)}{script}", top.replace("<!-- nav -->", _links(name, words)), foot


def _links(current: str, words: Words) -> str:
    names = ("chat", *PAGES)
    return "".join(
        f'<a href="{address(name, words)}"{" aria-current=page" if name == current else ""}>'
        f"{escaped(words(f'{name}.title'))}</a>"
        for name in names
    )


def _strings(name: str, words: Words) -> str:
    strings = {table: words.under(table) for table in (*_SCRIPTED, name)}
    data = json.dumps(strings, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="pb-words">{data}</script>'
