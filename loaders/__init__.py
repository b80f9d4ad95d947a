"""Sources become tables, tables become edges, edges become the graph."""
