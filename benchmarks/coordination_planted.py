"""Planted coordination: a generator of organic sharing with groups hidden in it, and a score.

Organic actors have unequal activity, sleep, prefer some topics (homophily), share unequally
popular objects soon after these appear, and rush to the same news (bursts). Planted groups
share objects within seconds of each other, next to an organic life of their own (camouflage),
and what they push is also shared by others.

    python benchmarks/coordination_planted.py [--seeds 3] [--levels 7 8]

Prints precision and recall on pairs for each level, with the plain count for comparison, and with
the recall at precision 0.95 of two oracles that know how the groups were made: one judges pairs one
by one, the other accounts, of each group knowing all other members. Where nothing is planted:
`coordination_calibration.py`.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from scipy import stats

from graph.coordination import coordination

DAY = 86_400_000


@dataclass(frozen=True)
class World:
    """What is made; times in seconds unless they say days."""

    actors: int = 5_000
    objects: int = 8_000
    shares: int = 120_000
    days: int = 30
    activity_spread: float = 1.5  # sigma of the lognormal of activity
    popularity: float = 1.0  # exponent of the Zipf law of objects
    lag: float = 3_600  # median time from an object's appearance to a share
    topics: int = 1
    homophily: float = 0.0  # part of an actor's shares inside its own two topics
    events: int = 0  # pieces of news that all are eager to share
    event_part: float = 0.0  # part of all shares that go to them
    event_objects: int = 5  # objects (versions, links) per event
    event_lag: float = 300  # median time to a share of news
    groups: int = 20
    size: int = 10
    acts: int = 20  # objects that a group pushes
    participation: float = 0.8  # chance that a member takes part in one act
    jitter: float = 15  # mean delay of a member
    camouflage: float = 1.0  # organic shares per coordinated share of a member
    hijack: float = 0.0  # part of the acts that push an existing object of the group's topic
    bystanders: float = 0.0  # organic shares per pushed object


LEVELS: dict[str, World] = {
    "1 plain": World(camouflage=0.5),
    "2 camouflage": World(camouflage=2.0, bystanders=5, hijack=0.3),
    "3 homophily": World(topics=25, homophily=0.9, camouflage=2.0, bystanders=5, hijack=0.5),
    "4 bursts": World(events=60, event_part=0.4, camouflage=2.0, bystanders=5, hijack=0.5),
    "5 homophily and bursts": World(
        topics=25, homophily=0.9, events=60, event_part=0.4, camouflage=3.0, bystanders=10,
        hijack=0.7,
    ),
}  # fmt: skip
LEVELS["1 and 60 s late"] = replace(LEVELS["1 plain"], jitter=60)
LEVELS["5 and 45 s late"] = replace(LEVELS["5 homophily and bursts"], jitter=45)
LEVELS["fan clubs"] = World(
    topics=100, homophily=0.95, lag=600, camouflage=2.0, bystanders=5, hijack=0.5
)
LEVELS["6 half as many acts"] = replace(LEVELS["5 homophily and bursts"], acts=12)
LEVELS["7 few acts, loose"] = replace(
    LEVELS["5 homophily and bursts"], acts=10, participation=0.6, jitter=25
)
LEVELS["8 hardly there"] = replace(
    LEVELS["5 homophily and bursts"], acts=6, participation=0.5, jitter=30
)


def planted(world: World, seed: int) -> tuple[pl.DataFrame, dict[str, int]]:
    """Make a data set.

    Returns:
        Shares (object, actor, time in ms), and the group of each planted actor.
    """
    rng = np.random.default_rng(seed)
    appear = rng.uniform(0, world.days * DAY, world.objects)
    topic = rng.integers(0, world.topics, world.objects)
    is_news = np.zeros(world.objects, dtype=bool)
    if world.events:
        news = rng.choice(world.objects, (world.events, world.event_objects), replace=False)
        is_news[news] = True
        appear[news] = rng.uniform(0, world.days * DAY, world.events)[:, None]
        topic[news] = rng.integers(0, world.topics, world.events)[:, None]
    fame = rng.permutation(1.0 / np.arange(1, world.objects + 1) ** world.popularity)
    members = rng.choice(world.actors, (world.groups, world.size), replace=False)
    likes = rng.integers(0, world.topics, (world.actors, 2))
    likes[members] = rng.integers(0, world.topics, (world.groups, 1, 2))
    wakes = rng.normal(0, 3, world.actors)  # hour at which the day of an actor begins
    activity = rng.lognormal(0, world.activity_spread, world.actors)
    activity[members] = 0
    organic = _organic(
        rng, world, rng.choice(world.actors, world.shares, p=activity / activity.sum()),
        likes, wakes, topic, fame, appear, is_news,
    )  # fmt: skip
    acts = _acts(rng, world, members, likes, topic, fame, appear)
    cover = np.repeat(acts["actor"].to_numpy(), rng.poisson(world.camouflage, len(acts)))
    camouflage = _organic(rng, world, cover, likes, wakes, topic, fame, appear, is_news)
    others = _bystanders(rng, world, acts, activity)
    table = pl.concat([organic, acts, camouflage, others]).unique(
        subset=["object", "actor"], keep="any", maintain_order=True
    )
    group = {f"a{m}": g for g, team in enumerate(members.tolist()) for m in team}
    return (
        table.select(
            object=pl.format("o{}", "object"),
            actor=pl.format("a{}", "actor"),
            time=pl.col("time").cast(pl.Int64) // 1000 * 1000 + 1_640_995_200_000,
        ),
        group,
    )


def _organic(rng, world, actor, likes, wakes, topic, fame, appear, is_news):  # type: ignore[no-untyped-def]
    """Each actor picks an object by fame within a topic, and shares it after a while."""
    own = rng.random(len(actor)) < world.homophily
    wanted = np.where(
        own,
        likes[actor, rng.integers(0, 2, len(actor))],
        rng.integers(0, world.topics, len(actor)),
    )
    rush = rng.random(len(actor)) < world.event_part
    chosen = np.empty(len(actor), dtype=np.int64)
    for t in range(world.topics):
        for news in (False, True):
            mine = (wanted == t) & (rush == news)
            stock = np.flatnonzero((topic == t) & (is_news == news))
            if not len(stock):
                stock = np.flatnonzero(is_news == news)
            if not len(stock):
                stock = np.arange(len(topic))
            weight = fame[stock] / fame[stock].sum()
            chosen[mine] = rng.choice(stock, mine.sum(), p=weight)
    median = np.where(is_news[chosen], world.event_lag, world.lag) * 1000
    time = appear[chosen] + median * rng.lognormal(0, 1.5, len(actor))
    # Asleep: outside 16 waking hours the share waits until the morning.
    hour = (time / 3_600_000 - wakes[actor]) % 24
    sleeping = hour > 16
    time = time + np.where(sleeping, (24 - hour + rng.exponential(1, len(actor))) * 3_600_000, 0)
    return pl.DataFrame({"object": chosen, "actor": actor, "time": time})


def _acts(rng, world, members, likes, topic, fame, appear):  # type: ignore[no-untyped-def]
    """The groups' acts: most members share one object within seconds of a leader."""
    rows = []
    new = world.objects
    for team in members:
        for _ in range(world.acts):
            if rng.random() < world.hijack:
                stock = np.flatnonzero(topic == likes[team[0], 0])
                pushed = rng.choice(stock, p=fame[stock] / fame[stock].sum())
                start = appear[pushed] + rng.exponential(world.lag * 1000)
            else:
                pushed, new = new, new + 1
                start = rng.uniform(0, world.days * DAY)
            taking = team[rng.random(len(team)) < world.participation]
            delay = rng.exponential(world.jitter * 1000, len(taking))
            rows += [(pushed, actor, start + d) for actor, d in zip(taking, delay, strict=True)]
    return pl.DataFrame(
        rows,
        schema={"object": pl.Int64, "actor": pl.Int64, "time": pl.Float64},
        orient="row",
    )


def _bystanders(rng, world, acts, activity):  # type: ignore[no-untyped-def]
    """Organic actors who share what a group pushed."""
    pushed = acts.group_by("object", maintain_order=True).agg(pl.col("time").min())
    seen = pushed[np.repeat(np.arange(len(pushed)), rng.poisson(world.bystanders, len(pushed)))]
    lag = world.lag * 1000 * rng.lognormal(0, 1.5, len(seen))
    return seen.select(
        "object",
        actor=pl.Series(rng.choice(len(activity), len(seen), p=activity / activity.sum())),
        time=pl.col("time") + lag,
    )


def score(edges: pl.DataFrame, group: dict[str, int]) -> tuple[float, float]:
    """Precision and recall of pairs of actors (source, target) against the planted groups."""
    pairs = edges.select("source", "target").rows()
    right = sum(a in group and group[a] == group.get(b) for a, b in pairs)
    sizes = np.bincount(list(group.values()))
    return right / max(1, len(pairs)), right / int((sizes * (sizes - 1) // 2).sum())


def oracle(edges: pl.DataFrame, group: dict[str, int], world: World, window: int = 60) -> float:
    """Recall at precision 0.95 of the best threshold on the likelihood ratio of each pair.

    It knows what nobody knows: acts, participation and delays of the groups, which is how often
    two members meet, and where to put the threshold. Chance is what `edges` expect.
    """
    meet = world.participation**2 * (1 - np.exp(-window / world.jitter))
    ratio = _log_ratio(edges, world.acts, meet)
    ends = edges.select("source", "target").rows()
    true = np.array([a in group and group[a] == group.get(b) for a, b in ends])
    right = np.cumsum(true[np.argsort(-ratio)])
    good = right >= 0.95 * np.arange(1, len(right) + 1)
    return float(right[good].max(initial=0)) / (world.groups * world.size * (world.size - 1) / 2)


def group_oracle(
    edges: pl.DataFrame, group: dict[str, int], world: World, window: int = 60
) -> float:
    """Recall on pairs when each account is judged by its meetings with the others of a group.

    It knows what `oracle` knows, and all other members of every group: the part of the pairs
    that met, and of which both are so recognised at a precision of 0.95 on members.
    """
    meet = world.participation**2 * (1 - np.exp(-window / world.jitter))
    never = stats.binom.logpmf(0, world.acts, meet)
    tied = edges.with_columns(ratio=pl.Series(_log_ratio(edges, world.acts, meet) - never))
    sides = [("source", "target"), ("target", "source")]
    ties = pl.concat([tied.select(who=one, other=two, ratio="ratio") for one, two in sides])
    teams = pl.DataFrame({"other": list(group), "team": list(group.values())})
    judged = (
        ties.join(teams, on="other").group_by("who", "team").agg(pl.col("ratio").sum())
        .join(teams.rename({"other": "who", "team": "own"}), on="who", how="left")
        .with_columns(true=(pl.col("own") == pl.col("team")).fill_null(value=False))
        .with_columns(pl.col("ratio") + never * (world.size - pl.col("true").cast(pl.Int64)))
        .sort("ratio", descending=True)
        .with_columns(right=pl.col("true").cum_sum(), rank=pl.int_range(1, pl.len() + 1))
    )  # fmt: skip
    good = judged.filter(pl.col("right") >= 0.95 * pl.col("rank"))["rank"].to_list()
    members = judged.head(good[-1] if good else 0).filter("true").select("who", "team")
    pairs = edges.join(members, left_on="source", right_on="who").join(
        members, left_on=["target", "team"], right_on=["who", "team"]
    )
    return len(pairs) / (world.groups * world.size * (world.size - 1) / 2)


def _log_ratio(edges: pl.DataFrame, acts: int, meet: float) -> np.ndarray:
    """How much likelier each pair's meetings are among members than by chance, as a logarithm."""
    count = np.minimum(edges["weight"].to_numpy(), acts)
    expected = np.maximum(edges["expected"].to_numpy(), 1e-6)
    ratio: np.ndarray = stats.binom.logpmf(count, acts, meet) - stats.poisson.logpmf(
        count, expected
    )
    return ratio


def accuracy(seeds: int, levels: list[str]) -> None:
    """Print precision and recall for each level, over seeds, with the plain count next to it."""
    print(f"{'level':<26}{'shares':>8}{'pairs seen':>11}{'count >= 2':>14}{'count >= 5':>14}"
          f"{'q <= 0.05':>14}   lowest      oracle  of groups")  # fmt: skip
    for level, world in LEVELS.items():
        if levels and level[0] not in levels:
            continue
        runs = []
        for seed in range(1, seeds + 1):
            table, group = planted(world, seed)
            found = coordination(table)
            counted = [score(found.edges.filter(pl.col("weight") >= n), group) for n in (2, 5)]
            judged = score(found.significant(), group)
            best = (oracle(found.edges, group, world), group_oracle(found.edges, group, world))
            runs.append([len(table), len(found.edges), *counted[0], *counted[1], *judged, *best])
        mean = np.mean(runs, axis=0)
        cells = "".join(f"{mean[k]:>8.3f}{mean[k + 1]:>6.3f}" for k in (2, 4, 6))
        lowest = np.min(runs, axis=0)
        print(f"{level:<26}{mean[0]:>8.0f}{mean[1]:>11.0f}{cells}"
              f"   {lowest[6]:.3f} {lowest[7]:.3f} {mean[8]:>9.3f} {mean[9]:>10.3f}",
              flush=True)  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument(
        "--levels", nargs="*", default=[], help="Only these, by their first letter."
    )
    asked = parser.parse_args()
    accuracy(asked.seeds, asked.levels)
