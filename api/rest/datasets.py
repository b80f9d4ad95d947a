"""Whose data is in the graph, and under what terms."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import AliasChoices, Field

from api.rest.paging import Cursor, Limit, Page
from api.rest.service import ServiceOf
from api.rest.shapes import Listing, Shape
from api.rest.strict import StrictRoute
from loaders.datasets import Dataset as Loaded
from loaders.datasets import datasets

router = APIRouter(prefix="/v1", tags=["overview"], route_class=StrictRoute)


class Dataset(Shape):
    """A data set that was loaded, and whom to credit for it; null is what nobody said."""

    dataset: str = Field(description="Its name: what everything loaded with it carries.")
    credit: str = Field(
        validation_alias=AliasChoices("credit", "line"), description="The line to print."
    )
    title: str | None = Field(description="What its makers call it.")
    creators: list[str] = Field(description="Who made it.")
    publisher: str | None = Field(description="Who published it.")
    license: str | None = Field(description="SPDX identifier or expression, or words.")
    license_url: str | None = Field(description="Where the licence stands.")
    citation: str | None = Field(description="How its makers ask to be cited.")
    doi: str | None = Field(description="Without the resolver's address.")
    url: str | None = Field(description="Where it was published.")
    retrieved_on: str | None = Field(description="Day on which it was fetched.")
    rights: str | None = Field(description="Further terms and notes.")
    loads: int = Field(default=0, description="Loads that brought it, without those removed.")
    removed: int = Field(default=0, description="Loads that were removed.")
    rows: int = Field(default=0, description="Rows that they wrote.")


@router.get("/datasets", operation_id="listDatasets", summary="Whose data is it?")
def list_datasets(service: ServiceOf, limit: Limit = 50, cursor: Cursor = None) -> Listing[Dataset]:
    """List the data sets by name: whom to credit for each, and its licence."""
    found = service.ask(datasets)
    page = Page.of({"list": "datasets"}, len(found), limit, cursor)
    return page.of_all([_shown(each) for each in found])


def _shown(found: Loaded) -> Dataset:
    counts = {"loads": found.loads, "removed": found.removed, "rows": found.rows}
    return Dataset.model_validate(found.credit).model_copy(update=counts)
