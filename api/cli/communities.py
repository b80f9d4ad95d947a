"""`ampnet communities`: which groups form, how firm they are, and whether they follow states.

What a plain file does not need is imported only where it is needed: a database driver takes
longer to import than a million edges to read.
"""

from __future__ import annotations

from collections.abc import Mapping

from api.cli import community_options as options
from api.cli.opening import view_of
from api.cli.options import Home, Html, Json, Kinds, Refresh, Seed, Since, Until
from api.cli.plain_communities import communities_of_file
from graph.answers.partition import Algorithm, BadCommunitiesRequestError, Method, Objective


def communities(
    edges: options.Edges = None,
    source: options.Source = "source",
    target: options.Target = "target",
    weight: options.Weight = None,
    out: options.Out = None,
    compare_with: options.CompareWith = None,
    algorithm: options.How = Algorithm.LEIDEN,
    objective: options.Aim = Objective.MODULARITY,
    resolution: options.Resolution = None,
    consensus: options.Consensus = 0,
    directed: options.Directed = False,
    seed: Seed = 1,
    stability: options.Stability = False,
    runs: options.Runs = 20,
    levels: options.Levels = False,
    by: options.By = None,
    show: options.Show = None,
    html: Html = None,
    write: options.Write = False,
    forget: options.Forget = None,
    min_size: options.MinSize = 2,
    limit: options.Limit = 100,
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
    of_the_graph = {
        "--stability": stability,
        "--levels": levels,
        "--by": by,
        "--show": show,
        "--html": html,
        "--write": write,
        "--forget": forget,
        "--since": since,
        "--until": until,
        "--kinds": kinds,
        "--refresh": refresh,
        "--json": json,
    }
    of_a_file = {
        "--source": source != "source",
        "--target": target != "target",
        "--weight": weight,
        "--out": out,
        "--compare-with": compare_with,
    }
    _fit(edges is not None, of_the_graph if edges is not None else of_a_file)
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

    with view_of(home, since=since, until=until, kinds=kinds, refresh=refresh) as view:
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


def _fit(file: bool, others: Mapping[str, object]) -> None:
    """Complain about options that are about the graph where a file is divided, and the reverse."""
    for name, value in others.items():
        if value is not None and value is not False:
            raise BadCommunitiesRequestError(
                f"{name} is about the graph in the database, not about a file."
                if file
                else f"{name} is about a file of edges, and no file is named.",
                f"Leave {name} or --edges out." if file else "Name it with --edges.",
            )


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
