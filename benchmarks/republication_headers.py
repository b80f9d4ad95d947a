"""How often republication is right on real forwards, told by the headers that they carry.

    git clone https://github.com/ProjectGRTM/Far-Right-Telegram-Dataset
    python -m benchmarks.republication_headers --posts Far-Right-Telegram-Dataset/data [--half 1]

5.7 million posts of 1,025 channels (Nazar et al. 2026, doi:10.5281/zenodo.18633027, CC BY-SA 4.0),
of which files may be missing; for measuring alone. Compared are all forwards, and the posts that
they are forwards of. True are two items of one original post; halves are told by the channel of the
original. What two originals have in equal words (an advertisement that is posted again) counts as
false in "strict" and not at all in "precision"; "judged" is the precision where two items of two
originals are right too if difflib finds three fifths of the shorter text in the other. The rules
for links, returning posts and notices were chosen on half 0; half 1 is for measuring.
"""

import argparse
import zlib
from pathlib import Path
from typing import Final, NamedTuple

import polars as pl

from benchmarks.republication_forwards import alike
from graph.republication import Outcome, republication

_COLUMNS: Final = (
    *("channel_name", "msg_id", "message", "cleaned_message", "date", "is_forward"),
    *("forward_msg_from_peer_id", "forward_msg_date", "forward_msg_link"),
)
LENGTHS: Final = {"80 characters and more": (80, 1 << 40), "20 to 80 characters": (20, 80)}


class Scores(NamedTuple):
    """How right the pairs and roots of one table are, as shares."""

    items: int
    true_pairs: int
    strict: float
    precision: float
    judged: float
    recall: float
    edited: float
    roots: float


def read(folder: Path) -> pl.DataFrame:
    """Read forwards and their originals: `id, actor, time, text, origin, original, half`."""
    parts = [
        pl.read_csv(path, columns=list(_COLUMNS), infer_schema=False)
        for path in sorted(folder.glob("processed_part_*.csv"))
    ]
    link = pl.col("forward_msg_link").str.to_lowercase().str.extract(r"t\.me/(?:s/)?(\w+/\d+)")
    sent = pl.col("forward_msg_from_peer_id") + "@" + pl.col("forward_msg_date")
    posts = pl.concat(parts).select(
        id=pl.col("channel_name") + "/" + pl.col("msg_id"),
        actor="channel_name",
        time=pl.col("date").str.to_datetime("%Y-%m-%d %H:%M:%S%z").dt.epoch("ms"),
        text=pl.coalesce("message", "cleaned_message").str.strip_chars(),
        original=pl.col("is_forward") != "1",
        origin=pl.when(pl.col("is_forward") == "1").then(pl.coalesce(link, sent)),
    )
    posts = posts.filter(pl.col("text") != "").unique("id", keep="first", maintain_order=True)
    own = pl.col("id").str.to_lowercase()
    posts = posts.with_columns(origin=pl.when("original").then(own).otherwise("origin"))
    forwards = posts.filter(~pl.col("original") & pl.col("origin").is_not_null())
    originals = posts.filter("original").join(forwards, on="origin", how="semi")
    channel = pl.col("origin").str.extract(r"^([^/@]+)")
    half = channel.map_elements(lambda name: zlib.crc32(name.encode()) & 1, pl.Int64)
    return pl.concat([forwards, originals]).with_columns(half=half)


def letters(text: str) -> pl.Expr:
    """What remains of texts without links, handles, marks and case."""
    plain = pl.col(text).str.to_lowercase().str.replace_all(r"https?://\S+|@\w+", "")
    return plain.str.replace_all(r"[^\p{L}\p{N}]+", "").hash()


def score(posts: pl.DataFrame, found: Outcome) -> Scores:
    """Compare what was found with the headers."""
    known = posts.select("id", "origin", "text", letters=letters("text"))
    pairs = found.pairs.select("later_id", "earlier_id")
    for side in ("later", "earlier"):
        renamed = known.rename({name: f"{side}_{name}" for name in known.columns})
        pairs = pairs.join(renamed, on=f"{side}_id")
    right = pl.col("later_origin") == pl.col("earlier_origin")
    equal = pl.col("later_letters") == pl.col("earlier_letters")
    hits, strangers = pairs.filter(right).height, pairs.filter(~right & ~equal)
    wrong = sum(
        not alike(*texts) for texts in strangers.select("later_text", "earlier_text").rows()
    )
    true, true_equal = _within(known, "origin"), _within(known, "origin", "letters")
    return Scores(
        items=posts.height,
        true_pairs=true,
        strict=hits / max(pairs.height, 1),
        precision=hits / max(hits + strangers.height, 1),
        judged=1 - wrong / max(pairs.height, 1),
        recall=hits / max(true, 1),
        edited=pairs.filter(right & ~equal).height / max(true - true_equal, 1),
        roots=_roots(posts, found),
    )


def _within(known: pl.DataFrame, *columns: str) -> int:
    sizes = known.group_by(columns).agg(size=pl.len().cast(pl.Int64))["size"]
    return int((sizes * (sizes - 1) // 2).sum())


def _roots(posts: pl.DataFrame, found: Outcome) -> float:
    """Share of originals of which every item has the right root: the original, or the first."""
    ordered = posts.sort("original", "time", "id", descending=[True, False, False])
    several = ordered.filter(pl.len().over("origin") > 1)
    first = several.group_by("origin").agg(first=pl.col("id").first())
    told = found.stories.select("root_id", id="item_id")
    items = several.join(told, on="id", how="left").join(first, on="origin")
    right = (pl.col("root_id") == pl.col("first")).fill_null(value=False).all()
    told_right = items.group_by("origin").agg(right=right)["right"]
    return int(told_right.sum()) / max(len(told_right), 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--posts", type=Path, required=True)
    parser.add_argument("--half", type=int, choices=(0, 1), default=1)
    asked = parser.parse_args()
    posts = read(asked.posts).filter(pl.col("half") == asked.half)
    print(f"{'posts of':24}" + "".join(f"{name:>11}" for name in (*Scores._fields, "F1")))
    for title, (least, most) in LENGTHS.items():
        size = pl.col("text").str.len_chars()
        chosen = posts.filter((size >= least) & (size < most))
        told = score(chosen, republication(chosen.select("id", "actor", "time", "text")))
        shares = "".join(f"{share:11.4f}" for share in told[2:])
        f1 = 2 * told.precision * told.recall / max(told.precision + told.recall, 1e-9)
        print(f"{title:24}{told.items:11,}{told.true_pairs:11,}{shares}{f1:11.4f}")


if __name__ == "__main__":
    main()
