"""Old office files: LibreOffice converts them, in a folder of its own and in limited time."""

import os
import sys
import time
from pathlib import Path

import pytest
from tests.ingest.conftest import para, reading, refusal, saved, word, workbook

from planbot.ingest.read import ReadOptions

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
DOC = OLD + "WordDocument".encode("utf-16-le")
XLS = OLD + "Workbook".encode("utf-16-le")


def office(tmp_path: Path, script: str) -> ReadOptions:
    """A program that stands in for soffice; ``target``, ``folder`` and ``source`` are its arguments."""
    program = tmp_path / "soffice"
    head = f"#!{sys.executable}\nimport sys, time, pathlib, os\n"
    arguments = (
        "a = sys.argv\ntarget, folder, source = a[a.index('--convert-to') + 1], a[a.index('--outdir') + 1], a[-1]\n"
    )
    program.write_text(head + arguments + script, encoding="utf-8")
    program.chmod(0o755)
    return ReadOptions(libreoffice=str(program), convert_seconds=20)


def handing_over(tmp_path: Path, data: bytes) -> ReadOptions:
    (tmp_path / "result").write_bytes(data)
    return office(
        tmp_path,
        f"pathlib.Path(folder, 'source.' + target).write_bytes(pathlib.Path({str(tmp_path / 'result')!r}).read_bytes())",
    )


@pytest.mark.parametrize("name", ["计划.doc", "计划.wps", "计划.txt"])
def test_an_old_word_file_is_read_as_what_libreoffice_makes_of_it(name: str, tmp_path: Path) -> None:
    found = reading(DOC, name, handing_over(tmp_path, word(para("年度目标"))))
    assert (found.text, found.format) == ("年度目标\n", "legacy")


def test_an_old_workbook_becomes_a_new_one(tmp_path: Path) -> None:
    found = reading(XLS, "表.xls", handing_over(tmp_path, saved(workbook([["指标", "值"], ["床位", 5]]))))
    assert found.text == "指标\n指标 | 值\n床位 | 5\n\n"


def test_rtf_goes_the_same_way(tmp_path: Path) -> None:
    assert reading(b"{\\rtf1 x}", "计划.rtf", handing_over(tmp_path, word(para("年度目标")))).text == "年度目标\n"


def test_the_program_works_in_a_folder_of_its_own_that_is_gone_afterwards(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    options = office(tmp_path, f"pathlib.Path({str(seen)!r}).write_text('\\n'.join([folder, os.environ['HOME'], *a]))")
    refusal(DOC, "计划.doc", options)
    folder, home, *arguments = seen.read_text(encoding="utf-8").splitlines()
    assert folder == home
    assert not Path(folder).exists()
    assert f"-env:UserInstallation={Path(folder, 'profile').as_uri()}" in arguments


def test_a_program_that_hangs_is_stopped_with_all_it_started(tmp_path: Path) -> None:
    script = f"pid = os.fork()\npathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid())) if pid else None\ntime.sleep(600)"
    options = office(tmp_path, script).model_copy(update={"convert_seconds": 1.0})
    begun = time.monotonic()
    error = refusal(DOC, "计划.doc", options)
    assert time.monotonic() - begun < 20
    assert (error.code, str(error)) == (
        "broken",
        "计划.doc: LibreOffice did not convert it in 1 s; save it as docx in Word or WPS",
    )
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text(encoding="utf-8")), 0)


def test_a_file_it_cannot_open(tmp_path: Path) -> None:
    error = refusal(DOC, "计划.doc", office(tmp_path, "sys.exit(1)"))
    assert error.code == "broken"
    assert (
        str(error)
        == "计划.doc: LibreOffice cannot open it; it may be damaged or protected by a password; save it as docx in Word or WPS"
    )


def test_a_setting_that_names_no_program(tmp_path: Path) -> None:
    error = refusal(DOC, "计划.doc", ReadOptions(libreoffice=str(tmp_path / "none")))
    assert (error.code, str(error)) == (
        "needs_program",
        "计划.doc: LibreOffice cannot be started (No such file or directory); check the setting libreoffice",
    )
