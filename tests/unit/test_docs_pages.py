"""What the pages name exists: links, commands, options, addresses, variables, make's targets."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import typer.main

from api.app import create_app
from api.cli.app import app
from graph import schema_page
from graph.model import NODE_LABELS, RELATIONSHIP_TYPES
from graph.settings import Settings
from tests.support.pages import ROOT, anchors, blocks, links, name, pages, text

PAGES = pages()
COMMAND = typer.main.get_command(app)
OTHERS_VARIABLES = re.compile(r"AMPNET_(?:PYTHON|REQUIRE|TEST_\w*|CACHE)")
"""Variables of the set-up and of the tests, which are no settings."""

each_page = pytest.mark.parametrize("page", PAGES, ids=name)


def test_the_pages_are_found() -> None:
    assert {"README.md", "CONTRIBUTING.md", "docs/api.md"} <= set(map(name, PAGES))


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for link in links(page):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert not broken


def _lines(page: Path) -> Iterator[str]:
    """Yield the commands that a page shows, in blocks and within sentences."""
    for block in blocks(page, "sh", "console", "bash"):
        joined = block.text.replace("\\\n", " ")
        for line in joined.splitlines():
            if block.language == "console" and not line.startswith("$ "):
                continue
            yield line.removeprefix("$ ")
    yield from re.findall(r"`([^`\n]+)`", text(page))


def _calls(page: Path, program: str) -> Iterator[list[str]]:
    """Yield the arguments with which a page calls a program."""
    for line in _lines(page):
        for part in re.split(r"&&|;|\| ", line.split(" #")[0]):
            try:
                words = shlex.split(part)
            except ValueError:
                continue  # a quotation that goes on elsewhere
            while words and ("=" in words[0] or words[0] == "export"):
                words = words[1:]
            if words[:1] == ["docker"] and "ampnet" in words:
                words = words[words.index("ampnet") :]
            if words and words[0].removeprefix(".venv/bin/") == program:
                yield words[1:]


@each_page
def test_commands_and_options_exist(page: Path) -> None:
    assert isinstance(COMMAND, click.Group) or hasattr(COMMAND, "list_commands")
    context = click.Context(COMMAND)
    for words in _calls(page, "ampnet"):
        known = {option for each in COMMAND.params for option in each.opts} | {"--help"}
        command = next((word for word in words if not word.startswith("-")), None)
        if command and re.fullmatch(r"[a-z][a-z-]+", command):
            found = COMMAND.get_command(context, command)
            assert found is not None, f"there is no command {command!r}"
            for one in (found, *getattr(found, "commands", {}).values()):
                known |= {o for each in one.params for o in (*each.opts, *each.secondary_opts)}
        for word in words:
            if re.match(r"--?[a-z]", word):
                assert word.split("=")[0] in known, f"{command} has no option {word}"


@each_page
def test_targets_of_make_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text(ROOT / "Makefile"), re.MULTILINE))
    for words in _calls(page, "make"):
        for word in words:
            if re.fullmatch(r"[a-z-]+", word):
                assert word in targets


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> list[re.Pattern[str]]:
    """Return what the addresses of the REST interface look like."""
    paths = create_app(Settings(home=tmp_path_factory.mktemp("home"))).openapi()["paths"]
    known = [*paths, "/", "/docs", "/openapi.json"]
    return [re.compile(re.sub(r"\{\w+\}", "[^?#]+", path)) for path in known]


@each_page
def test_addresses_exist(page: Path, templates: list[re.Pattern[str]]) -> None:
    found = re.findall(r"http://127\.0\.0\.1:8000(/[^\s'\"`)>?#]*)", text(page))
    found += re.findall(r"(?<![\w/.])(/v1/[^\s'\"`)>?#|,]+)", text(page))
    for path in found:
        plain = path.rstrip(".:;")
        fits = any(template.fullmatch(plain) for template in templates)
        # A folder of addresses, as in "below /v1/queries".
        assert fits or any(t.pattern.startswith(plain) for t in templates), path


@each_page
def test_variables_exist(page: Path) -> None:
    settings = {f"AMPNET_{field.upper()}" for field in Settings.model_fields}
    for variable in re.findall(r"AMPNET_[A-Z0-9_]+", text(page)):
        known = variable in settings or OTHERS_VARIABLES.fullmatch(variable)
        assert known or variable.endswith("_"), variable


def test_the_table_of_variables_is_the_settings() -> None:
    page = text(ROOT / "docs" / "operations.md")
    rows = dict(re.findall(r"^\| `(AMPNET_\w+)` \|([^|]*)\|", page, re.MULTILINE))
    shown = {variable: default.strip().strip("`") for variable, default in rows.items()}
    expected = {}
    for field, about in Settings.model_fields.items():
        default = about.default
        if hasattr(default, "get_secret_value"):
            default = default.get_secret_value()
        expected[f"AMPNET_{field.upper()}"] = str(default or "")
    expected["AMPNET_HOME"] = "~/.local/share/ampnet"
    assert shown == expected


def test_the_schema_page_is_fresh() -> None:
    shown = text(ROOT / "docs" / "schema.md")
    assert shown == schema_page.page(), "run make docs"
    for kind in (*NODE_LABELS, *RELATIONSHIP_TYPES):
        title = getattr(kind, "label", None) or getattr(kind, "type", None)
        assert f"\n### {title}\n" in shown
        for prop in kind.properties:
            assert prop.description in shown


def test_every_decision_is_listed() -> None:
    index = ROOT / "docs" / "decisions" / "README.md"
    notes = {path.name for path in index.parent.glob("0*.md")}
    assert notes == {link for link in links(index) if link.startswith("0")}


def test_every_page_is_reached_from_the_index() -> None:
    docs = ROOT / "docs"
    reached: set[Path] = set()
    waiting = [docs / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        local = [link.partition("#")[0] for link in links(page) if not re.match("[a-z]+:", link)]
        waiting += [
            target
            for link in local
            if (target := (page.parent / link).resolve()).suffix == ".md" and target.is_file()
        ]
    assert {name(page) for page in docs.rglob("*.md")} <= {name(page) for page in reached}
