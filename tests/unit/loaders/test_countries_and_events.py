"""Countries by name or code; ids of interactions."""

from __future__ import annotations

import random
from contextlib import closing

import pytest

from graph.vocabulary import AmplificationKind, TimePrecision
from loaders import events
from loaders.countries import country_code
from loaders.events import EventIds
from loaders.records import InteractionRecord


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Russia", "RU"),
        ("russian federation", "RU"),
        ("Россия", "RU"),
        ("中国", "CN"),
        ("cn", "CN"),
        ("Côte d'Ivoire", "CI"),
        ("Ivory Coast", "CI"),
        ("U.S.A.", "US"),
        ("The Gambia", "GM"),
        ("Frenchpolynesia", "PF"),
        ("DR Congo", "CD"),
        ("Bosnia and Herzegovina", "BA"),
        ("Bosnia & Herzegovina", "BA"),
    ],
)
def test_countries_by_any_name(text: str, code: str) -> None:
    assert country_code(text) == code


@pytest.mark.parametrize("text", ["", "EU", "Nowhere", "XX", "ZZ", "C\x00N"])
def test_what_is_no_country_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no country"):
        country_code(text)


def interaction(**changes: object) -> InteractionRecord:
    record = InteractionRecord("x:a", "x:b", AmplificationKind.REPLY, 1_000, TimePrecision.SECOND)
    return record._replace(**changes)


def test_equal_rows_are_counted_and_a_second_file_starts_anew() -> None:
    first, second = EventIds(), EventIds()
    of_first = [first.of(interaction()) for _ in range(3)]
    assert len(set(of_first)) == 3
    assert [second.of(interaction()) for _ in range(2)] == of_first[:2]


def test_what_does_not_fit_in_memory_is_counted_on_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(1)
    some = [interaction(at=rng.randrange(400)) for _ in range(2_000)]
    with closing(EventIds()) as ids:
        expected = [ids.of(each) for each in some]
    assert len(set(expected)) == 2_000
    monkeypatch.setattr(events, "CONTENTS", 7)
    with closing(EventIds()) as ids:
        assert [ids.of(each) for each in some] == expected


def test_what_differs_has_another_id() -> None:
    ids = EventIds()
    some = [
        interaction(),
        interaction(target="x:c"),
        interaction(kind=AmplificationKind.QUOTE),
        interaction(at=2_000),
        interaction(text="other"),
    ]
    assert len({ids.of(record) for record in some}) == len(some)


def test_the_source_s_own_id_wins_then_the_address() -> None:
    ids = EventIds()
    assert ids.of(interaction(item="post:x:1", url="https://x.com/a/status/1")) == "post:x:1"
    assert ids.of(interaction(url="https://e.org/1")) == "url:https://e.org/1"
