"""The options of `ampnet communities`: what each is for, in the words of its help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from graph.answers.partition import Algorithm, Objective

Edges = Annotated[
    Path | None,
    typer.Option(
        help="Find communities in this table of edges (csv, csv.gz, parquet, jsonl) "
        "instead of the graph."
    ),
]
Source = Annotated[str, typer.Option(help="With --edges: column of where an edge starts.")]
Target = Annotated[str, typer.Option(help="With --edges: column of where it ends.")]
Weight = Annotated[
    str | None,
    typer.Option(help="With --edges: column of its weight; each row counts 1 if not given."),
]
Out = Annotated[
    Path | None,
    typer.Option(
        help="With --edges: write id,community to this file; to the terminal if not given."
    ),
]
CompareWith = Annotated[
    Path | None,
    typer.Option(help="With --edges: a table id,community; say how alike the two divisions are."),
]
How = Annotated[Algorithm, typer.Option(help="How communities are found.")]
Aim = Annotated[
    Objective,
    typer.Option(
        help="With leiden: what makes a good division. CPM, the constant Potts model, sees "
        "small ones in large graphs too."
    ),
]
Resolution = Annotated[
    str | None,
    typer.Option(
        help="With leiden: a higher number gives more and smaller communities; auto fits "
        "it to the graph. If not given: 1, but auto with --edges up to 200,000 pairs."
    ),
]
Consensus = Annotated[
    int,
    typer.Option(
        help="Keep what this many runs have in common, instead of the best run; 0 for the best run."
    ),
]
Directed = Annotated[
    bool,
    typer.Option("--directed", help="Mind who amplifies whom, not only that they are connected."),
]
Stability = Annotated[
    bool,
    typer.Option(
        "--stability",
        help="Say how firm they are: with other seeds, with evidence drawn anew, beside "
        "random graphs.",
    ),
]
Runs = Annotated[
    int,
    typer.Option(help="With --stability and --html: seeds, resampled and random graphs each."),
]
Levels = Annotated[bool, typer.Option("--levels", help="Show which communities lie inside which.")]
By = Annotated[
    Literal["country", "language", "region", "platform", "role"] | None,
    typer.Option(help="Say whether communities follow this property of their members."),
]
Show = Annotated[
    int | None, typer.Option(help="Describe the community of this number, 1 for the largest.")
]
Write = Annotated[
    bool, typer.Option("--write", help="Write them to the graph, for questions in Cypher.")
]
Forget = Annotated[
    str | None,
    typer.Option(help="Remove what --write wrote; the id of its run, as --write has said it."),
]
MinSize = Annotated[int, typer.Option(help="Fewest members of a community to list.")]
Limit = Annotated[int, typer.Option(help="Most communities to list.")]
