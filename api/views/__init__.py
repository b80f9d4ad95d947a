"""HTML views: one file, no server, no network."""
