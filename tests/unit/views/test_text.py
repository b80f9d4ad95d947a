from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.views.text import asked, clean, clean_or_none, fact, json_for_html, milliseconds


@given(st.text(st.characters(codec=None)))
def test_clean_text_can_be_written_and_never_deceives(text: str) -> None:
    cleaned = clean(text, 50)
    cleaned.encode("utf-8")
    assert len(cleaned) <= 50
    assert not set(cleaned) & set("\x00\x1b\x7f\u202e\u2066\ud800\ufffe")


def test_honest_text_in_any_script_is_left_alone() -> None:
    for text in (
        "新华社",
        "Спутник",
        "قناة العالم",
        "日本\n語\tO’Neil",
        "👩‍🚀 e\u0301",
        "\u200frtl mark",
    ):
        assert clean(text) == text


def test_long_text_is_cut_with_an_ellipsis() -> None:
    assert clean("a" * 100_000, 10) == "aaaaaaaaa…"
    assert clean("a" * 10, 10) == "a" * 10


def test_nothing_stays_nothing() -> None:
    assert clean_or_none(None) is None
    assert clean_or_none("") is None
    assert clean_or_none(0) == "0"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5),
        (2**60, str(2**60)),
        (0.5, 0.5),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (True, "true"),
        (None, None),
        ("x\x00", "x\N{REPLACEMENT CHARACTER}"),
        (datetime(2020, 1, 2, tzinfo=UTC).date(), "2020-01-02"),
    ],
)
def test_facts_fit_into_json(value: object, expected: object) -> None:
    assert fact(value) == expected
    json.dumps(fact(value), allow_nan=False)


def test_times_without_a_zone_are_utc() -> None:
    naive = datetime(2022, 3, 27, 10)  # noqa: DTZ001  as the embedded database returns them
    assert milliseconds(naive) == milliseconds(naive.replace(tzinfo=UTC)) == 1648375200000
    east = datetime(2022, 3, 27, 12, tzinfo=timezone(timedelta(hours=2)))
    assert milliseconds(east) == milliseconds(naive)
    assert milliseconds(None) is None


@settings(max_examples=50)
@given(
    st.recursive(
        st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
    )
)
def test_json_in_html_holds_nothing_that_html_reads(value: object) -> None:
    written = str(json_for_html(value))
    assert not set(written) & set("<>&\u2028\u2029")
    assert json.loads(written) == value


def test_json_refuses_what_is_no_json() -> None:
    with pytest.raises(ValueError, match="JSON"):
        json_for_html(float("nan"))


def test_parameters_are_said_as_people_do() -> None:
    given = {"types": ["USES", "OWNED_BY"], "scope": (), "seed": 0, "until": None, "q": {"a": 1}}
    assert asked(given) == "types = USES, OWNED_BY, seed = 0, q = a=1"
    assert asked({"x": [None, []]}) == "", "nothing is left open"
