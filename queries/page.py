"""Write `docs/queries.md` from the catalogue: python -m queries.page > docs/queries.md."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator

from queries.catalogue import catalogue
from queries.header import CataloguedQuery
from queries.parameters import param_lines
from queries.questions import QUESTIONS

_INTRO = """# Queries

<!-- Made by `python -m queries.page > docs/queries.md`; edit the queries, not this page. -->

One file in `queries/` is one question, and runs with the same text

- in Neo4j Browser or cypher-shell: the `:param` lines first, then the statement;
- on the command line, by its name: `ampnet query who-amplifies`;
- over REST, by its name, below `/v1/queries`;
- in Python: `queries.catalogue.run(database, "who-amplifies", {"actor": "x:rt_com"})`.

Parameters that are left out take their defaults. A `datetime` is a date or time in ISO 8601, UTC
where it names no zone; integers are whole numbers from 0 on. Where a default is `null`, null
switches the filter off. All times in answers are UTC.

Your own: put `*.cypher` files with such a header into a folder and name it in `AMPNET_QUERIES`;
they are listed beside these. The header's form is described in `queries/catalogue.py`.

Write patterns from the end that is known: `(what)<-[:PUBLISHED]-(author:Actor)` where `what` is
bound. To Neo4j it is the same either way round; the embedded database starts at the left end, and
`act-as-one` written the other way round took 22 times as long on the bundled sample. It also looks
through all edges of a node for those of one type: ask for the publisher of an `Item`, never of an
`Actor` that thousands amplify. `amplification-by-month` took 43 s on 220,000 forwards with
`OPTIONAL MATCH (what)<-[:PUBLISHED]-(author)`, and 8 s with the `CASE` that it has now.
"""


def page(queries: Iterable[CataloguedQuery]) -> str:
    """Return the page, Markdown, for these queries."""
    return "\n".join([_INTRO, *_sections(tuple(queries))])


def _sections(queries: tuple[CataloguedQuery, ...]) -> Iterator[str]:
    for number, question in QUESTIONS.items():
        yield f"## {number}. {question}\n"
        for query in queries:
            if query.question == number:
                yield from _entry(query)


def _entry(query: CataloguedQuery) -> Iterator[str]:
    yield f"### {query.name}\n"
    yield f"{query.title}\n"
    yield f"{query.description}\n"
    yield "| parameter | type | default | |"
    yield "|---|---|---|---|"
    for parameter in query.parameters:
        default = json.dumps(parameter.default)
        yield f"| `{parameter.name}` | {parameter.type} | `{default}` | {parameter.description} |"
    yield "\n| column | type | |"
    yield "|---|---|---|"
    for column in query.columns:
        yield f"| `{column.name}` | {column.type} | {column.description} |"
    lines = (*param_lines(query.parameters), f"{query.statement};")
    yield "\n```cypher\n" + "\n".join(lines) + "\n```\n"


if __name__ == "__main__":
    sys.stdout.write(page(catalogue()))
