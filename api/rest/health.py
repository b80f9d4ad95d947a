"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

import time
from typing import Final

from fastapi import APIRouter
from pydantic import Field

from api.release import release
from api.rest.service import ServiceOf
from api.rest.shapes import Shape

router = APIRouter(tags=["health"])

_ALIVE: Final = "alive"


class Health(Shape):
    """The process lives."""

    status: str = Field(examples=[_ALIVE])
    version: str = Field(description="Version of ampnet.")


class Readiness(Shape):
    """The database answers and a snapshot is at hand."""

    status: str = Field(examples=["ready"])
    engine: str = Field(description="`embedded` or `neo4j`.")
    graph_version: str = Field(description="Version of the graph that answers are of.")
    nodes: int = Field(description="Actors, organisations, states and hosts in the snapshot.")
    edges: int = Field(description="Relationships in the snapshot.")
    milliseconds: float = Field(description="Time that the database took to answer.")


@router.get("/health", operation_id="getHealth", summary="Does the process live?")
async def health() -> Health:
    """Answer at once, whatever the database does."""
    return Health(status=_ALIVE, version=release())


@router.get("/ready", operation_id="getReadiness", summary="Can it answer?")
def ready(service: ServiceOf) -> Readiness:
    """Ask the database, and make the first snapshot where there is none; 503 while it cannot."""
    began = time.monotonic()
    engine = service.ask(lambda database: (database.read("RETURN 1"), database.engine)[1])
    milliseconds = (time.monotonic() - began) * 1000
    snapshot = service.snapshot()
    return Readiness(
        status="ready",
        engine=engine,
        graph_version=str(snapshot.version),
        nodes=len(snapshot.nodes),
        edges=len(snapshot.edges),
        milliseconds=round(milliseconds, 1),
    )
