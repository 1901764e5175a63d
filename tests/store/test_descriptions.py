"""What a person says of a document holds wherever it is listed, whatever becomes of its file."""

import pytest
from tests.store.conftest import make, put

from planbot.errors import NotFound
from planbot.store.descriptions import described_part
from planbot.store.library import Library
from planbot.types import Description, Part

SAID = Description(document="青山县", issuer="青山县人民政府", region="青山县", year=2031, kind="scheme")


def test_a_document_and_its_part_are_what_the_person_says(library: Library) -> None:
    put(library, make("青山县", ["疫苗接种率达到90%。"]))
    before = library.state()
    library.descriptions.put(SAID)
    assert library.state() != before
    (listed,) = library.documents()
    ((_, part),) = library.parts()
    stored = library.stored("青山县").document
    for seen in (listed, part, stored, *stored.parts):
        assert (seen.issuer, seen.region, seen.year, seen.kind) == ("青山县人民政府", "青山县", 2031, "scheme")
    assert listed.described


def test_a_description_outlives_new_versions_and_removal_and_can_be_taken_back(library: Library) -> None:
    first = make("青山县", ["疫苗接种率达到90%。"])
    put(library, first)
    library.descriptions.put(SAID)
    put(library, make("青山县", ["疫苗接种率达到95%。"], version="v2"))
    assert library.document("青山县").year == 2031
    library.remove("青山县")
    put(library, first)
    assert library.document("青山县").year == 2031
    library.descriptions.put(Description(document="青山县"))
    assert library.document("青山县") == first.document


def test_only_documents_of_the_home_are_described(library: Library) -> None:
    with pytest.raises(NotFound):
        library.descriptions.put(SAID)


def test_a_part_of_a_compilation_keeps_what_it_says_of_itself() -> None:
    part = Part(part="第2篇", issuer="县妇幼保健院", start=0, end=10)
    seen = described_part(part, SAID)
    assert (seen.issuer, seen.year, seen.kind) == ("县妇幼保健院", 2031, "scheme")
