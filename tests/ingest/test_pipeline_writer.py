"""Documents are written while the next ones are embedded, those that wait together."""

from pathlib import Path

import numpy as np
import pytest
from tests.store.conftest import MODEL, make, vectors_of

from planbot.errors import ConfigurationError
from planbot.ingest.writer import Writer
from planbot.store.library import Library

PLANS = [make(f"第{number}县", [f"改造农村公路{number}公里。"]) for number in range(12)]


def test_every_document_is_told_of_once_and_in_order(tmp_path: Path) -> None:
    with Library.open(tmp_path, MODEL) as library:
        with Writer(library) as writer:
            told = [document for plan in PLANS for document in writer.take(plan, vectors_of(plan))] + writer.rest()
        assert told == [plan.document for plan in PLANS]
        assert library.state() < len(PLANS), "those that waited for Chroma to open must share a commit"
        assert {document.id for document in library.documents()} == {plan.document.id for plan in PLANS}


def test_what_was_given_is_written_when_the_block_ends_with_an_error(tmp_path: Path) -> None:
    with Library.open(tmp_path, MODEL) as library:
        with pytest.raises(KeyboardInterrupt), Writer(library) as writer:
            for plan in PLANS:
                writer.take(plan, vectors_of(plan))
            raise KeyboardInterrupt
        assert len(library.documents()) == len(PLANS)


def test_a_failed_write_is_raised_at_a_later_call(tmp_path: Path) -> None:
    with Library.open(tmp_path, MODEL) as library:
        library.replace(PLANS[0], vectors_of(PLANS[0]))
        with pytest.raises(ConfigurationError, match="reindex"), Writer(library) as writer:
            writer.take(PLANS[1], np.ones((1, 3), dtype=np.float32))
            writer.rest()
        assert [document.id for document in library.documents()] == [PLANS[0].document.id]
