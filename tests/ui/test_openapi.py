"""The OpenAPI document holds: whatever is sent, no route answers with a 5xx, an undocumented status or another shape."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests.ui.conftest import PLAN, MemoryDesk, served

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:gradio.*")
EXAMPLES = 12
"""Requests for each operation; more find little, and this runs with every change."""
CHECKS: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    desk = MemoryDesk(tmp_path_factory.mktemp("home"))
    desk.add("要点.txt", PLAN)
    with served(desk) as address:
        yield address


def test_what_the_document_promises_is_kept(address: str) -> None:
    schema = schemathesis.openapi.from_url(f"{address}/api/openapi.json")
    operations = [found.ok() for found in schema.get_all_operations()]
    assert {operation.path for operation in operations} >= {
        "/api/ask", "/api/documents", "/api/documents/{document}", "/api/targets", "/api/targets/{target}/correction",
        "/v1/chat/completions", "/v1/models", "/healthz", "/readyz", "/metrics",
    }  # fmt: skip
    for operation in operations:
        _probe(operation)


def _probe(operation: Any) -> None:
    @settings(max_examples=EXAMPLES, deadline=None, database=None, derandomize=True, phases=(Phase.explicit, Phase.generate),
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy())
    def probe(case: Any) -> None:
        case.call_and_validate(checks=CHECKS, timeout=10)

    probe()


def test_every_operation_documents_what_any_may_answer(address: str) -> None:
    import httpx

    document = httpx.get(f"{address}/api/openapi.json").json()
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            statuses = set(operation["responses"])
            assert {"401", "403", "422", "429", "500", "503"} <= statuses, (path, method)
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"], (path, method, status)
