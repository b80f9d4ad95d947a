"""What holds for every bundled query without a database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from graph.model import NODE_LABELS, RELATIONSHIP_TYPES
from graph.vocabulary import Role
from queries.catalogue import CataloguedQuery, catalogue
from queries.page import page
from queries.parameters import param_lines
from queries.questions import QUESTIONS

QUERIES = catalogue()
EACH = pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)

WRITES = re.compile(
    r"\b(CREATE|MERGE|SET|DELETE|DETACH|REMOVE|DROP|FOREACH|LOAD\s+CSV|IN\s+TRANSACTIONS)\b", re.I
)
# Only one of the engines has these.
ONE_ENGINE = re.compile(r"\b(apoc|gds|db|dbms)\.|\bSHORTEST\s+\d|\bFULLTEXT\b|\belementId\b", re.I)


def without_texts(query: CataloguedQuery) -> str:
    return re.sub(r"'[^']*'", "''", query.statement)


def test_every_question_has_a_query() -> None:
    assert {query.question for query in QUERIES} == set(QUESTIONS)


def test_every_kind_of_edge_has_evidence() -> None:
    shown = " ".join(query.statement for query in QUERIES if query.question == "Q12")
    assert "AMPLIFIES" in shown
    for model in RELATIONSHIP_TYPES:
        if model.type == "MEMBER_OF":  # of a division: what it rests on is its run
            continue
        # The evidence of an aggregated edge is the edges between items that it sums.
        aggregated = {"AMPLIFIED": "AMPLIFIES", "REPUBLISHED": "REPUBLISHES"}
        assert re.search(rf"\b{aggregated.get(model.type, model.type)}\b", shown), model.type


@EACH
def test_it_only_reads_and_only_what_both_engines_have(query: CataloguedQuery) -> None:
    assert not WRITES.search(without_texts(query))
    assert not ONE_ENGINE.search(without_texts(query))


@EACH
def test_it_names_only_what_the_model_has(query: CataloguedQuery) -> None:
    labels = {node.label for node in NODE_LABELS} | set(Role)
    types = {model.type for model in RELATIONSHIP_TYPES}
    names = set()
    for found in re.findall(r"[(\[]\w*:([A-Za-z_|]+)", without_texts(query)):
        names |= set(found.split("|"))
    assert names
    assert names <= labels | types


@EACH
def test_it_has_a_limit_and_says_the_direction(query: CataloguedQuery) -> None:
    assert query.statement.splitlines()[-1] == "LIMIT $limit"
    assert "limit" in {parameter.name for parameter in query.parameters}
    if "AMPLIF" in query.statement or "REPUBLISH" in query.statement:
        assert re.search("[Dd]irection", query.description) or query.name == "find-actors"


@EACH
def test_people_find_the_parameters_below_the_header(query: CataloguedQuery) -> None:
    lines = query.path.read_text(encoding="utf-8").splitlines()
    commands = [line.removeprefix("// ") for line in lines if line.startswith("// :param")]
    assert commands == param_lines(query.parameters)


@EACH
def test_its_columns_are_those_it_returns(query: CataloguedQuery) -> None:
    returned = query.statement.rpartition("RETURN ")[2].partition("ORDER BY")[0]
    flat, depth = "", 0
    for letter in returned:
        depth += (letter in "([{") - (letter in ")]}")
        flat += letter if depth == 0 else ""
    names = [part.split()[-1] for part in flat.split(",")]
    assert names == [column.name for column in query.columns]


def test_the_page_is_fresh() -> None:
    written = Path(__file__).resolve().parents[3] / "docs" / "queries.md"
    assert written.read_text(encoding="utf-8") == page(QUERIES), (
        "make it again: python -m queries.page > docs/queries.md"
    )
