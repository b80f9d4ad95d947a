"""Who acts as one, derived from the graph and written back to it, a layer for each trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Final

import polars as pl

from graph.coordination import Coordination, coordination
from graph.database import Database, Transaction
from graph.derive.run import Derived, derivation
from graph.derive.shares import DAY_SECONDS, shares_of
from graph.derive.write import Derivable, in_one
from graph.vocabulary import RunState, Trace

KIND: Final = "coordination"

COORDINATED_WITH: Final = Derivable(
    "COORDINATED_WITH", "Actor", "Actor", f"{KIND}:",
    ("trace", "window", "count", "expected", "pValue", "qValue", "firstAt", "lastAt"),
    key=("trace",),
)  # fmt: skip


@dataclass(frozen=True)
class CoordinationWanted:
    """What is asked for.

    Attributes:
        window: Most seconds between two shares.
        min_participation: Fewest shares of an actor that takes part.
        max_q: Largest q-value, within its layer, of a pair that is written.
        traces: Which layers; those not named keep what an earlier run wrote.
    """

    window: int = 60
    min_participation: int = 2
    max_q: float = 0.05
    traces: tuple[Trace, ...] = tuple(Trace)


def derive_coordination(
    database: Database,
    wanted: CoordinationWanted | None = None,
    *,
    progress: Callable[[str], None] = lambda _: None,
) -> Derived:
    """Find actors that share the same things at the same time, beyond chance, and write them.

    What an earlier run wrote for these traces is replaced in one transaction; a run that is
    killed leaves it as it was.

    Args:
        database: The graph, with the owner's rights.
        wanted: What is asked for.
        progress: Told what is done now.

    Raises:
        CoordinationError: The window, or the fewest shares, cannot be used.
        DerivationOvertakenError: Another run was started in the meantime.
        AmpnetError: An actor vanished while it was computed.
    """
    wanted = wanted or CoordinationWanted()
    names = [trace.value for trace in wanted.traces]
    parameters = {**asdict(wanted), "traces": names, "null": "configuration"}
    with derivation(database, KIND, parameters) as run:
        counts: dict[str, int] = {}
        notes: list[str] = []
        edges = [pl.DataFrame(schema=COORDINATED_WITH.schema)]
        for trace in wanted.traces:
            progress(f"{trace.value}: reading shares")
            edges.append(_layer(database, trace, wanted, counts, notes))
        old = COORDINATED_WITH.read(database).filter(pl.col("trace").is_in(names))
        new = pl.concat(edges)

        def write(tx: Transaction) -> int:
            changed = COORDINATED_WITH.replace(tx, old, new, run.id)
            read = sum(n for name, n in counts.items() if name.endswith(".shares"))
            run.finish(tx, counts, read, changed)
            return changed

        progress("writing")
        changed = in_one(database, write)
    return Derived(run.id, KIND, RunState.COMPLETE, changed, counts, tuple(notes))


def _layer(
    database: Database,
    trace: Trace,
    wanted: CoordinationWanted,
    counts: dict[str, int],
    notes: list[str],
) -> pl.DataFrame:
    """Compute one trace; what it counts and has to say is added to `counts` and `notes`."""
    shares = shares_of(database, trace, wanted.window)
    name = trace.value
    if shares.by_day:
        notes.append(
            f"{name}: {shares.by_day} shares have a day for a time, and were left out; a window of "
            f"{DAY_SECONDS} s or more takes them."
        )
    if shares.undated:
        notes.append(f"{name}: {shares.undated} shares have no time, and were left out.")
    found = coordination(shares.table, wanted.window, wanted.min_participation)
    edges = found.significant(wanted.max_q)
    if shares.table.height:
        counts |= _counts(name, shares.table.height, found, edges)
        notes += [f"{name}: {said}" for said in found.notes()]
    return edges.select(
        start="source",
        end="target",
        trace=pl.lit(name),
        window=pl.lit(wanted.window, pl.Int64),
        count="weight",
        expected="expected",
        pValue="p_value",
        qValue="q_value",
        firstAt="first_at",
        lastAt="last_at",
    )


def _counts(name: str, shares: int, found: Coordination, edges: pl.DataFrame) -> dict[str, int]:
    return {
        f"{name}.shares": shares,
        f"{name}.actors": found.eligible,
        f"{name}.tests": found.tests,
        f"{name}.pairs": found.edges.height,
        f"{name}.significant": edges.height,
    }
