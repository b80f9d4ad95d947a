"""What stands behind the edges of `ampnet coordination`, as tables of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl

from graph.coordination import Coordination
from graph.coordination.evidence import direction, evidence
from graph.coordination.groups import describe_groups, find_groups
from graph.plainfiles import file_kind, write_table
from graph.wording import counted


def write_behind(
    found: Coordination,
    edges: pl.DataFrame,
    files: dict[str, Path | None],
    with_times: Callable[[pl.DataFrame, list[str], Path | None], pl.DataFrame],
) -> list[str]:
    """Write the tables that were asked for.

    Args:
        found: What the edges come from.
        edges: Those that count: the significant ones, or all without a null model.
        files: Where to write `evidence`, `direction` and `groups`; None for what is not wanted.
        with_times: Brings columns of milliseconds into the form that the input had; where that
            was text, and the file is of Parquet, into its own.

    Returns:
        A sentence on each table.
    """
    said = []
    if files["evidence"] is not None or files["direction"] is not None:
        proof = evidence(found, edges)
        if (file := files["evidence"]) is not None:
            write_table(with_times(proof, ["source_at", "target_at"], file), file)
            shown = counted(len(proof), "co-share")
            said.append(f"{shown} of {counted(len(edges), 'edge')} written to {file}.")
        if (file := files["direction"]) is not None:
            write_table(direction(proof), file)
            said.append(f"Who is first in {counted(len(edges), 'edge')} written to {file}.")
    if (file := files["groups"]) is not None:
        groups = _groups(found, edges)
        write_table(_plain(with_times(groups, ["first_at", "last_at"], file), file), file)
        said.append(f"{counted(len(groups), 'group')} written to {file}.")
    return said


def _groups(found: Coordination, edges: pl.DataFrame) -> pl.DataFrame:
    """The groups as `describe_groups` says it, with their members."""
    groups = find_groups(edges)
    members = groups.members.group_by("group").agg(members=pl.col("actor").sort())
    return describe_groups(found, edges, groups).join(members, on="group").sort("group")


def _plain(table: pl.DataFrame, file: Path) -> pl.DataFrame:
    """Lists as JSON where the file is a CSV, which has none."""
    if not file_kind(file).startswith(".csv"):
        return table
    return table.with_columns(
        pl.Series(name, [json.dumps(cell, ensure_ascii=False) for cell in table[name].to_list()])
        for name, dtype in table.schema.items()
        if dtype == pl.List
    )
