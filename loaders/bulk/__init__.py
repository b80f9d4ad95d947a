"""Loading into a graph that has no items yet, by making its database anew (docs/formats.md)."""
