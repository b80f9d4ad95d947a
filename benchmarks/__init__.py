"""Measurements: what ampnet does in how much time, on real data, one command for all.

`make bench`, which is `python -m benchmarks [NAME ...] [--quick] [--json FILE]`.
"""
