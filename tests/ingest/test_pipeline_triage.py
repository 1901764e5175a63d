"""What is done about a file, from hashes alone."""

import pytest

from planbot.ingest.triage import Content, Decision, triage
from planbot.types import Document


def file(path: str, sha256: str, version: str = "1") -> Content:
    return Content(path, sha256, version, 1)


def document(path: str, sha256: str, version: str = "1") -> Document:
    return Document(
        id=f"id of {path}",
        file=path,
        path=path,
        title="",
        parts=(),
        issuer=None,
        region=None,
        level="unknown",
        year=None,
        kind="unknown",
        sha256=sha256,
        chars=1,
        chunks=1,
        targets=0,
        status="ready",
        warnings=(),
        format="txt",
        ingested_at="2024-01-01T00:00:00+00:00",
        version=version,
    )


def decided(
    files: list[Content], stored: list[Document], *gone: str
) -> list[tuple[str, str, str | None, tuple[str, ...]]]:
    return [(d.content.path, d.action, d.same_as, d.forget) for d in triage(files, stored, gone)]


def test_nothing_given_nothing_to_do() -> None:
    assert triage([], [document("a", "1")], []) == []


@pytest.mark.parametrize(
    ("given", "stored", "action"),
    [
        (file("a", "1"), [], "add"),
        (file("a", "1"), [document("a", "1")], "keep"),
        (file("a", "2"), [document("a", "1")], "replace"),
        (file("a", "1", "2"), [document("a", "1", "1")], "replace"),
        (file("a", "1"), [document("b", "2")], "add"),
    ],
)
def test_one_file(given: Content, stored: list[Document], action: str) -> None:
    assert triage([given], stored, []) == [Decision(given, action)]  # type: ignore[arg-type]


def test_the_first_of_two_new_files_with_one_content_is_kept() -> None:
    assert decided([file("b", "1"), file("a", "1")], []) == [("b", "add", None, ()), ("a", "skip", "b", ())]


def test_content_that_is_in_stays_under_its_path() -> None:
    stored = [document("z", "1")]
    assert decided([file("a", "1")], stored) == [("a", "skip", "z", ())]
    assert decided([file("a", "1"), file("z", "1")], stored) == [("a", "skip", "z", ()), ("z", "keep", None, ())]


def test_a_moved_file_takes_its_document_along() -> None:
    assert decided([file("new", "1")], [document("old", "1")], "old") == [("new", "add", "old", ("id of old",))]


def test_a_file_moved_over_another_replaces_it_and_ends_the_old_entry() -> None:
    stored = [document("old", "1"), document("new", "2")]
    assert decided([file("new", "1")], stored, "old") == [("new", "replace", None, ("id of old",))]


def test_an_entry_left_by_a_move_that_was_cut_short_ends_at_the_next_run() -> None:
    stored = [document("new", "1"), document("old", "1")]
    assert decided([file("new", "1")], stored, "old") == [("new", "keep", None, ("id of old",))]


def test_a_file_that_became_a_copy_of_another_leaves_the_home() -> None:
    stored = [document("a", "1"), document("b", "2")]
    assert decided([file("a", "1"), file("b", "1")], stored) == [
        ("a", "keep", None, ()),
        ("b", "skip", "a", ("id of b",)),
    ]


def test_when_the_kept_file_changes_its_copy_comes_in() -> None:
    stored = [document("a", "1")]
    assert decided([file("a", "2"), file("b", "1")], stored) == [("a", "replace", None, ()), ("b", "add", None, ())]


def test_two_files_that_swap_their_contents_are_both_replaced() -> None:
    stored = [document("a", "1"), document("b", "2")]
    assert decided([file("a", "2"), file("b", "1")], stored) == [("a", "replace", None, ()), ("b", "replace", None, ())]
