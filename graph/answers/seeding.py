"""One seed for igraph's random numbers, for one caller at a time."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import igraph

_lock = threading.RLock()


@contextmanager
def igraph_seed(seed: int) -> Iterator[random.Random]:
    """Give igraph a generator of its own, seeded, for the duration of the block.

    igraph has one generator in a process, so two threads inside would each take numbers from
    the other's sequence: the lock makes them follow one another. Yields the generator, for what
    takes its numbers from elsewhere.
    """
    numbers = random.Random(seed)  # noqa: S311
    with _lock:
        igraph.set_random_number_generator(numbers)
        try:
            yield numbers
        finally:
            igraph.set_random_number_generator(random)
