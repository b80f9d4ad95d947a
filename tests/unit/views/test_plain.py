"""Times, spans and addresses on pages that the server draws."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from api.views.plain import policy
from api.views.text import web_address
from api.views.words import apart, lag, written
from graph.answers.nodes import NodeSummary


@pytest.mark.parametrize(
    ("seconds", "says"),
    [
        (None, ""),
        (0, "0 s"),
        (59.6, "1 min"),
        (61, "1 min 1 s"),
        (7_920, "2 h 12 min"),
        (86_400, "1 d"),
        (-90_000, "-1 d 1 h"),
        (10**9, "11,574 d 1 h"),
    ],
)
def test_lag(seconds: float | None, says: str) -> None:
    assert lag(seconds) == says


@pytest.mark.parametrize(
    "text",
    [
        None, "", "javascript:alert(1)", "JaVaScRiPt://x.example/%0aalert(1)", "data:text/html,x",
        "//x.example/a", "http://user:pass@x.example/", "https://x.example@evil.example/",
        "https://@evil.example", "https://x.example\\@evil.example/", "http://[::1",
        "https://x.example/a b", "ftp://x.example",
        "\x01https://x.example/", "https://", f"https://x.example/{'a' * 3_000}",
    ],
)  # fmt: skip
def test_what_is_no_plain_address_is_no_link(text: str | None) -> None:
    assert web_address(text) is None


def test_a_plain_address_is_a_link() -> None:
    for text in (
        "https://x.example/a?b=c%20d&e=@f#g",
        "https://mastodon.social/@Gargron/1",
        "http://127.0.0.1:8000/",
        "https://例え.jp/",
    ):
        assert web_address(text) == text


def test_times_and_policy() -> None:
    assert written(None) == ""
    assert written(datetime(2024, 3, 1, 8, 5, tzinfo=UTC)) == "2024-03-01 08:05 UTC"
    assert policy().startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src" not in policy()


def test_names_that_several_bear_are_told_apart() -> None:
    ids = {"x:mash": "Mash", "telegram:mash": "Mash", "domain:rt.com": "RT"}
    named = apart(NodeSummary(id_, name, "Actor", (), None) for id_, name in ids.items())
    assert named == {"x:mash": "x:mash", "telegram:mash": "telegram:mash", "domain:rt.com": "RT"}
