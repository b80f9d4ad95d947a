"""Speed and memory of republication, side by side with datasketch and text-dedup, in one run.

    pip install -e '.[bench]'
    python benchmarks/republication.py [--posts 100000] [--tools ampnet datasketch text-dedup]

Posts are the real ones of ../shared/data/texts; further ones are the same with every word
exchanged for another of its length (a new permutation of the vocabulary each time), so that
lengths, word frequencies and the share of copies stay real while strangers stay strangers.
Every tool runs in a process of its own, from the file of posts to a file of results, and is
given two cores.
"""

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

THRESHOLD = 0.5


def make_posts(source: Path, count: int) -> pl.DataFrame:
    """Real posts, then the same in other words until there are enough."""
    real = pl.read_parquet(source).select(
        actor="channel", time=pl.col("date").str.to_datetime("%+").dt.epoch("s"), text="text"
    )
    by_length: dict[int, list[str]] = {}
    for word in sorted({word for text in real["text"] for word in text.split(" ")}):
        by_length.setdefault(len(word), []).append(word)
    parts = [real]
    rng = random.Random(1)
    while sum(part.height for part in parts) < count:
        other: dict[str, str] = {}
        for words in by_length.values():
            other |= zip(words, rng.sample(words, len(words)), strict=True)
        texts = [" ".join(other[word] for word in text.split(" ")) for text in real["text"]]
        parts.append(real.with_columns(pl.Series("text", texts)))
    posts = pl.concat(parts).head(count)
    return posts.with_columns(id=pl.int_range(pl.len()).cast(pl.String))


def run_ampnet(posts: Path, out: Path) -> None:
    from api.cli.republication import republication

    republication(
        file=posts, text="text", actor="actor", time="time", id_column="id",
        out=out / "pairs.csv", stories=out / "stories.csv",
    )  # fmt: skip


def run_datasketch(posts: Path, out: Path) -> None:
    from datasketch import MinHash, MinHashLSH

    index = MinHashLSH(threshold=THRESHOLD, num_perm=128)
    with (out / "pairs.csv").open("w", encoding="utf-8") as pairs:
        frame = pl.read_parquet(posts).sort("time")
        for number, text in zip(frame["id"], frame["text"], strict=True):
            words = text.lower().split()
            sketch = MinHash(num_perm=128)
            shingles = {" ".join(words[i : i + 2]).encode() for i in range(max(len(words) - 1, 1))}
            sketch.update_batch(list(shingles))
            for earlier in index.query(sketch):
                pairs.write(f"{number},{earlier}\n")
            index.insert(number, sketch)


def run_text_dedup(posts: Path, out: Path) -> None:
    lines = out / "posts.jsonl"
    pl.read_parquet(posts).select("id", "text").write_ndjson(lines)
    command = [
        sys.executable, "-m", "text_dedup.minhash", "--path", "json", "--data_files", str(lines),
        "--split", "train", "--cache_dir", str(out / "cache"), "--output", str(out / "kept"),
        "--column", "text", "--idx_column", "id", "--batch_size", "10000", "--num_proc", "2",
        "--ngram", "2", "--min_length", "1", "--num_perm", "128", "--threshold", str(THRESHOLD),
    ]  # fmt: skip
    subprocess.run(command, check=True)


RUN = {"ampnet": run_ampnet, "datasketch": run_datasketch, "text-dedup": run_text_dedup}


def measure(tool: str, posts: Path) -> dict[str, float]:
    """Run one tool in its own process; seconds, processor seconds and peak memory."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            __file__,
            "--worker",
            tool,
            "--file",
            str(posts),
            "--out",
            folder,
        ]
        environment = {**os.environ, "PYTHONPATH": str(Path.cwd()), "POLARS_MAX_THREADS": "2"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)  # installed programs are compiled once
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
        seconds = time.perf_counter() - start
    if done.returncode:
        raise SystemExit(f"{tool} failed:\n{done.stderr[-2000:]}")
    return {"seconds": seconds, **json.loads(done.stdout.splitlines()[-1])}


def work(tool: str, posts: Path, out: Path) -> None:
    RUN[tool](posts, out)
    own = resource.getrusage(resource.RUSAGE_SELF)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime
    print(json.dumps({"cpu": cpu, "mib": max(own.ru_maxrss, children.ru_maxrss) / 1024}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data/texts"))
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--tools", nargs="+", choices=RUN, default=list(RUN))
    parser.add_argument("--worker", choices=RUN, help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.worker:
        work(asked.worker, asked.file, asked.out)
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "posts.parquet"
        posts = make_posts(asked.data / "ru_news_telegram.parquet", asked.posts)
        posts.write_parquet(file)
        characters = posts["text"].str.len_chars().mean()
        print(f"{posts.height} posts of {characters:.0f} characters on average")
        print(f"{'tool':12} {'seconds':>8} {'posts/s':>8} {'cpu s':>7} {'peak MiB':>9}")
        for tool in asked.tools:
            found = measure(tool, file)
            rate = posts.height / found["seconds"]
            print(
                f"{tool:12} {found['seconds']:8.1f} {rate:8.0f} {found['cpu']:7.1f}"
                f" {found['mib']:9.0f}"
            )


if __name__ == "__main__":
    main()
