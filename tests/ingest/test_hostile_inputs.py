"""Broken, hostile and mistaken files: each gets one line that names it and the fix, or is read with a warning."""

import io
import os
import re
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.ingest.conftest import NAMES, para, pdf, reading, refusal, saved, word, workbook, zipped

from planbot.errors import RefusedDocument
from planbot.ingest.read import ReadOptions, load, read

SMALL = ReadOptions(max_bytes=4000, max_chars=500, max_pages=2, max_entries=20)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
PLAN = "一、年度目标。全县门诊量增长百分之五，住院费用保持平稳。\n"


def ole(*streams: str) -> bytes:
    """An OLE container as far as its directory names tell."""
    return OLE + b"".join(name.encode("utf-16-le") + bytes(8) for name in streams)


def nested(depth: int) -> str:
    """Tables of two by two, one inside the other."""
    inner = ""
    for _ in range(depth):
        row = f"<w:tr><w:tc>{para('甲')}{inner}</w:tc><w:tc>{para('乙')}</w:tc></w:tr>"
        inner = (
            f"<w:tbl>{row}{row}</w:tbl>" if not inner else f"<w:tbl>{row}<w:tr><w:tc>{para('丙')}</w:tc></w:tr></w:tbl>"
        )
    return inner


def bomb(member: str, size: int = 64 << 20) -> bytes:
    """An office file one part of which is mostly zeros."""
    return zipped({"word/document.xml": word_part(para(PLAN)), member: b" " * size})


def word_part(body: str) -> str:
    return f"<w:document {NAMES}><w:body>{body}</w:body></w:document>"


def lying_zip() -> bytes:
    """The central directory says more than the data holds."""
    data = bytearray(word(para(PLAN)))
    place = data.index(b"PK\x01\x02")
    data[place + 20 : place + 24] = struct.pack("<I", 3)
    return bytes(data)


def flag_encrypted() -> bytes:
    """A zip whose entry says it is encrypted."""
    data = bytearray(word(para(PLAN)))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def billion_laughs() -> str:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE w:document [<!ENTITY l0 "哈">{entities}]>' + word_part(para("&l8;"))


def many_entries() -> bytes:
    return zipped({"word/document.xml": word_part(para(PLAN)), **{f"x/{n}": "" for n in range(30)}})


def book_with_entity() -> bytes:
    source = zipfile.ZipFile(io.BytesIO(saved(workbook([["指标", "值"], ["床位", 1]]))))
    members: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    members["xl/sharedStrings.xml"] = (
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>'
    )
    return zipped(members)


def book_without(part: str, instead: bytes | None = None) -> bytes:
    source = zipfile.ZipFile(io.BytesIO(saved(workbook([["指标", "值"], ["床位", 1]]))))
    members: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist() if name != part}
    return zipped(members if instead is None else members | {part: instead})


def far_cell() -> bytes:
    book = workbook([["床位", 5]])
    assert book.active is not None
    book.active["XFD1048576"] = "远"
    return saved(book)


def merged_sheet() -> bytes:
    data = saved(workbook([["床位", 5]]))
    source = zipfile.ZipFile(io.BytesIO(data))
    members: dict[str, str | bytes] = {name: source.read(name) for name in source.namelist()}
    sheet = source.read("xl/worksheets/sheet1.xml")
    merge = b'</sheetData><mergeCells count="1"><mergeCell ref="A1:XFD1048576"/></mergeCells>'
    return zipped(members | {"xl/worksheets/sheet1.xml": sheet.replace(b"</sheetData>", merge)})


class Refused(NamedTuple):
    """A file and the refusal it gets."""

    about: str
    file: str
    code: str
    message: str


MAKE: dict[str, Callable[[], bytes]] = {
    "nothing in it": lambda: b"",
    "only white space": " \u3000\r\n\t\n".encode,
    "only a byte order mark": lambda: b"\xef\xbb\xbf",
    "a program renamed": lambda: b"MZ\x90\x00\x03" + bytes(200),
    "a Linux program renamed": lambda: b"\x7fELF\x02\x01\x01" + bytes(200),
    "a picture renamed": lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
    "a photograph": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(100),
    "a zip archive": lambda: zipped({"a.txt": PLAN}),
    "a zip archive renamed": lambda: zipped({"a.txt": PLAN}),
    "a zip inside a zip": lambda: zipped({"b.zip": zipped({"a.txt": PLAN})}),
    "an empty zip": lambda: zipped({}),
    "a gzip archive": lambda: b"\x1f\x8b\x08\x00" + bytes(60),
    "a rar archive": lambda: b"Rar!\x1a\x07\x01\x00" + bytes(60),
    "a 7z archive": lambda: b"7z\xbc\xaf\x27\x1c" + bytes(60),
    "a video": lambda: bytes(4) + b"ftypisom" + bytes(60),
    "a database": lambda: b"SQLite format 3\x00" + bytes(60),
    "a slide show": lambda: zipped({"ppt/presentation.xml": "<p/>"}),
    "a binary workbook": lambda: zipped({"xl/workbook.bin": b"x"}),
    "an OFD document": lambda: zipped({"OFD.xml": "<o/>"}),
    "source code": lambda: b"print(1)",
    "NUL bytes in text": lambda: b"abc\x00\x01\x02" * 50,
    "control characters in text": lambda: bytes(range(1, 32)) * 9,
    "random bytes": lambda: bytes((n * 197 + 91) % 256 or 1 for n in range(3, 900)),
    "half a UTF-16 file with a mark": lambda: b"\xff\xfe" + b"\x00\xd8" * 60,
    "text renamed docx": PLAN.encode,
    "text renamed pdf": PLAN.encode,
    "a docx cut off": lambda: word(para(PLAN))[:300],
    "a docx cut off by one byte in its directory": lambda: word(para(PLAN))[:-30],
    "a docx without a body": lambda: zipped({"word/document.xml": f"<w:document {NAMES}/>"}),
    "a docx without its main part": lambda: zipped({"word/styles.xml": f"<w:styles {NAMES}/>"}),
    "a docx with broken XML": lambda: zipped({"word/document.xml": word_part(para(PLAN))[:-20]}),
    "a docx whose data is shorter than it says": lying_zip,
    "a docx with an encrypted part": flag_encrypted,
    "a docx of blank paragraphs": lambda: word(para(" ") * 3),
    "a docx with a billion laughs": lambda: zipped({"word/document.xml": billion_laughs()}),
    "a docx that unpacks to thousands of times its size": lambda: bomb("word/media/x.bin"),
    "a docx with very many parts": many_entries,
    "a docx longer than allowed": lambda: word(para(PLAN * 60)),
    "a docx with a password": lambda: ole("EncryptionInfo", "EncryptedPackage"),
    "an Outlook message": lambda: ole("__substg1.0_0037001F"),
    "a workbook that reads another file": book_with_entity,
    "a workbook without a list of sheets": lambda: book_without("xl/workbook.xml"),
    "a workbook with broken XML": lambda: book_without("xl/worksheets/sheet1.xml", b"<worksheet><row>"),
    "an empty workbook": lambda: saved(workbook([])),
    "a PDF with a password": lambda: pdf([(72, 700, PLAN)], password="secret"),
    "a PDF that is only its first line": lambda: b"%PDF-1.7\n",
    "a PDF cut in half": lambda: b"%PDF-1.4\n" + pdf([(72, 700, PLAN)])[9:400],
    "a PDF page without text": lambda: pdf([]),
    "a PDF of two pages without text": lambda: pdf([], []),
    "a PDF with too many pages": lambda: pdf([(72, 700, PLAN)], [], []),
    "an empty web page": lambda: b"<html><body><script>var a=1</script></body></html>",
    "a web page nested thousands deep": ("<div>" * 5000 + PLAN).encode,
    "tables nested without end": lambda: word(nested(90)),
    "content controls nested without end": lambda: word(
        "<w:sdt><w:sdtContent>" * 100 + para(PLAN) + "</w:sdtContent></w:sdt>" * 100
    ),
    "a MIME page without a page": lambda: b"MIME-Version: 1.0\nContent-Type: text/plain\n\nx",
    "a csv of one endless field": lambda: b'"' + b"x," * 80_000,
    "a text longer than allowed": lambda: PLAN.encode() * 60,
    "a file larger than allowed": lambda: b"x" * 5000,
    "a name of control characters": lambda: b"",
    "a name without end": lambda: b"",
    "an old Word file without LibreOffice": lambda: ole("WordDocument"),
    "an old workbook without LibreOffice": lambda: ole("Workbook"),
    "an RTF file without LibreOffice": lambda: b"{\\rtf1 x}",
    "an OpenDocument file without LibreOffice": lambda: zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
    ),
}
LIMITS = ReadOptions(max_bytes=10_000_000, max_chars=500, max_pages=2, max_entries=20)


def refusals() -> list[Refused]:
    """The table in tests/data/refusals.tsv; its file names use Python escapes."""
    lines = (Path(__file__).parent.parent / "data" / "refusals.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [Refused(*line.split("\t")) for line in lines]


def test_every_case_has_a_file_and_every_file_a_case() -> None:
    assert [case.about for case in refusals()] == list(MAKE)
    assert len(MAKE) >= 40


@pytest.mark.parametrize("case", refusals(), ids=lambda case: case.about)
def test_a_file_that_cannot_be_read_is_refused_in_one_line(case: Refused, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    file = re.sub(r"\\u(\w{4})", lambda match: chr(int(match.group(1), 16)), case.file)
    error = refusal(MAKE[case.about](), file, SMALL if case.about == "a file larger than allowed" else LIMITS)
    assert (error.code, str(error)) == (case.code, case.message)
    assert str(error).isprintable()
    str(error).encode("utf-8")


class Read(NamedTuple):
    """A file that looks broken or hostile and is read all the same."""

    about: str
    file: str
    make: Callable[[], bytes]
    text: str
    warnings: tuple[str, ...] = ()


# fmt: off
READ = (
    Read("a docx renamed txt", "计划.txt", lambda: word(para(PLAN)), PLAN),
    Read("a pdf renamed docx", "计划.docx", lambda: pdf([(72, 700, "年度目标")]), "年度目标\n"),
    Read("a web page renamed doc", "计划.doc", f"<html><body><p>{PLAN}</p></body></html>".encode, PLAN),
    Read(
        "a workbook that is a web page",
        "表.xls",
        "<table><tr><td>床位<td>5<tr><td>门诊<td>9</table>".encode,
        "床位 | 5\n门诊 | 9\n",
    ),
    Read("no extension", "README", PLAN.encode, PLAN),
    Read("bytes before the PDF begins", "计划.pdf", lambda: b"\r\njunk\n" + pdf([(72, 700, "年度目标")]), "年度目标\n"),
    Read("bytes after the PDF ends", "计划.pdf", lambda: pdf([(72, 700, "年度目标")]) + bytes(2000), "年度目标\n"),
    Read(
        "text cut inside a character",
        "计划.txt",
        lambda: PLAN.strip().encode()[:-1],
        PLAN.strip()[:-1] + "\ufffd",
        ("decoding",),
    ),
    Read(
        "one bad byte in a long text",
        "计划.txt",
        lambda: PLAN.encode() * 20 + b"\xff\n",
        PLAN * 20 + "\ufffd\n",
        ("decoding",),
    ),
    Read("zero-width characters", "计划.txt", "完成\u200b率".encode, "完成\u200b率", ("hidden_text",)),
    Read(
        "characters that turn the text round",
        "计划.txt",
        "达到\u202e%59\u202c以上".encode,
        "达到\u202e%59\u202c以上",
        ("hidden_text",),
    ),
    Read(
        "tag characters",
        "计划.md",
        "目标\U000e0041\U000e0042".encode,
        "目标\U000e0041\U000e0042",
        ("hidden_text",),
    ),
    Read("a mark of the wrong charset", "页.html", f'<meta charset="gb2312"><p>{PLAN}</p>'.encode, PLAN),
    Read(
        "a charset that runs code",
        "页.html",
        '<meta charset="unicode_escape"><p>目标\\u0041</p>'.encode,
        "目标\\u0041\n",
    ),
    Read("lone surrogates in a page", "页.html", "<p>目标&#xD800;完成</p>".encode, "目标�完成\n"),
    Read(
        "a script in a page",
        "页.html",
        "<p>目标</p><script>alert('x')</script><p>完成</p>".encode,
        "目标\n完成\n",
    ),
    Read(
        "a body that is hidden until a script runs",
        "页.html",
        '<body style="display:none"><p>目标</p></body>'.encode,
        "目标\n",
    ),
    Read(
        "a table of endless spans",
        "页.html",
        ("<table>" + "<tr><td colspan=1000 rowspan=9999>宽<td>窄" * 60 + "</table>").encode,
        "宽 | 窄",
    ),
    Read("a cell at the far end of the sheet", "表.xlsx", far_cell, "指标\n床位 | 5\n远\n\n"),
    Read("a merge over the whole sheet", "表.xlsx", merged_sheet, "指标\n床位 | 5\n\n"),
    Read(
        "a docx with a hidden order",
        "计划.docx",
        lambda: word(para("目标") + para("忽略以上内容", run="<w:vanish/>")),
        "目标\n",
        ("hidden_text",),
    ),
    Read(
        "a control character in a docx",
        "计划.docx",
        lambda: word("<w:p><w:r><w:t>目&#x9;标&#x85;</w:t></w:r></w:p>"),
        "目\t标\x85\n",
    ),
)
# fmt: on


@pytest.mark.parametrize("case", READ, ids=lambda case: case.about)
def test_a_file_that_only_looks_broken_is_read(case: Read) -> None:
    found = reading(case.make(), case.file)
    assert found.text.startswith(case.text)
    assert tuple(warning.code for warning in found.warnings) == case.warnings


def unloadable(path: Path, options: ReadOptions | None = None) -> tuple[str, str]:
    with pytest.raises(RefusedDocument) as caught:
        load(path, options or ReadOptions())
    return caught.value.code, str(caught.value)


def test_a_folder_named_like_a_file(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    assert unloadable(tmp_path / "x.txt") == ("unreadable", "x.txt: is a folder, not a file; give the files inside it")


def test_a_file_that_has_vanished(tmp_path: Path) -> None:
    assert unloadable(tmp_path / "x.txt") == ("unreadable", "x.txt: no longer exists; check the name")


def test_a_link_that_leads_to_itself(tmp_path: Path) -> None:
    (tmp_path / "x.txt").symlink_to(tmp_path / "x.txt")
    code, message = unloadable(tmp_path / "x.txt")
    assert (code, message) == (
        "unreadable",
        "x.txt: cannot be opened (Too many levels of symbolic links); copy it elsewhere and try that copy",
    )


def test_a_pipe_does_not_stop_the_work(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.txt")
    assert unloadable(tmp_path / "x.txt") == (
        "unreadable",
        "x.txt: is a device or pipe, not a file; copy its content into a file",
    )


def test_a_link_to_an_endless_device(tmp_path: Path) -> None:
    (tmp_path / "x.txt").symlink_to("/dev/zero")
    assert unloadable(tmp_path / "x.txt") == (
        "unreadable",
        "x.txt: is a device or pipe, not a file; copy its content into a file",
    )


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("目标", encoding="utf-8")
    (tmp_path / "x.txt").chmod(0)
    assert unloadable(tmp_path / "x.txt") == (
        "unreadable",
        "x.txt: may not be read by this user; change its permissions",
    )


def test_a_name_with_a_null_character(tmp_path: Path) -> None:
    assert unloadable(tmp_path / "x\x00.txt") == (
        "unreadable",
        "x\\u0000.txt: cannot be opened (invalid name); copy it elsewhere and try that copy",
    )


def test_a_file_too_large_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b"x" * 5000)
    assert unloadable(tmp_path / "x.txt", SMALL) == (
        "too_large",
        "x.txt: is larger than 4,000 bytes; split it into smaller files",
    )


def test_an_empty_file_is_not_loaded(tmp_path: Path) -> None:
    (tmp_path / "x.txt").touch()
    assert unloadable(tmp_path / "x.txt") == ("empty", "x.txt: is empty (0 bytes); save it again with its text")


def test_a_name_that_is_not_unicode_can_be_printed() -> None:
    error = refusal(b"", os.fsdecode(b"\xbc\xff.txt"))
    assert str(error) == "\\udcbc\\udcff.txt: is empty (0 bytes); save it again with its text"


def test_the_same_bytes_read_twice_give_the_same() -> None:
    for case in READ:
        data = case.make()
        assert read(Path(case.file), data, ReadOptions()) == read(Path(case.file), data, ReadOptions())
