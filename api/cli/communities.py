"""`ampnet communities`: which groups form, how firm they are, and whether they follow states.

What a plain file does not need is imported only where it is needed: a database driver takes
longer to import than a million edges to read.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.cli.opening import view_of
from api.cli.options import Home, Html, Json, Kinds, Refresh, Seed, Since, Until
from api.cli.plain_communities import communities_of_file
from graph.answers.partition import Algorithm, BadCommunitiesRequestError, Method, Objective

if TYPE_CHECKING:
    from graph.snapshot import Snapshot


def communities(
    edges: Annotated[
        Path | None,
        typer.Option(
            help="Find communities in this table of edges (csv, csv.gz, parquet, jsonl) "
            "instead of the graph."
        ),
    ] = None,
    source: Annotated[
        str, typer.Option(help="With --edges: column of where an edge starts.")
    ] = "source",
    target: Annotated[str, typer.Option(help="With --edges: column of where it ends.")] = "target",
    weight: Annotated[
        str | None,
        typer.Option(help="With --edges: column of its weight; each row counts 1 if not given."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="With --edges: write id,community to this file; to the terminal if not given."
        ),
    ] = None,
    compare_with: Annotated[
        Path | None,
        typer.Option(
            help="With --edges: a table id,community; say how alike the two divisions are."
        ),
    ] = None,
    algorithm: Annotated[
        Algorithm, typer.Option(help="How communities are found.")
    ] = Algorithm.LEIDEN,
    objective: Annotated[
        Objective,
        typer.Option(
            help="With leiden: what makes a good division. CPM, the constant Potts model, sees "
            "small ones in large graphs too."
        ),
    ] = Objective.MODULARITY,
    resolution: Annotated[
        str | None,
        typer.Option(
            help="With leiden: a higher number gives more and smaller communities; auto fits "
            "it to the graph. If not given: 1, but auto with --edges up to 200,000 pairs."
        ),
    ] = None,
    consensus: Annotated[
        int,
        typer.Option(
            help="Keep what this many runs have in common, instead of the best run; 0 for the "
            "best run."
        ),
    ] = 0,
    directed: Annotated[
        bool,
        typer.Option(
            "--directed", help="Mind who amplifies whom, not only that they are connected."
        ),
    ] = False,
    seed: Seed = 1,
    stability: Annotated[
        bool,
        typer.Option(
            "--stability",
            help="Say how firm they are: with other seeds, with evidence drawn anew, beside "
            "random graphs.",
        ),
    ] = False,
    runs: Annotated[
        int,
        typer.Option(help="With --stability and --html: seeds, resampled and random graphs each."),
    ] = 20,
    levels: Annotated[
        bool, typer.Option("--levels", help="Show which communities lie inside which.")
    ] = False,
    by: Annotated[
        Literal["country", "language", "region", "platform", "role"] | None,
        typer.Option(help="Say whether communities follow this property of their members."),
    ] = None,
    show: Annotated[
        int | None, typer.Option(help="Describe the community of this number, 1 for the largest.")
    ] = None,
    html: Html = None,
    write: Annotated[
        bool, typer.Option("--write", help="Write them to the graph, for questions in Cypher.")
    ] = False,
    forget: Annotated[
        str | None,
        typer.Option(help="Remove what --write wrote; the id of its run, as --write has said it."),
    ] = None,
    min_size: Annotated[int, typer.Option(help="Fewest members of a community to list.")] = 2,
    limit: Annotated[int, typer.Option(help="Most communities to list.")] = 100,
    since: Since = None,
    until: Until = None,
    kinds: Kinds = None,
    refresh: Refresh = False,
    json: Json = False,
    home: Home = None,
) -> None:
    """Find communities: groups that amplify each other more than chance has it.

    For example: ampnet communities --by country --html communities.html
    """
    method = Method(
        algorithm,
        objective,
        _resolution(resolution),
        directed=directed,
        seed=seed,
        consensus=consensus,
    )
    if edges is not None:
        communities_of_file(
            edges,
            method=method,
            fit_small=resolution is None,
            source=source,
            target=target,
            weight=weight,
            out=out,
            compare_with=compare_with,
        )
        return
    from api.cli import community_answers as answers  # noqa: PLC0415  see above

    if forget is not None:
        answers.forget(forget, home)
        return

    def answer(view: Snapshot) -> None:
        if html is not None:
            answers.page(view, method, by or "country", html, limit, runs)
        if write:
            answers.write(view, method, min_size, home, json=json)
        if stability:
            answers.say_stability(view, method, min_size, limit, runs, json=json)
        if levels:
            answers.say_levels(view, method, min_size, limit, json=json)
        if by is not None:
            answers.say_attribute(view, method, by, limit, json=json)
        if show is not None:
            answers.say_card(view, method, show, home, json=json)
        if not (html or write or stability or levels or by or show is not None):
            answers.say_communities(view, method, min_size, limit, json=json)

    with view_of(home, since=since, until=until, kinds=kinds, refresh=refresh) as view:
        answer(view)


def _resolution(text: str | None) -> float | None:
    if text is None:
        return 1.0
    if text == "auto":
        return None
    try:
        return float(text)
    except ValueError:
        raise BadCommunitiesRequestError(
            f"{text[:40]!r} is no resolution.", "Give a number above 0, or auto."
        ) from None
