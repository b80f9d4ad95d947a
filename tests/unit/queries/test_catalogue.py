"""Headers are read, checked and complained about; values are converted."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from graph.errors import AmpnetError
from queries.catalogue import HeaderError, UnknownQueryError, catalogue, find
from queries.header import read_query
from queries.parameters import ParameterError

GOOD = """// Who is there?
//
// Direction: none.
//   Nobody is counted twice.
//
// @question Q6
// @param name: string = "a — b" — Name with a dash, and a description
//   that goes on.
// @param since: datetime = null — Time.
// @param many: integer = 3 — Number.
// @param ids: strings = ["x"] — Ids.
// @param share: float = 0.5 — Share.
// @param loud: boolean = false — Whether.
// @column id: string — Id.
// @column n: integer — Count.
//
// :param name => "a"

MATCH (a:Actor) WHERE a.name = $name AND $since IS NULL AND a.id IN $ids AND $loud
  AND $share > 0 // a remark with @param
RETURN a.id AS id, 1 AS n LIMIT $many;
"""


@pytest.fixture
def query_file(tmp_path: Path) -> Path:
    path = tmp_path / "who-is-there.cypher"
    path.write_text(GOOD, encoding="utf-8")
    return path


def test_a_header_is_read(query_file: Path) -> None:
    query = read_query(query_file)
    assert query.name == "who-is-there"
    assert query.title == "Who is there?"
    assert query.description == "Direction: none.\nNobody is counted twice."
    assert query.question == "Q6"
    assert [p.name for p in query.parameters] == ["name", "since", "many", "ids", "share", "loud"]
    assert query.parameters[0].description.endswith("description that goes on.")
    assert [(c.name, c.type) for c in query.columns] == [("id", "string"), ("n", "integer")]
    assert query.statement.startswith("MATCH")
    assert query.statement.endswith("LIMIT $many")


def test_defaults_fill_what_is_missing(query_file: Path) -> None:
    assert read_query(query_file).typed({"many": "7", "since": ""}) == {
        "name": "a — b",
        "since": None,
        "many": 7,
        "ids": ["x"],
        "share": 0.5,
        "loud": False,
    }


@pytest.mark.parametrize(
    ("name", "value", "typed"),
    [
        ("name", "", ""),
        ("many", 0, 0),
        ("many", "12", 12),
        ("share", "1e-3", 0.001),
        ("share", 1, 1.0),
        ("loud", "TRUE", True),
        ("ids", "x:a, x:b,", ["x:a", "x:b"]),
        ("ids", ["x:a,b"], ["x:a,b"]),
        ("since", "2022-02-24", "2022-02-24T00:00:00Z"),
        ("since", "2022-02-24T05:00:00+03:00", "2022-02-24T02:00:00Z"),
        ("since", datetime(2022, 2, 24, tzinfo=UTC), "2022-02-24T00:00:00Z"),
        ("since", None, None),
    ],
)
def test_values_that_fit(query_file: Path, name: str, value: Any, typed: Any) -> None:
    found = read_query(query_file).typed({name: value})[name]
    assert found == typed
    assert type(found) is type(typed)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", 3),
        ("name", None),
        ("many", "-1"),
        ("many", "3.5"),
        ("many", 2**31),
        ("many", True),
        ("many", ""),
        ("share", "nan"),
        ("share", "inf"),
        ("share", True),
        ("loud", "yes"),
        ("loud", 1),
        ("ids", [1]),
        ("ids", 5),
        ("since", "yesterday"),
        ("since", 5),
    ],
)
def test_values_that_do_not_fit(query_file: Path, name: str, value: Any) -> None:
    with pytest.raises(ParameterError) as caught:
        read_query(query_file).typed({name: value})
    assert f"Query who-is-there, parameter {name}:" in caught.value.message
    assert "The default is" in caught.value.remedy


def test_an_unknown_parameter_is_named(query_file: Path) -> None:
    with pytest.raises(ParameterError, match=r"no parameter 'shares'.*Did you mean 'share'"):
        read_query(query_file).typed({"shares": 1})


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("@question Q6", "@question Q13", "line 6: there is no question 'Q13'"),
        ("@question", "@questoin", "line 6: @questoin is not known"),
        ("datetime = null", "moment = null", "line 9: @param .* cannot be read"),
        ("integer = 3", "integer = three", "line 10: @param .* cannot be read: Expecting value"),
        ("Number.", "", "line 10: @param .* its meaning have to follow"),
        ("integer = 3", "integer 3", "line 10: @param .* `name: type = default"),
        ("integer = 3", "integer = -3", "line 10: @param .* a whole number from 0 on"),
        ("id: string — Id", "id: text — Id", "line 14: @column .* cannot be read"),
        ("LIMIT $many", "LIMIT 3", "@param many is not used"),
        ("// @param loud", "// @param many: integer = 4 — Again.\n// @param loud", "stands twice"),
        ("$share > 0", "$shares > 0", r"\$shares has no @param line"),
    ],
)
def test_wrong_headers(query_file: Path, old: str, new: str, complaint: str) -> None:
    query_file.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(HeaderError, match=complaint):
        read_query(query_file)


def test_a_file_without_a_statement_or_title(tmp_path: Path) -> None:
    path = tmp_path / "empty.cypher"
    path.write_text("// A title\n", encoding="utf-8")
    with pytest.raises(HeaderError, match="line 2: there is no statement"):
        read_query(path)
    path.write_text("RETURN 1 AS one;", encoding="utf-8")
    with pytest.raises(HeaderError, match="line 1: the first line has to be a comment"):
        read_query(path)


def test_a_file_of_a_windows_editor_is_read_and_other_bytes_are_refused(query_file: Path) -> None:
    read = read_query(query_file)
    query_file.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_query(query_file) == read
    query_file.write_bytes(GOOD.encode("utf-16"))
    with pytest.raises(HeaderError, match="line 1: it is not UTF-8"):
        read_query(query_file)


def test_ones_own_folder_stands_beside_ours(query_file: Path) -> None:
    names = [query.name for query in catalogue(query_file.parent)]
    assert names == [query.name for query in catalogue()] + ["who-is-there"]
    assert find("who-is-there", query_file.parent).path == query_file


def test_a_name_of_ours_is_taken(query_file: Path) -> None:
    query_file.rename(query_file.with_name("route.cypher"))
    with pytest.raises(HeaderError, match="'route' is the name of a bundled query"):
        catalogue(query_file.parent)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(AmpnetError, match=r"no folder .*nowhere.*AMPNET_QUERIES"):
        catalogue(tmp_path / "nowhere")


def test_unknown_names_bring_suggestions() -> None:
    with pytest.raises(UnknownQueryError) as caught:
        find("who-amplify")
    assert caught.value.suggestions[0] == "who-amplifies"
