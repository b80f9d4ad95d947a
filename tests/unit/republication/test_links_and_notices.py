"""Posts that are little but a link, short posts that return, notices in place of a text."""

import polars as pl
import pytest

from graph.republication import Outcome, republication
from graph.republication.notices import are_notices
from graph.republication.pages import page_keys
from tests.unit.republication.texts import items

DAY = 86_400
PAGE = "https://news.example.org/2024/05/treaty-signed"


def pairs(found: Outcome) -> set[tuple[str, str]]:
    return set(found.pairs.select("later_id", "earlier_id").iter_rows())


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (f"{PAGE}?utm_source=tg", True),
        ("t.me/channel/17", True),
        ("(https://vk.com/wall-12_34).", True),
        ("https://youtu.be/abc123", True),
        ("https://x.com/someone/status/1789", True),
        ("https://t.me/channel", False),
        ("https://t.me/joinchat/AbCdEf", False),
        ("https://x.com/someone", False),
        ("https://youtube.com/@someone", False),
        ("https://example.org/", False),
        ("https://[bad/1", False),
        ("no link", False),
        (None, False),
    ],
)
def test_a_page_is_neither_a_home_page_nor_a_channel_nor_a_profile(
    text: str | None, *, page: bool
) -> None:
    assert bool(page_keys(pl.Series([text], dtype=pl.String))[0]) is page


def test_spellings_of_a_link_are_one_page_and_two_pages_are_told_apart() -> None:
    written = [PAGE, f"see {PAGE.replace('https://', 'http://www.')}/?fbclid=1 !", PAGE + "-2"]
    one, same, other = page_keys(pl.Series(written))
    assert one == same != other


def test_posts_of_a_link_and_a_word_are_told_by_the_page() -> None:
    found = republication(
        items(
            ("o", "a", 0, f"Wow. {PAGE}"),
            ("c", "b", 60, f"{PAGE}?utm_source=tg 🔥"),
            ("s", "c", 90, PAGE.replace("05", "06")),
            ("i", "d", 95, "https://t.me/channel"),
            ("j", "e", 99, "https://t.me/channel"),
        )
    )
    assert pairs(found) == {("c", "o")}
    assert found.pairs["method"].to_list() == ["exact"]
    assert found.skipped == 2


@pytest.mark.parametrize(
    ("text", "returns", "found"),
    [
        ("Little people teach idle giants wrestling", 1, 1),
        ("Little people teach idle giants wrestling", 2, 0),
        ("Heavy fog closes the airport until noon", 1, 0),
    ],
)
def test_what_one_actor_repeats_once_in_singular_words_is_no_formula(
    text: str, returns: int, found: int
) -> None:
    others = [f"Heavy fog closes the airport until night {n}" for n in range(300)]
    rows = [(f"f{n}", f"x{n}", n, f"p{n} q{n} r{n} s{n}") for n in range(300)]
    rows += [(f"g{n}", f"y{n}", 0, other) for n, other in enumerate(others)]
    rows += [(f"{n}", "a", n * 90 * DAY, text) for n in range(returns + 1)]
    own = {pair for pair in pairs(republication(items(*rows))) if "".join(pair).isdigit()}
    assert len(own) == found


def test_what_returns_with_the_page_it_links_to_is_no_formula() -> None:
    text = f"A lecture on the treaty: {PAGE}"
    found = republication(items(*((f"{n}", "a", n * 30 * DAY, text) for n in range(4))))
    assert len(pairs(found)) == 6


def test_the_same_words_with_other_links_of_one_actor_are_a_series() -> None:
    posts = [(f"{n}", "a", n * 60, f"New video is out, watch: {PAGE}-{n}") for n in range(3)]
    posts.append(("c", "b", 99, posts[1][3]))
    assert pairs(republication(items(*posts))) == {("c", "1")}


def test_two_outlets_may_give_one_headline_links_of_their_own() -> None:
    title = "Ministers sign the treaty on fishing"
    posts = [("o", "a", 0, f"{title} {PAGE}"), ("c", "b", 60, f"{title} https://b.example/n/1")]
    assert pairs(republication(items(*posts))) == {("c", "o")}


def test_notices_in_place_of_a_text_are_nobodys_copy() -> None:
    notices = [
        "This message couldn't be displayed on your device due to copyright infringement.",
        "This channel can’t be displayed because it violated Telegram's Terms of Service.",
        "This Post is from an account that no longer exists. Learn more",
    ]
    said = "This message could change how we see the treaty that was signed on Monday"
    assert are_notices(pl.Series([*notices, said, None])).tolist() == [True] * 3 + [False] * 2
    posts = [(f"{n}{side}", side, n, text) for n, text in enumerate(notices) for side in "ab"]
    found = republication(items(*posts))
    assert not pairs(found)
    assert found.skipped == 6
