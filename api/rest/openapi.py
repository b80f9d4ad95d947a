"""The OpenAPI document: what FastAPI writes, with our problems and with examples that work."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from api.problem_kinds import KINDS
from api.problems import MEDIA_TYPE
from api.release import release
from api.rest.examples import EXAMPLES
from api.rest.fields import explain

DESCRIPTION: Final = (
    "Who published, republished and amplified whom, with the evidence. Arrows point from the one "
    "who amplifies to the one amplified; content flows the other way. Lists are `{items, "
    "nextCursor, total, truncated}`; times are ISO 8601 in UTC; every computed answer carries its "
    "parameters, seed and the version of the graph. Errors are RFC 9457 problem details."
)

TAGS: Final = (
    ("overview", "What is in the graph, and what wrote it."),
    ("actors", "Accounts, sites, organisations, states and hosts."),
    ("evidence", "What stands behind a relationship."),
    ("paths", "How content, or amplification, gets from one to another."),
    ("communities", "Which communities form, and who is in them."),
    ("stories", "Who republished whom, and how stories spread."),
    ("coordination", "Who acts as one, and by what evidence."),
    ("network", "Parts of the graph, as JSON and as a page to look at."),
    ("comparisons", "Groups, ties, narratives, periods and infrastructure, against chance."),
    ("queries", "The catalogue of Cypher queries."),
    ("cypher", "Questions of your own, in Cypher."),
    ("jobs", "Files to load and long computations: asked for, followed, ended."),
    ("health", "Whether the process lives and can answer."),
)

_PROBLEM: Final[dict[str, Any]] = {
    "title": "Problem",
    "description": "Problem details (RFC 9457).",
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "requestId"],
    "properties": {
        "type": {
            "type": "string",
            "format": "uri-reference",
            "description": "The kind of problem: its place in `/docs`.",
            "enum": [kind.type for kind in KINDS],
        },
        "title": {"type": "string", "description": "The same for every problem of a kind."},
        "status": {"type": "integer", "description": "HTTP status."},
        "detail": {"type": "string", "description": "What is wrong this time."},
        "instance": {"type": "string", "description": "Path of the request."},
        "requestId": {"type": "string", "description": "Its id in the server's log."},
        "remedy": {"type": "string", "description": "What helps."},
        "suggestions": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Ids or names that are near to the one asked for.",
        },
        "foretoldSeconds": {
            "type": "number",
            "description": "Seconds of one core that the answer would take, by half or twice.",
        },
        "longestSeconds": {"type": "number", "description": "Seconds that an answer may take."},
        "instead": {
            "type": "object",
            "description": "Parameters that take less; none where only a smaller part would.",
        },
        "errors": {
            "type": "array",
            "description": "What does not fit, one by one.",
            "items": {
                "type": "object",
                "properties": {
                    "in": {"type": "string", "description": "query, path, header or body."},
                    "name": {"type": "string"},
                    "message": {"type": "string"},
                },
            },
        },
    },
}


def install(app: FastAPI) -> None:
    """Let `app` give our document instead of FastAPI's own."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield method, path and operation, in the document's order."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation


def success(operation: dict[str, Any]) -> dict[str, Any]:
    """Return what an operation answers when all is well."""
    responses: dict[str, Any] = operation["responses"]
    found: dict[str, Any] = responses.get("200") or responses["202"]
    return found


def _document(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title="ampnet",
        version=release(),
        summary="Explore amplification networks with evidence.",
        description=DESCRIPTION,
        routes=app.routes,
        tags=[{"name": name, "description": says} for name, says in TAGS],
        license_info={"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
    )
    schemas = document["components"]["schemas"]
    explain(schemas)
    schemas["Problem"] = _PROBLEM
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    for method, _, operation in operations(document):
        if method == "GET":
            _with_tag(operation, schemas)
        _with_problems(operation)
        _with_examples(operation)
    return document


def _with_problems(operation: dict[str, Any]) -> None:
    """Every status that is not a success brings a problem."""
    responses = operation["responses"]
    responses.pop("422", None)
    responses["default"] = {
        "description": "A problem (RFC 9457).",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def _with_tag(operation: dict[str, Any], schemas: dict[str, Any]) -> None:
    """A computed answer has a tag, and is not sent again to who has it."""
    answer = success(operation)
    content = answer.get("content", {}).get("application/json", {})
    name = str(content.get("schema", {}).get("$ref", "")).rpartition("/")[2]
    if "provenance" in schemas.get(name, {}).get("properties", {}):
        says = "For If-None-Match: changes with the graph and with what is asked."
        answer["headers"] = {"ETag": {"description": says, "schema": {"type": "string"}}}
        operation["responses"]["304"] = {
            "description": "The answer is still the one whose ETag was given in If-None-Match."
        }


def _with_examples(operation: dict[str, Any]) -> None:
    """Fill in the values of the operation's first example."""
    first = EXAMPLES[operation["operationId"]][0]
    values = {**first.path, **first.query}
    for parameter in operation.get("parameters", ()):
        if parameter["name"] in values:
            parameter["example"] = _typed(values[parameter["name"]], parameter["schema"])
    if first.body is not None and first.media_type == "application/json":
        operation["requestBody"]["content"]["application/json"]["example"] = first.body


def _typed(value: Any, schema: dict[str, Any]) -> Any:
    """The example's text as the type that the schema wants."""
    kinds = {schema.get("type"), *(option.get("type") for option in schema.get("anyOf", ()))}
    if "array" in kinds:
        return value if isinstance(value, list) else [value]
    if "integer" in kinds:
        return int(value)
    return float(value) if "number" in kinds else value
