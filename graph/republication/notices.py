"""What a platform shows where it withholds a text: equal everywhere, and nobody's copy."""

from typing import Final

import polars as pl

from graph.republication.tokens import Bools

_NOTICE: Final = (
    r"(?i)^\s*(?:sorry, )?this (?:"
    r"(?:message|channel|group|chat|bot|user) (?:couldn['’]t|can['’]t|cannot) be displayed"
    r"|message is (?:currently )?not supported"
    r"|(?:message|channel|group) is (?:unavailable|no longer available|temporarily inaccessible)"
    r"|(?:tweet|post) (?:is|was) (?:no longer available|unavailable|deleted by|from a suspended"
    r"|from an account that no longer)"
    r").{0,160}$"
)


def are_notices(texts: pl.Series) -> Bools:
    """Tell which texts are notices of Telegram or X in place of a text."""
    return texts.str.contains(_NOTICE).fill_null(value=False).to_numpy()
