"""Jobs over REST: where they are kept, a table to load, and how one is followed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from graph.database import Database
from graph.settings import Settings
from tests.integration.rest_server import settings_of
from tests.support.engines import Engine

TABLE = "wer,wen,wann\n@one,@two,2024-01-01\n@one,,2024-01-02\n@three,@two,2024-01-03\n"
MAPPED = [("map", "actor=wer"), ("map", "target=wen"), ("map", "time=wann"), ("set", "kind=reply")]


def settings_with_jobs(served: Engine, home: Path, files: Path) -> Settings:
    """The engine's, with jobs in a home of our own: the embedded database stands in another."""
    uri = served.owner
    mine = {
        "home": home,
        "neo4j_uri": uri.uri,
        "neo4j_user": uri.user,
        "neo4j_password": uri.password,
        "neo4j_database": uri.database,
        "upload_mb": 2,
        "load_folder": files,
    }
    return settings_of(served, **mine)


def follow(client: httpx.Client, location: str) -> list[dict[str, Any]]:
    """The states that a job's events tell, until it has ended."""
    with client.stream("GET", f"{location}/events") as events:
        assert events.headers["content-type"].startswith("text/event-stream")
        lines = list(events.iter_lines())
    return [json.loads(line.removeprefix("data: ")) for line in lines if line.startswith("data: ")]


def counted(served: Engine) -> tuple[Any, ...]:
    """How many actors, items and aggregated edges there are."""
    with Database(served.owner) as owner:
        return tuple(
            owner.read(f"MATCH {what} RETURN count(*)").rows[0][0]
            for what in ("(:Actor)", "(:Item)", "()-[:AMPLIFIED]->()")
        )
