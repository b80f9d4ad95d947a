"""Footers and headers."""

import numpy as np
import polars as pl

from graph.republication import republication
from graph.republication.boilerplate import Boilerplate
from graph.republication.folding import fold

TOPICS = ("snow", "harbour", "election", "treaty", "museum", "airport", "harvest", "railway")
FOOTER = "Subscribe to our channel and send us your news"
HEADER = "Morning briefing from the capital:"


def bodies(count: int) -> list[str]:
    return [
        f"{TOPICS[n % 8]}{n} in town{n} was opened by mayor{n * 7} after {TOPICS[n * 3 % 8]}"
        for n in range(count)
    ]


def stripped(texts: list[str], actors: list[int]) -> list[int]:
    tokens = fold(pl.Series(texts))
    learned = Boilerplate()
    learned.learn(tokens, np.array(actors), np.full(len(actors), -1))
    first, last = learned.body(tokens)
    return (last - first).tolist()


def test_an_actors_footer_and_header_are_cut() -> None:
    plain = bodies(12)
    dressed = [f"{HEADER} {text}. {FOOTER}" for text in plain]
    assert stripped(dressed, [0] * 12) == fold(pl.Series(plain)).lengths.tolist()


def test_what_follows_four_different_passages_is_a_footer_and_what_follows_three_is_none() -> None:
    footed = [f"{text}. {FOOTER}" for text in bodies(4)]
    assert stripped(footed, [0] * 4) == fold(pl.Series(bodies(4))).lengths.tolist()
    assert stripped(footed[:3], [0] * 3) == fold(pl.Series(footed[:3])).lengths.tolist()


def test_of_a_text_that_is_header_and_footer_at_once_nothing_is_left() -> None:
    plain = bodies(24)
    texts = [f"{text}. {FOOTER}" for text in plain[:12]] + [f"{FOOTER}. {t}" for t in plain[12:]]
    assert stripped([*texts, FOOTER], [0] * 25)[-1] == 0


def test_a_long_footer_is_cut_whatever_its_numbers_and_a_short_one_is_none() -> None:
    plain = [f"{one} and {other}" for one, other in zip(bodies(12), bodies(24)[12:], strict=True)]
    counted = [f"{text}. {FOOTER}, we are №{n * 37} of all" for n, text in enumerate(plain)]
    assert stripped(counted, [0] * 12) == fold(pl.Series(plain)).lengths.tolist()
    dated = [f"{text} in the year {2000 + n}" for n, text in enumerate(plain)]
    assert stripped(dated, [0] * 12) == fold(pl.Series(dated)).lengths.tolist()


def test_a_footer_longer_than_the_posts_is_cut_where_half_of_the_actors_posts_have_it() -> None:
    footer = "photographs are by our reporters and opinions are those of their authors alone"
    plain = [f"today snow{n} falls on town{n}" for n in range(8)]
    footed = [f"{text}. {footer}" for text in plain]
    assert stripped(footed, [0] * 8) == [5] * 8
    others = bodies(12)
    whole = fold(pl.Series([*footed, *others])).lengths.tolist()
    assert stripped([*footed, *others], [0] * 20) == whole
    copied = [f"{look}: {footer}" for look in ("look", "hear this", "so then", "well well")]
    assert stripped(copied, [0] * 4) == fold(pl.Series(copied)).lengths.tolist()


def test_a_footer_learned_from_its_actor_is_cut_where_others_carry_it_along() -> None:
    texts = [f"{text}. {FOOTER}" for text in bodies(12)]
    assert stripped([*texts, texts[0]], [0] * 12 + [1])[-1] == fold(pl.Series(bodies(1))).lengths[0]


def test_a_viral_text_with_everyones_own_ending_is_no_header() -> None:
    viral = "the ministry said that the treaty between both states will be signed in the spring"
    texts = [f"{viral} says reporter{n} town{n * 3} today{n}" for n in range(40)]
    assert stripped(texts, list(range(40))) == [len(viral.split()) + 4] * 40


def test_hashtags_at_the_edges_are_cut_and_those_inside_are_words() -> None:
    text = "#news #world the #treaty was signed in the spring #politics"
    assert stripped([text], [0]) == [7]


def test_a_shared_footer_alone_makes_no_pair() -> None:
    texts = [f"{text}. {FOOTER}" for text in bodies(40)]
    items = pl.DataFrame(
        {
            "id": [str(n) for n in range(40)],
            "actor": [f"channel{n % 2}" for n in range(40)],
            "time": [n * 1000 for n in range(40)],
            "text": texts,
        }
    )
    assert republication(items).pairs.is_empty()


def test_a_post_that_is_nothing_but_a_footer_is_not_compared() -> None:
    texts = [f"{text}. {FOOTER}" for text in bodies(20)] + [FOOTER, FOOTER]
    items = pl.DataFrame(
        {
            "id": [str(n) for n in range(22)],
            "actor": ["channel"] * 21 + ["other"],
            "time": [n * 1000 for n in range(22)],
            "text": texts,
        }
    )
    found = republication(items)
    assert found.skipped == 2
    assert found.pairs.is_empty()


def test_a_footer_that_invites_makes_no_pairs_however_short_the_posts_are() -> None:
    invitation = "Subscribe to our channel, share with friends and leave a reaction, more to come"
    posts = pl.DataFrame(
        {"text": [f"{TOPICS[n % 8]} opens in town{n * 31} {invitation}" for n in range(30)]}
    ).with_row_index("id")
    posts = posts.with_columns(
        pl.col("id").cast(pl.String), actor=pl.col("id").cast(pl.String), time=pl.col("id") * 60_000
    )
    assert republication(posts).pairs.is_empty()
    quoted = posts.with_columns(pl.col("text").str.replace("Subscribe to our", "He left his"))
    assert not republication(quoted).pairs.is_empty()  # the same words that invite to nothing


DAY = 86_400_000
UNASKED = "photographs are by our reporters and opinions are those of their authors alone always"


def told(texts: list[str], days: list[float]) -> int:
    """How many pairs there are among texts of as many actors, dated so."""
    rows = [
        (str(n), f"channel{n}", int(day * DAY), text)
        for n, (text, day) in enumerate(zip(texts, days, strict=True))
    ]
    table = pl.DataFrame(rows, schema=["id", "actor", "time", "text"], orient="row")
    return republication(table).pairs.height


def test_what_ends_short_texts_of_many_whenever_they_write_is_a_footer_and_a_burst_is_a_copy() -> (
    None
):
    ended = [f"snow{n} falls on {TOPICS[n % 8]}{n} of town{n}. {UNASKED}" for n in range(60)]
    steady = [n * 0.5 for n in range(60)]
    assert told(ended, steady) == 0
    assert told(ended, [n * 0.05 for n in range(60)]) == 60 * 59 // 2
    ever_rarer = [1.1**n / 10 for n in range(60)]
    assert told(ended, ever_rarer) > 60
