"""The labels, relationship types and properties of the graph; `graph.model` puts them together."""
