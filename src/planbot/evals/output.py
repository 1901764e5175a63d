"""Writing a report into the folder of its run, in every form."""

from pathlib import Path

from planbot.errors import InputError
from planbot.evals.folder import load_run
from planbot.evals.page import html
from planbot.evals.render import junit, markdown
from planbot.evals.report import Report
from planbot.evals.runner import rescored


def write_report(report: Report, folder: Path) -> Path:
    """report.html, .md, .json and junit.xml; the HTML page. Raises InputError."""
    stored = load_run(folder)
    forms = {
        "report.html": html(report, stored),
        "report.md": markdown(report),
        "report.json": report.model_dump_json(indent=1) + "\n",
        "junit.xml": junit(report),
    }
    try:
        for name, content in forms.items():
            (folder / name).write_text(content, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{folder}: cannot be written: {error.strerror}; give another --out") from error
    return folder / "report.html"


def report_page(folder: Path) -> str:
    """The page on a stored run, by the metrics of now. Raises InputError."""
    stored = load_run(folder)
    return html(rescored(folder), stored)
