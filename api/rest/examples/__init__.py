"""Requests that work when pasted, for the OpenAPI document, the documentation and the tests.

They are about the bundled sample, which holds no texts; those about texts are about
`docs/examples/copies.csv`, once it is loaded and derived from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from api.rest.example import Example
from api.rest.examples.answers import ANSWERS, COPIES, STORY
from api.rest.examples.graph import GRAPH
from api.rest.examples.work import WORK

__all__ = ["COPIES", "EXAMPLES", "STORY"]

EXAMPLES: Final[Mapping[str, tuple[Example, ...]]] = {**GRAPH, **ANSWERS, **WORK}
"""By operation id; the first one also fills the OpenAPI document."""
