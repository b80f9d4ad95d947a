"""What is derived from the graph and written back to it: republication and coordination.

The algorithms are those of `graph.republication` and `graph.coordination`; here stands what they
are given, and how their results replace those of the run before: in one transaction, so that a
reader sees the old ones or the new ones.
"""

from graph.derive.coordination import CoordinationWanted, derive_coordination
from graph.derive.republication import RepublicationWanted, derive_republication
from graph.derive.run import Derived

__all__ = [
    "CoordinationWanted",
    "Derived",
    "RepublicationWanted",
    "derive_coordination",
    "derive_republication",
]
