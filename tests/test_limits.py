"""The limits that docs/formats.md names are those that the program has."""

import re
from pathlib import Path

import pytest

from planbot.ingest.read import ReadOptions
from planbot.settings import Settings

ROOT = Path(__file__).parent.parent
SETTINGS = Settings(home=Path("/home"))


@pytest.mark.parametrize(
    ("limit", "said", "value"),
    [
        ("file", r"(\d+) MiB", SETTINGS.max_file_mb),
        ("text", r"(\d+) million", SETTINGS.max_chars // 1_000_000),
        ("docx, xlsx unpacked", r"(\d+) GiB", ReadOptions().max_unpacked_bytes >> 30),
        ("docx, xlsx unpacked", r"([\d,]+) parts", ReadOptions().max_entries),
        ("pdf", r"([\d,]+) pages", ReadOptions().max_pages),
    ],
)
def test_a_limit_is_told_as_it_is(limit: str, said: str, value: int) -> None:
    limits = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8").partition("## Limits")[2]
    (line,) = re.findall(rf"^\| {limit} \| (.*) \|$", limits, re.MULTILINE)
    told = re.search(said, line)
    assert told
    assert int(told[1].replace(",", "")) == value


def test_readers_used_by_themselves_have_the_limits_of_the_settings() -> None:
    assert ReadOptions().max_bytes == SETTINGS.max_file_mb << 20
    assert ReadOptions().max_chars == SETTINGS.max_chars
