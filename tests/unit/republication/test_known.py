"""Rows of texts by their keys, against a dictionary."""

import numpy as np

from graph.republication.known import UNKNOWN, KnownTexts


def test_rows_are_given_once_and_in_the_order_of_first_appearance() -> None:
    rng = np.random.default_rng(7)
    before = rng.permutation(50).astype(np.uint64)
    known = KnownTexts(before)
    rows = {int(key): row for row, key in enumerate(before)}
    for _ in range(40):
        keys = rng.integers(400, size=30).astype(np.uint64)
        said = rng.random(30) < 0.8
        found, chosen = known.add(keys, said)
        new = []
        for at, key in enumerate(keys.tolist()):
            if said[at] and key not in rows:
                rows[key] = len(rows)
                new.append(at)
        assert chosen.tolist() == new
        expected = [rows.get(key, UNKNOWN) for key in keys.tolist()]
        assert np.where(said, found, UNKNOWN).tolist() == np.where(said, expected, UNKNOWN).tolist()
    assert known.count == len(rows) == 50 + sum(len(part) for part in known.new)
