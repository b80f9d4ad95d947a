from pathlib import Path

import polars as pl
import pytest

from api.cli.communities import communities
from api.cli.plain_communities import communities_of_file
from graph.answers.partition import BadCommunitiesRequestError, Method
from graph.plainfiles import PlainFileError

EDGES = "who,whom,times\na,b,3\nb,c,1\nc,a,1\nx,y,2\nc,x,0.1\n"


@pytest.fixture
def edges(tmp_path: Path) -> Path:
    (tmp_path / "edges.csv").write_text(EDGES)
    return tmp_path / "edges.csv"


def test_membership_is_written(
    edges: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "membership.csv"
    communities_of_file(
        edges, method=Method(), source="who", target="whom", weight="times", out=out
    )
    assert pl.read_csv(out).rows() == [("a", 1), ("b", 1), ("c", 1), ("x", 2), ("y", 2)]
    assert "2 communities of 5 nodes (leiden, undirected" in capsys.readouterr().err


def test_without_a_file_it_goes_to_the_terminal(
    edges: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    communities_of_file(edges, method=Method(directed=True), source="who", target="whom")
    assert capsys.readouterr().out.splitlines()[0] == "id,community"


def test_a_missing_column_is_named(edges: Path) -> None:
    with pytest.raises(PlainFileError, match="source"):
        communities_of_file(edges, method=Method())


def test_a_division_is_compared_with_another(
    edges: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other.csv"
    other.write_text("id,community\na,one\nb,one\nx,two\ny,two\nz,two\n")
    columns = {"source": "who", "target": "whom", "weight": "times"}
    communities_of_file(edges, method=Method(), fit_small=True, compare_with=other, **columns)  # type: ignore[arg-type]
    said = capsys.readouterr().err
    assert "AMI 1.0000, ARI 1.0000" in said
    assert "4 of 5 nodes (2 communities there)" in said
    other.write_text("id,community\na,1\na,2\n")
    with pytest.raises(PlainFileError, match="stands twice"):
        communities_of_file(edges, method=Method(), compare_with=other, **columns)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("who,whom,times\na,,1\n", "Row 1: nothing stands in the column 'whom', the target"),
        ("who,whom,times\na,b,1\nb,c,\n", "Row 2: the weight in the column 'times' is missing"),
        (
            "who,whom,times\na,b,-1\n",
            "Row 1: the weight in the column 'times' is '-1', not a number",
        ),
        ("who,whom,times\na,b,NaN\n", "'NaN', not a number above 0"),
        ("who,whom,times\na,b,1e308\nb,c,1e308\n", "add up to more than a number can hold"),
    ],
)
def test_a_bad_row_is_named_with_its_file_and_column(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "odd.csv"
    file.write_text(text)
    with pytest.raises(BadCommunitiesRequestError, match=says) as raised:
        communities_of_file(file, method=Method(), source="who", target="whom", weight="times")
    assert raised.value.message.startswith(f"{file}: ")
    assert raised.value.remedy


def test_a_row_with_too_many_fields_is_named(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text('source,target\na,"b\nc"\na,b,c\n')
    with pytest.raises(PlainFileError, match="line 4 has 3 fields, the header 2"):
        communities_of_file(tmp_path / "odd.csv", method=Method())


def test_both_ends_in_one_column_are_refused(edges: Path) -> None:
    with pytest.raises(BadCommunitiesRequestError, match="both ends"):
        communities_of_file(edges, method=Method(), source="who", target="who")


def test_ids_are_kept_as_written(tmp_path: Path) -> None:
    rows = [["01", 'she said "hi", twice'], ["01", "two\nlines"], [" 1", "Ελλάδα"]]
    out = tmp_path / "out.csv"
    pl.DataFrame(rows, schema=["source", "target"], orient="row").write_csv(tmp_path / "in.csv")
    communities_of_file(tmp_path / "in.csv", method=Method(), out=out)
    assert sorted(pl.read_csv(out, infer_schema=False)["id"]) == sorted(
        {x for r in rows for x in r}
    )


def test_options_of_the_graph_do_not_go_with_a_file_nor_the_reverse(edges: Path) -> None:
    with pytest.raises(BadCommunitiesRequestError, match="--by is about the graph"):
        communities(edges=edges, by="country")
    with pytest.raises(BadCommunitiesRequestError, match="--weight is about a file"):
        communities(weight="times")
