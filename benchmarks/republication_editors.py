"""How often copies are found that were changed as editors change them, several ways at once.

    python -m benchmarks.republication_editors [--seeds 3] [--texts FOLDER] [--catalogues FOLDER]

Every original is copied once, up to three days later, with one to three of the changes below,
drawn at random; no two originals resemble each other, judged by datasketch. FOLDER of `--texts` is
as for `republication_accuracy.py`, that of `--catalogues` as in `benchmarks/catalogues.py`. "root"
is the share of originals that are the root of their copy; "long" are ten texts in a row as one.
"""

import argparse
import random
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import polars as pl

from benchmarks.catalogues import paragraphs
from benchmarks.republication_accuracy import glue, unalike, words
from benchmarks.republication_perturbed import sentences_kept
from benchmarks.text_sets import manuals, text_sets
from graph.republication import republication

DAY = 86_400_000
Edit = Callable[[str, random.Random, list[str]], str]

INTROS = {
    "ru": (
        "Срочно! ",
        "Сообщают наши подписчики:\n",
        "Ну что, дождались. ",
        "Коротко о главном:\n",
    ),
    "zh": ("快讯：", "最新消息：\n", "编者按：本文值得一读。"),
    "ar": ("عاجل: ", "خبر اليوم:\n", "ننشر لكم هذا الخبر كما وصلنا. "),
    "en": ("BREAKING: ", "Worth your time:\n", "Well, here we go again. ", "JUST IN | "),
}
SIGNOFFS = {
    "ru": ("\n\nПодписаться на «Вестник {}»", "\n@vestnik{}", "\n\nФото: соцсети, читатель №{}"),
    "zh": ("\n\n关注我们的频道{}", "（编辑：王{}）", "\n来源：网络{}"),
    "ar": ("\n\nتابعونا على القناة {}", "\n@akhbar{}", "\nتحرير: أحمد {}"),
    "en": ("\n\nSubscribe to Herald {}", "\n@herald{}", "\n\nPhoto: reader no. {}", " (ed. {})"),
}
CONFUSED = {  # what optical recognition takes for each other
    "l": "1", "I": "l", "O": "0", "o": "0", "m": "rn", "e": "c", "h": "b", "S": "5",
    "и": "н", "н": "п", "ц": "д", "ш": "ш1", "о": "0", "е": "с", "з": "3", "б": "6",
    "ر": "ز", "ح": "خ", "س": "ش", "ت": "ث",
    "末": "未", "日": "曰", "人": "入", "己": "已", "大": "太",
}  # fmt: skip
LATIN = {
    **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziyklmnoprstufye", strict=True)),
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ь": "",
    "ю": "yu", "я": "ya",
}  # fmt: skip
CYRILLIC = {
    **dict(zip("abcdefghijklmnopqrstuvwxyz", "абцдефгхижклмнопкрстуввксиз"[:26], strict=True)),
    "sh": "ш", "ch": "ч", "zh": "ж", "kh": "х", "ts": "ц", "ya": "я", "yu": "ю",
}  # fmt: skip


def tongue(text: str) -> str:
    """The language whose phrases an editor of this text would use."""
    for code, letters in (("zh", r"[\u4e00-\u9fff]"), ("ru", "[а-я]"), ("ar", "[\u0620-\u064a]")):
        if len(re.findall(letters, text)) > len(text) / 4:
            return code
    return "en"


def some(share: float, change: Callable[[str, random.Random], str]) -> Edit:
    """Change some of the words."""

    def edit(text: str, rng: random.Random, _: list[str]) -> str:
        return glue((change(w, rng) if rng.random() < share else w for w in words(text)), text)

    return edit


def other_words(text: str, rng: random.Random, pool: list[str]) -> str:
    share = rng.uniform(0.03, 0.15)
    spaced = " " in text.strip()
    others = [w for other in pool for w in (other.split() if spaced else other)]
    parts = text.split(" ") if spaced else list(text)
    changed = (rng.choice(others) if rng.random() < share else part for part in parts)
    return (" " if spaced else "").join(changed)


def without_sentence(text: str, rng: random.Random, _: list[str]) -> str:
    parts = sentences_kept(text)
    if len(parts) < 3:
        return text
    count = rng.randint(1, max(1, len(parts) // 4))
    return " ".join(rng.choice((parts[count:], parts[:-count])))


def other_numbers(text: str, rng: random.Random, _: list[str]) -> str:
    """The same numbers in another way of writing: 10 000, 10,000, 10.000, 10000."""
    mark = rng.choice(("", " ", "\u00a0", "\u202f", ",", ".", "'"))

    def written(found: re.Match[str]) -> str:
        digits = re.sub(r"\D", "", found[0])
        return f"{int(digits):,}".replace(",", mark) if len(digits) > 4 or mark == "" else digits

    grouped = r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f,.']\d{3})+(?!\d)|(?<!\d)[1-9]\d{4,}(?!\d)"
    return re.sub(grouped, written, text).replace("%", rng.choice(("%", " %", " процентов")))


def transliterated(word: str, _: random.Random) -> str:
    if not word[:1].isupper() or not word.isalpha():
        return word
    table = LATIN if re.search("[а-яё]", word.lower()) else CYRILLIC
    pattern = "|".join(sorted(table, key=len, reverse=True))
    return re.sub(pattern, lambda m: table[m[0]], word.lower()).title()


def misread(word: str, rng: random.Random) -> str:
    places = [n for n, letter in enumerate(word) if letter in CONFUSED]
    if not places:
        return word
    at = rng.choice(places)
    return word[:at] + CONFUSED[word[at]] + word[at + 1 :]


def decorated(text: str, rng: random.Random, _: list[str]) -> str:
    kinds = (
        lambda w: f"{w} {rng.choice('🔥⚡❗👉✅🤡')}",
        lambda w: f"#{w}" if w.isalpha() else w,
        lambda w: f"[{w}](https://ex.org/{rng.randrange(999)})",
        lambda w: f"{w} https://ex.org/{rng.randrange(999)}",
    )
    return some(0.12, lambda w, r: r.choice(kinds)(w))(text, rng, [])


def remarked(text: str, rng: random.Random, _: list[str]) -> str:
    for old, new in (("«", '"'), ("»", '"'), ("“", "'"), ("”", "'"), ("—", "-"), (" - ", " – ")):
        text = text.replace(old, new)
    return text.replace("...", "…").replace("ё", "е").replace("，", ",").replace("。", ". ")


EDITS: dict[str, Edit] = {
    "first or last sentences cut": without_sentence,
    "intro added": lambda t, r, _: r.choice(INTROS[tongue(t)]) + t,
    "sign-off added": lambda t, r, _: t + r.choice(SIGNOFFS[tongue(t)]).format(r.randrange(10_000)),
    "3 to 15 % of words replaced": other_words,
    "numbers written otherwise": other_numbers,
    "names transliterated": some(0.3, transliterated),
    "emoji, links, hashtags inserted": decorated,
    "misread by OCR (4 % of words)": some(0.04, misread),
    "other quotes and dashes": remarked,
    "pasted together with another": lambda t, r, p: "\n\n".join(
        r.choice(([t, r.choice(p)], [r.choice(p), t]))
    ),
}


def copied(
    texts: list[str], rng: random.Random
) -> tuple[pl.DataFrame, dict[str, tuple[str, list[str]]]]:
    """The originals and a copy of each; the original and the edits of each copy."""
    others = max(1, len(texts) // 20)
    pool, texts = texts[:others], texts[others:]
    rows: list[tuple[str, str, int, str]] = []
    truth: dict[str, tuple[str, list[str]]] = {}
    for n, text in enumerate(texts):
        start = rng.randrange(30 * DAY)
        rows.append((f"o{n}", f"actor{rng.randrange(30)}", start, text))
        new, done = text, list[str]()
        for name in rng.sample(sorted(EDITS), rng.randint(1, 3)):
            changed = EDITS[name](new, rng, pool)
            if changed != new:
                new, done = changed, [*done, name]
        if done:
            late = start + rng.randrange(60_000, 3 * DAY)
            rows.append((f"c{n}", f"other{rng.randrange(30)}", late, new))
            truth[f"c{n}"] = (f"o{n}", done)
    return pl.DataFrame(rows, schema=["id", "actor", "time", "text"], orient="row"), truth


Hits = defaultdict[str, list[bool]]


def score(texts: list[str], title: str, seed: int, by_edit: Hits, missed: bool) -> None:
    """Print recall, precision and root of one set, and note what became of each edit."""
    rng = random.Random(seed)
    table, truth = copied(texts, rng)
    found = republication(table)
    pairs = {frozenset(p) for p in found.pairs.select("later_id", "earlier_id").iter_rows()}
    root = dict(found.stories.select("item_id", "root_id").iter_rows())
    true = {frozenset((item, source)) for item, (source, _) in truth.items()}
    pasted = {i for i, (_, done) in truth.items() if "pasted together with another" in done}
    false = [p for p in pairs - true if len(p & pasted) < 2]
    hits = {item: frozenset((item, source)) in pairs for item, (source, _) in truth.items()}
    # What holds another text too tells a story of its own (the pair is a quote).
    roots = [root.get(i) == source for i, (source, _) in truth.items() if i not in pasted]
    print(
        f"{title:34} {seed:4} {len(truth):6} {sum(hits.values()) / len(hits):8.4f}"
        f" {1 - len(false) / max(len(pairs), 1):9.4f} {sum(roots) / len(roots):8.4f}",
        flush=True,
    )
    text = dict(table.select("id", "text").iter_rows())
    for item, hit in hits.items():
        for name in truth[item][1]:
            by_edit[f"{title}: {name}"].append(hit)
        if missed and not hit:
            print("    ", truth[item][1], repr(text[truth[item][0]]), repr(text[item]))
    if missed:
        for pair in false:
            print("    false:", *(repr(text[item]) for item in pair))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data/texts"))
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--catalogues", type=Path)
    parser.add_argument("--count", type=int, default=1500)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--sets", nargs="+", help="Only these.")
    parser.add_argument("--half", type=int, choices=(0, 1), help="Of half of the channels.")
    parser.add_argument("--missed", action="store_true", help="Print what was missed.")
    asked = parser.parse_args()
    sets = text_sets(asked.data, asked.half)
    for name, lines in manuals(asked.texts).items():
        sets[f"{name} manual"] = sorted(set(lines))
        sets[f"{name} manual, long"] = [
            "\n\n".join(lines[n : n + 10]) for n in range(0, len(lines), 10)
        ]
    told = paragraphs(asked.catalogues) if asked.catalogues else []
    for code in ("en", "ru", "zh", "ar", "es", "fr") if told else ():
        sets[f"{code} story"] = sorted({row[code] for row in told if len(row.get(code, "")) >= 20})
    by_edit: Hits = defaultdict(list)
    print(f"{'set':34} {'seed':>4} {'copies':>6} {'recall':>8} {'precision':>9} {'root':>8}")
    for title, texts in sets.items():
        if asked.sets is None or title in asked.sets:
            chosen = unalike(texts, random.Random(3), asked.count)
            for seed in range(1, asked.seeds + 1):
                score(chosen, title, seed, by_edit, asked.missed)
    for name, hits in by_edit.items():
        print(f"{name:70} {sum(hits) / len(hits):.3f} of {len(hits)}")


if __name__ == "__main__":
    main()
