"""The README's tour, run as it stands, on the bundled sample.

A block marked `console` has commands after `$ ` and, below each, lines of what it prints; `...`
stands for anything left out. Blanks are compared as one. The README's port becomes a free one.
"""

from __future__ import annotations

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.engines import JAVA_OPTIONS
from tests.support.own_ports import own_port, reserve
from tests.support.pages import ROOT, blocks, text

README = ROOT / "README.md"
PORT = "8000"
SECONDS = 280


@dataclass(frozen=True)
class Tour:
    """Where the sample is loaded and served."""

    folder: Path
    environment: dict[str, str]
    port: int

    def run(self, command: str) -> str:
        """Run a command of the README and return what it prints."""
        done = subprocess.run(
            command.replace(f":{PORT}/", f":{self.port}/"),
            shell=True,
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def tour(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """`ampnet demo` in a folder that sees the checkout's files, as `make demo` leaves it."""
    folder = tmp_path_factory.mktemp("tour")
    for name in ("docs", "loaders"):
        (folder / name).symlink_to(ROOT / name)
    port = own_port()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("AMPNET_")}
    environment = {
        **kept,
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", "")]),
        "AMPNET_HOME": str(reserve(folder / "home")),
        "AMPNET_EMBEDDED_JAVA": " ".join(JAVA_OPTIONS),
        "AMPNET_PORT": str(port),
        "COLUMNS": "200",
        "PYTHONPATH": str(ROOT),
    }
    tour = Tour(folder, environment, port)
    try:
        said = tour.run("ampnet demo")
        assert "All is up" in said, said
        yield tour
    finally:
        tour.run("ampnet down")


def _commands() -> list[tuple[str, list[str]]]:
    """Return the README's commands, each with the lines shown below it."""
    found: list[tuple[str, list[str]]] = []
    for block in blocks(README, "console"):
        for line in re.sub(r"\\\n *", "", block.text).splitlines():
            if line.startswith("$ "):
                found.append((line.removeprefix("$ "), []))
            else:
                found[-1][1].append(line)
    return found


def _one_blank(line: str) -> str:
    return " ".join(line.split())


def _matches(shown: list[str], printed: str) -> str | None:
    """Return the first line that is not printed where it is shown, None when all are."""
    rest = [_one_blank(line) for line in printed.splitlines() if line.strip()]
    gap = False
    for line in map(_one_blank, shown):
        if line == "...":
            gap = True
            continue
        pattern = re.compile(".*".join(map(re.escape, line.split("..."))) + (".*" if gap else ""))
        places = range(len(rest)) if gap else range(min(1, len(rest)))
        place = next((k for k in places if pattern.match(rest[k])), None)
        if place is None:
            return line
        rest, gap = rest[place + 1 :], False
    return None


def test_what_is_shown_is_looked_for() -> None:
    assert _matches(["one", "...", "three"], "one\ntwo\nthree\n") is None
    assert _matches(["a ... c"], "a b c") is None
    assert _matches(["one", "three"], "one\ntwo\nthree\n") == "three"
    assert _matches(["...", "four"], "one\ntwo\nthree\n") == "four"


@pytest.mark.parametrize(
    ("command", "shown"), [pytest.param(c, s, id=c[:60]) for c, s in _commands()]
)
def test_the_tour_says_what_is_printed(tour: Tour, command: str, shown: list[str]) -> None:
    if command.startswith("curl") and shutil.which("curl") is None:
        pytest.skip("no curl on PATH")
    printed = tour.run(command)
    missing = _matches(shown, printed)
    assert missing is None, f"{missing!r} is not in:\n{printed}"


def test_the_python_example_runs(tour: Tour) -> None:
    (example,) = blocks(README, "python")
    script = tour.folder / "example.py"
    script.write_text(f"{example.text}\nprint(len(found.communities), graph.vcount())\n")
    assert tour.run(f"{sys.executable} example.py").split()[0] == "7"


def test_the_notebook_runs(tour: Tour) -> None:
    notebook = json.loads((ROOT / "docs/examples/sample.ipynb").read_text("utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    said = (
        "print(len(found.communities), other.number_of_nodes(), ways[0], shown._repr_html_()[:7])"
    )
    script = tour.folder / "notebook.py"
    script.write_text("\n".join((*cells, said)), "utf-8")
    communities, nodes, way = tour.run(f"{sys.executable} notebook.py").split(maxsplit=2)
    assert int(communities) > 1
    assert int(nodes) > 1_800
    assert way.strip() == "Hua Chunying > Daniel Dumbrill <iframe"


def test_accounts_and_actors_add_up() -> None:
    """Both counts are printed in the tour; the sentence between them has their difference."""
    said = re.sub(r"\s+", " ", text(README))
    accounts, bodies, states = (
        int(re.findall(rf"([\d,]+) {label}", said)[0].replace(",", ""))
        for label in ("Actor", "Organization", "State")
    )
    (counts,) = re.findall(r"of (\d+) nodes \((\d+) more", said)
    actors = sum(map(int, counts)) - bodies - states
    assert f"which makes {accounts:,}." in said
    assert f"**{actors:,} actors**, because the list shows that {accounts - actors} of the" in said


def test_the_sentences_numbers_hold(tour: Tour) -> None:
    said = re.sub(r"\s+", " ", text(README))
    listed = tour.run(
        "ampnet cypher --json 'MATCH (a:Actor)-[:ATTRIBUTED_TO]->() RETURN count(DISTINCT a)'"
    )
    (accounts,) = map(int, re.findall(r"^ +(\d+)$", listed, re.MULTILINE))
    assert f"**{accounts:,} accounts**" in said
    with (ROOT / "loaders/sample/accounts.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    handles = Counter(row["x"].lower() for row in rows if row["x"])
    assert f"{len(rows):,} rows" in said
    assert f"{sum(n > 1 for n in handles.values())} on X stand on two rows or more" in said
    overview = tour.run(f"curl -s http://127.0.0.1:{PORT}/v1/overview")
    top = re.search(r'"name":"Hua Chunying".*?"count":(\d+),"others":(\d+)', overview)
    assert top is not None
    assert f"Hua Chunying, {top[1]} times" in said
    assert top[2] == "9" and "Nine of the ten" in said
