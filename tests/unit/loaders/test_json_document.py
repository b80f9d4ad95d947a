"""JSON documents element by element: what the standard parser reads, in little memory."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from loaders.read import json_document
from loaders.read.json_document import JsonError, paths, walk

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


class Dribble(io.BytesIO):
    """A stream that gives little at a time, so that every value is cut somewhere."""

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(7, size) if size and size > 0 else 7)


def found(text: str | bytes, *wanted: str, slow: bool = False) -> list[tuple[str, Any]]:
    data = text.encode() if isinstance(text, str) else text
    stream = Dribble(data) if slow else io.BytesIO(data)
    return [(".".join(p), v) for p, v in walk(stream, *(tuple(w.split(".")) for w in wanted))]


@example(items=[1.5e-7, 12.25], name=1, indent=None, slow=True)
@settings(max_examples=40)
@given(
    items=st.lists(ANY_JSON), name=ANY_JSON, indent=st.sampled_from([None, 1]), slow=st.booleans()
)
def test_it_reads_what_the_standard_parser_reads(
    items: list[Any], name: Any, indent: int | None, slow: bool
) -> None:
    text = json.dumps({"name": name, "items": items}, indent=indent)
    expected = [("name", name), *(("items.*", item) for item in items)]
    assert found(text, "items.*", slow=slow) == expected


def test_elements_and_what_stands_beside_them() -> None:
    chats = {"about": "x", "chats": {"list": [
        {"name": "A", "messages": [{"id": 1}, {"id": 2}]}, {"name": "B", "messages": []},
    ]}}  # fmt: skip
    expected = [
        ("about", "x"),
        ("chats.list.*.name", "A"),
        ("chats.list.*.messages.*", {"id": 1}),
        ("chats.list.*.messages.*", {"id": 2}),
        ("chats.list.*.name", "B"),
    ]
    assert found(json.dumps(chats), "chats.list.*.messages.*") == expected
    assert found("\ufeff[1]\n[2, 3]", "*") == [("*", 1), ("*", 2), ("*", 3)]
    assert found("[]", "*") == []


@pytest.mark.parametrize("slow", [False, True])
@pytest.mark.parametrize(
    ("text", "before", "says"),
    [
        ('[{"a": 1},\n{"a": ', 1, "line 2"),
        ('[{"a": 1} {"a": 2}]' + " " * 40, 1, "line 1"),
        ('[1,\n2,\n{"a" 1}' + " " * 40 + "]", 2, "line 3"),
        ("[1, " + "[" * 100_000, 1, "deep"),
        ("[1,]" + " " * 40, 1, "line 1"),
        (b"[1,\x00]" + b" " * 40, 1, "line 1"),
    ],
)
def test_what_is_no_json_ends_there_and_says_where(
    text: str | bytes, before: int, says: str, slow: bool
) -> None:
    data = text.encode() if isinstance(text, str) else text
    seen = []
    with pytest.raises(JsonError, match=says):
        for _, value in walk(Dribble(data) if slow else io.BytesIO(data), ("*",)):
            seen.append(value)
    assert len(seen) == before


def test_long_numbers_and_bytes_that_are_no_text_pass_as_values() -> None:
    assert found("[" + "9" * 5000 + "]", "*") == [("*", float("inf"))]
    assert found(b'["\xff"]', "*") == [("*", "\udcff")]


def test_an_element_without_end_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_document, "ELEMENT_LIMIT", 1_000_000)
    with pytest.raises(JsonError, match="longer than"):
        found('["' + "x" * 5_000_000, "*")


def test_paths_of_a_beginning() -> None:
    head = b'{"type": "bundle", "objects": [{"id": 1, "refs": ["a'
    assert {".".join(path) for path in paths(io.BytesIO(head))} == {
        "type",
        "objects",
        "objects.*",
        "objects.*.id",
    }
