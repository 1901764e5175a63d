"""Old Word, WPS, Excel, RTF and OpenDocument files: converted by LibreOffice, when it is installed, and then read as docx or xlsx."""

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

from planbot.errors import RefusedDocument
from planbot.ingest.readers.options import ReadOptions, broken
from planbot.types import ReadText

Reader = Callable[[bytes, str, ReadOptions], ReadText]
_SHEET_STREAMS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book\x00"))
_SHEET_MARKS = (b"application/vnd.oasis.opendocument.spreadsheet", b'progid="Excel')


def read_legacy(data: bytes, file: str, options: ReadOptions, read_docx: Reader, read_xlsx: Reader) -> ReadText:
    """Raises RefusedDocument: needs_program without LibreOffice, broken when it cannot convert the file in time."""
    program = options.libreoffice or shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        fix = "install LibreOffice, or save it as docx or pdf in Word or WPS"
        raise RefusedDocument(
            f"{file}: is an old office format that only LibreOffice can open; {fix}", code="needs_program"
        )
    sheet = any(stream in data for stream in _SHEET_STREAMS) or any(mark in data[:4096] for mark in _SHEET_MARKS)
    target = "xlsx" if sheet else "docx"
    converted = _converted(data, file, target, program, options)
    found = (read_xlsx if sheet else read_docx)(converted, file, options)
    return found.model_copy(update={"format": "legacy"})


def _converted(data: bytes, file: str, target: str, program: str, options: ReadOptions) -> bytes:
    with tempfile.TemporaryDirectory(prefix="planbot-") as name:
        folder = Path(name)
        source = folder / "source.bin"
        source.write_bytes(data)
        command = [program, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        _run(
            [*command, "--convert-to", target, "--outdir", str(folder), str(source)],
            file,
            folder,
            options.convert_seconds,
        )
        result = folder / f"source.{target}"
        if not result.is_file() or not result.stat().st_size:
            raise broken(
                file,
                "LibreOffice cannot open it; it may be damaged or protected by a password",
                "save it as docx in Word or WPS",
            )
        return result.read_bytes()


def _run(command: list[str], file: str, folder: Path, seconds: float) -> None:
    """The program and what it starts end with this call, whatever happens."""
    environment = {**os.environ, "HOME": str(folder)}
    try:
        process = subprocess.Popen(  # noqa: S603 - the program is the user's own setting or found on PATH, the arguments are ours
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            start_new_session=True,
        )
    except OSError as exc:
        raise RefusedDocument(
            f"{file}: LibreOffice cannot be started ({exc.strerror}); check the setting libreoffice",
            code="needs_program",
        ) from exc
    try:
        process.wait(timeout=seconds)
    except subprocess.TimeoutExpired as exc:
        raise broken(
            file, f"LibreOffice did not convert it in {seconds:.0f} s", "save it as docx in Word or WPS"
        ) from exc
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
