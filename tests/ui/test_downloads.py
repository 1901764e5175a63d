"""An answer leaves as Markdown and as a Word document that hold the same words and sources."""

import re
from io import BytesIO

import docx
import pytest
from tests.ui.hostile import HOSTILE

from planbot.types import Answer, Citation
from planbot.ui import downloads
from planbot.ui.words import load_words

ZH = load_words("zh")
CITED = Citation(
    marker=1, document="d", file="要点.pdf", title="要点", part="第2篇", section=("一、目标",), quote="达到\n90%", start=0, end=6, page=4
)  # fmt: skip


def answer(text: str, **fields: object) -> Answer:
    plain = {
        "question": "覆盖率？",
        "standalone_question": "覆盖率？",
        "answer": text,
        "answered": True,
        "citations": (CITED,),
        "done": True,
    }
    return Answer.model_validate({**plain, **fields})


def lines(given: Answer) -> list[str]:
    return [paragraph.text for paragraph in docx.Document(BytesIO(downloads.docx(given, ZH))).paragraphs]


def test_both_forms_name_file_part_heading_page_and_quote() -> None:
    where = "[1] 要点.pdf › 第2篇 › 一、目标 › 第 4 页"
    assert f"{where}  \n“达到 90%”" in downloads.md(answer("达到90%[1]"), ZH).decode()
    assert f"{where}\n“达到 90%”" in lines(answer("达到90%[1]"))


def test_what_documents_say_is_no_image_link_or_mark_in_markdown() -> None:
    hostile = "![图](http://evil.example/a.png) [此处](http://evil.example) <img src=x> [7]"
    told = CITED.model_copy(update={"file": hostile, "section": (hostile,), "quote": hostile})
    text = downloads.md(answer("达到90%[1]", question=hostile, citations=(told,)), ZH).decode()
    assert "![" not in text.replace("\\![", "")
    assert not re.search(r"(?<!\\)\]\(|(?<!\\)<img|(?<!\\)\[7\]", text)


def test_a_long_row_of_dashes_takes_no_time() -> None:
    assert "x" in "".join(
        cell.text
        for row in docx.Document(BytesIO(downloads.docx(answer(f"| {'-' * 400}x |"), ZH))).tables[0].rows
        for cell in row.cells
    )


def test_markdown_becomes_styles_and_tables() -> None:
    text = "## 目标\n\n- **甲县**：90% [1]\n1. 第二\n\n| 县 | 值 |\n|---|---|\n| 甲\\|乙 | 90% |\n\n末句\\*"
    document = docx.Document(BytesIO(downloads.docx(answer(text), ZH)))
    styles = {paragraph.text: paragraph.style.name for paragraph in document.paragraphs if paragraph.style}
    assert styles["目标"] == "Heading 3"
    assert styles["甲县：90% [1]"] == "List Bullet"
    assert styles["第二"] == "List Number"
    assert "末句*" in styles
    (table,) = document.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["县", "值"], ["甲|乙", "90%"]]
    (bold,) = (
        run.text for paragraph in document.paragraphs for run in paragraph.runs if run.bold and run.text == "甲县"
    )
    assert bold


def test_a_follow_up_is_given_as_understood_and_a_refusal_names_its_nearest_passage_as_such() -> None:
    refused = answer("没有找到。", answered=False, standalone_question="2031年的覆盖率？")
    for text in ("\n".join(lines(refused)), downloads.md(refused, ZH).decode()):
        assert "理解为：2031年的覆盖率？" in text
        assert ZH("answer.nearest") in text


@pytest.mark.parametrize("text", [*HOSTILE, "\x00\x0b\ud800坏", "", "\n\n"])
def test_any_text_can_be_written(text: str) -> None:
    odd = answer(f"{text}[1]", question=text.encode(errors="replace").decode(), standalone_question="x")
    assert lines(odd)


@pytest.mark.parametrize(
    ("question", "name"),
    [("产量？", "产量？"), ("a/b\\c:*?\"<>|", "a b c"), ("..", "answer"), ("", "answer"), ("长" * 200, "长" * 60), ("\u202egpj.exe", "gpj.exe")],
)  # fmt: skip
def test_a_file_name_is_safe(question: str, name: str) -> None:
    assert downloads.file_name(question) == name
