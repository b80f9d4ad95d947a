"""`ampnet view --story`, `--matrix`, `--map` and `--group`: pages of what was derived."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from api.views.cascade import render_cascade
from api.views.country_map import EVIDENCE_EACH, MOST_EVIDENCE, render_map
from api.views.matrix import render_matrix
from api.views.network import write_network
from api.views.writing import write_page
from graph.answers.coordination import CoordinationAsked, coordinated_groups
from graph.answers.country_flows import country_flows
from graph.answers.dressing import dress
from graph.answers.group_subgraph import group_subgraph
from graph.answers.republication import republication_matrix
from graph.answers.story import largest_story, story
from graph.database import Database
from graph.errors import UnknownIdError
from graph.snapshot import Snapshot

LARGEST = "largest"
"""Stands for the story with the most items."""

_OUTLETS = 40
_EVIDENCE = 20


def view_story(database: Database, snapshot: Snapshot, id_: str, out: Path) -> dict[str, object]:
    """Write the cascade of a story; return what is in it, by counts.

    Raises:
        UnknownIdError: There is no such story, or none at all.
    """
    if id_ == LARGEST:
        found = largest_story(database, snapshot)
        if found is None:
            raise UnknownIdError(
                "The graph holds no stories.", "Load texts, and run `ampnet derive republication`."
            )
        id_ = found
    told = story(database, snapshot, id_)
    path = write_page(render_cascade(told), out)
    return {"file": str(path), "story": id_, "items": len(told.items), "totalItems": told.total}


def view_matrix(database: Database, snapshot: Snapshot, out: Path) -> dict[str, object]:
    """Write the matrix of outlets; return what is in it, by counts."""
    found = republication_matrix(database, snapshot, outlets=_OUTLETS, limit=_OUTLETS**2)
    path = write_page(render_matrix(found), out)
    shown, pairs = len(found.outlets), len(found.cells)
    return {"file": str(path), "outlets": shown, "totalOutlets": found.all_outlets, "pairs": pairs}


def view_map(database: Database, snapshot: Snapshot, out: Path) -> dict[str, object]:
    """Write the map of countries; return what is in it, by counts."""
    found = country_flows(snapshot)
    behind = dress(found.behind, database, EVIDENCE_EACH, snapshot, MOST_EVIDENCE)
    path = write_page(render_map(replace(found, behind=behind)), out)
    return {"file": str(path), "flows": len(found.flows), "totalFlows": found.total}


def view_group(
    database: Database, snapshot: Snapshot, number: int, seed: int, out: Path
) -> dict[str, object]:
    """Write a coordinated group with its evidence; return what is in it, by counts.

    Raises:
        UnknownIdError: There is no such group.
    """
    asked = CoordinationAsked(seed=seed)
    found = coordinated_groups(
        database, snapshot, asked, start=number - 1, limit=1, evidence=_EVIDENCE
    )
    if not found.groups:
        raise UnknownIdError(
            f"There is no coordinated group {number}; there are {found.total}.",
            "Run `ampnet derive coordination` first.",
        )
    part = group_subgraph(snapshot, found, query=f"ampnet view --group {number}")
    path = write_network(part, out)
    return {
        "file": str(path),
        "group": number,
        "members": len(part.nodes),
        "edges": len(part.edges),
        "totalGroups": found.total,
    }
