"""Who took which text from whom."""

import polars as pl
import pytest

from graph.republication import Outcome, RepublicationError, republication
from tests.unit.republication.texts import EDITED, LONG, OTHER, items

HOUR, DAY = 3600, 86_400


def pairs(found: Outcome) -> dict[tuple[str, str], str]:
    rows = found.pairs.select("later_id", "earlier_id", "method").iter_rows()
    return {(later, earlier): method for later, earlier, method in rows}


def tree(found: Outcome) -> dict[str, tuple[str, str | None]]:
    rows = found.stories.select("item_id", "root_id", "taken_from").iter_rows()
    return {item: (root, taken) for item, root, taken in rows}


@pytest.mark.parametrize("script", sorted(LONG))
def test_copies_edited_copies_and_strangers(script: str) -> None:
    found = republication(
        items(
            ("o", "a", 0, LONG[script]),
            ("c", "b", HOUR, f"⚡️ **{LONG[script]}** https://t.me/b #news"),
            ("e", "c", 2 * HOUR, EDITED[script]),
            ("s", "d", 3 * HOUR, OTHER[script]),
        )
    )
    assert pairs(found) == {("c", "o"): "exact", ("e", "o"): "near", ("e", "c"): "near"}
    assert tree(found) == {"o": ("o", None), "c": ("o", "o"), "e": ("o", "o")}
    assert found.pairs.filter(later_id="c")["lag_seconds"].to_list() == [HOUR]


@pytest.mark.parametrize("script", sorted(LONG))
def test_a_quote_inside_a_longer_piece(script: str) -> None:
    piece = f"{OTHER[script]}\n«{LONG[script]}»\n{OTHER[script][::-1]}"
    found = republication(items(("o", "a", 0, LONG[script]), ("q", "b", HOUR, piece)))
    assert pairs(found) == {("q", "o"): "quote"}
    assert found.pairs["containment"].item() > 0.9
    assert found.pairs["similarity"].item() < 0.5


def test_the_longer_text_may_be_the_source() -> None:
    half = " ".join(LONG["en"].split()[:15])
    found = republication(items(("o", "a", 0, LONG["en"]), ("h", "b", HOUR, half)))
    assert tree(found)["h"] == ("o", "o")


HEADLINE = "Government bans children under sixteen from social networks"


@pytest.mark.parametrize(
    ("copy", "method"),
    [
        (f"{LONG['en']} {HEADLINE}. {OTHER['en']}", "quote"),
        ("Goverment bans childrens under sixteen from social networkz", "near"),
        (f"Well, here we go again. {HEADLINE.replace('ildr', 'i1dr')}", "near"),
        ("Government bans lorries over sixteen tons from social housing", None),
    ],
)
def test_a_headline_is_found_in_a_longer_piece_and_with_slips_of_the_pen(
    copy: str, method: str | None
) -> None:
    found = pairs(republication(items(("o", "a", 0, HEADLINE), ("c", "b", HOUR, copy))))
    assert found == ({("c", "o"): method} if method else {})


def test_a_copy_with_a_comment_before_it_is_of_the_same_story_and_a_digest_is_not() -> None:
    comment = f"Now look what they have come up with this time. {HEADLINE}"
    digest = f"{LONG['en']} {HEADLINE}. {OTHER['en']}"
    rows = [("o", "a", 0, HEADLINE), ("c", "b", HOUR, comment), ("d", "c", 2 * HOUR, digest)]
    found = republication(items(*rows))
    assert set(pairs(found)) >= {("c", "o"), ("d", "o")}
    assert tree(found) == {"o": ("o", None), "c": ("o", "o")}


def test_few_words_that_many_texts_have_are_no_quote() -> None:
    alert = "Yellow level of danger today"
    others = [(f"{n}", f"x{n}", n, f"{alert} in town{n} by wind{n} and ice{n}") for n in range(300)]
    found = pairs(republication(items(*others, ("a", "a", 400, alert))))
    assert not [pair for pair in found if "a" in pair]
    few = pairs(republication(items(*others[:2], ("a", "a", 400, alert))))
    assert ("a", "0") in few


@pytest.mark.parametrize(
    ("brief", "longer"),
    [
        ("Masters of headlines.", "Masters of headlines. Photo taken by reader no. 7851"),
        ("Masters of Bryansk headlines", "Well, that took a while. Masters of Bryansk headlines"),
        ("布良斯克标题", "最新消息，编者按，布良斯克标题"),
    ],
)
def test_a_post_of_three_or_four_words_is_found_where_another_begins_or_ends_with_it(
    brief: str, longer: str
) -> None:
    rows = [(f"f{n}", "x", n, f"a{n} b{n} c{n} d{n} e{n}") for n in range(200)]
    own, other = ("o", "a", 300, brief), ("c", "b", 300 + HOUR, longer)
    assert pairs(republication(items(*rows, own, other))) == {("c", "o"): "quote"}
    common = [(f"x{n}", f"x{n}", n, f"{brief} in town{n} by a{n} for b{n} d{n}") for n in range(99)]
    found = pairs(republication(items(*rows, *common, own)))
    assert not [pair for pair in found if "o" in pair]


@pytest.mark.parametrize(("before", "days", "found"), [(0, 3, True), (0, 9, True), (20, 3, False)])
def test_rare_words_are_a_copy_days_later_and_a_formula_is_none(
    before: int, days: int, found: bool
) -> None:
    form = "Heavy fog in {} closes the airport until noon"
    rows = [(f"f{n}", "x", n, f"a{n} b{n} c{n} d{n} e{n}") for n in range(600)]
    rows += [(f"b{n}", f"x{n}", -n * 9 * DAY, form.format(f"town{n}")) for n in range(before)]
    rows += [("o", "a", 0, form.format("Halle")), ("c", "b", days * DAY, form.format("the east"))]
    assert (("c", "o") in pairs(republication(items(*rows)))) is found


def test_numbers_may_be_written_otherwise() -> None:
    one = "The city will buy 10 000 lamps and 1 250 buses for 25 000 000 roubles next year"
    other = "The city will buy 10,000 lamps and 1250 buses for 25 million roubles next year"
    assert pairs(republication(items(("o", "a", 0, one), ("c", "b", HOUR, other))))


def test_a_form_filled_in_with_other_numbers_is_no_copy() -> None:
    form = "Losses by this morning: tanks {}, guns {}, vehicles {}, aircraft {}, ships {}, men {}"
    one, other = form.format(7, 12, 31, 2, 0, 950), form.format(9, 15, 28, 3, 1, 1020)
    assert pairs(republication(items(("1", "a", 0, one), ("2", "b", HOUR, other)))) == {}


def test_a_formula_starts_anew_each_time() -> None:
    alert = "Air raid alert in the whole country"
    times = [0, 60, 10 * DAY, 10 * DAY + 60]
    found = republication(items(*((str(n), "ab"[n % 2], t, alert) for n, t in enumerate(times))))
    assert set(pairs(found)) == {("1", "0"), ("3", "2")}
    assert found.stories["story_id"].n_unique() == 2


def test_a_series_of_one_actor_is_no_story() -> None:
    rows = [
        (str(n), "a", n * 7 * DAY, f"Where to go this weekend: the best ideas of our editors for "
         f"the whole family, from the old {place} to the new {place} hall and the river {place}")
        for n, place in enumerate(["theatre", "circus", "gallery"])
    ]  # fmt: skip
    assert pairs(republication(items(*rows))) == {}


def test_an_alert_forwarded_twice_by_one_of_many_is_one_story() -> None:
    alert = "Air raid alert in the whole country"
    rows = [(str(n), f"c{n}", n * 60, alert) for n in range(9)]
    found = republication(items(*rows, ("again", "c0", 5 * DAY, alert)))
    assert found.stories["root_id"].unique().to_list() == ["0"]
    assert found.pairs.height == 45


@pytest.mark.parametrize("weeks", [0, 1])
def test_the_next_use_of_the_same_words_is_no_copy(weeks: int) -> None:
    form = "The {} level of danger because of {} was declared in the Moscow region till {}"
    one = form.format("yellow", "wind and rain", "Tuesday, the forecasters report")
    other = form.format("yellow", "thick morning fog", "Tuesday, the forecasters report")
    found = republication(items(("1", "a", 0, one), ("2", "b", HOUR + weeks * 7 * DAY, other)))
    assert found.pairs.height == (not weeks)


def test_a_report_of_another_day_is_no_copy_though_most_numbers_are_the_same() -> None:
    form = (
        "Total losses of the enemy by the morning, the general staff reports: tanks 3010,"
        " armoured vehicles 6073, guns {}, rocket launchers 435, air defence systems 219, planes"
        " 278, helicopters 261, ships 15, cruise missiles 592 and men {} in total so far"
    )
    one, other = form.format(1974, 113390), form.format(1978, 114270)
    assert pairs(republication(items(("1", "a", 0, one), ("2", "b", HOUR, other))))
    assert not pairs(republication(items(("1", "a", 0, one), ("2", "b", DAY, other))))


def test_a_piece_that_quotes_tells_its_own_story_and_one_that_goes_on_the_same() -> None:
    quoting = f"{OTHER['en']} {LONG['en']} {OTHER['en'][::-1]}"
    found = republication(
        items(
            ("o", "a", 0, LONG["en"]),
            ("q1", "b", HOUR, quoting),
            ("q2", "c", 2 * HOUR, quoting),
            ("more", "d", 3 * HOUR, f"{LONG['en']} {OTHER['ru']} {OTHER['ru'][::-1]}"),
        )
    )
    assert pairs(found)[("q1", "o")] == "quote"
    roots = {item: root for item, (root, _) in tree(found).items()}
    assert roots == {"o": "o", "more": "o", "q1": "q1", "q2": "q1"}


def test_both_versions_of_a_post_are_paired_with_each_other_however_late_they_are_passed_on() -> (
    None
):
    second = LONG["en"].replace("the", "that", 1) + " This sentence was added an hour later."
    rows = [(f"a{n}", f"c{n}", n * 3 * DAY, LONG["en"]) for n in range(4)]
    rows += [(f"b{n}", f"c{n}", HOUR + n * 3 * DAY, second) for n in range(4)]
    assert republication(items(*rows)).pairs.height == 28


def test_a_channel_whose_handle_stands_in_the_text_is_no_source_hours_later() -> None:
    text = f"{LONG['en']} More at @later"
    found = republication(items(("1", "first", 0, text), ("2", "later", HOUR, text)))
    assert tree(found)["2"] == ("1", "1")
    soon = republication(items(("1", "first", 0, text), ("2", "later", 600, text)))
    assert tree(soon)["1"] == ("2", "2")


def test_direction_follows_a_source_that_is_named_though_it_is_dated_later() -> None:
    found = republication(
        items(
            ("copy", "outlet.example", 0, f"{LONG['en']} Source: Sputnik"),
            ("own", "sputniknews.com", HOUR, LONG["en"]),
            ("third", "blog", 2 * HOUR, LONG["en"]),
        )
    )
    assert tree(found) == {"own": ("own", None), "copy": ("own", "own"), "third": ("own", "own")}
    row = found.pairs.filter(later_id="copy", earlier_id="own").row(0, named=True)
    assert row["method"] == "near+named"
    assert row["lag_seconds"] == -HOUR


@pytest.mark.parametrize(
    ("dateline", "agency"),
    [
        ("BEIJING, March 3 (Xinhua) -- ", "xinhuanet"),
        ("МОСКВА, 3 марта. /ТАСС/. ", "tass.com"),
        ("新华社北京3月3日电 ", "news.cn"),
    ],
)
def test_two_that_reprint_one_agency_did_not_copy_each_other(dateline: str, agency: str) -> None:
    text = dateline + LONG["zh" if "新" in dateline else "ru" if "Т" in dateline else "en"]
    apart = republication(items(("1", "a", 0, text), ("2", "b", HOUR, text)))
    assert tree(apart) == {"1": ("1", None), "2": ("1", None)}
    assert pairs(apart) == {("2", "1"): "exact+common-source"}
    inside = republication(
        items(("w", agency, 0, text), ("1", "a", HOUR, text), ("2", "b", 2 * HOUR, text))
    )
    assert tree(inside) == {"w": ("w", None), "1": ("w", "w"), "2": ("w", "w")}


def test_simultaneous_items_are_marked_and_no_direction_is_claimed() -> None:
    found = republication(
        items(
            ("1", "a", 100, LONG["en"]), ("2", "b", 100, LONG["en"]), ("3", "c", 7777, LONG["en"])
        )
    )
    assert pairs(found)[("2", "1")] == "exact+simultaneous"
    confidence = dict(
        found.pairs.filter(earlier_id="1").select("later_id", "confidence").iter_rows()
    )
    assert confidence["2"] == 0.5
    assert confidence["3"] > 0.95


def test_times_to_the_day_are_simultaneous_within_the_day() -> None:
    found = republication(
        items(("1", "a", 0, LONG["en"]), ("2", "b", 0, LONG["en"]), ("3", "c", DAY, LONG["en"]))
    )
    assert pairs(found)[("2", "1")] == "exact+simultaneous"
    assert pairs(found)[("3", "1")] == "exact"


def test_an_item_without_a_time_is_never_the_source_of_one_with_a_time() -> None:
    found = republication(items(("1", "a", None, LONG["en"]), ("2", "b", 5 * DAY, LONG["en"])))
    assert pairs(found) == {("1", "2"): "exact+undated"}
    assert found.pairs["lag_seconds"].item() is None
    assert found.undated == 1


def test_a_named_source_gives_more_confidence_than_the_clock() -> None:
    named = republication(
        items(("1", "mash", 0, LONG["ru"]), ("2", "b", 1, LONG["ru"] + " Подписывайся на Mash"))
    )
    plain = republication(items(("1", "mash", 0, LONG["ru"]), ("2", "b", 1, LONG["ru"])))
    assert "named" in named.pairs["method"].item()
    assert named.pairs["confidence"].item() > plain.pairs["confidence"].item()


def test_order_of_rows_makes_no_difference() -> None:
    table = items(
        *((f"{s}{n}", f"a{n}", n * HOUR, text[s])
          for s in LONG for n, text in enumerate((LONG, EDITED, OTHER, LONG)))
    )  # fmt: skip
    one, other = republication(table), republication(table.sample(fraction=1, shuffle=True, seed=3))
    assert one.pairs.sort("later_id", "earlier_id").equals(
        other.pairs.sort("later_id", "earlier_id")
    )
    assert one.stories.sort("item_id").equals(other.stories.sort("item_id"))


def test_ids_have_to_stand_for_one_item_each() -> None:
    table = items(("1", "a", 0, LONG["en"]), ("1", "b", 1, LONG["ru"]))
    with pytest.raises(RepublicationError, match="'1' stands for more than one item"):
        republication(table)
    with pytest.raises(RepublicationError, match="have no id"):
        republication(table.with_columns(id=pl.lit(None, pl.String)))
