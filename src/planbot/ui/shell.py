"""The page around the chat: header, document list and source panel, put into Gradio's HTML (pure)."""

import json
import re

from planbot.ui.markdown import escaped
from planbot.ui.words import Words

_FIELD = re.compile(r"\{\{(\w+)\}\}")
_LINK_PREVIEW = re.compile(r'<meta\s+(?:property|name)="(?:og|twitter):[^>]*>')
_LANGUAGE = re.compile(r'(<html\b[^>]*?\blang=")[^"]*')
_SCRIPTED = ("script", "kind", "warning")
"""The tables of a catalogue that the page's script needs."""


def dress(html: str, template: str, words: Words, nonce: str) -> str:
    """Gradio's page in the language of ``words``, with planbot's shell around it and ``nonce`` on every script.

    ``template`` holds ``{{key}}`` for the strings under ``shell`` and three sections that ``<!-- cut -->`` divides: for the head, before
    the chat, and after it.
    """
    language = {"zh": "zh-CN", "en": "en"}[words.language]
    head, before, after = fill(template, words).split("<!-- cut -->")
    page = _LANGUAGE.sub(rf"\g<1>{language}", _LINK_PREVIEW.sub("", html), count=1)
    page = page.replace("</head>", f"{head}{_strings(words)}</head>", 1)
    page = page.replace("<gradio-app", f"{before}<gradio-app", 1)
    page = page.replace("</gradio-app>", f"</gradio-app>{after}", 1)
    return page.replace("<script", f'<script nonce="{nonce}"')


def fill(template: str, words: Words) -> str:
    """Each ``{{key}}`` as the string ``shell.key``, escaped."""
    return _FIELD.sub(lambda match: escaped(words(f"shell.{match[1]}")), template)


def _strings(words: Words) -> str:
    strings = {table: words.under(table) for table in _SCRIPTED}
    data = json.dumps(strings, ensure_ascii=False).replace("<", "\\u003c")
    return f'<script type="application/json" id="pb-words">{data}</script>'
