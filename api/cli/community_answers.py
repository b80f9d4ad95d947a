"""What `ampnet communities` says of the graph: each answer as tables or as JSON."""

from __future__ import annotations

from pathlib import Path

from api.cli.foretelling import foretell_divisions
from api.cli.opening import database_of, settings_of
from api.cli.output import document, say, table
from api.views.report import write_report
from api.views.reports.communities import communities_report
from graph.answers.communities import communities
from graph.answers.community_attribute import Attribute, communities_by_attribute
from graph.answers.community_card import community_card
from graph.answers.hierarchy import hierarchy
from graph.answers.partition import Method
from graph.answers.stability import Agreement, stability
from graph.derive.communities import forget_communities, write_communities
from graph.snapshot import Snapshot

_QUICKER = "Leiden at resolution 1, without a consensus, is the quickest; a window of time is less."
_FEWER = "--runs 3 tells as much with less certainty."


def say_communities(
    view: Snapshot, method: Method, min_size: int, limit: int, *, json: bool
) -> None:
    """List the communities."""
    foretell_divisions(view, method, 1, _QUICKER)
    answer = communities(view, method, min_size=min_size, limit=limit)
    if json:
        document(answer)
        return
    table(
        ("", "size", "strongest members", "countries", "roles", "inside", "across"),
        (
            (
                c.number,
                c.size,
                ", ".join(m.node.name for m in c.top[:4]),
                _mix(c.countries),
                _mix(c.roles),
                c.internal_edges,
                c.external_edges,
            )
            for c in answer.communities
        ),
    )
    fitted = f" at resolution {answer.resolution:.3g}" if method.resolution is None else ""
    say(
        f"{answer.shown} of {answer.total} communities of {answer.nodes} nodes "
        f"({answer.isolated} more have no tie to another); "
        f"modularity {answer.modularity:.3f}{fitted}, seed {method.seed}, "
        f"graph {answer.provenance.graph_version}"
    )
    if answer.bits_saved < 0:
        say("It explains less than it takes to write it down: take it for noise.")


def say_stability(
    view: Snapshot, method: Method, min_size: int, limit: int, runs: int, *, json: bool
) -> None:
    """Say how firm they are, by so many seeds, resampled graphs and random graphs."""
    foretell_divisions(view, method, 3 * runs + 1, _FEWER)
    answer = stability(
        view,
        method,
        seeds=runs,
        resamples=runs,
        null_graphs=runs,
        min_size=min_size,
        limit=limit,
    )
    if json:
        document(answer)
        return
    table(
        ("", "size", "overlap: seeds", "evidence", "dissolved", "loosest members"),
        (
            (
                c.number,
                c.size,
                round(c.seeds, 2),
                round(c.evidence, 2),
                round(c.dissolved, 2),
                ", ".join(f"{m.node.name} {m.evidence:.2f}" for m in c.loosest[:3]),
            )
            for c in answer.communities
        ),
    )
    if not answer.total:
        say("No community of this size here: nothing can be said of how firm it is.")
        return
    say(f"{len(answer.communities)} of {answer.total} communities.")
    say(f"Other seeds: {_agreement(answer.seeds)}")
    say(f"Resampled evidence: {_agreement(answer.evidence)}")
    if answer.chance is not None:
        say(
            f"Modularity {answer.modularity:.3f}; random graphs with the same numbers of ties "
            f"reach {answer.chance.mean:.3f} on average, {answer.chance.highest:.3f} at most "
            f"(p {answer.chance.p:.2g}, {answer.chance.graphs} graphs)."
        )


def say_levels(view: Snapshot, method: Method, min_size: int, limit: int, *, json: bool) -> None:
    """Say which communities lie inside which."""
    foretell_divisions(view, method, 1, _QUICKER)
    answer = hierarchy(view, method, min_size=min_size, limit=limit)
    if json:
        document(answer)
        return
    table(
        ("resolution", "communities", "largest", "modularity", "bits to the next"),
        (
            (
                level.resolution,
                level.communities,
                level.largest,
                round(level.modularity, 3),
                level.variation_of_information and round(level.variation_of_information, 2),
            )
            for level in answer.levels
        ),
    )
    table(
        ("resolution", "number", "size", "inside", "strongest members"),
        (
            (
                answer.levels[b.level].resolution,
                b.number,
                b.size,
                b.parent,
                ", ".join(node.name for node in b.top[:4]),
            )
            for b in answer.branches
        ),
    )
    say(f"{len(answer.branches)} of {answer.total} communities on {len(answer.levels)} levels.")


def say_attribute(
    view: Snapshot, method: Method, attribute: Attribute, limit: int, *, json: bool
) -> None:
    """Say whether they follow an attribute."""
    foretell_divisions(view, method, 2, _QUICKER)
    answer = communities_by_attribute(view, attribute, method, limit=limit)
    if json:
        document(answer)
        return
    table(
        ("", "size", "known", attribute, "largest share", "by chance", "p"),
        (
            (m.number, m.size, m.known, _mix(m.values), f"{m.share:.0%}", f"{m.expected:.0%}", m.p)
            for m in answer.mixes
        ),
    )
    say(f"{len(answer.mixes)} of {answer.total} communities. {answer.reading}")
    c = answer.comparison
    if not c.nodes:
        return
    say(
        f"NMI {c.nmi:.3f}, AMI {c.ami:.3f}, ARI {c.ari:.3f}, variation of information "
        f"{c.variation_of_information:.2f} bits; {answer.permutations} deals, seed {method.seed}"
    )


def say_card(view: Snapshot, method: Method, number: int, home: Path | None, *, json: bool) -> None:
    """Describe one community."""
    with database_of(settings_of(home), read_only=True) as database:
        card = community_card(view, number, method, database)
    if json:
        document(card)
        return
    c = card.community
    table(
        ("member", "id", "country", "weight inside"),
        ((m.node.name, m.node.id, m.node.country, m.strength) for m in c.top),
        title=f"Community {c.number}: {len(c.top)} of {c.size} members",
    )
    said = {
        "countries": c.countries,
        "languages": c.languages,
        "roles": c.roles,
        "kinds": c.kinds,
    }
    for name, counts in said.items():
        say(f"{name}: {_mix(counts, 8)}")
    say(f"inside: {c.internal_edges} pairs; across: {c.external_edges}")
    table(
        ("tied to", "size", "pairs", "weight"),
        ((o.number, o.size, o.pairs, o.weight) for o in card.others[:10]),
        title=f"{len(card.others[:10])} of {card.total_others} other communities",
    )
    if card.terms:
        say(
            f"Words that set the texts of {card.texts_of} members apart: "
            + ", ".join(f"{t.term} ({t.actors}:{t.elsewhere})" for t in card.terms)
        )


def page(
    view: Snapshot, method: Method, attribute: Attribute, path: Path, limit: int, runs: int
) -> None:
    """Write all of it as a page."""
    foretell_divisions(view, method, 3 * runs + 2, _FEWER)
    report = communities_report(
        communities(view, method, limit=limit),
        stability(view, method, limit=limit, seeds=runs, resamples=runs, null_graphs=runs),
        communities_by_attribute(view, attribute, method, limit=limit),
        hierarchy(view, method, limit=limit) if method.is_modularity else None,
    )
    say(f"Written to {write_report(report, path)}.")


def write(view: Snapshot, method: Method, min_size: int, home: Path | None, *, json: bool) -> None:
    """Write them to the graph."""
    with database_of(settings_of(home)) as database:
        written = write_communities(database, view, method, min_size=min_size)
    if json:
        document(written)
        return
    say(
        f"{written.counts['members']} members of {written.counts['communities']} communities, as "
        f"run {written.run}. In Cypher: MATCH (n)-[m:MEMBER_OF {{runId: '{written.run}'}}]->(c)"
    )


def forget(run: str, home: Path | None) -> None:
    """Remove what a run wrote."""
    with database_of(settings_of(home)) as database:
        say(f"{forget_communities(database, run)} communities of {run} removed.")


def _agreement(found: Agreement) -> str:
    low, high = found.communities
    return (
        f"AMI {found.ami:.2f} on average, {found.ami_low:.2f} at least, variation of information "
        f"{found.variation_of_information:.2f} bits, {low} to {high} communities, "
        f"in {found.runs} runs."
    )


def _mix(counts: object, most: int = 3) -> str:
    items = sorted(dict(counts).items(), key=lambda pair: -pair[1])  # type: ignore[call-overload]
    return ", ".join(f"{name or '?'} {count}" for name, count in items[:most])
