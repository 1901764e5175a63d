"""The house style that no linter checks: how long functions and files are, and what package files hold."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

import pytest

SOURCE = Path(__file__).parent.parent / "src" / "planbot"
FILES = sorted(SOURCE.rglob("*.py"))
LONGEST_FILE = 300
MEDIAN, P95 = 10, 40
_PROSE = re.compile(r"[一-龥，。；、]{20}")
"""A run of Chinese that is a sentence."""
_CLASS = re.compile(r"\[[^\]]*\]")
"""The characters that a pattern allows at one place."""


# Parsed before any test runs: CPython 3.11 fails at it while a thread that another test left parses as well.
TREES = [ast.parse(path.read_text(encoding="utf-8")) for path in FILES]


def trees() -> Iterator[ast.Module]:
    return iter(TREES)


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines from ``def`` to the last statement, docstring left out."""
    assert function.end_lineno
    first = function.body[0]
    documented = (
        isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    )
    return function.end_lineno - function.lineno + 1 - ((first.end_lineno or 0) - first.lineno + 1 if documented else 0)


def functions() -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    nodes = (node for tree in trees() for node in ast.walk(tree))
    return (node for node in nodes if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_functions_are_short() -> None:
    lengths = [length(function) for function in functions()]
    assert median(lengths) <= MEDIAN
    assert quantiles(lengths, n=20)[-1] <= P95


def test_files_are_short() -> None:
    """A file that defines no function (the nouns of types.py) is a list of declarations, and may be longer."""
    lengths = {
        path: len(path.read_bytes().splitlines()) for path, tree in zip(FILES, trees(), strict=True) if defines(tree)
    }
    assert not {str(path.relative_to(SOURCE)): lines for path, lines in lengths.items() if lines > LONGEST_FILE}


def defines(tree: ast.Module) -> bool:
    return any(isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) for node in ast.walk(tree))


@pytest.mark.parametrize(
    "path", [path for path in FILES if path.name == "__init__.py"], ids=lambda path: str(path.relative_to(SOURCE))
)
def test_package_files_hold_a_docstring_and_nothing_else(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert len(tree.body) == 1


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(SOURCE)) for path, tree in zip(FILES, trees(), strict=True) if not ast.get_docstring(tree)
    ]
    assert not silent


def test_no_long_chinese_literal_stands_in_code() -> None:
    """Wording belongs in data files; a docstring or a comment may quote."""
    long = [f"{path.name}: {text}" for path in FILES for text in literals(path) if _PROSE.search(_CLASS.sub("", text))]
    assert not long


def literals(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    documented = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documented:
            yield node.value


IO = {"os", "pathlib", "io", "shutil", "subprocess", "socket", "httpx", "sqlite3", "tempfile", "requests"}
PURE = {"types.py", "cite.py", "sentences.py"}


def test_what_calls_itself_pure_imports_no_input_or_output() -> None:
    for path, tree in zip(FILES, trees(), strict=True):
        summary = (ast.get_docstring(tree) or "").split("\n\n")[0]
        pure = "(pure" in summary or path.name in PURE or path.parent.name == "ledger"
        assert not (pure and imported(tree) & IO), path


def imported(tree: ast.Module) -> set[str]:
    """Top-level names of every module that is imported anywhere in the file."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names
