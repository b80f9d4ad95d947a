"""The pages for people: what there is here, and how to ask. No script, nothing from elsewhere."""

from __future__ import annotations

from importlib import resources
from typing import Any

from anyio import to_thread
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from api.problem_kinds import KINDS
from api.rest.examples import EXAMPLES
from api.rest.front import Front, front, latest_runs
from api.rest.openapi import TAGS, operations
from api.rest.rendering import page
from api.rest.service import ServiceOf
from api.views.credits import notice_of
from graph.errors import AmpnetError
from queries.catalogue import catalogue
from queries.questions import QUESTIONS

router = APIRouter(include_in_schema=False)


@router.get("/")
async def home(request: Request, service: ServiceOf) -> HTMLResponse:
    """Say what is in the graph and where to go on; also while no database answers."""
    found_front: Front | None = None
    runs: list[dict[str, Any]] = []
    trouble = ""

    def work() -> tuple[Front, list[dict[str, Any]]]:
        snapshot = service.snapshot()
        kept = service.settings.cache
        return service.ask(lambda db: (front(snapshot, db, kept), latest_runs(db)))

    try:
        found_front, runs = await service.compute(work)
    except AmpnetError as error:
        trouble = str(error)
    found = catalogue(service.settings.queries)
    by_question = [
        (number, question, [query for query in found if query.question == number])
        for number, question in QUESTIONS.items()
    ]
    return await to_thread.run_sync(
        lambda: page(
            "home.html.j2",
            data=notice_of([found_front.overview.provenance]) if found_front else None,
            front=found_front,
            runs=runs,
            trouble=trouble,
            questions=by_question,
            base=str(request.base_url).rstrip("/"),
        )
    )


@router.get("/docs")
def docs(request: Request) -> HTMLResponse:
    """List every operation with its parameters and with examples to paste."""
    document = request.app.openapi()
    by_tag: dict[str, list[dict[str, Any]]] = {name: [] for name, _ in TAGS}
    for method, path, operation in operations(document):
        by_tag[operation["tags"][0]].append(
            {
                "id": operation["operationId"],
                "method": method,
                "path": path,
                "summary": operation["summary"],
                "description": operation["description"],
                "parameters": operation.get("parameters", []),
                "examples": EXAMPLES[operation["operationId"]],
            }
        )
    return page(
        "docs.html.j2",
        tags=[(name, says, by_tag[name]) for name, says in TAGS],
        description=document["info"]["description"],
        kinds=KINDS,
        kind_of=kind_of,
        base=str(request.base_url).rstrip("/"),
    )


def kind_of(parameter: dict[str, Any]) -> str:
    """What a parameter takes, in a few words."""
    schema = parameter["schema"]
    options = [option for option in schema.get("anyOf", [schema]) if option.get("type") != "null"]
    words = []
    for option in options:
        inner = option.get("items", option)
        name = inner["$ref"].rsplit("/", 1)[-1] if "$ref" in inner else inner.get("type", "")
        values = inner.get("enum")
        words.append(" | ".join(values) if values else inner.get("format", name))
    default = schema.get("default")
    said = " or ".join(dict.fromkeys(words)) or "text"
    return said if default is None else f"{said}; {default} if not given"


@router.get("/favicon.ico")
def favicon() -> Response:
    """There is none; browsers ask all the same."""
    return Response(status_code=204)


@router.get("/style.css")
def style() -> Response:
    """The pages' style."""
    text = (resources.files("api.rest") / "templates" / "style.css").read_text(encoding="utf-8")
    return Response(text, media_type="text/css", headers={"Cache-Control": "max-age=3600"})
