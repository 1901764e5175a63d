"""Every string of the page stands in both catalogues."""

import re
from pathlib import Path
from typing import get_args

import pytest

import planbot.ui
from planbot.types import Kind, WarningCode
from planbot.ui.words import LANGUAGES, load_words

FOLDER = Path(planbot.ui.__file__).parent
ASSETS = FOLDER / "assets"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


def test_both_languages_have_the_same_keys_and_placeholders() -> None:
    zh, en = (load_words(language) for language in LANGUAGES)
    assert zh.names() == en.names()
    for key in zh.names():
        assert set(PLACEHOLDER.findall(zh(key))) == set(PLACEHOLDER.findall(en(key))), key


def test_every_string_is_used_and_every_used_string_exists() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in (*FOLDER.glob("*.py"), *ASSETS.glob("*.js")))
    templates = {
        path.stem: set(re.findall(r"\{\{(\w+)\}\}", path.read_text(encoding="utf-8"))) for path in ASSETS.glob("*.html")
    }
    for key in load_words("zh").names():
        table, name = key.split(".")
        used = name in templates.get(table, ()) or key in code
        assert used or table in ("kind", "warning", "examples") or _chosen_by_status(key), f"{key} is not used"
    for name in re.findall(r'words\(\s*[`"](\w+\.\w+)[`"]', code):
        assert name in load_words("zh").names(), name
    for table, names in templates.items():
        assert names <= set(load_words("zh").under(table))


def _chosen_by_status(key: str) -> bool:
    """Results of an upload are looked up by their status."""
    return key.removeprefix("script.") in {
        "added",
        "replaced",
        "unchanged",
        "duplicate",
        "refused",
        "failed",
        "skipped",
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_and_warning_has_a_name(language: str) -> None:
    words = load_words("zh" if language == "zh" else "en")
    assert set(words.under("warning")) == set(get_args(WarningCode))
    assert set(words.under("kind")) == set(get_args(Kind)) - {"unknown"}


def test_no_chinese_stands_in_the_code() -> None:
    for path in (*FOLDER.glob("*.py"), *ASSETS.glob("*.js"), *ASSETS.glob("*.html")):
        if path.name not in ("markdown.py", "uploads.py"):  # a pattern of the language; an example of a file name
            assert not re.search(r"[\u4e00-\u9fff]", path.read_text(encoding="utf-8")), path.name


def test_values_are_not_read_as_placeholders() -> None:
    assert load_words("zh")("script.delete_title", file="{file}{0}") == "删除文件 {file}{0}"
