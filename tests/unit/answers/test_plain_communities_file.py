from pathlib import Path

import polars as pl
import pytest

from api.cli.plain_communities import communities_of_file
from graph.answers.partition import Method
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
