"""Every string of the page stands in both catalogues."""

import re
from pathlib import Path
from typing import get_args

import pytest

import planbot.ui
from planbot.types import DraftSentence, Dropped, Kind, WarningCode
from planbot.ui.words import LANGUAGES, Language, load_words

FOLDER = Path(planbot.ui.__file__).parent
ASSETS = FOLDER / "assets"
QUOTING = ("markdown.py", "uploads.py", "evaluations.py", "ledger.py", "sheets.py")
"""Patterns of the language, examples in docstrings, and the heads of a table that the command line writes too."""
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    zh, en = (load_words(language) for language in LANGUAGES)
    assert zh.names() == en.names()
    for key in zh.names():
        assert set(PLACEHOLDER.findall(zh(key))) == set(PLACEHOLDER.findall(en(key))), key


def used_in(code: str) -> re.Pattern[str]:
    """The keys that ``code`` names: whole ("page.send", {{documents.none}}), or with a part that is filled in (`kind.${kind}`)."""
    whole = re.findall(r"[\"'{](\w+\.\w+)[\"'}]", code)
    begun = re.findall(r"[`\"'](\w+\.\w*)[{$]", code)
    return re.compile("|".join([*map(re.escape, whole), *(re.escape(start) + r"[\w@]+" for start in begun)]))


def test_every_string_is_used_and_every_used_string_exists() -> None:
    paths = (*FOLDER.glob("*.py"), *ASSETS.glob("*.js"), *ASSETS.glob("*.html"))
    code = "".join(path.read_text(encoding="utf-8") for path in paths)
    frame = {
        f"shell.{name}" for name in re.findall(r"\{\{(\w+)\}\}", (ASSETS / "shell.html").read_text(encoding="utf-8"))
    }
    keys = load_words("zh").names()
    named = used_in(code)
    unused = {key for key in keys - frame if not named.fullmatch(key) and not key.startswith("sign_in.")}
    assert not {key for key in unused if not key.endswith(".title")}
    assert frame <= keys
    assert set(re.findall(r'words\(\s*[`"](\w+\.\w+)[`"]', code)) <= keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_warning_has_a_name(language: str) -> None:
    words = load_words("zh" if language == "zh" else "en")
    assert set(words.under("warning")) == set(get_args(WarningCode))
    assert set(words.under("kind")) == set(get_args(Kind)) - {"unknown"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_to_leave_a_sentence_out_and_every_origin_has_a_name(language: Language) -> None:
    names = load_words(language).under("draft")
    reasons = get_args(Dropped.model_fields["reason"].annotation)
    origins = get_args(DraftSentence.model_fields["origin"].annotation)
    assert {name.removeprefix("dropped_") for name in names if name.startswith("dropped_")} == set(reasons)
    assert {name.removeprefix("origin_") for name in names if name.startswith("origin_")} == set(origins)


def test_no_chinese_stands_in_the_code() -> None:
    for path in (*FOLDER.glob("*.py"), *ASSETS.glob("*.js"), *ASSETS.glob("*.html")):
        if path.name not in QUOTING:
            assert not re.search(r"[\u4e00-\u9fff]", path.read_text(encoding="utf-8")), path.name


def test_values_are_not_read_as_placeholders() -> None:
    assert load_words("zh")("documents.delete", file="{file}{0}") == "删除 {file}{0}"
