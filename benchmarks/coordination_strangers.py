"""Planted coordination as others would make it: four generators with assumptions of their own.

No threshold of the method was chosen on them (`coordination_planted.py` is for that).

- **day**: unequally popular objects shared at any time, most groups on objects of their own.
- **news**: communities with sources of their own, an hour of the day, and bursts that all join.
- **pods**: groups that amplify popular posts of others, minutes after these appear.
- **feed**: topics, sleep, late shares, breaking news that hundreds share within minutes, and clubs
  of fans that hurry to all that their star posts.

    python benchmarks/coordination_strangers.py [--seeds 3] [--worlds pods feed]

Prints precision and recall of q <= 0.05 on pairs of accounts and on accounts.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl

from graph.coordination import coordination

DAY = 86_400
Ints = npt.NDArray[np.int64]
Rows = tuple[Ints, Ints, Ints]
"""Objects, actors, seconds."""

Made = tuple[pl.DataFrame, dict[str, int]]
"""Shares, and the group of each planted account."""


def day(
    seed: int, users: int = 2_000, objects: int = 2_000, shares: int = 40_000, days: float = 1,
    groups: int = 10, acts: tuple[int, int] = (20, 20), lag: tuple[int, int] = (10, 60),
    organic: float = 0.7, unequal: bool = False, taking_part: float = 0.9, fame: float = 1.0,
) -> Made:  # fmt: skip
    """Everybody shares at any time; `organic` is that part of a member's shares."""
    rng = np.random.default_rng(seed)
    popularity, span = zipf(objects, fame), int(days * DAY)
    teams = some_teams(rng, users, groups, 5, 20)
    activity = rng.pareto(1.5, users) + 1 if unequal else np.ones(users)
    activity[np.concatenate(teams)] = 0

    def live(who: Ints) -> Rows:
        return rng.choice(objects, len(who), p=popularity), who, rng.integers(0, span, len(who))

    rows = [live(rng.choice(users, shares, p=activity / activity.sum()))]
    new = objects
    for team in teams:
        count = int(rng.integers(acts[0], acts[1] + 1))
        for _ in range(count):
            who = team[rng.random(len(team)) < taking_part]
            late = rng.integers(0, rng.integers(lag[0], lag[1] + 1) + 1, len(who))
            rows.append((np.full(len(who), new), who, rng.integers(0, span) + late))
            new += 1
        rows.append(live(cover(rng, team, count * taking_part * organic / (1 - organic))))
    return made(rows, teams)


def news(
    seed: int, users: int = 10_000, shares: int = 150_000, days: int = 14, groups: int = 15,
    stock: int = 400, acts: int = 25, organic: float = 0.75, in_bursts: float = 0.3,
    own: float = 0.5, communities: int = 20, inside: float = 0.85,
) -> Made:  # fmt: skip
    """Communities with `stock` objects each; `own` is the part of acts on objects of their own."""
    rng = np.random.default_rng(seed)
    teams = some_teams(rng, users, groups, 5, 20)
    community = rng.integers(0, communities, users)
    for team in teams:
        community[team] = community[team[0]]
    activity = rng.lognormal(0, 1, users)
    activity[np.concatenate(teams)] = 0
    objects, popularity, bursts = communities * stock, zipf(stock, 0.9), 40
    born = rng.integers(0, days * DAY, objects)
    awake = 1.5 - np.cos(np.arange(24) / 24 * 2 * np.pi)
    awake /= awake.sum()
    begins = rng.integers(0, days * DAY, bursts)
    size = rng.pareto(1, bursts) + 0.2

    def hour(count: int) -> Ints:
        return rng.choice(24, count, p=awake) * 3600 + rng.integers(0, 3600, count)

    def live(who: Ints) -> Rows:
        n = len(who)
        where = np.where(rng.random(n) < inside, community[who], rng.integers(0, communities, n))
        what = where * stock + rng.choice(stock, n, p=popularity)
        when = born[what] + rng.exponential(1, n) * rng.choice([600, 7_200, DAY], n)
        when = np.where(rng.random(n) < 0.5, when // DAY * DAY + hour(n), when)
        rush, event = rng.random(n) < in_bursts, rng.choice(bursts, n, p=size / size.sum())
        version = objects + event * 3 + rng.choice(3, n, p=[0.6, 0.3, 0.1])
        late = begins[event] + rng.exponential(1_800, n)
        return np.where(rush, version, what), who, np.where(rush, late, when).astype(np.int64)

    rows = [live(rng.choice(users, shares, p=activity / activity.sum()))]
    new = objects + bursts * 3
    for team in teams:
        for _ in range(acts):
            who = team[rng.random(len(team)) < 0.8]
            if rng.random() < own:
                what, new, begin = new, new + 1, int(rng.integers(0, days) * DAY + hour(1)[0])
            else:
                what = int(community[team[0]] * stock + rng.choice(stock, p=popularity))
                begin = int(born[what] + rng.exponential(3_600))
            rows.append((np.full(len(who), what), who, begin + rng.integers(0, 46, len(who))))
        rows.append(live(cover(rng, team, acts * 0.8 * organic / (1 - organic))))
    return made(rows, teams)


def pods(seed: int, top: int = 2_000, acts: int = 30, organic: float = 0.6) -> Made:
    """Groups choose among the `top` posts, and so do others: two pods meet on the same posts."""
    rng = np.random.default_rng(seed)
    users, posts, shares = 8_000, 20_000, 100_000
    teams = some_teams(rng, users, 12, 5, 20)
    activity = rng.lognormal(0, 1.3, users)
    activity[np.concatenate(teams)] = 0
    popularity = rng.lognormal(0, 2, posts)
    popularity /= popularity.sum()
    born, best = rng.integers(0, 7 * DAY, posts), np.argsort(-popularity)[:top]

    def live(who: Ints) -> Rows:
        what = rng.choice(posts, len(who), p=popularity)
        late = rng.lognormal(np.log(1_800), 1.5, len(who))
        return what, who, (born[what] + late).astype(np.int64)

    rows = [live(rng.choice(users, shares, p=activity / activity.sum()))]
    for team in teams:
        for what in rng.choice(best, acts, replace=False):
            who = team[rng.random(len(team)) < 0.85]
            begin = int(born[what] + rng.exponential(300))
            rows.append((np.full(len(who), what), who, begin + rng.integers(0, 61, len(who))))
        rows.append(live(cover(rng, team, acts * 0.85 * organic / (1 - organic))))
    return made(rows, teams)


def feed(
    seed: int, users: int = 3_000, objects: int = 5_000, groups: int = 10,
    size: tuple[int, int] = (6, 12), acts: tuple[int, int] = (15, 25), lag: int = 30,
    taking_part: float = 0.85, organic: float = 1.0, breaking: int = 10, hurry: float = 300,
) -> Made:  # fmt: skip
    """`organic` shares per coordinated one of a member; fans share `hurry` s late in the mean."""
    rng = np.random.default_rng(seed)
    topics, span = 20, 30 * DAY
    topic, born = rng.integers(0, topics, objects), rng.uniform(0, span, objects)
    fame = rng.permutation(zipf(objects, 1.1))
    stocks = [np.flatnonzero(topic == t) for t in range(topics)]
    teams = some_teams(rng, users, groups, *size)
    likes, wakes = rng.integers(0, topics, (users, 3)), rng.normal(8, 2, users)
    for team in teams:
        likes[team] = likes[team[0]]
    count = np.maximum(1, rng.lognormal(np.log(25) - 0.5, 1, users)).astype(np.int64)
    count[np.concatenate(teams)] = 0

    def some_of(t: int, n: int) -> Ints:
        return rng.choice(stocks[t], n, p=fame[stocks[t]] / fame[stocks[t]].sum())

    def live(who: Ints) -> Rows:
        n, what = len(who), np.empty(len(who), dtype=np.int64)
        liked = likes[who, rng.integers(0, 3, n)]
        wanted = np.where(rng.random(n) < 0.8, liked, rng.integers(0, topics, n))
        for t in range(topics):
            what[wanted == t] = some_of(t, int((wanted == t).sum()))
        when = born[what] + 7_200 * rng.lognormal(0, 1.5, n)
        hour = (when / 3_600 - wakes[who]) % 24
        morning = (24 - hour) * 3_600 + rng.exponential(1_200, n)
        return what, who, np.where(hour > 16, when + morning, when).astype(np.int64)

    rows, new = [live(np.repeat(np.arange(users), count))], objects
    crowds = [(rng.choice(users, rng.integers(200, min(2_000, users)), replace=False), 1.0, 600.0)]
    crowds *= breaking
    free = np.flatnonzero(count)
    for _ in range(5):
        crowds += [(rng.choice(free, 60, replace=False), 0.5, hurry)] * 40
    for crowd, part, late in crowds:
        who = crowd[rng.random(len(crowd)) < part]
        when = rng.uniform(0, span) + rng.exponential(late, len(who))
        rows.append((np.full(len(who), new), who, when.astype(np.int64)))
        new += 1
    for team in teams:
        together = int(rng.integers(acts[0], acts[1] + 1))
        for _ in range(together):
            who = team[rng.random(len(team)) < taking_part]
            if rng.random() < 0.5:
                what, new, begin = new, new + 1, int(rng.uniform(0, span))
            else:
                what = int(some_of(int(likes[team[0], 0]), 1)[0])
                begin = int(born[what] + rng.exponential(3_600))
            rows.append((np.full(len(who), what), who, begin + rng.integers(0, lag + 1, len(who))))
        rows.append(live(cover(rng, team, together * taking_part * organic)))
    return made(rows, teams)


def zipf(count: int, exponent: float) -> npt.NDArray[np.float64]:
    weight = 1 / np.arange(1, count + 1) ** exponent
    part: npt.NDArray[np.float64] = weight / weight.sum()
    return part


def some_teams(rng: np.random.Generator, users: int, count: int, low: int, high: int) -> list[Ints]:
    """Disjoint groups of random sizes."""
    sizes = rng.integers(low, high + 1, count)
    return np.split(rng.permutation(users)[: sizes.sum()], np.cumsum(sizes)[:-1])


def cover(rng: np.random.Generator, team: Ints, mean: float) -> Ints:
    """Each member as often as it shares something like everybody else."""
    return np.repeat(team, rng.poisson(mean, len(team)))


def made(rows: list[Rows], teams: list[Ints]) -> Made:
    what, who, when = (np.concatenate(column) for column in zip(*rows, strict=True))
    table = pl.DataFrame({"object": what, "actor": who, "time": when * 1000 + 1_700_000_000_000})
    named = table.with_columns(pl.format("o{}", "object"), pl.format("u{}", "actor"))
    return named, {f"u{member}": g for g, team in enumerate(teams) for member in team}


WORLDS: dict[str, Callable[[int], Made]] = {
    "day": day,
    "day, 8 acts": lambda seed: day(seed, 1_000, 1_000, 18_000, groups=5, acts=(8, 8)),
    "day, 90 % organic": lambda seed: day(seed, organic=0.9),
    "week, 500,000 shares": lambda seed: day(seed, 20_000, 20_000, 480_000, 7, groups=30),
    "3 days, 3 to 6 acts, 90 % organic": lambda seed: day(
        seed, 5_000, 10_000, 200_000, 3, groups=20, acts=(3, 6), organic=0.9, unequal=True,
        fame=0.9,
    ),
    "news": news,
    "news, no own objects": lambda seed: news(seed, own=0),
    "news, 60 % in bursts, 90 % organic": lambda seed: news(seed, in_bursts=0.6, organic=0.9),
    "news, 50 closed communities": lambda seed: news(seed, stock=50, communities=50, inside=1),
    "pods": pods,
    "pods, 15 acts, 90 % organic": lambda seed: pods(seed, acts=15, organic=0.9),
    "pods, all on the same 200 posts": lambda seed: pods(seed, top=200),
    "feed": feed,
    "feed, 60 breaking news": lambda seed: feed(seed, breaking=60),
    "feed, 90 % organic": lambda seed: feed(seed, organic=9),
    "feed, 5 to 8 acts, 60 s late": lambda seed: feed(seed, acts=(5, 8), lag=60, organic=3),
    "feed, the same, 60 % take part": lambda seed: feed(
        seed, acts=(5, 8), lag=60, organic=3, taking_part=0.6
    ),
    "feed, groups of 2": lambda seed: feed(seed, groups=30, size=(2, 2)),
    "feed, groups of 50": lambda seed: feed(seed, groups=4, size=(50, 50)),
    "feed, 300 accounts, 3 groups": lambda seed: feed(seed, 300, 500, 3),
    "feed, fans 60 s late": lambda seed: feed(seed, hurry=60),
}  # fmt: skip


def score(pairs: list[tuple[str, str]], group: dict[str, int]) -> tuple[float, ...]:
    """Precision and recall of pairs, then of the accounts in them."""
    right = sum(one in group and group[one] == group.get(other) for one, other in pairs)
    sizes = np.bincount(list(group.values()))
    named = {name for pair in pairs for name in pair}
    hits = len(named & set(group))
    every = int((sizes * (sizes - 1) // 2).sum())
    return right / max(1, len(pairs)), right / every, hits / max(1, len(named)), hits / len(group)


def main() -> None:
    """Print a line for each world."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--worlds", nargs="*", default=[""], help="Only those that begin so.")
    asked = parser.parse_args()
    print(f"{'world':<36}{'shares':>8}  pairs: P, R     accounts: P, R  lowest of pairs")
    for name, make in WORLDS.items():
        if not name.startswith(tuple(asked.worlds)):
            continue
        runs, shares = [], 0
        for seed in range(1, asked.seeds + 1):
            table, group = make(seed)
            found = coordination(table).significant()
            runs.append(score(found.select("source", "target").rows(), group))
            shares = len(table)
        mean, low = np.mean(runs, axis=0), np.min(runs, axis=0)
        print(f"{name:<36}{shares:>8}  {mean[0]:.3f}, {mean[1]:.3f}    {mean[2]:.3f}, "
              f"{mean[3]:.3f}    {low[0]:.3f}, {low[1]:.3f}", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
