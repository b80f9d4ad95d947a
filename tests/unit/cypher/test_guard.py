"""The guard lets reading through, refuses the rest, and sends nothing that it has not read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.cypher import check
from graph.cypher.tokens import LONGEST
from graph.errors import QueryInvalidError, QueryRefusedError
from queries.catalogue import catalogue
from tests.support.attacks import ATTACKS

READING = (
    "MATCH (n) RETURN n",
    "match (start)-[set]->(end) return start, set.create AS create, end",
    "MATCH (a:Actor {use: 1}) WHERE a.show IN $load RETURN a.call, a.delete",
    "MATCH (a) WHERE a.name = 'CREATE (n); DROP' RETURN \"MERGE // \" AS x // CREATE\n",
    "MATCH (a:`CREATE`)-[:`SET`]->(`DELETE`) RETURN `DELETE`;",
    "MATCH p = shortestPath((a)-[*..5]-(b)) WHERE all(x IN nodes(p) WHERE x:Actor) RETURN p",
    "MATCH (a) WHERE EXISTS { (a)-->(:Item) } AND NOT (a)--(:State) RETURN COUNT { (a)-->() }",
    "MATCH (a) CALL (a) { MATCH (a)-->(b) RETURN count(b) AS n } RETURN a, n",
    "CALL { MATCH (a) RETURN a UNION ALL MATCH (b) RETURN b AS a } RETURN a",
    "CALL db.labels() YIELD label RETURN label",
    "CALL db.labels",
    "CALL DB.Labels()",
    "UNWIND range(1, 3) AS i RETURN i, i * 1.5e3 + 0xFF - 1_000, [1, 2][0..1]",
    "RETURN date.truncate('month', date()) AS m, duration.between(date(), date()).days AS d",
    "MATCH (a)-[r:A|B*1..3 {kind: 'x'}]->(b) RETURN DISTINCT a ORDER BY a.x DESC SKIP 1 LIMIT 2",
    "MATCH (set) WHERE set.x = 1 AND set.y STARTS WITH use RETURN set ORDER BY create",
    "MATCH (a:Actor) USING INDEX a:Actor(id) WHERE a.id = $id RETURN a {.id, .name}",
    "MATCH ANY SHORTEST (a:Actor)-[:AMPLIFIED]-+(b:Actor) RETURN a",
    "RETURN CASE WHEN true THEN (1) ELSE (2) END, reduce(s = 0, x IN [1] | s + x)",
    "MATCH (a) RETURN a.name AS `имя`, a.имя AS 名前 LIMIT 1",
    "WITH 'RT' AS transactions, [1] AS xs RETURN 1 IN xs, transactions",
    "MATCH (t) WHERE 5 IN transactions RETURN 1",
    "RETURN 'it\\'s', \"a\\\\\", 'a/*b', '`'",
)
NO_STATEMENTS = ("", " \n", ";;", "/* only */", "MATCH (n) /* open", "RETURN 'open", "RETURN `open")


@pytest.mark.parametrize("statement", ATTACKS)
def test_what_is_no_reading_is_refused(statement: str) -> None:
    with pytest.raises(QueryRefusedError) as refused:
        check(statement)
    assert refused.value.message


def test_there_are_enough_of_them() -> None:
    assert len(set(ATTACKS)) == len(ATTACKS) >= 100


@pytest.mark.parametrize("statement", READING)
def test_reading_passes(statement: str) -> None:
    check(statement)


@pytest.mark.parametrize("statement", NO_STATEMENTS)
def test_what_is_no_statement_is_invalid(statement: str) -> None:
    with pytest.raises(QueryInvalidError):
        check(statement)


def test_every_query_of_the_catalogue_passes() -> None:
    for query in catalogue():
        check(query.statement)


def test_comments_are_not_sent_and_lines_stay() -> None:
    checked = check("MATCH (n) // one\n/* two\nthree */ RETURN n.a, '// x' ; ")
    assert "one" not in checked.text and "two" not in checked.text
    assert "'// x'" in checked.text
    assert checked.text.count("\n") == 2
    assert checked.text.index("RETURN") == len("MATCH (n) // one\n/* two\nthree */ ")


def test_the_shape_has_no_literals() -> None:
    checked = check("MATCH (a:Actor {id: 'x:secret'}) /* hm */ WHERE a.n > 42\nRETURN a.`b c`, $p")
    assert checked.shape == "MATCH (a:Actor {id:?}) WHERE a.n > ? RETURN a.?, $p"


def test_too_long_is_said() -> None:
    with pytest.raises(QueryInvalidError, match="characters"):
        check(f"RETURN '{'a' * LONGEST}'")


@given(st.text(st.characters(codec="utf-8"), max_size=60), st.sampled_from(ATTACKS))
def test_nothing_before_an_attack_lets_it_pass(text: str, attack: str) -> None:
    """Whatever stands before it: refused, or invalid, or the attack is text or a comment."""
    try:
        checked = check(f"{text} {attack}")
    except (QueryRefusedError, QueryInvalidError):
        return
    assert any(mark in text for mark in ("'", '"', "`", "/"))
    assert checked.text
