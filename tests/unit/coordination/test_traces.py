"""Each trace a layer of its own, and links brought to one form."""

from __future__ import annotations

import polars as pl
import pytest

from graph.coordination import CoordinationError, coordination
from graph.coordination.traces import traces
from graph.links import canonical_link

ITEMS = pl.DataFrame(
    {
        "item": ["1", "2", "3"],
        "actor": ["a", "b", "c"],
        "time": [0, 1000, 2000],
        "repost_of": ["9", "9", None],
        "reply_to": [None, "7", "7"],
        "links": [
            ["https://www.rt.com/x/?utm_source=t"],
            ["http://rt.com/x#top", "rt.com/y"],
            None,
        ],
        "hashtags": [["#Peace", "NATO"], ["peace", "nato"], ["nato", "peace"]],
        "mentions": [["@MFA_China"], ["mfa_china", "x"], []],
        "text": [
            "The West has lost, says @someone https://t.co/1",
            "the west has lost — says https://t.co/2",
            "Short",
        ],
        "text_cluster": ["s1", None, "s1"],
        "image_hashes": [["f0"], None, ["f0", "f0"]],
    }
)


def test_every_trace_is_derived() -> None:
    layers = traces(ITEMS)
    rows = {name: layer.select("object", "item").rows() for name, layer in layers.items()}
    assert rows == {
        "co_repost": [("9", "1"), ("9", "2")],
        "co_reply": [("7", "2"), ("7", "3")],
        "co_link": [
            ("https://rt.com/x", "1"), ("https://rt.com/x", "2"), ("https://rt.com/y", "2"),
        ],
        "co_hashtag": [("#peace #nato", "1"), ("#peace #nato", "2"), ("#nato #peace", "3")],
        "co_mention": [("mfa_china", "1"), ("mfa_china", "2"), ("x", "2")],
        "co_text": [("the west has lost says", "1"), ("the west has lost says", "2")],
        "co_near_text": [("s1", "1"), ("s1", "3")],
        "co_image": [("f0", "1"), ("f0", "3")],
    }  # fmt: skip
    edges = coordination(layers["co_link"], 60, 1, "none").edges
    assert edges.select("source", "target", "weight").rows() == [("a", "b", 1)]


def test_lists_may_be_single_strings_and_absent_columns_are_no_layers() -> None:
    layers = traces(
        pl.DataFrame(
            {
                "item": ["1"], "actor": ["a"], "time": [0],
                "links": [" anonymous-7"], "hashtags": ["#A and #b"],
            }
        )
    )  # fmt: skip
    assert {name: layer["object"].to_list() for name, layer in layers.items()} == {
        "co_link": ["anonymous-7"],
        "co_hashtag": ["#a #b"],
    }


def test_nothing_to_share_or_no_actor_is_an_error() -> None:
    with pytest.raises(CoordinationError, match="nothing that could be shared"):
        traces(ITEMS.select("item", "actor", "time"))
    with pytest.raises(CoordinationError, match="needs the column 'actor'"):
        traces(ITEMS.drop("actor"))


@pytest.mark.parametrize(
    ("link", "form"),
    [
        ("HTTP://WWW.RT.com:80/News//a/?b=2&a=1&fbclid=x#part", "https://rt.com/News/a?a=1&b=2"),
        ("m.facebook.com/groups/1", "https://facebook.com/groups/1"),
        ("https://l.facebook.com/l.php?u=https%3A%2F%2Frt.com%2Fa&h=1", "https://rt.com/a"),
        ("https://www.google.com/url?q=https://rt.com/a&sa=D", "https://rt.com/a"),
        ("https://youtu.be/abc?t=5", "https://youtube.com/watch?v=abc"),
        ("https://m.youtube.com/watch?v=abc&list=z", "https://youtube.com/watch?v=abc"),
        ("https://twitter.com/mfa_china/status/12?s=20", "https://x.com/i/status/12"),
        ("https://rt.com/%D0%B0", "https://rt.com/%D0%B0"),
        ("https://rt.com/а", "https://rt.com/%D0%B0"),
        ("https://rt.com:8443/a", "https://rt.com:8443/a"),
        ("https://www.com/", "https://www.com"),
        ("mailto:a@b.c", None),
        ("not a link", None),
        ("https://[broken", None),
        ("", None),
    ],
)
def test_canonical_links(link: str, form: str | None) -> None:
    assert canonical_link(link) == form
    if form is not None:
        assert canonical_link(form) == form
