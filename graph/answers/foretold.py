"""How long an answer on a large graph will take, said before it begins.

Processor seconds of one core, as `python -m benchmarks.scale` measured them on a million pairs,
with the growth that it found from there to ten million. Another machine, or a
graph of another shape, may differ from it by a factor of two or three: it tells minutes from hours.
"""

from __future__ import annotations

from typing import Final

from graph.answers.partition import Algorithm, Method

_MILLION: Final = 1_000_000
_GROWTH: Final = 1.28
"""Ten times the pairs take Leiden nineteen times as long: less of them is in the caches."""

_SECONDS: Final = {
    Algorithm.LEIDEN: 3.1,
    Algorithm.INFOMAP: 23.6,
    Algorithm.LABEL_PROPAGATION: 3.1,
}
"""One division of a million pairs."""

_FITTING: Final = 6
"""What fitting the resolution takes, in divisions."""

_REWIRING: Final = 20.0
"""One random graph of a million pairs, with the roles and the betweenness in it."""

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


def brokering(nodes: int, pairs: int, null_graphs: int, *, exact: bool) -> float:
    """Foretell the seconds that brokers take.

    Args:
        nodes: Of the graph.
        pairs: Of the graph.
        null_graphs: Random graphs.
        exact: The betweenness is computed, not estimated.
    """
    rewired = _REWIRING * _grown(pairs)
    through = _STEP * nodes * pairs if exact else 0.0
    return null_graphs * (rewired + through) + through


def _grown(pairs: int) -> float:
    return float((pairs / _MILLION) ** _GROWTH)
