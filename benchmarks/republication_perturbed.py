"""Which changes of a copy are survived, one kind of change at a time, and what must not be paired.

    python benchmarks/republication_perturbed.py [--data ../shared/data/texts] [--texts FOLDER]

Every original is copied once, changed in one way, up to three days later; no two originals
resemble each other, judged by datasketch. The changes are others than those that the thresholds
were chosen on (`republication_accuracy.py`). "root" is the share of originals that are the root
of their copy. The last rows are different texts with something in common that is no copy: any
pair is false. FOLDER is as `--guide` there.
"""

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import polars as pl

from benchmarks.republication_accuracy import glue, unalike, words
from benchmarks.text_sets import manuals, text_sets
from graph.republication import republication

DAY = 86_400_000
Change = Callable[[str, random.Random], str]
HOMOGLYPHS = str.maketrans(
    "аеорсхуАВЕКМНОРСТХaeopcxyABEKMHOPCTX", "aeopcxyABEKMHOPCTXаеорсхуАВЕКМНОРСТХ"
)
INVISIBLE = "\u200b\u200d\u2060\ufeff\u00ad"
MARKED = ("||{}||", "~~{}~~", "`{}`")
EMOJI = ("⚡️", "🔥", "❗️", "🇷🇺", "👉", "✅", "1️⃣", "🤡", "👨\u200d👩\u200d👧", "🫡")


def some(share: float, change: Change) -> Change:
    """Change some of the words."""

    def changed(text: str, rng: random.Random) -> str:
        parts = [change(w, rng) if rng.random() < share else w for w in words(text)]
        return glue(parts, text)

    return changed


def typo(word: str, rng: random.Random) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(3)
    if kind == 0:
        return word[:at] + word[at + 1 :]
    if kind == 1:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at] + word[at:]


def sentences_kept(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?؟])\s+|(?<=[。！？\n])", text) if part.strip()]


def without_first(text: str, _: random.Random) -> str:
    parts = sentences_kept(text)
    return " ".join(parts[1:]) if len(parts) > 2 else text


def without_last(text: str, _: random.Random) -> str:
    parts = sentences_kept(text)
    return " ".join(parts[:-1]) if len(parts) > 2 else text


def typographic(text: str, _: random.Random) -> str:
    text = text.replace("«", "“").replace("»", "”").replace("...", "…").replace(" ", "\u00a0")
    text = text.replace("—", "-").replace("–", "-").replace("ё", "е").replace("'", "’")
    return re.sub(r'"(\w)', r"„\1", text).replace('"', "“")


def respaced(text: str, rng: random.Random) -> str:
    marks = re.sub(r"([,.!?:;])\s+(?=\D)", r"\1", text)
    return re.sub(r" ", lambda _: rng.choice((" ", "  ", "\n", "\t", " \u2009")), marks)


CHANGES: dict[str, Change] = {
    "emoji between words": some(0.3, lambda w, r: f"{w} {r.choice(EMOJI)}"),
    "emoji instead of stops": lambda t, r: re.sub(r"[.!?]", lambda _: r.choice(EMOJI), t),
    "own header and footer": lambda t, r: (
        f"❗️Канал «Вестник {r.randrange(999)}» | @vest{r.randrange(999)}\n\n{t}\n\n"
        f"✅ Подписывайтесь на Вестник {r.randrange(999)}: https://t.me/vest"
    ),
    "three links": lambda t, r: (
        t + "".join(f"\n🔗 [Читать далее {r.randrange(99)}](https://ex.org/{k})" for k in range(3))
    ),
    "first sentence cut": without_first,
    "last sentence cut": without_last,
    "cut off with …": lambda t, r: t[: max(60, int(len(t) * r.uniform(0.5, 0.8)))] + "…",
    "cut off, read more": lambda t, r: (
        t[: max(60, int(len(t) * r.uniform(0.5, 0.8)))] + "... Читать полностью на сайте →"
    ),
    "typographic": typographic,
    "homoglyphs, all": lambda t, _: t.translate(HOMOGLYPHS),
    "homoglyphs, some": some(0.3, lambda w, _: w.translate(HOMOGLYPHS)),
    "zero width marks": some(0.5, lambda w, r: w[:2] + r.choice(INVISIBLE) + w[2:]),
    "spacing": respaced,
    "capitals": lambda t, _: t.upper(),
    "HTML": lambda t, r: "<p>" + "<br/>".join(f"<b>{p}</b>" for p in sentences_kept(t)) + "</p>",
    "linked words": some(0.15, lambda w, r: f"[{w}](https://ex.org/{r.randrange(99)})"),
    "hashtags in the text": some(0.15, lambda w, _: "#" + w if w.isalpha() else w),
    "spoiler and strike marks": some(0.3, lambda w, r: r.choice(MARKED).format(w)),
    "typos in 5 % of words": some(0.05, typo),
    "typos in 10 % of words": some(0.10, typo),
    "typos in 20 % of words": some(0.20, typo),
    "accents lost, stress marks": some(0.2, lambda w, _: w[:2] + "\u0301" + w[2:]),
    "own comment before": lambda t, r: (
        "Коллеги, обратите внимание, что творится: " + r.choice(COMMENTS) + "\n\n" + t
    ),
    "own comment after": lambda t, r: t + "\n\n" + r.choice(COMMENTS),
    "lines numbered": lambda t, _: "\n".join(
        f"{n}. {part}" for n, part in enumerate(sentences_kept(t), 1)
    ),
    "numbers written otherwise": lambda t, _: re.sub(
        r"(\d) (\d{3})", r"\1\2", t.replace("%", " процентов")
    ),
}  # fmt: skip
COMMENTS = (
    "Давно об этом говорили, и вот дождались.",
    "Комментарии излишни, как говорится.",
    "А вы что думаете? Пишите в комментариях.",
    "Источник, заслуживающий доверия, подтверждает эту информацию полностью.",
    "Ничего удивительного, всё шло именно к этому последние несколько месяцев.",
)
SHARED = (
    "Подписывайтесь на наш канал, делитесь с друзьями и ставьте реакции, впереди много интересного",
    "Прислать новость, фото или видео можно нашему боту, реклама и сотрудничество по адресу ниже",
)
Rows = list[tuple[str, str, int, str]]


def copied(texts: list[str], seed: int) -> tuple[Rows, dict[str, tuple[str, str]]]:
    """The originals and one copy of each; the original and the change of each copy."""
    rng = random.Random(seed)
    rows: Rows = []
    truth: dict[str, tuple[str, str]] = {}
    others, texts = texts[: len(texts) // 20], texts[len(texts) // 20 :]
    names = [*CHANGES, "joined with another post"]
    for n, text in enumerate(texts):
        start = rng.randrange(30 * DAY)
        rows.append((f"o{n}", f"actor{rng.randrange(30)}", start, text))
        name = names[n % len(names)]
        change = CHANGES.get(name, lambda t, r: f"{t}\n\n{r.choice(others)}")
        new = change(text, rng)
        if new == text:  # says nothing about the change
            continue
        late = start + rng.randrange(60_000, 3 * DAY)
        rows.append((f"c{n}", f"other{rng.randrange(30)}", late, new))
        truth[f"c{n}"] = (f"o{n}", name)
    return rows, truth


def score(texts: list[str], title: str, seed: int = 11) -> None:
    """Print recall and root for each kind of change, and the false pairs."""
    rows, truth = copied(texts, seed)
    found = republication(pl.DataFrame(rows, schema=["id", "actor", "time", "text"], orient="row"))
    pairs = {frozenset(p) for p in found.pairs.select("later_id", "earlier_id").iter_rows()}
    root = dict(found.stories.select("item_id", "root_id").iter_rows())
    hits: defaultdict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for item, (source, name) in truth.items():
        hits[name].append((frozenset((item, source)) in pairs, root.get(item) == source))
    true = {frozenset((item, source)) for item, (source, _) in truth.items()}
    # Two posts that were joined with the same third one have that in common.
    joined = {item for item, (_, name) in truth.items() if name.startswith("joined")}
    false = [p for p in pairs - true if len(p & joined) < 2]
    every = [hit for some in hits.values() for hit in some]
    print(f"{title}: {len(rows)} items, recall {sum(h[0] for h in every) / len(every):.3f}, "
          f"root {sum(h[1] for h in every) / len(every):.3f}, precision "
          f"{1 - len(false) / max(len(pairs), 1):.3f}")  # fmt: skip
    for name, some_hits in hits.items():
        size = len(some_hits)
        print(f"    {name:30} {sum(h[0] for h in some_hits) / size:6.3f}"
              f" {sum(h[1] for h in some_hits) / size:6.3f} of {size}")  # fmt: skip


def no_copies(texts: list[str], title: str) -> None:
    """Print how many pairs are found among different texts with a frame in common."""
    rng = random.Random(5)
    kinds: dict[str, Change] = {
        "one footer, everywhere": lambda t, _: f"{t}\n\n{SHARED[0]}",
        "one header, everywhere": lambda t, _: f"{SHARED[1]}\n\n{t}",
        "header and footer": lambda t, _: f"{SHARED[1]}\n\n{t}\n\n{SHARED[0]}",
        "footer on one in ten": lambda t, r: f"{t}\n\n{SHARED[0]}" if r.random() < 0.1 else t,
        "footer twice, differing": lambda t, r: f"{t}\n{SHARED[r.randrange(2)]} №{r.randrange(99)}",
    }  # fmt: skip
    for name, change in kinds.items():
        rows = [
            (str(n), f"a{rng.randrange(60)}", rng.randrange(10 * DAY), change(text, rng))
            for n, text in enumerate(texts)
        ]
        table = pl.DataFrame(rows, schema=["id", "actor", "time", "text"], orient="row")
        plain = republication(table.with_columns(text=pl.Series(texts))).pairs.height
        found = republication(table).pairs.height
        print(f"    {title}: {name:28} {found} pairs of {len(texts)} texts ({plain} without)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data/texts"))
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--count", type=int, default=2700)
    asked = parser.parse_args()
    sets = text_sets(asked.data)
    sets |= {name: sorted(set(lines)) for name, lines in manuals(asked.texts).items()}
    for title, texts in sets.items():
        chosen = unalike(texts, random.Random(3), asked.count)
        score(chosen, title)
        no_copies(chosen, title)


if __name__ == "__main__":
    main()
