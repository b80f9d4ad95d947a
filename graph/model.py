"""The graph model, written once.

Labels, relationship types and properties are the frozen dataclasses of `graph.labels`.
Constraints and indexes (`graph.schema`), the statements that write the graph
(`graph.statements`), the schema page of the docs (`graph.schema_page`), the types that paths may
follow and the enumerations of the REST interface are all made from them, so they cannot drift
apart.

Naming follows Neo4j's style guide: labels UpperCamelCase, types UPPER_SNAKE, properties
camelCase. All times are UTC.
"""

from __future__ import annotations

from graph.labels.between_actors import AMPLIFIED, COORDINATED_WITH, REPUBLISHED
from graph.labels.campaigns import CAMPAIGN, ENTITY, RELATED_TO, TECHNIQUE
from graph.labels.communities import COMMUNITY, MEMBER_OF
from graph.labels.content import (
    ADVANCES,
    AMPLIFIES,
    ITEM,
    NARRATIVE,
    PART_OF,
    PUBLISHED,
    REPUBLISHES,
    STORY,
)
from graph.labels.datasets import DATASET
from graph.labels.naming import ALIAS, ALIAS_OF, DIFFERENT_FROM, SAME_AS
from graph.labels.parties import (
    ACTOR,
    ATTRIBUTED_TO,
    CONTROLLED_BY,
    HAS_AGREEMENT_WITH,
    HOST,
    ORGANIZATION,
    OWNED_BY,
    STATE,
    USES,
)
from graph.labels.parts import NodeLabel, RelationshipType
from graph.labels.records import GRAPH, RUN

NODE_LABELS: tuple[NodeLabel, ...] = (
    ACTOR,
    ALIAS,
    ORGANIZATION,
    STATE,
    ITEM,
    STORY,
    NARRATIVE,
    HOST,
    CAMPAIGN,
    TECHNIQUE,
    ENTITY,
    COMMUNITY,
    DATASET,
    RUN,
    GRAPH,
)

RELATIONSHIP_TYPES: tuple[RelationshipType, ...] = (
    PUBLISHED,
    AMPLIFIES,
    REPUBLISHES,
    PART_OF,
    ADVANCES,
    AMPLIFIED,
    REPUBLISHED,
    COORDINATED_WITH,
    OWNED_BY,
    CONTROLLED_BY,
    HAS_AGREEMENT_WITH,
    USES,
    ATTRIBUTED_TO,
    RELATED_TO,
    ALIAS_OF,
    SAME_AS,
    DIFFERENT_FROM,
    MEMBER_OF,
)

TRAVERSABLE: tuple[str, ...] = tuple(r.type for r in RELATIONSHIP_TYPES if r.traversable)
"""Types that path, neighbour and community answers may follow."""

PARTY_LABELS: tuple[str, ...] = ("Actor", "Organization", "State", "Host")
"""Labels of the nodes that paths run between."""

__all__ = [
    "ACTOR",
    "ADVANCES",
    "ALIAS",
    "ALIAS_OF",
    "AMPLIFIED",
    "AMPLIFIES",
    "ATTRIBUTED_TO",
    "CAMPAIGN",
    "COMMUNITY",
    "CONTROLLED_BY",
    "COORDINATED_WITH",
    "DATASET",
    "DIFFERENT_FROM",
    "ENTITY",
    "GRAPH",
    "HAS_AGREEMENT_WITH",
    "HOST",
    "ITEM",
    "MEMBER_OF",
    "NARRATIVE",
    "NODE_LABELS",
    "ORGANIZATION",
    "OWNED_BY",
    "PARTY_LABELS",
    "PART_OF",
    "PUBLISHED",
    "RELATED_TO",
    "RELATIONSHIP_TYPES",
    "REPUBLISHED",
    "REPUBLISHES",
    "RUN",
    "SAME_AS",
    "STATE",
    "STORY",
    "TECHNIQUE",
    "TRAVERSABLE",
    "USES",
]
