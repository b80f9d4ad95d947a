"""`ampnet formats`: what can be loaded."""

from __future__ import annotations

from api.cli.options import Json
from api.cli.output import document, say
from loaders.formats import FORMATS


def list_formats(json: Json = False) -> None:
    """List the formats with their fields and a sample of each."""
    if json:
        document(
            [
                {
                    "name": f.name,
                    "description": f.description,
                    "fields": [
                        {"name": x.name, "also": x.also, "needed": x.needed, "about": x.description}
                        for x in f.fields
                    ],
                    "sample": f.sample,
                }
                for f in FORMATS
            ]
        )
        return
    for each in FORMATS:
        say(f"{each.name}: {each.description}")
        for field in each.fields:
            also = f" (or {', '.join(field.also)})" if field.also else ""
            say(f"  {'*' if field.needed else ' '} {field.name}{also}  {field.description}")
        say("".join(f"    | {line}\n" for line in each.sample.splitlines()))
