"""Who acts as one: actors that share the same things at the same time, more than chance would.

Works on plain tables (Polars in, Polars out) and knows nothing of a database.
"""

from graph.coordination.detect import EDGES, Coordination, Parameters, coordination
from graph.coordination.shares import CoordinationError, Shares, shares_from

__all__ = [
    "EDGES",
    "Coordination",
    "CoordinationError",
    "Parameters",
    "Shares",
    "coordination",
    "shares_from",
]
