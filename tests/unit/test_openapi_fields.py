"""Everything that the OpenAPI document speaks of, it explains."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from api.app import create_app
from api.rest.fields import BY_SHAPE, EVERYWHERE
from api.rest.openapi import operations
from graph.settings import Settings


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return create_app(Settings()).openapi()


def test_each_parameter_and_each_field_is_explained(document: dict[str, Any]) -> None:
    for method, path, operation in operations(document):
        assert operation["summary"], (method, path)
        for parameter in operation.get("parameters", ()):
            assert parameter["description"].endswith("."), (path, parameter["name"])
    for shape, schema in document["components"]["schemas"].items():
        for name, field in schema.get("properties", {}).items():
            assert "description" in field or "$ref" in field, f"{shape}.{name}"


def test_what_is_said_once_is_needed(document: dict[str, Any]) -> None:
    said: Counter[str] = Counter()
    for shape, schema in document["components"]["schemas"].items():
        for name, field in schema.get("properties", {}).items():
            for key, texts in ((f"{shape}.{name}", BY_SHAPE), (name, EVERYWHERE)):
                said[key] += field.get("description") == texts.get(key, "")
    assert [key for key in (*BY_SHAPE, *EVERYWHERE) if not said[key]] == []
