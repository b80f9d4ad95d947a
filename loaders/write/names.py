"""Write the names that actors go by, and when they were seen under each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from graph import statements
from graph.database import Transaction
from graph.linking.called import Called, as_text, from_text
from loaders.write.sightings import Days, Sighting


def write_names(tx: Transaction, seen: Mapping[Sighting, Days]) -> set[str]:
    """Widen the spans between which actors were seen under their names.

    Args:
        tx: The batch's transaction.
        seen: Name and actor, and the days; the actors are in the graph.

    Returns:
        The actors that gained a name or were seen under one before or after all that was known.
    """
    by_actor: dict[str, dict[str, Days]] = defaultdict(dict)
    for (name, actor), days in seen.items():
        by_actor[actor][name] = days
    if not by_actor:
        return set()
    found = tx.run(statements.find_properties("Actor", ("nameHistory",)), id=list(by_actor)).rows
    changed = {
        actor: after
        for actor, before in found
        if (after := _widened(before or (), by_actor[actor])) != (before or [])
    }
    if changed:
        statement = statements.update_nodes("Actor", ("nameHistory",))
        tx.run(statement, id=list(changed), nameHistory=list(changed.values()))
    return set(changed)


def _widened(held: Iterable[str], seen: Mapping[str, Days]) -> list[str]:
    spans = {each.name: Days(each.first, each.last) for each in map(from_text, held)}
    for name, days in seen.items():
        spans[name] = days.with_(spans.get(name))
    return [as_text(each) for each in sorted(Called(*days, name) for name, days in spans.items())]
