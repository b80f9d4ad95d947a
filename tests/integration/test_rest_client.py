"""A Python client that a published generator makes from our OpenAPI document, at work."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Final

import pytest
from openapi_python_client import generate
from openapi_python_client.config import Config, ConfigFile, MetaType

from api.app import create_app
from graph.settings import Settings
from tests.integration.rest_server import hold_sample, serving, settings_of
from tests.support.engines import Engine

MADE: Final = "made_client"
TREATED_AS: Final = {
    "application/gexf+xml": "application/octet-stream",
    "application/x-ndjson": "text/plain",
}
"""Files, whose media types the generator does not know."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Any]]:
    """The generated package: a function that imports one of its modules."""
    folder = tmp_path_factory.mktemp("client")
    document = folder / "openapi.json"
    document.write_text(json.dumps(create_app(Settings()).openapi()), encoding="utf-8")
    config = Config.from_sources(
        ConfigFile(content_type_overrides=TREATED_AS, post_hooks=[]),
        MetaType.NONE,
        document,
        "utf-8",
        overwrite=True,
        output_path=folder / MADE,
    )
    assert list(generate(config=config)) == []  # warnings too
    sys.path.insert(0, str(folder))
    yield lambda name: import_module(f"{MADE}.{name}")
    sys.path.remove(str(folder))
    for name in [n for n in sys.modules if n.partition(".")[0] == MADE]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def asked(
    served: Engine,
    made: Callable[[str], Any],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[..., Any]]:
    """Ask an operation, by the tag and name that the generator gave it."""
    hold_sample(served, tmp_path_factory.mktemp("quarantine"))
    with (
        serving(settings_of(served)) as running,
        made("client").Client(base_url=str(running.base_url), timeout=240) as client,
    ):
        yield lambda operation, *args, **more: made(f"api.{operation}").sync(
            *args, client=client, **more
        )


@pytest.mark.parametrize("served", ["embedded"], indirect=True)
def test_a_generated_client_works(made: Callable[[str], Any], asked: Callable[..., Any]) -> None:
    models = made("models")

    overview = asked("overview.get_overview", top=3)
    assert isinstance(overview, models.Overview)
    assert overview.nodes["Actor"] > 1_800
    assert overview.first_at.year == 2019  # a datetime, not a text

    pages, cursor = [], made("types").UNSET
    while cursor is not None:
        pages.append(asked("actors.list_actors", q="global", limit=5, cursor=cursor))
        cursor = pages[-1].next_cursor
    ids = [found.node.id for page in pages for found in page.items]
    assert len(pages) > 1
    assert len(set(ids)) == len(ids) == pages[0].total
    assert isinstance(pages[0].items[0].match, models.Match)

    near = asked("actors.list_neighbours", "@zlj517", direction=models.Direction.IN)
    paths = asked("paths.find_paths", source="@zlj517", target="@thecyrusjanssen")
    assert near.total == len(near.items) > 0
    (hop,) = paths.items[0].hops
    assert hop.relationships[0].evidence[0].published_at.year == 2020

    divided = asked("communities.list_communities", limit=2, seed=7)
    card = asked("communities.get_community", 1, seed=7)
    assert type(card.community) is type(divided.items[0]) is models.Community
    assert card.community.top[:10] == divided.items[0].top
    assert divided.provenance.seed == 7

    question = models.CypherRequest.from_dict(
        {
            "query": "MATCH (a:Actor {id: $id}) RETURN a.name AS name",
            "parameters": {"id": "x:rt_com"},
        }
    )
    assert asked("cypher.run_cypher", body=question).rows == [["RT"]]

    file = asked("network.export_subgraph", "gexf", center="@zlj517")
    assert b"<gexf" in file.payload.read()

    unknown = asked("actors.get_actor", "x:zlj51")
    writing = asked(
        "cypher.run_cypher", body=models.CypherRequest(query="MATCH (n) DETACH DELETE n")
    )
    unfit = asked("actors.list_actors", limit=0)
    for problem, status in ((unknown, 404), (writing, 403), (unfit, 422)):
        assert isinstance(problem, models.Problem)
        assert (problem.status, bool(problem.detail)) == (status, True)
    assert "x:zlj517" in unknown.suggestions
    assert unfit.errors[0].name == "limit"
