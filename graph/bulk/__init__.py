"""Whole graphs as files: out of a database, and into one that is made anew from them."""
