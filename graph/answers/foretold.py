"""How long an answer on a large graph will take, said before it begins.

Processor seconds of one core, as `python -m benchmarks.scale` measured them on a million pairs,
with the growth that it found from there to ten million. Another machine, or a
graph of another shape, may differ from it by a factor of two or three: it tells minutes from hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from graph.answers.partition import Algorithm, Method

_MILLION: Final = 1_000_000
_GROWTH: Final = 1.28
"""Ten times a million take nineteen times as long, Leiden as Infomap: less is in the caches."""

_SECONDS: Final = {
    Algorithm.LEIDEN: 3.1,
    Algorithm.INFOMAP: 18.5,
    Algorithm.LABEL_PROPAGATION: 3.1,
}
"""One division of a million pairs."""

_GIGABYTES: Final = {
    Algorithm.LEIDEN: 0.45,
    Algorithm.INFOMAP: 0.6,
    Algorithm.LABEL_PROPAGATION: 0.4,
}
"""Memory of the process for each million pairs, the snapshot in it."""

_MUCH: Final = 4
"""Gigabytes worth a word."""

_FITTING: Final = 6
"""What fitting the resolution takes, in divisions."""

_ROLES: Final = 1.0
"""Counting roles among a million pairs; drawing a random graph of them takes as long."""

_DRAWN: Final = 0.8e-3
"""One pair of those from which betweenness is estimated, in a graph of a million."""

_STEP: Final = 1e-8
"""One edge from one starting point, when betweenness is computed exactly."""


def dividing(pairs: int, method: Method, divisions: int = 1) -> float:
    """Foretell the seconds that divisions of a graph take.

    Args:
        pairs: Connected pairs of the graph.
        method: How it is divided.
        divisions: How often, a consensus or a fitted resolution counting as one.
    """
    times = max(method.consensus, 1) * method.runs_for(pairs)
    if method.resolution is None:
        times += _FITTING
    return divisions * times * _SECONDS[method.algorithm] * _grown(pairs)


def division(pairs: int, method: Method, divisions: int = 1) -> str:
    """Say what is divided and how, and in how much memory where that is much.

    The arguments are those of `dividing`.
    """
    times = "once" if divisions == 1 else f"{divisions:,} times"
    memory = _GIGABYTES[method.algorithm] * pairs / _MILLION
    much = f", in about {memory:.0f} GB of memory" if memory >= _MUCH else ""
    return f"Dividing {pairs:,} pairs {times} by {method.algorithm.value}{much}"


def quicker(method: Method) -> Mapping[str, object]:
    """Return what to change in a method for it to take less; nothing where it is the quickest."""
    changes: dict[str, object] = {}
    if method.algorithm is not Algorithm.LEIDEN:
        changes |= {"algorithm": Algorithm.LEIDEN.value, "directed": "true"}
    if method.resolution is None:
        changes["resolution"] = 1
    if method.consensus:
        changes["consensus"] = 0
    return changes


def brokering(nodes: int, pairs: int, null_graphs: int, drawn: int | None) -> float:
    """Foretell the seconds that brokers take.

    Args:
        nodes: Of the graph.
        pairs: Of the graph.
        null_graphs: Random graphs.
        drawn: Pairs from which the betweenness is estimated; None where it is computed.
    """
    through = _STEP * nodes * pairs
    if drawn is not None:
        through = min(through, _DRAWN * drawn * _grown(pairs))
    once = _ROLES * _grown(pairs) + through
    return once + null_graphs * (once + _ROLES * _grown(pairs))


def _grown(pairs: int) -> float:
    times = pairs / _MILLION
    return float(times**_GROWTH) if times > 1 else times
