"""The amplification graph: its model, its database, its snapshot, and what is computed on it."""
