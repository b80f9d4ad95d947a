"""Which stories spread, and how?"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import HTMLResponse
from pydantic import Field, StringConstraints

from api.asking.names import resolve
from api.rest.answering import AnswerRoute
from api.rest.paging import Cursor, Limit, Page
from api.rest.parameters import LARGEST_INTEGER, AnyId, Countries, Moment
from api.rest.sending import send, site_of
from api.rest.service import ServiceOf
from api.rest.shapes import Listing, Node, Provenance, Shape, UtcTime
from api.views.cascade import render_cascade
from api.views.plain import policy
from graph.answers.stories import StoryOrder, StoryWanted, stories
from graph.answers.story import story

router = APIRouter(prefix="/v1/stories", tags=["stories"], route_class=AnswerRoute)

StoryId = Annotated[
    str,
    Path(
        alias="storyId",
        min_length=1,
        max_length=200,
        description="Id of a story, as the list gives it.",
    ),
]
Least = Annotated[int, Query(ge=0, le=LARGEST_INTEGER)]


class Story(Shape):
    """Items that are copies, close variants or translations of one text."""

    id: str = Field(description="Stays when the story grows.")
    title: str = Field(description="Title of the root item, or how its text begins.")
    size: int = Field(description="Items.")
    actors: int = Field(description="Who published them, how many.")
    first: list[Node] = Field(description="The first of these, at most five.")
    countries: list[str] = Field(description="States that the actors speak for.")
    languages: list[str] = Field(description="Languages of the items.")
    first_at: UtcTime | None
    last_at: UtcTime | None
    span_seconds: int | None = Field(description="From the earliest item to the latest.")


class Stories(Listing[Story]):
    """Stories."""

    provenance: Provenance


class TakenFrom(Shape):
    """Where an item has its text from: the evidence for a branch of the tree."""

    item: str = Field(description="Id of the earlier item.")
    similarity: float | None = Field(
        description="Jaccard similarity of the texts; of a translation, of their meanings."
    )
    containment: float | None = Field(
        description="Share of the shorter text that stands in the longer."
    )
    lag_seconds: int | None
    method: str | None = Field(
        description="exact, near, quote or translation, with +named where the text names its "
        "source, +simultaneous, +common-source or +undated."
    )
    confidence: float | None = Field(description="In the direction, 0 to 1.")
    run: str | None


class StoryItem(Shape):
    """An item of a story."""

    id: str
    actor: Node
    published_at: UtcTime | None
    time_precision: str | None = Field(description="`second` or `day`.")
    since_first_seconds: int | None
    language: str | None
    title: str | None
    excerpt: str | None = Field(description="How the text begins.")
    url: str | None
    archived_url: str | None
    dataset: str | None
    depth: int = Field(description="Steps to the root of its tree; 0 for a root.")
    copies: int = Field(description="Items that took their text from it.")
    taken_from: TakenFrom | None = Field(description="Null for a root.")


class StoryTold(Listing[StoryItem]):
    """A story: its items in the order of time, each pointing at what it took its text from."""

    story: Story
    run: str | None = Field(description="The derivation that wrote it.")
    provenance: Provenance


@router.get("", operation_id="listStories", summary="Which stories spread?")
async def list_stories(
    service: ServiceOf,
    actor: Annotated[
        AnyId | None,
        Query(description="Only stories that this actor published; any way to write it."),
    ] = None,
    countries: Countries = None,
    language: Annotated[
        Annotated[str, StringConstraints(pattern="^[a-z]{2,3}$")] | None,
        Query(description="Only stories with an item in this language, ISO 639-1."),
    ] = None,
    since: Annotated[
        Moment | None,
        Query(
            description="Only stories that went on then or later, written as elsewhere: 2022-02-24."
        ),
    ] = None,
    until: Annotated[Moment | None, Query(description="Only stories that began before.")] = None,
    min_size: Annotated[Least, Query(alias="minSize", description="Fewest items of a story.")] = 2,
    min_actors: Annotated[
        Least,
        Query(
            alias="minActors",
            description="Fewest actors of a story; 1 lists also what one repeats of itself.",
        ),
    ] = 2,
    min_countries: Annotated[
        Least,
        Query(
            alias="minCountries",
            description="Fewest states whose actors published it; 2 for what crossed over.",
        ),
    ] = 0,
    min_languages: Annotated[
        Least, Query(alias="minLanguages", description="Fewest languages it is in.")
    ] = 0,
    sort: Annotated[
        StoryOrder, Query(description="The largest, the latest or the longest first.")
    ] = StoryOrder.SIZE,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Stories:
    """List the stories that `ampnet derive republication` found in the texts of the graph.

    A story is of a state when one of the actors that published it speaks for that state.
    """

    def work() -> Stories:
        snapshot = service.snapshot()
        wanted = StoryWanted(
            actor=resolve(snapshot, actor).id if actor is not None else None,
            countries=frozenset(countries) if countries else None,
            language=language,
            since=since,
            until=until,
            min_size=min_size,
            min_actors=min_actors,
            min_countries=min_countries,
            min_languages=min_languages,
            order=sort,
        )
        about = {"list": "stories", "of": _said(wanted)}
        page = Page.of(about, snapshot.version, limit, cursor)
        found = service.ask(
            lambda database: stories(database, snapshot, wanted, start=page.start, limit=limit)
        )
        return Stories(
            **page.fields([Story.model_validate(one) for one in found.stories], found.total),
            provenance=Provenance.model_validate(found.provenance),
        )

    return await service.compute(work)


def _said(wanted: StoryWanted) -> str:
    return str((wanted, sorted(wanted.countries or ())))


@router.get("/{storyId}", operation_id="getStory", summary="How did a story spread?")
async def get_story(
    service: ServiceOf, story_id: StoryId, limit: Limit = 200, cursor: Cursor = None
) -> StoryTold:
    """Tell a story: a timeline and a tree at once, with the evidence for each branch.

    Items stand in the order of time; `takenFrom` names the item that one took its text from.
    """

    def work() -> StoryTold:
        snapshot = service.snapshot()
        page = Page.of({"list": "story", "of": story_id}, snapshot.version, limit, cursor)
        found = service.ask(
            lambda database: story(database, snapshot, story_id, start=page.start, limit=limit)
        )
        return StoryTold(
            **page.fields([StoryItem.model_validate(one) for one in found.items], found.total),
            story=Story.model_validate(found.story),
            run=found.run,
            provenance=Provenance.model_validate(found.provenance),
        )

    return await service.compute(work)


@router.get(
    "/{storyId}/view",
    operation_id="getStoryView",
    summary="How did a story spread, as a page to look at",
    response_class=HTMLResponse,
)
async def get_story_view(service: ServiceOf, story_id: StoryId) -> HTMLResponse:
    """Draw a story's cascade along time; one HTML file that fetches nothing and opens offline."""

    def work() -> str:
        snapshot = service.snapshot()
        found = service.ask(lambda database: story(database, snapshot, story_id))
        return render_cascade(found, site_of())

    page = await service.compute(work)
    return send(page, policy())
