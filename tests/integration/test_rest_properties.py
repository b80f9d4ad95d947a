"""Requests that nobody thought of, made from the OpenAPI document by Schemathesis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, assume, given, settings
from schemathesis.generation import GenerationMode

from api.app import create_app
from api.rest.openapi import operations
from graph.settings import Settings
from tests.integration.rest_server import hold_sample, serving, settings_of
from tests.support.engines import Engine

OPERATIONS = {
    operation["operationId"]: (path, method, operation)
    for method, path, operation in operations(create_app(Settings()).openapi())
}
STARTING = {"startLoad", "startDerivation", "startExport"}
"""What they start would go on while others ask; only what they refuse is tried here."""
TAKING = [
    name
    for name, (_, _, operation) in OPERATIONS.items()
    if "parameters" in operation or "requestBody" in operation
]
REQUESTS = 6
"""For each operation, as it should be and as it should not."""

CONFIG = {
    "checks": {
        # That a cursor is of this list, that a window is not empty and that a query has such a
        # parameter, no schema can say: what fits the schema may still be refused.
        "positive_data_acceptance": {"enabled": False},
        "negative_data_rejection": {"expected-statuses": [400, 403, 404, 405, 413, 414, 421, 422]},
    }
}


@pytest.fixture(scope="module")
def schema(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    with serving(settings_of(served)) as client:
        address = str(client.base_url).rstrip("/")
        client.get("/openapi.json").raise_for_status()  # made once; schemathesis waits 10 s only
        yield schemathesis.openapi.from_url(
            f"{address}/openapi.json",
            config=schemathesis.config.SchemathesisConfig.from_dict(CONFIG),
        )


# What is wrong with a request is found before a database is asked.
@pytest.mark.parametrize("served", ["embedded"], indirect=True)
@pytest.mark.parametrize("name", TAKING)
def test_nothing_breaks_it(schema: Any, name: str) -> None:
    """What should not be asked is refused, as a problem, and never with a 5xx."""
    ask(schema, name, GenerationMode.NEGATIVE)


@pytest.mark.parametrize("name", sorted(OPERATIONS.keys() - STARTING))
def test_the_contract_holds(schema: Any, name: str) -> None:
    """Status, headers and body of every answer are as the document describes them."""
    ask(schema, name, GenerationMode.POSITIVE)


def ask(schema: Any, name: str, mode: GenerationMode) -> None:
    path, method, _ = OPERATIONS[name]
    operation = schema[path][method]

    texts = {each.name for each in operation.query if takes_texts(each.definition["schema"])}

    @settings(
        max_examples=REQUESTS if name in TAKING else 1,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        # One value alone stands in an address as a list of one, and whatever it is, it is a text.
        query = (case.query or {}).items()
        alone = texts & {name for name, value in query if not isinstance(value, list)}
        assume(mode is GenerationMode.POSITIVE or not alone)
        case.call_and_validate(timeout=240)

    check()


def takes_texts(schema: dict[str, Any]) -> bool:
    """Tell whether a parameter is a list of any texts."""
    return any(
        each.get("items", {}).get("type") == "string"
        and not each["items"].keys() & {"enum", "pattern"}
        for each in schema.get("anyOf", [schema])
    )
