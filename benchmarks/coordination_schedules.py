"""Planted coordination among accounts that schedule their posts, and share a thing again and again.

Objects appear, and are shared soon after by who sees them; some accounts put that off to their
scheduler's next slot. Shares are drawn with repetition, as a short generator does it. Groups
co-share objects of their own and existing ones within the window, and live like everybody else.

    python -m benchmarks.coordination_schedules [--seeds 3]

Prints precision and recall of q <= 0.05 on pairs of accounts and on accounts.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from benchmarks.coordination_strangers import (
    DAY,
    Ints,
    Made,
    Rows,
    cover,
    made,
    score,
    some_teams,
    zipf,
)
from graph.coordination import coordination

HOUR = 3_600
SLOTS = np.array([7, 8, 9, 12, 13, 17, 18, 20, 21]) * HOUR
Floats = npt.NDArray[np.float64]


def schedules(
    seed: int, slot: float = 0.5, queue: bool = False, part: float = 0.2, window: int = 60,
    late: float = 0.5, whole: int = 1,
) -> Made:  # fmt: skip
    """`part` of the accounts post every `slot` hours, or (`queue`) at four hours of the day.

    `late` is the median delay of a share in hours; times are in units of `whole` seconds.
    """
    rng = np.random.default_rng(seed)
    users, objects, span = 1_500, 3_000, 14 * DAY
    teams = some_teams(rng, users, 8, 3, 12)
    born, fame = rng.uniform(0, span, objects), rng.permutation(zipf(objects, 1))
    activity = np.minimum(rng.pareto(1.6, users) * 12 + 2, 300).astype(np.int64)
    activity[np.concatenate(teams)] = 0
    scheduled = rng.random(users) < part
    scheduled[np.concatenate(teams)] = False
    hours = np.sort(rng.permuted(np.tile(SLOTS, (users, 1)), axis=1)[:, :4])

    def put_off(when: Floats, who: Ints) -> Floats:
        if not queue:
            return np.ceil(when / HOUR / slot) * HOUR * slot
        today, time = when // DAY * DAY, when % DAY
        later = np.where(hours[who] >= time[:, None], hours[who], DAY + hours[who, :1])
        return today + later.min(axis=1)

    def live(who: Ints) -> Rows:
        what = rng.choice(objects, len(who), p=fame)
        when = born[what] + late * HOUR * rng.lognormal(0, 1.5, len(who))
        slotted = put_off(when, who) + rng.integers(0, 6, len(who))
        return what, who, np.where(scheduled[who], slotted, when).astype(np.int64)

    rows, new = [live(np.repeat(np.arange(users), activity))], objects
    for team in teams:
        together = int(rng.integers(6, 26))
        for _ in range(together):
            who = team[rng.random(len(team)) < 0.9]
            if rng.random() < 0.5:
                what, new, begin = new, new + 1, rng.uniform(0, span)
            else:
                what = int(rng.choice(objects, p=fame))
                begin = born[what] + rng.exponential(HOUR)
            when = int(begin) + rng.integers(0, window + 1, len(who))
            rows.append((np.full(len(who), what), who, when))
        rows.append(live(cover(rng, team, together * 0.9 * 1.5)))
    return made([(what, who, when // whole * whole) for what, who, when in rows], teams)


WORLDS: dict[str, tuple[Callable[[int], Made], int]] = {
    "nobody schedules": (lambda seed: schedules(seed, part=0), 60),
    "quarters of an hour": (lambda seed: schedules(seed, 0.25), 60),
    "half hours": (schedules, 60),
    "hours": (lambda seed: schedules(seed, 1), 60),
    "hours, shared within a day": (lambda seed: schedules(seed, 1, late=6), 60),
    "four hours of the day": (lambda seed: schedules(seed, queue=True), 60),
    "half hours, times in minutes": (lambda seed: schedules(seed, whole=60), 60),
    "half hours, window 10 s": (lambda seed: schedules(seed, window=10), 10),
    "half hours, window 10 min": (lambda seed: schedules(seed, window=600), 600),
    "half hours, 60 % schedule": (lambda seed: schedules(seed, part=0.6), 60),
}


def main() -> None:
    """Print a line for each world."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    asked = parser.parse_args()
    print(f"{'world':<32}{'shares':>8}  pairs: P, R     accounts: P, R  lowest of pairs")
    for name, (make, window) in WORLDS.items():
        runs, shares = [], 0
        for seed in range(1, asked.seeds + 1):
            table, group = make(seed)
            found = coordination(table, window).significant()
            runs.append(score(found.select("source", "target").rows(), group))
            shares = len(table)
        mean, low = np.mean(runs, axis=0), np.min(runs, axis=0)
        print(f"{name:<32}{shares:>8}  {mean[0]:.3f}, {mean[1]:.3f}    {mean[2]:.3f}, "
              f"{mean[3]:.3f}    {low[0]:.3f}, {low[1]:.3f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
