"""Drafts over the bundled samples as Word files: nothing departs from the standard, and reading them back gives their outline."""

from pathlib import Path

import pytest

from planbot.assistant import Assistant
from planbot.draft.conformity.check import check
from planbot.draft.official.docx import DocxOptions, Sources, to_docx
from planbot.ingest.read import ReadOptions
from planbot.ingest.understand import understand

BRIEFS = (
    "起草青棠县2025年妇幼健康工作一节",
    "起草2025年疾病预防控制工作，带上往年指标",
    "写一份2025年基层卫生工作计划，按“一是、二是”写",
    "起草2025年中医药工作一节，标题沿用“11. ……。”",
    "起草2025年健康教育工作",
)


def outline(data: bytes) -> list[tuple[int, str, str]]:
    """Levels, labels and beginnings of all headings; how far an item's heading reaches depends on what follows it, notes too."""
    stored = understand(Path("/drafts/draft.docx"), data, ReadOptions(), "2025-01-01T00:00:00+00:00")
    return [(section.level, section.label, section.title[:8]) for section in stored.sections]


@pytest.mark.parametrize("sources", ["endnotes", "comments"])
@pytest.mark.parametrize("brief", BRIEFS)
def test_a_draft_over_the_samples_keeps_to_the_standard(brief: str, sources: Sources, assistant: Assistant) -> None:
    made = assistant.draft(brief)
    assert made.blocks
    data = to_docx(made, DocxOptions(sources=sources))
    assert check(data, "draft.docx").findings == ()
    found = outline(data)
    assert found == outline(to_docx(made, DocxOptions(sources="none")))
    labels = [block.label.strip() for block in made.blocks if block.label]
    assert [label for _, label, _ in found if label and not label.endswith("是")] == labels
