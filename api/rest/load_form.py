"""What may be said of a file that is sent to be loaded: in the address, or in parts of a form."""

from __future__ import annotations

from typing import Annotated, Any, Final

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from api.rest.parameters import DatasetName
from api.rest.uploads import FILE, FORM, LONGEST_FIELD

_Pair = Annotated[str, StringConstraints(min_length=3, max_length=200)]
_MOST_PAIRS: Final = 50
_LONGEST_NAME: Final = 255
"""Bytes of a file's name that file systems take."""


def _fits(name: str) -> str:
    if len(name.encode("utf-8", "replace")) > _LONGEST_NAME:
        raise ValueError("it is too long for a file's name")
    return name


FileName = Annotated[
    str,
    StringConstraints(pattern=r"^\w[\w.()\[\]+,&@ -]{0,99}$"),  # letters of any script
    AfterValidator(_fits),
]
FormatName = Annotated[str, StringConstraints(max_length=40)]
AboutText = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST_FIELD)]
Pairs = Annotated[list[_Pair], Field(max_length=_MOST_PAIRS)]


class LoadForm(BaseModel):
    """What a form may say beside the file; each stands for the query's parameter of its name."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    name: FileName | None = Field(None, description="Name of the file, instead of its own.")
    dataset: DatasetName | None = Field(None, description="Name of the data set.")
    format: FormatName | None = Field(None, description="Name of the format.")
    map: Pairs = Field([], description="FIELD=COLUMN")
    constants: Pairs = Field([], alias="set", description="FIELD=VALUE")
    again: bool = Field(False, description="Read a file again that was loaded completely.")
    about: AboutText | None = Field(None, description="Whose data it is, as JSON or YAML.")


_FORM_SCHEMA: Final[dict[str, Any]] = LoadForm.model_json_schema()
BODY: Final[dict[str, Any]] = {
    "description": "The file: CSV, JSON lines, JSON or Parquet; plain, compressed or in an "
    "archive, zip or tar. As it is, or in a form, whose other parts stand for parameters.",
    "content": {
        "application/octet-stream": {"schema": {"type": "string"}},
        FORM: {
            "schema": {
                "title": "LoadForm",
                "type": "object",
                "required": [FILE],
                "additionalProperties": False,
                "properties": {
                    FILE: {"type": "string", "format": "binary", "description": "The file."},
                    **_FORM_SCHEMA["properties"],
                },
            }
        },
    },
}


async def asked_for(
    name: Annotated[
        FileName | None,
        Query(
            description="Name of the file; a form's file has one. It stays in the job's own "
            "folder, whatever it is called."
        ),
    ] = None,
    dataset: Annotated[
        DatasetName | None, Query(description="Name of the data set; the file's name if not given.")
    ] = None,
    format: Annotated[  # noqa: A002
        FormatName | None,
        Query(
            description="Name of the format, of those that `ampnet formats` lists; recognised if "
            "not given.",
        ),
    ] = None,
    map: Annotated[  # noqa: A002
        list[_Pair] | None,
        Query(
            max_length=_MOST_PAIRS,
            description="FIELD=COLUMN: which column holds a field, such as `actor=mentioner`. May "
            "be given several times.",
        ),
    ] = None,
    constants: Annotated[
        list[_Pair] | None,
        Query(
            alias="set",
            max_length=_MOST_PAIRS,
            description="FIELD=VALUE for every row, such as `kind=forward`. May be given several "
            "times.",
        ),
    ] = None,
    again: Annotated[
        bool, Query(description="Read a file again that was loaded completely.")
    ] = False,
    about: Annotated[
        AboutText | None,
        Query(
            description="Whose data it is: a Data Package descriptor or a few lines, as JSON or "
            "YAML, such as `license: CC-BY-4.0`. Without it the data set keeps what it has."
        ),
    ] = None,
) -> LoadForm:
    """Read what the address says."""
    return LoadForm(
        name=name,
        dataset=dataset,
        format=format,
        map=map or [],
        set=constants or [],
        again=again,
        about=about,
    )
