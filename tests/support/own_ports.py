"""Ports that nobody else takes while a test needs them free.

A port that the system hands out lies where every outgoing connection takes its own from, and
7687 is what each embedded server tries first: either may be gone a moment after it was free.
"""

from __future__ import annotations

import random

from graph.embedded import ports

BELOW_CONNECTIONS = range(20_000, 30_000)
"""Below what Linux, macOS and Windows give to outgoing connections."""


def own_port() -> int:
    """Return a free port of loopback that only a server told to would take.

    Drawn anew by each process, so that those of a parallel run hardly meet.
    """
    drawn = random.SystemRandom()
    while not ports.is_free(port := drawn.choice(BELOW_CONNECTIONS)):
        pass
    return port
