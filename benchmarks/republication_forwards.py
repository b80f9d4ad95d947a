"""How often republication is right on forwards, told by the header that a forward carries.

    python benchmarks/republication_forwards.py [--seeds 5] [--data ../shared/data] [--minhash]
        [--half 0]

Real posts are forwarded by made-up channels: after delays drawn from real forwards, as often as a
heavy tail says, and some of them were edited meanwhile by their author, so that early and late
forwards differ (a typo put right, a sentence added or cut, a footer, other words, another first
sentence, another link, another text altogether). Half of the originals are in the table. Two
items belong together if and only if they stem from one post: what two channels published in
(nearly) the same words by themselves counts as false, though it may well be copied. "judged" is
the precision where such a pair counts as true if difflib too finds three fifths of the shorter
text in the other. What edits put in is taken from posts that are not forwarded.

Thresholds are chosen on the posts of one half of the channels (`--half 0`), figures are those of
the other (`--half 1`). `--minhash` scores the usual method next to it: MinHash of character
5-grams at 0.7.
"""

import argparse
import difflib
import random
import re
from collections import Counter, defaultdict
from functools import cache
from itertools import combinations
from pathlib import Path

import polars as pl
from datasketch import MinHash, MinHashLSH

from graph.republication import republication

HOUR, DAY = 3_600, 86_400
KINDS = {
    "typo": 25, "added": 18, "footer": 15, "cut": 10, "words": 12,
    "first sentence": 8, "links": 8, "replaced": 4,
}  # fmt: skip
FOOTERS = (
    "👉 Подпишись на наш канал https://t.me/xx",
    "Источник: https://ria.ru/2024",
    "#новости #россия Прислать новость: @bot_x",
    "💬 Обсудить в чате | Наш бот | Реклама | Поддержать канал рублём",
    "❤️ Подписывайтесь на канал, чтобы не пропустить главное",
)
LEAST_BLOCK = 5  # characters
Pairs = set[tuple[str, str]]


def sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?\n])\s+", text) if part.strip()]


def edited(text: str, kind: str, rng: random.Random, pool: list[str]) -> str:
    """A later version of a post."""
    words, parts, other = text.split(" "), sentences(text), rng.choice(pool)
    if kind == "typo":
        for _ in range(rng.randint(1, 3)):
            at = rng.randrange(len(words))
            cut = len(words[at]) > 3 and rng.random() < 0.5
            words[at] = words[at][:-1] if cut else words[at] + rng.choice("аи.,")
        return " ".join(words)
    if kind == "words":
        share = rng.uniform(0.05, 0.2)
        mixed = (rng.choice(([], [w, rng.choice(other.split(" "))])) for w in words)
        return " ".join(
            part
            for word, replaced in zip(words, mixed, strict=True)
            for part in (replaced if rng.random() < share else [word])
        )
    if kind == "cut":
        left = parts[: max(1, len(parts) - rng.randint(1, 2))]
        return " ".join(left if len(parts) > 1 else words[: int(len(words) * 0.7)])
    return {
        "added": f"{text}\n\nUPD: " + " ".join(sentences(other)[: rng.randint(1, 3)])[:400],
        "footer": f"{text}\n\n{rng.choice(FOOTERS)}",
        "first sentence": " ".join(sentences(other)[:1] + parts[1:]),
        "links": re.sub(r"https?://\S+", "", text) + f" https://t.me/abc/{rng.randrange(9999)}",
        "replaced": other,
    }[kind]


def forwarded(
    data: Path, seed: int, originals: int, half: int | None = None
) -> tuple[pl.DataFrame, dict[str, int], dict[int, str]]:
    """The table, the post that each item stems from, and how each post was edited, if it was."""
    rng = random.Random(seed)
    posts = pl.read_parquet(data / "texts/ru_news_telegram.parquet").select(
        actor="channel", time=pl.col("date").str.to_datetime("%+").dt.epoch("s"), text="text"
    )
    bare = pl.col("text").str.to_lowercase().str.replace_all(r"https?://\S+|[^\p{L}\p{N}]+", "")
    posts = posts.filter(pl.col("text").str.len_chars() >= 80)
    if half is not None:
        posts = posts.filter(pl.col("actor").rank("dense") % 2 == half)
    posts = posts.unique(bare, keep="first", maintain_order=True)
    pool = rng.sample(posts["text"].to_list(), 1000)
    posts = posts.filter(~pl.col("text").is_in(pool))
    events = pl.read_parquet(data / "forwards/telegram_forward_events.parquet")
    delays = events["lag_days"].sample(200_000, seed=seed).to_list()
    rows: list[tuple[str, str, int, str]] = []
    stem: dict[str, int] = {}
    kinds: dict[int, str] = {}
    for number, (channel, time, text) in enumerate(rng.sample(posts.rows(), originals)):
        versions, since = [text, text], 0.0
        if rng.random() < 0.22:
            kinds[number] = rng.choices(list(KINDS), list(KINDS.values()))[0]
            versions[1] = edited(text, kinds[number], rng, pool)
            since = time + rng.expovariate(1 / (2 * HOUR))
        # An original in the table is mostly seen as it was edited in the end.
        seen = [(time, channel, rng.random() < 0.8)] if rng.random() < 0.5 else []
        for _ in range(min(60, 1 + int(rng.paretovariate(1.1)))):
            days = rng.choice(delays)
            wait = days * DAY + rng.uniform(0, DAY) if days else rng.expovariate(1 / (4 * HOUR))
            seen.append((time + wait, f"channel{rng.randrange(300)}", time + wait > since))
        for when, who, late in seen:
            if len(versions[late]) >= 80:
                stem[str(len(rows))] = number
                rows.append((str(len(rows)), who, int(when * 1000), versions[late]))
    schema = ["id", "actor", "time", "text"]
    return pl.DataFrame(rows, schema=schema, orient="row"), stem, kinds


def by_minhash(table: pl.DataFrame, threshold: float = 0.7) -> Pairs:
    """The usual method: MinHash of character 5-grams, with equal texts taken together."""
    index, found = MinHashLSH(threshold=threshold, num_perm=128), set()
    seen: dict[str, tuple[MinHash, list[str]]] = {}
    groups = table.group_by("text", maintain_order=True).agg("id")
    for text, ids in groups.iter_rows():
        sketch, folded = MinHash(num_perm=128), " ".join(text.lower().split())
        sketch.update_batch([folded[k : k + 5].encode() for k in range(max(1, len(folded) - 4))])
        found |= {(min(a, b), max(a, b)) for a, b in combinations(ids, 2)}
        for key in index.query(sketch):
            other, others = seen[key]
            if sketch.jaccard(other) >= threshold:
                found |= {(min(a, b), max(a, b)) for a in ids for b in others}
        seen[ids[0]] = sketch, ids
        index.insert(ids[0], sketch)
    return found


def scores(reported: Pairs, table: pl.DataFrame, stem: dict[str, int]) -> list[float]:
    """Precision, recall, F1, and the share of the pairs of unequal texts that were found."""
    members: defaultdict[int, list[str]] = defaultdict(list)
    for item, number in stem.items():
        members[number].append(item)
    true = {(min(p), max(p)) for items in members.values() for p in combinations(items, 2)}
    text = dict(table.select("id", "text").iter_rows())
    unequal = {pair for pair in true if text[pair[0]] != text[pair[1]]}
    right = len(true & reported)
    precision, recall = right / len(reported), right / len(true)
    f1 = 2 * precision * recall / (precision + recall)
    return [precision, recall, f1, len(unequal & reported) / len(unequal)]


def judged(reported: Pairs, table: pl.DataFrame, stem: dict[str, int]) -> float:
    """Precision where two items of two posts are right too if difflib finds them alike."""
    text = dict(table.select("id", "text").iter_rows())
    false = ((text[one], text[other]) for one, other in reported if stem[one] != stem[other])
    counts = Counter((min(pair), max(pair)) for pair in false)
    wrong = sum(count for pair, count in counts.items() if not alike(*pair))
    return 1 - wrong / len(reported)


@cache
def alike(one: str, other: str) -> bool:
    """Whether one text is a wording of the other, by another judge than the one under test."""
    left, right = (" ".join(re.findall(r"\w+", text.lower())) for text in (one, other))
    match = difflib.SequenceMatcher(None, left, right, autojunk=False)
    shared = sum(block.size for block in match.get_matching_blocks() if block.size >= LEAST_BLOCK)
    return bool(shared >= 0.6 * min(len(left), len(right)))


def right_roots(stories: pl.DataFrame, table: pl.DataFrame, stem: dict[str, int]) -> list[float]:
    """Share of posts of which the earliest item is the root: of all items, of most items.

    And of all items, where an earlier post of the same wording is right too.
    """
    text = dict(table.select("id", "text").iter_rows())
    order = {item: (time, item) for item, _, time, _ in table.iter_rows()}
    root = dict(stories.select("item_id", "root_id").iter_rows())
    members: defaultdict[int, list[str]] = defaultdict(list)
    for item, number in stem.items():
        members[number].append(item)
    every, most, same, several = 0, 0, 0, 0
    for items in members.values():
        if len(items) > 1:
            first = min(items, key=order.__getitem__)
            found = Counter(root.get(item, item) for item in items)
            several += 1
            every += found[first] == len(items)
            most += found.most_common(1)[0][0] == first
            top = next(iter(found))
            earlier = len(found) == 1 and order[top] <= order[first]
            same += earlier and (top == first or alike(text[top], text[first]))
    return [every / several, most / several, same / several]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--originals", type=int, default=4000)
    parser.add_argument("--half", type=int, choices=(0, 1), help="Posts of half of the channels.")
    parser.add_argument("--minhash", action="store_true")
    asked = parser.parse_args()
    print(f"{'seed':>4} {'items':>6} {'method':8} {'precision':>9} {'recall':>7} {'F1':>7}"
          f" {'edited':>7} {'root':>7} {'mostly':>7} {'or same':>7} {'judged':>7}")  # fmt: skip
    for seed in range(1, asked.seeds + 1):
        table, stem, kinds = forwarded(asked.data, seed, asked.originals, asked.half)
        found = republication(table)
        ids = found.pairs.select("later_id", "earlier_id").iter_rows()
        pairs = {(min(pair), max(pair)) for pair in ids}
        cells = scores(pairs, table, stem) + right_roots(found.stories, table, stem)
        cells.append(judged(pairs, table, stem))
        shown = " ".join(f"{cell:7.4f}" for cell in cells)
        print(f"{seed:4} {table.height:6} {'ampnet':8}   {shown}", flush=True)
        # A text of which nothing is left cannot be found by what is left of it.
        kept = {item: n for item, n in stem.items() if kinds.get(n) != "replaced"}
        kept_pairs = {pair for pair in pairs if pair[0] in kept and pair[1] in kept}
        print(f"     edited copies found, wholly replaced ones aside: "
              f"{scores(kept_pairs, table, kept)[3]:.4f}", flush=True)  # fmt: skip
        if asked.minhash:
            shown = " ".join(f"{cell:7.4f}" for cell in scores(by_minhash(table), table, stem))
            print(f"{seed:4} {table.height:6} {'MinHash':8}   {shown}", flush=True)


if __name__ == "__main__":
    main()
