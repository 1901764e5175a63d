"""The ledger is asked by names, counts and ids without reading every row of it."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

import pytest
from tests.store.conftest import make, put

from planbot.ledger.extract import extract
from planbot.store.library import Library
from planbot.types import Correction, Description, PartKey, StoredDocument, Target

LINES = (
    "疫苗接种率达到90%，由县卫生健康局牵头，县教育局配合。",
    "公路硬化30公里，由县交通运输局负责。",
    "各乡镇卫生院的门诊量提高5%以上。",
)


def with_rows(name: str, lines: Iterable[str]) -> StoredDocument:
    stored = make(name, list(lines))
    rows = extract(name, f"{name}.txt", stored.read, parts=stored.document.parts, sections=stored.sections)
    return stored.model_copy(update={"targets": rows})


@pytest.fixture
def rows(library: Library) -> tuple[Target, ...]:
    for number, county in enumerate(("青山县", "白水县")):
        put(library, with_rows(county, LINES[: 3 - number]))
    return library.targets()


def names_of(row: Target) -> set[str]:
    return {*row.responsible, *row.applies_to, *(actor.name for actor in row.actors), *filter(None, [row.issuer])}


def test_rows_are_found_by_the_names_in_them(library: Library, rows: tuple[Target, ...]) -> None:
    assert set(library.row_names()) == set().union(*map(names_of, rows))
    for name in library.row_names():
        assert library.targets(names=[name]) == tuple(row for row in rows if name in names_of(row))
        assert library.targets(["白水县"], [name]) == tuple(
            row for row in rows if name in names_of(row) and row.document == "白水县"
        )
    assert library.targets(names=[]) == ()


def test_a_corrected_row_is_found_whoever_it_names_now(library: Library, rows: tuple[Target, ...]) -> None:
    library.corrections.put(Correction(target=rows[1].id, responsible=("县水利局",)))
    assert [row.id for row in library.targets(names=["县财政局"])] == [rows[1].id]


def test_counts_are_those_of_the_rows_as_people_corrected_them(library: Library, rows: tuple[Target, ...]) -> None:
    library.corrections.put(Correction(target=rows[0].id, kind="dropped"))
    library.corrections.put(Correction(target=rows[1].id, kind="reported"))
    expected = Counter((PartKey(document=row.document, part=row.part), row.kind) for row in library.targets())
    assert {(key, kind): count for key, kind, count in library.row_counts()} == expected


def test_an_id_is_found_by_its_ending(library: Library, rows: tuple[Target, ...]) -> None:
    assert library.rows_ending(rows[0].id) == (rows[0].id,)
    assert library.rows_ending(rows[0].id[-6:]) == (rows[0].id,)
    assert library.rows_ending("%") == ()


def test_rows_go_with_their_document(library: Library, rows: tuple[Target, ...]) -> None:
    library.remove("青山县")
    assert {key.document for key, _, _ in library.row_counts()} == {"白水县"}
    assert set(library.row_names()) == set().union(*(names_of(row) for row in rows if row.document == "白水县"))


def test_a_home_of_an_older_schema_is_asked_the_same_way(tmp_path: Path) -> None:
    folder = files("planbot.store").joinpath("migrations")
    scripts = [
        folder.joinpath(f"000{number}_{name}.sql") for number, name in enumerate(("documents", "derived", "ledger"), 1)
    ]
    stored = with_rows("青山县", LINES)
    home = tmp_path / "home"
    home.mkdir()
    connection = sqlite3.connect(home / "planbot.sqlite3")
    for script in scripts:
        connection.executescript(script.read_text(encoding="utf-8"))
    document = stored.document
    connection.execute(
        "INSERT INTO documents VALUES (?, 1, ?, ?, ?)",
        (document.id, document.path, document.sha256, document.model_dump_json()),
    )
    connection.executemany(
        "INSERT INTO targets VALUES (?, ?, ?)",
        [(document.id, position, row.model_dump_json()) for position, row in enumerate(stored.targets)],
    )
    connection.execute("PRAGMA user_version = 3")
    connection.commit()
    connection.close()
    with Library.open(home, "made-up") as library:
        assert set(library.row_names()) == set().union(*map(names_of, stored.targets))
        assert sum(count for _, _, count in library.row_counts()) == len(stored.targets)


def test_a_document_is_read_without_its_passages_and_rows(library: Library, rows: tuple[Target, ...]) -> None:
    assert rows
    whole = library.stored("青山县")
    assert library.outlined("青山县") == whole.model_copy(update={"chunks": (), "targets": ()})


def test_documents_are_found_by_words_of_their_text(library: Library, rows: tuple[Target, ...]) -> None:
    assert rows
    assert library.holding(["乡镇卫生院", "没有的词"], ["青山县", "白水县"]) == ("青山县",)
    assert library.holding(["公路"], ["白水县"]) == ("白水县",)
    assert library.holding([], ["白水县"]) == ()


def test_rows_are_of_the_year_place_and_issuer_that_a_person_says(library: Library, rows: tuple[Target, ...]) -> None:
    said = Description(document="青山县", issuer="石桥县水利局", region="石桥县", year=2031)
    library.descriptions.put(said)
    changed = library.targets(["青山县"])
    assert {(row.issuer, row.region, row.year) for row in changed} == {("石桥县水利局", "石桥县", 2031)}
    assert "石桥县水利局" in library.row_names()
    assert library.targets(names=["石桥县水利局"]) == changed
    library.descriptions.put(Description(document="青山县"))
    assert library.targets() == rows
