"""Pairs of actors to ask paths for: content can have got from the one to the other.

Of two actors drawn at random most have no path, which is found out at once: that would measure how
fast nothing is found.
"""

from __future__ import annotations

import random
from typing import Final

import numpy as np

from graph.snapshot import ACTIVITY_TYPES, Flow, Snapshot, SnapshotFilter

STEPS: Final = 4
"""Longest walk from the one to the other; the shortest path between them may be shorter."""


class Pairs:
    """Where random walks along the flow of content begin and end."""

    def __init__(self, snapshot: Snapshot) -> None:
        view = snapshot.filter(SnapshotFilter(types=frozenset(ACTIVITY_TYPES)))
        self.ids = view.node_index.ids
        self._steps = view.adjacency(Flow.CONTENT)
        self._origins = np.flatnonzero(np.diff(self._steps.starts)).tolist()

    @property
    def origins(self) -> list[str]:
        """Ids of all whom somebody amplified."""
        return [self.ids[at] for at in self._origins]

    def draw(self, rng: random.Random) -> tuple[str, str]:
        while True:
            begin = end = rng.choice(self._origins)
            for _ in range(rng.randint(1, STEPS)):
                ends, _ = self._steps.out(end)
                if not len(ends):
                    break
                end = int(rng.choice(ends))
            if begin != end:
                return self.ids[begin], self.ids[end]
