"""Records to the graph, one transaction a batch."""
