"""Ports that nobody else takes while a test needs them free.

A port that the system hands out lies where every outgoing connection takes its own from, and
7687 is what each embedded server tries first: either may be gone a moment after it was free. Whose
server is killed there, and another's takes its place, is answered by that one: "wrong password".
"""

from __future__ import annotations

import os
import random
from pathlib import Path

from graph.embedded import ports
from graph.embedded.home import Home
from graph.embedded.state import ServerState

BELOW_CONNECTIONS = range(20_000, 30_000)
"""Below what Linux, macOS and Windows give to outgoing connections."""

SHARES = 16
"""The workers of a parallel run draw from a share each."""

_given: set[int] = set()


def own_port() -> int:
    """Return a free port of loopback that only a server told to would take.

    Never the same again; drawn anew by each process, so that those of two runs hardly meet.
    """
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    drawn = random.SystemRandom()
    while (port := drawn.choice(BELOW_CONNECTIONS[worker % SHARES :: SHARES])) in _given or (
        not ports.is_free(port)
    ):
        pass
    _given.add(port)
    return port


def reserve(home: Path) -> Path:
    """Let the embedded server of a new home take ports of its own; return the home.

    It takes those that it had before, and a state says which they were.
    """
    place = Home(home)
    place.prepare()
    ServerState(0, 0.0, own_port(), own_port(), "", "").save(place)
    return home
