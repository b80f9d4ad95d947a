"""Turns come in the order of asking, one at a time, whatever happens in them."""

from __future__ import annotations

import threading
import time

import pytest

from graph.turns import Turns, turn


def test_one_at_a_time_in_the_order_of_asking() -> None:
    turns, began, together = Turns(), list[int](), list[int]()
    inside = 0

    def work(number: int) -> None:
        nonlocal inside
        with turns.one():
            inside += 1
            began.append(number)
            together.append(inside)
            time.sleep(0.002)
            inside -= 1

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    with turns.one():  # all of them have to wait, so that they stand in line in this order
        for waiting, thread in enumerate(threads, start=1):
            thread.start()
            while len(turns._waiting) < waiting:
                time.sleep(0.001)
    for thread in threads:
        thread.join(timeout=240)
    assert began == list(range(8))
    assert together == [1] * 8


def test_a_failed_turn_is_passed_on() -> None:
    turns = Turns()
    for _ in range(2):
        with pytest.raises(ValueError, match="no"), turns.one():
            raise ValueError("no")
    with turns.one(), turn():  # the others' turns are not these
        pass
