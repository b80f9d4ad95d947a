"""Somebody's own Cypher, read-only: what it says, whether it may run, and running it."""

from graph.cypher.guard import Checked, check
from graph.cypher.run import Plan, explain, read

__all__ = ["Checked", "Plan", "check", "explain", "read"]
