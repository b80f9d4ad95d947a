"""Write `docs/schema.md` from the model: python -m graph.schema_page > docs/schema.md."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator

from graph.labels.parts import NodeLabel, Property, RelationshipType
from graph.model import NODE_LABELS, RELATIONSHIP_TYPES
from graph.schema import constraints, indexes

_INTRO = """# The graph's schema

<!-- Made by `python -m graph.schema_page > docs/schema.md`; edit graph/model.py, not this page. -->

Everything that ampnet writes has this form, in the embedded database and in Neo4j alike. The
constraints, the statements that write, the choices that the REST interface offers and this page
are made from one place, `graph/model.py` and `graph/labels/`.

- Names follow Neo4j's style: labels `UpperCamelCase`, types `UPPER_SNAKE`, properties `camelCase`.
- A property that nothing is known about is absent, never an empty text.
- Times are UTC. The embedded database keeps them without a zone: read them as UTC.
- An arrow points from the one who amplifies to the one amplified. Content flows the other way.

Ready questions stand in [queries.md](queries.md), how files become nodes in
[formats.md](formats.md).
"""

_OBSERVED = """## What was observed, and what is counted from it
"""

_STATED = """## What sources state

Each of these carries its source, so that two sources may disagree and both stand.
"""


def page() -> str:
    """Return the page, Markdown."""
    observed = [r for r in RELATIONSHIP_TYPES if not _is_stated(r)]
    stated = [r for r in RELATIONSHIP_TYPES if _is_stated(r)]
    parts = [_INTRO, _OBSERVED, _picture(observed), _STATED, _picture(stated)]
    parts.append("## Nodes\n\n`id` is unique within a label.\n")
    parts += [_node(label) for label in NODE_LABELS]
    parts.append("## Relationships\n")
    parts += [_relationship(relationship) for relationship in RELATIONSHIP_TYPES]
    parts += [_constraints()]
    return "\n".join(parts)


def _is_stated(relationship: RelationshipType) -> bool:
    """Whether somebody states it, rather than that it was seen or computed."""
    return any(prop.name == "source" for prop in relationship.properties)


def _picture(relationships: Iterable[RelationshipType]) -> str:
    """Draw relationships twice: as lines of text, and for pages that know Mermaid."""
    lines, arrows = [], defaultdict(list)
    for each in relationships:
        lines.append(f"({' | '.join(each.starts)})-[:{each.type}]->({' | '.join(each.ends)})")
        for start in each.starts:
            for end in each.ends:
                # One arrow for ties that may run either way keeps the picture readable.
                if (end, start) not in arrows or each.starts != each.ends or start == end:
                    arrows[start, end].append(each.type)
    drawn = [
        f'  {start} -->|"{"<br>".join(types)}"| {_end(start, end)}'
        for (start, end), types in arrows.items()
    ]
    return "\n".join(["```mermaid", "flowchart LR", *drawn, "```", "", "```text", *lines, "```\n"])


def _end(start: str, end: str) -> str:
    """Name an arrow's end; Mermaid draws an arrow back to its start over other things."""
    return f'Other{end}["another {end}"]' if start == end else end


def _node(label: NodeLabel) -> str:
    lines = [f"### {label.label}\n", f"{label.description}\n"]
    if label.also:
        lines.append(f"It may also carry: {', '.join(f'`:{also}`' for also in label.also)}.\n")
    return "\n".join([*lines, *_table(label.properties)])


def _relationship(relationship: RelationshipType) -> str:
    told_apart = ", ".join(f"`{name}`" for name in relationship.key)
    lines = [
        f"### {relationship.type}\n",
        f"{relationship.description}\n",
        f"- from {_labels(relationship.starts)} to {_labels(relationship.ends)}",
        f"- one for each pair{f' and {told_apart}' if told_apart else ''}",
        f"- paths and communities {'may' if relationship.traversable else 'do not'} follow it\n",
    ]
    return "\n".join([*lines, *_table(relationship.properties)])


def _labels(names: Iterable[str]) -> str:
    return " or ".join(f"`:{name}`" for name in names)


def _table(properties: Iterable[Property]) -> Iterator[str]:
    yield "| property | type | |"
    yield "|---|---|---|"
    for prop in properties:
        notes = [prop.description]
        if prop.values:
            notes.append(f"One of {', '.join(f'`{value}`' for value in prop.values)}.")
        if prop.indexed:
            notes.append("Indexed.")
        unit = f", {prop.unit}" if prop.unit else ""
        yield f"| `{prop.name}` | {prop.type}{unit} | {' '.join(notes)} |"
    yield ""


def _constraints() -> str:
    return "\n".join(
        [
            "## Constraints and indexes\n",
            "Made when the database is opened; making them again changes nothing. The embedded\n"
            "database has none on times: it would not use them for a range.\n",
            "```cypher",
            *(f"{statement};" for statement in (*constraints().values(), *indexes().values())),
            "```\n",
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(page())
