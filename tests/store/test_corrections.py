"""What people changed in the ledger is laid over its rows, whatever becomes of the documents."""

import pytest
from tests.store.conftest import make, put

from planbot.errors import NotFound
from planbot.ledger.extract import extract
from planbot.store.library import Library
from planbot.types import Actor, Correction, StoredDocument


def with_rows(passages: list[str], version: str = "v1") -> StoredDocument:
    stored = make("青山县", passages, version=version)
    rows = extract("青山县", "青山县.txt", stored.read, parts=stored.document.parts, sections=stored.sections)
    return stored.model_copy(update={"targets": rows})


PLAN = with_rows(["疫苗接种率达到90%。", "公路硬化30公里。"])
ROW = PLAN.targets[0]


def test_a_row_is_read_as_it_was_corrected(library: Library) -> None:
    put(library, PLAN)
    before = library.state()
    library.corrections.put(Correction(target=ROW.id, value=92.0, responsible=("县疾控中心",)))
    assert library.state() != before
    (row,) = (row for row in library.targets() if row.id == ROW.id)
    assert (row.value, row.unit, row.quote, row.source) == (92, "%", ROW.quote, "person")
    assert row.actors == (Actor(name="县疾控中心", role="lead"),)
    assert library.stored("青山县").targets == library.targets()


def test_a_second_correction_adds_to_the_first(library: Library) -> None:
    put(library, PLAN)
    library.corrections.put(Correction(target=ROW.id, value=92.0, unit="分"))
    held = library.corrections.put(Correction(target=ROW.id, unit="%"))
    assert (held.value, held.unit) == (92, "%")
    assert library.corrections.all() == (held,)


def test_a_dropped_row_is_gone_until_it_is_taken_back(library: Library) -> None:
    put(library, PLAN)
    library.corrections.put(Correction(target=ROW.id, kind="dropped"))
    assert ROW.id not in {row.id for row in library.targets()}
    assert library.corrections.forget(ROW.id)
    assert library.targets() == PLAN.targets
    assert not library.corrections.forget(ROW.id)


def test_a_correction_outlives_new_versions_and_removal(library: Library) -> None:
    put(library, PLAN)
    library.corrections.put(Correction(target=ROW.id, value=92.0))
    put(library, with_rows(["新增一段说明。", "疫苗接种率达到90%。", "公路硬化45公里。"], "v2"))
    assert [row.value for row in library.targets() if row.id == ROW.id] == [92]
    library.remove("青山县")
    put(library, PLAN)
    assert [row.value for row in library.targets() if row.id == ROW.id] == [92]


def test_only_rows_of_the_home_can_be_corrected(library: Library) -> None:
    put(library, PLAN)
    with pytest.raises(NotFound, match="no row"):
        library.corrections.put(Correction(target="no such row", value=1.0))
    assert library.corrections.all() == ()
