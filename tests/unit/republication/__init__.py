"""Republication: copies, direction, stories."""
