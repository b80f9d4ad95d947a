"""The OpenAPI document holds: it is valid, its examples work, and answers are as it says."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jsonschema_rs
import pytest

from api.app import create_app
from api.problem_kinds import KINDS
from api.rest.examples import EXAMPLES
from api.rest.markdown import BASE, page
from api.rest.openapi import operations
from graph.settings import Settings
from tests.integration.rest_server import hold_sample, serving, settings_of
from tests.support.engines import Engine

DOCS = Path(__file__).resolve().parents[2] / "docs" / "api.md"
DOCUMENT: dict[str, Any] = create_app(Settings()).openapi()
OPERATIONS = {
    operation["operationId"]: (m, p, operation) for m, p, operation in operations(DOCUMENT)
}
ASKED = [
    (name, k)
    for name, examples in EXAMPLES.items()
    for k, example in enumerate(examples)
    if example.data == "sample"
]
"""Those about other data are asked in `test_rest_derived`."""
OF_SAMPLE = {EXAMPLES[name][k].address(OPERATIONS[name][1]) for name, k in ASKED}


@pytest.fixture(scope="module")
def client(served: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    with serving(settings_of(served)) as client:
        yield client


def schema_of(operation: dict[str, Any], media_type: str) -> dict[str, Any]:
    answer = operation["responses"]["200"]["content"][media_type]["schema"]
    return {**answer, "components": DOCUMENT["components"]}


def test_every_operation_is_described() -> None:
    assert OPERATIONS.keys() == EXAMPLES.keys()
    names = {tag["name"] for tag in DOCUMENT["tags"]}
    for _, path, operation in OPERATIONS.values():
        assert set(operation["tags"]) <= names
        assert operation["summary"]
        assert operation["description"]
        assert len(operation["responses"].keys() & {"200", "202"}) == 1
        assert operation["responses"].keys() <= {"200", "202", "304", "default"}
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (path, parameter["name"])
            assert re.fullmatch("[a-z][a-zA-Z]*", parameter["name"])
            text = json.dumps(parameter["schema"])
            if '"type": "string"' in text:
                bounded = ("maxLength", "enum", "pattern", "date-time")
                assert any(word in text for word in bounded), (path, parameter["name"])


def routes(of: Any) -> Iterator[Any]:
    """Every route of an application, those of the routers in it too."""
    for route in of.routes:
        inner = getattr(route, "original_router", None)
        yield from routes(inner) if inner is not None else [route]


def test_every_route_is_in_the_document_but_for_the_site() -> None:
    """The site is for people: its 404 is a page, as no program wants it."""
    site = {"/", "/docs", "/search", "/actors/{id}", "/evidence", "/style.css", "/favicon.ico"}
    site |= {"/questions/{name}", "/questions/{name}/csv", "/stories", "/coordinated"}
    paths = {route.path.replace(":path}", "}") for route in routes(create_app(Settings()))}
    assert len(paths) > 50
    assert paths - DOCUMENT["paths"].keys() == site | {"/openapi.json"}


def test_every_schema_is_one_and_every_name_is_camel_case() -> None:
    for name, schema in DOCUMENT["components"]["schemas"].items():
        assert "__" not in name, "two shapes of one name, told apart by where they stand"
        jsonschema_rs.meta.validate({**schema, "components": DOCUMENT["components"]})
        for member in schema.get("properties", ()):
            assert re.fullmatch("[a-z][a-zA-Z]*", member), (name, member)


def test_every_name_of_a_problem_is_documented() -> None:
    problem = DOCUMENT["components"]["schemas"]["Problem"]
    assert problem["properties"]["type"]["enum"] == [kind.type for kind in KINDS]
    assert len({kind.slug for kind in KINDS}) == len(KINDS)


def kept(client: httpx.Client, answer: httpx.Response, computed: bool) -> None:
    """Only what was computed has a tag, and is not sent again to who gives it."""
    if not computed:
        assert answer.headers["cache-control"] == "no-store"
        return
    tag = answer.headers["etag"]
    again = client.get(str(answer.url), headers={"If-None-Match": f'"other", {tag}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    for each in (answer, again):
        assert each.headers["cache-control"] == "no-cache, private"
        assert "Accept" in each.headers["vary"].split(", ")


@pytest.mark.parametrize(("name", "k"), ASKED, ids=[f"{name}-{k}" for name, k in ASKED])
def test_examples_work_and_answers_are_as_described(
    client: httpx.Client, name: str, k: int
) -> None:
    method, path, operation = OPERATIONS[name]
    example = EXAMPLES[name][k]
    answer = client.request(method, example.address(path), json=example.body)
    assert answer.status_code == 200, answer.text
    kept(client, answer, "304" in operation["responses"])
    media_type = answer.headers["content-type"].partition(";")[0]
    if media_type == "text/html":
        assert "text/html" in operation["responses"]["200"]["content"]
        return
    if name == "getMetrics":
        assert "ampnet_requests_total" in answer.text
        return
    if name in ("exportSubgraph", "getEvidenceCsv"):
        assert media_type in operation["responses"]["200"]["content"]
        assert len(answer.content) > 1_000
        return
    body = answer.json()
    jsonschema_rs.validate(schema_of(operation, media_type), body)
    shown = body.get("items", body.get("nodes", body.get("rows", True)))
    assert shown or body.get("plan"), "it shows nothing"


def test_problems_are_as_described(client: httpx.Client) -> None:
    schema = DOCUMENT["components"]["schemas"]["Problem"]
    for path in ("/nowhere", "/v1/actors/x:nobody", "/v1/actors?limit=0", "/v1/runs?cursor=x"):
        jsonschema_rs.validate(schema, client.get(path).json())


def test_the_page_in_docs_is_the_one_made_from_the_document() -> None:
    assert DOCS.read_text(encoding="utf-8") == page(DOCUMENT), (
        "make it anew: python -m api.rest.markdown > docs/api.md"
    )


def test_every_command_in_docs_works_when_pasted(client: httpx.Client) -> None:
    commands = re.findall(r"```sh\n(curl .*?)\n```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert len(commands) == sum(map(len, EXAMPLES.values()))
    asked = [c for c in commands if shlex.split(c)[-1].removeprefix(BASE) in OF_SAMPLE]
    assert len(asked) == len(ASKED)
    for command in asked:
        words = shlex.split(command)
        method = words[words.index("-X") + 1] if "-X" in words else "GET"
        body = words[words.index("-d") + 1] if "-d" in words else None
        headers = {"Content-Type": "application/json"} if body else {}
        url = words[-1]
        assert url.startswith(BASE)
        answer = client.request(method, url.removeprefix(BASE), content=body, headers=headers)
        assert answer.status_code == 200, command
