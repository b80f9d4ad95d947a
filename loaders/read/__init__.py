"""Bytes to rows: compression, archives, and one reader for each kind of file."""
