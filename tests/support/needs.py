"""What a test needs of the machine, and what happens when it is not there.

A test whose need is missing is skipped with the reason. `AMPNET_REQUIRE=neo4j,browser` turns
those skips into failures: that is how a run that has to be complete is started.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NoReturn

import pytest

from tests.support.missing import MissingError

WORDS = ("neo4j", "browser", "firefox")
VARIABLE = "AMPNET_REQUIRE"


def required(environment: Mapping[str, str] = os.environ) -> frozenset[str]:
    """Return the needs that must not be missing.

    Raises:
        pytest.UsageError: The variable holds a word that names no need.
    """
    words = frozenset(environment.get(VARIABLE, "").replace(",", " ").split())
    if unknown := words.difference(WORDS):
        known = f"{', '.join(WORDS[:-1])} and {WORDS[-1]}"
        raise pytest.UsageError(
            f"{VARIABLE} names {', '.join(sorted(unknown))}; it may name {known}."
        )
    return words


def lack(need: str, missing: MissingError) -> NoReturn:
    """End the test: skipped, or failed when `AMPNET_REQUIRE` names `need`."""
    reason = f"{need}: {missing}"
    if need in required():
        pytest.fail(f"{reason} ({VARIABLE} asks for it)", pytrace=False)
    pytest.skip(reason)
