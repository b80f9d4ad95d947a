"""How does content, or amplification, get from one to another?"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Final
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from pydantic import Field

from api.asking.names import resolve
from api.rest.answering import AnswerRoute
from api.rest.evidence import TYPES, Evidence
from api.rest.parameters import MOST_VALUES, AnyId, IdInQuery, Types, Wanted, types_of
from api.rest.service import Service, ServiceOf
from api.rest.shapes import Listing, Node, Provenance, Shape, UtcTime
from graph.answers.hops import Hop as FoundHop
from graph.answers.hops import HopRelationship
from graph.answers.latest_evidence import Latest, Tie, latest_evidence
from graph.answers.paths import PathsAnswer, Weight, shortest_paths
from graph.snapshot import Flow, Snapshot

router = APIRouter(prefix="/v1/paths", tags=["paths"], route_class=AnswerRoute)

MOST_PATHS: Final = 200
MOST_HOPS: Final = 50


class Relationship(Shape):
    """A stored relationship that a hop follows."""

    source: str = Field(description="Id where the stored arrow starts: the one who amplifies.")
    target: str = Field(description="Id where it ends: the one amplified.")
    type: str
    kind: str | None
    count: int = Field(description="Pieces of evidence, within the window that was asked for.")
    first_at: UtcTime | None
    last_at: UtcTime | None
    along: bool = Field(description="True when the stored arrow points the way the path runs.")
    evidence: list[Evidence] = Field(
        description="The latest pieces within the window; `evidenceUrl` has all, of any time."
    )
    evidence_url: str | None = Field(description="Null for a type that has no evidence of its own.")


class Hop(Shape):
    """A step of a path."""

    start: str
    end: str
    count: int = Field(description="Sum over the relationships.")
    relationships: list[Relationship] = Field(description="The strongest first.")


class Path(Shape):
    """A way from the source to the target."""

    nodes: list[Node] = Field(description="From source to target.")
    hops: list[Hop] = Field(description="One fewer than the nodes.")
    cost: float = Field(description="Number of hops, or the sum of their costs.")


class Paths(Listing[Path]):
    """The shortest paths; none at all is an empty list."""

    length: float | None = Field(description="Hops, or cost, of each; null without a path.")
    flow: Flow
    reading: str = Field(description="How to read the paths, in words.")
    provenance: Provenance


FlowOf = Annotated[
    Flow,
    Query(
        description="`content` follows content: each next one amplified the one before. "
        "`amplification` follows the stored arrows: each one amplified the next."
    ),
]
WeightOf = Annotated[
    Weight | None,
    Query(
        description="Prefer hops with much evidence to few hops; if not given, hops are counted."
    ),
]


@router.get("", operation_id="findPaths", summary="How does content get from one to another?")
def find_paths(
    service: ServiceOf,
    source: IdInQuery,
    target: IdInQuery,
    wanted: Wanted,
    flow: FlowOf = Flow.CONTENT,
    weight: WeightOf = None,
    types: Types = None,
    avoid: Annotated[
        list[AnyId] | None,
        Query(
            max_length=MOST_VALUES,
            description="Ids that no path may touch. May be given several times.",
        ),
    ] = None,
    max_hops: Annotated[
        int | None,
        Query(
            alias="maxHops",
            ge=1,
            le=MOST_HOPS,
            description="Longest path to look for, in hops; not with `weight`.",
        ),
    ] = None,
    evidence: Annotated[
        int, Query(ge=0, le=20, description="Most pieces of evidence for each relationship.")
    ] = 3,
    limit: Annotated[int, Query(ge=1, le=MOST_PATHS, description="Most paths.")] = 20,
) -> Paths:
    """Find all shortest paths, with the evidence behind each hop.

    A path says that each two neighbours are connected, not that one text went all the way. Two
    actors without a path have an empty list; an id that the graph does not hold is a 404.
    """
    whole = service.snapshot()
    view = whole.filter(wanted)
    found = shortest_paths(
        view,
        resolve(whole, source).id,
        resolve(whole, target).id,
        flow=flow,
        weight=weight,
        types=types_of(types),
        avoid=[resolve(whole, text).id for text in avoid or ()],
        max_hops=max_hops,
        limit=limit,
    )
    return paths_of(service, view, found, evidence)


def paths_of(service: Service, view: Snapshot, found: PathsAnswer, evidence: int) -> Paths:
    """Shape paths, with at most so many pieces of evidence behind each relationship."""
    steps = {(hop.start, hop.end): hop for path in found.paths for hop in path.hops}
    ties = {_tie(r) for hop in steps.values() for r in hop.relationships}
    shown = service.ask(
        lambda database: latest_evidence(view, database, sorted(ties, key=str), evidence)
    )
    # Many paths run over the same steps: each is shaped once.
    nodes = {node.id: node for path in found.paths for node in path.nodes}
    node_shapes = {id_: Node.model_validate(node) for id_, node in nodes.items()}
    hop_shapes = {step: _hop(hop, shown) for step, hop in steps.items()}
    return Paths(
        items=[
            Path(
                nodes=[node_shapes[node.id] for node in path.nodes],
                hops=[hop_shapes[hop.start, hop.end] for hop in path.hops],
                cost=path.cost,
            )
            for path in found.paths
        ],
        total=found.total,
        truncated=found.truncated,
        length=found.length,
        flow=found.flow,
        reading=found.reading,
        provenance=Provenance.model_validate(found.provenance),
    )


@lru_cache(maxsize=65_536)  # busy relationships stand in many answers
def evidence_url(tie: Tie) -> str:
    """Return the address of all evidence of a relationship."""
    asked = {name: value for name, value in tie._asdict().items() if value is not None}
    return f"/v1/evidence?{urlencode(asked)}"


def _tie(relationship: HopRelationship) -> Tie:
    r = relationship
    return Tie(r.source, r.target, r.type, r.kind)


def _hop(hop: FoundHop, shown: Latest) -> Hop:
    return Hop(
        start=hop.start,
        end=hop.end,
        count=hop.count,
        relationships=[_relationship(r, shown) for r in hop.relationships],
    )


def _relationship(found: HopRelationship, shown: Latest) -> Relationship:
    tie = _tie(found)
    return Relationship(
        source=found.source,
        target=found.target,
        type=found.type,
        kind=found.kind,
        count=found.count,
        first_at=found.first_at,
        last_at=found.last_at,
        along=found.along,
        evidence=[Evidence.model_validate(item) for item in shown.get(tie, ())],
        evidence_url=evidence_url(tie) if found.type in TYPES else None,
    )
