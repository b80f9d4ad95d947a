"""Write `docs/api.md` from the OpenAPI document: python -m api.rest.markdown > docs/api.md."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Any, Final

from api.app import create_app
from api.problem_kinds import KINDS
from api.rest.examples import EXAMPLES
from api.rest.openapi import TAGS, operations, success
from api.rest.pages import kind_of
from graph.settings import Settings

BASE: Final = "http://127.0.0.1:8000"

_INTRO: Final = """# REST interface

<!-- Made by `python -m api.rest.markdown > docs/api.md`; edit the code, not this page. -->

`ampnet serve` listens on `http://127.0.0.1:8000`, on this machine only unless told otherwise. `/`
is a page to begin at, `/docs` is this page, served, and `/openapi.json` describes everything to
programs. The examples are about the bundled sample and work when pasted; the sample holds no
texts, so those that say "of the example" work after

```sh
ampnet load docs/examples/copies.csv
ampnet derive republication
ampnet derive coordination
```

- **Direction.** Arrows point from the one who amplifies to the one amplified; content flows the
  other way.
- **Ids** are stable keys such as `x:mfa_china`, `domain:rt.com`, `org:xinhua`, `state:CN`. Wherever
  an id is asked for, any other way to write an account will do: `@MFA_China`, `rt.com`,
  `https://x.com/MFA_China` (percent-encoded in a path). Aliases stand for the actor they name.
- **Lists** are `{items, nextCursor, total, truncated}`: `total` is the true number, `truncated`
  says that there are more, and `nextCursor`, given as `cursor` with the same parameters, leads on.
  A cursor is of one version of the graph; after a change it is refused, and the list begins anew.
- **Times** are ISO 8601 in UTC, with `Z`. In parameters a date will do, and no zone means UTC.
- **Filters** that may be given several times keep what fits any of the values:
  `kind=retweet&kind=quote`. With `since` and `until`, counts are made anew from the events inside.
- **A parameter that an address does not have**, such as `sinse`, is 422, and not passed over.
- **To repeat an answer**: every computed one has `provenance`, with its parameters, its seed and
  the version of the graph.
- **Whose data it is** stands there too: `datasets` has a line to print for each data set, with its
  licence. `GET /v1/datasets` has all that is known of them.
- **To ask again** costs little: such an answer has an `ETag`, and who gives it in `If-None-Match`
  gets 304 without a body, and without a computation, while the graph is of the same version.
- **Nothing found** is 200 and an empty list. An id that the graph does not hold is 404, with
  near ones in `suggestions`.
- **Clients** are made from `/openapi.json` by any generator. In Python, `openapi-python-client
  generate --url http://127.0.0.1:8000/openapi.json` gives a class for each answer and for problems.
- **Rights.** Everything is read with the read-only database user, where there is one. On this
  machine no key is needed; where others can reach the interface, each request brings one:
  `Authorization: Bearer KEY` ([security.md](security.md)). Requests meant for another host, and
  posts from pages of other sites, are refused.
- **Limits.** 1,000 items a page, 5,000 rows a query, 10,000 of your own Cypher, 30 s a statement,
  5,000 nodes a view, 8,192 characters an address, 1 MiB a body. Each is refused in words, or said
  in the answer.
"""


def page(document: dict[str, Any]) -> str:
    """Return the page, Markdown, for an OpenAPI document."""
    return "\n".join([_INTRO, *_sections(document), *_problems()])


def _sections(document: dict[str, Any]) -> Iterator[str]:
    for name, says in TAGS:
        yield f"## {name.capitalize()}\n\n{says}\n"
        for method, path, operation in operations(document):
            if operation["tags"] == [name]:
                yield from _operation(document, method, path, operation)


def _operation(
    document: dict[str, Any], method: str, path: str, operation: dict[str, Any]
) -> Iterator[str]:
    yield f"### {method} {path}\n"
    yield f"**{operation['summary']}** {' '.join(operation['description'].split())}\n"
    if parameters := operation.get("parameters"):
        yield "| parameter | takes | |\n|---|---|---|"
        for parameter in sorted(parameters, key=lambda each: not each["required"]):
            name = f"`{parameter['name']}`" + (" (needed)" if parameter["required"] else "")
            takes = kind_of(parameter).replace("|", "\\|")
            yield f"| {name} | {takes} | {parameter.get('description', '')} |"
        yield ""
    if fields := _fields(document, operation):
        yield "| answer | |\n|---|---|"
        yield from (f"| `{name}` | {says} |" for name, says in fields.items())
        yield ""
    for example in EXAMPLES[operation["operationId"]]:
        yield f"{example.says}:\n"
        yield f"```sh\n{example.curl(method, path, BASE)}\n```\n"


def _fields(document: dict[str, Any], operation: dict[str, Any]) -> dict[str, str]:
    """Members of the answer and what they mean."""
    content = success(operation)["content"].get("application/json", {})
    name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    members = document["components"]["schemas"].get(name, {}).get("properties", {})
    return {member: about.get("description", "") for member, about in members.items()}


def _problems() -> Iterator[str]:
    yield "## Problems\n"
    yield (
        "Every error, of whatever kind, is `application/problem+json` (RFC 9457) with `type`, "
        "`title`,\n`status`, `detail`, `instance` and `requestId`; many have a `remedy`, some "
        "`suggestions` or `errors`.\n"
    )
    yield "| status | type | meaning |\n|---|---|---|"
    yield from (
        f"| {kind.status} | `{kind.slug}` | {kind.title}. {kind.meaning} |" for kind in KINDS
    )
    yield ""


if __name__ == "__main__":
    sys.stdout.write(page(create_app(Settings()).openapi()))
