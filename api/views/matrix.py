"""The matrix of outlets: a row for who republished, a column for who was republished."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from api.views.called import country, language
from api.views.leads import Site
from api.views.plain import render_plain
from api.views.text import LABEL_LENGTH, clean
from api.views.words import apart, lag
from graph.answers.republication import Cell, LanguagePair, RepublicationAnswer

SHADES: Final = 5
_MANY: Final = 20
"""Where no cell has more than this, none is drawn as dark as can be."""

LISTED: Final = 300
"""Cells in the list below the matrix, the largest first."""


@dataclass(frozen=True, slots=True)
class _Square:
    """A cell as it is drawn; without a count it is empty."""

    count: int = 0
    lag: str = ""
    shade: int = 0
    says: str = ""


def render_matrix(answer: RepublicationAnswer, site: Site | None = None) -> str:
    """The matrix as HTML text, in UTF-8 once it is encoded; strings in it may be hostile.

    Args:
        answer: Who republished whom.
        site: Where its names and numbers lead, where a server shows the page.
    """
    largest = max((_MANY, *(cell.count for cell in answer.cells)))
    cells = {(cell.source.id, cell.target.id): cell for cell in answer.cells}
    ids = [outlet.node.id for outlet in answer.outlets]
    squares = [[_square(cells.get((row, column)), largest) for column in ids] for row in ids]
    return render_plain(
        "matrix.html.j2",
        answer.provenance,
        title="Who republishes whom",
        answer=answer,
        rows=list(zip(answer.outlets, squares, strict=True)),
        names=apart(outlet.node for outlet in answer.outlets),
        cells=answer.cells[:LISTED],
        pairs=sum(cell.count for cell in answer.cells),
        languages=_languages,
        country=country,
        site=site,
        lag=lag,
        shades=range(1, SHADES + 1),
        provenance=answer.provenance,
    )


def _square(cell: Cell | None, largest: int) -> _Square:
    if cell is None:
        return _Square()
    share = math.log1p(cell.count) / math.log1p(largest)
    says = (
        f"{cell.source.name} took {cell.count} from {cell.target.name}; "
        f"{cell.in_return} in return. Languages: {_languages(cell.languages)}"
    )
    shade = max(1, math.ceil(share * SHADES))
    coarse = " ".join(lag(cell.median_lag_seconds).split()[:2])
    return _Square(cell.count, coarse, shade, clean(says, 300))


def _languages(pairs: tuple[LanguagePair, ...]) -> str:
    said = (
        f"{language(one.original or '?')} to {language(one.copy or '?')} {one.count}"
        if one.original or one.copy
        else f"not known {one.count}"
        for one in pairs[:4]
    )
    return clean(", ".join(said), LABEL_LENGTH)
