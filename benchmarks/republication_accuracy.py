"""How often republication is right: real forwards, and edits planted in real texts.

    python benchmarks/republication_accuracy.py [--data ../shared/data/texts] [--guide FOLDER]

The first rows score real posts and headlines that several actors published, against each other.
The others plant copies in texts of which no two resemble each other (judged by datasketch, not by
the method under test). FOLDER may hold texts of further languages, one paragraph per line, in
files named `zh.txt`, `ar.txt` and so on: a few pages from any translated manual will do.
"""

import argparse
import random
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

import polars as pl
from datasketch import MinHash, MinHashLSH

from graph.republication import Outcome, republication

SEED = 7
Edit = Callable[[str, random.Random, list[str]], str]


def words(text: str) -> list[str]:
    """Words, or characters where there are no spaces."""
    return text.split(" ") if " " in text.strip() or len(text) < 30 else list(text)


def glue(parts: Iterable[str], like: str) -> str:
    return (" " if " " in like.strip() or len(like) < 30 else "").join(parts)


def edit_words(share: float) -> Edit:
    def edit(text: str, rng: random.Random, pool: list[str]) -> str:
        out = []
        for word in words(text):
            if rng.random() >= share:
                out.append(word)
                continue
            kind = rng.choice(("drop", "replace", "insert"))
            if kind != "drop":
                out.extend([rng.choice(words(rng.choice(pool)))] + [word] * (kind == "insert"))
        return glue(out, text)

    return edit


def sentences(text: str) -> list[str]:
    for mark in "。!?؟\n":
        text = text.replace(mark, mark + ".")
    return [part for part in text.split(".") if part.strip()]


def shuffle(text: str, rng: random.Random, _: list[str]) -> str:
    parts = sentences(text)
    rng.shuffle(parts)
    return ". ".join(parts)


def cut(share: float) -> Edit:
    def edit(text: str, _: random.Random, __: list[str]) -> str:
        parts = words(text)
        return glue(parts[: max(8, round(len(parts) * share))], text)

    return edit


def footer(text: str, rng: random.Random, pool: list[str]) -> str:
    return (
        f"{text}\n\n{glue(words(rng.choice(pool))[:12], text)} https://t.me/channel{rng.random()}"
    )


def quoted(text: str, rng: random.Random, pool: list[str]) -> str:
    return f"{rng.choice(pool)}\n«{text}»\n{rng.choice(pool)}"


def dressed(text: str, rng: random.Random, _: list[str]) -> str:
    latin = text.translate(str.maketrans("аеорсх", "aeopcx"))
    marked = [f"**{w}**" if rng.random() < 0.2 else w for w in words(latin)]
    return f"⚡️<p>{glue(marked, text).upper()}</p>&nbsp;🔥 #news #world https://example.org/{rng.random()}"


EDITS: dict[str, Edit] = {
    "verbatim": lambda text, rng, pool: text,
    "dressed up (case, markup, emoji, links, look-alikes)": dressed,
    "footer added": footer,
    "sentences reordered": shuffle,
    "5 % of words": edit_words(0.05),
    "10 % of words": edit_words(0.10),
    "15 % of words": edit_words(0.15),
    "20 % of words": edit_words(0.20),
    "25 % of words": edit_words(0.25),
    "first 60 % only": cut(0.6),
    "first 40 % only": cut(0.4),
    "10 % of words, footer": lambda t, r, p: footer(edit_words(0.1)(t, r, p), r, p),
    "10 % of words, first 60 %": lambda t, r, p: cut(0.6)(edit_words(0.1)(t, r, p), r, p),
    "quoted between two other texts": quoted,
}


def unalike(texts: list[str], rng: random.Random, count: int) -> list[str]:
    """Texts of which no two look alike to datasketch (character 5-grams, Jaccard 0.25)."""
    rng.shuffle(texts)
    index = MinHashLSH(threshold=0.25, num_perm=128)
    chosen: list[str] = []
    for text in texts:
        sketch = MinHash(num_perm=128)
        size = 5 if " " in text else 2
        folded = " ".join(text.lower().split())
        sketch.update_batch([folded[i : i + size].encode() for i in range(len(folded) - size + 1)])
        if not index.query(sketch):
            index.insert(str(len(chosen)), sketch)
            chosen.append(text)
        if len(chosen) == count:
            break
    return chosen


def plant(texts: list[str], rng: random.Random) -> tuple[pl.DataFrame, dict[str, tuple[int, str]]]:
    """Two copies of every original, each with an edit of its own, and who is who."""
    pool, originals = texts[: len(texts) // 4], texts[len(texts) // 4 :]
    rows, truth = [], {}
    for number, text in enumerate(originals):
        start = rng.randrange(30 * 86_400_000)
        rows.append((f"o{number}", f"actor{rng.randrange(30)}", start, text))
        truth[f"o{number}"] = (number, "original")
        if number % 4 == 0:
            continue  # a quarter is never copied
        for copy, name in enumerate(rng.sample(sorted(EDITS), 2)):
            edited = EDITS[name](text, rng, pool)
            when = start + rng.randrange(60_000, 3 * 86_400_000)
            rows.append((f"c{number}.{copy}", f"other{rng.randrange(30)}", when, edited))
            truth[rows[-1][0]] = (number, name)
    return pl.DataFrame(rows, schema=["id", "actor", "time", "text"], orient="row"), truth


def pair_scores(found: Outcome, group: dict[str, int]) -> tuple[float, float, float]:
    """Precision, recall and F1 over pairs of the grouped items."""
    reported = {
        frozenset(pair)
        for pair in found.pairs.select("later_id", "earlier_id").iter_rows()
        if pair[0] in group and pair[1] in group
    }
    members: dict[int, list[str]] = {}
    for item, number in group.items():
        members.setdefault(number, []).append(item)
    true = {frozenset(pair) for items in members.values() for pair in combinations(items, 2)}
    right = len(reported & true)
    precision, recall = right / max(len(reported), 1), right / max(len(true), 1)
    return precision, recall, 2 * precision * recall / max(precision + recall, 1e-9)


def root_share(found: Outcome, group: dict[str, int], first: dict[int, str]) -> float:
    """Share of groups of which every reported item has the right root; unfound ones are wrong."""
    roots: dict[int, set[str]] = {number: set() for number in group.values()}
    for item, root in found.stories.select("item_id", "root_id").iter_rows():
        if item in group:
            roots[group[item]].add(root)
    return sum(found == {first[number]} for number, found in roots.items()) / max(len(roots), 1)


def day(column: str) -> pl.Expr:
    """The day in dates as five sites print them, as milliseconds."""
    iso = pl.col(column).str.extract(r"(\d{4}-\d{2}-\d{2})").str.to_date("%Y-%m-%d", strict=False)
    first = pl.col(column).str.extract(r"([A-Z][a-z]{2} \d{1,2}, \d{4})")
    last = pl.col(column).str.extract(r"(\d{2}-[A-Z][a-z]{2}-\d{4})")
    dates = (iso, first.str.to_date("%b %d, %Y"), last.str.to_date("%d-%b-%Y", strict=False))
    return pl.coalesce(dates).cast(pl.Datetime("ms")).cast(pl.Int64)


def show(name: str, scores: tuple[float, float, float], roots: float, size: int) -> None:
    precision, recall, f1 = scores
    print(f"{name:38} {size:6} {precision:9.4f} {recall:7.4f} {f1:7.4f} {roots:7.4f}")


def score_posts(frame: pl.DataFrame, name: str) -> None:
    """Real copies: texts that several actors published, against each other."""
    found = republication(frame)
    # Two texts are one where their letters and digits are; accents, emoji and marks are not asked.
    bare = frame.with_columns(
        bare=pl.col("text").str.to_lowercase().str.replace_all(r"[^\p{L}\p{N}]+", "")
    )
    several = bare.filter(
        (pl.len().over("bare") > 1) & (pl.col("actor").n_unique().over("bare") > 1)
    ).sort("time", pl.col("id").cast(pl.Int64))  # as simultaneous items are ordered
    number = {text: n for n, text in enumerate(several["bare"].unique(maintain_order=True))}
    group = dict(zip(several["id"], (number[t] for t in several["bare"]), strict=True))
    first: dict[int, str] = {}
    for item, n in group.items():
        first.setdefault(n, item)
    show(name, pair_scores(found, group), root_share(found, group, first), len(group))


def score_edits(texts: list[str], name: str, count: int) -> None:
    rng = random.Random(SEED)
    frame, truth = plant(unalike(texts, rng, count), rng)
    found = republication(frame)
    group = {item: number for item, (number, _) in truth.items()}
    quotes = {item for item, (_, edit) in truth.items() if edit.startswith("quoted")}
    plain = {item: number for item, number in group.items() if item not in quotes}
    sources = {n: f"o{n}" for n in group.values()}
    copied = {i: n for i, n in plain.items() if n % 4}
    show(name, pair_scores(found, plain), root_share(found, copied, sources), len(plain))
    linked = {frozenset(p) for p in found.pairs.select("later_id", "earlier_id").iter_rows()}
    for edit in EDITS:
        items = [i for i, (_, kind) in truth.items() if kind == edit]
        hit = sum(frozenset((i, f"o{group[i]}")) in linked for i in items)
        print(f"    {edit:52} {hit / max(len(items), 1):6.3f} of {len(items)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data/texts"))
    parser.add_argument("--guide", type=Path)
    parser.add_argument("--count", type=int, default=4000, help="0: real copies only")
    asked = parser.parse_args()
    posts = pl.read_parquet(asked.data / "ru_news_telegram.parquet").select(
        id=pl.int_range(pl.len()).cast(pl.String),
        actor="channel",
        time=pl.col("date").str.to_datetime("%+").dt.epoch("ms"),
        text="text",
    )
    headlines = pl.read_csv(asked.data / "prc_headlines.csv.gz", infer_schema=False).select(
        id=pl.int_range(pl.len()).cast(pl.String),
        actor="outlet",
        time=day("published_raw"),
        text="headline",
    )
    print(f"{'set':38} {'items':>6} {'precision':>9} {'recall':>7} {'F1':>7} {'root':>7}")
    long = posts.filter(pl.col("text").str.len_chars() >= 80)
    score_posts(long, "real posts of 80+ characters, ru")
    score_posts(posts.filter(pl.col("text").str.len_chars() < 80), "real posts under 80, ru")
    print(f"({headlines['time'].null_count()} headlines without a date)")
    score_posts(headlines.drop_nulls("text"), "real headlines (dated to the day), en")
    if not asked.count:
        return
    score_edits(long["text"].unique().sort().to_list(), "planted edits, ru posts", asked.count)
    score_edits(
        headlines["text"].drop_nulls().unique().sort().to_list(),
        "planted edits, en headlines",
        asked.count,
    )
    for path in sorted(asked.guide.glob("*.txt")) if asked.guide else ():
        lines = [t for t in path.read_text(encoding="utf-8").splitlines() if len(t) >= 40]
        score_edits(sorted(set(lines)), f"planted edits, {path.stem} manual", asked.count)


if __name__ == "__main__":
    main()
