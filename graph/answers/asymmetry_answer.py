"""What a comparison of two groups found, and how it is said in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from graph.answers.chance import Interval
from graph.answers.periods import Period
from graph.answers.provenance import Provenance

FEWEST_ACTORS: Final = 5
"""With fewer active actors in a group an interval would pretend to know more than it does."""

SIGNIFICANT: Final = 0.05
"""At most this is called more than chance in words; the number stands beside it."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one group did for the other.

    Attributes:
        group: The group that supports.
        members: Its actors.
        active: Of these, how many amplify anybody at all, in the part that was asked.
        items: Items by which it amplifies or republishes the other.
        pairs: Pairs of an actor of it and one of the other with at least one such item.
        strength: Items for each of these pairs; None without any.
        share_of_output: Those items as a share of all by which the group amplifies others; None
            if there are none.
        expected: What chance would give of what was counted, see `AsymmetryAnswer`.
    """

    group: str
    members: int
    active: int
    items: int
    pairs: int
    strength: float | None
    share_of_output: float | None
    expected: float


@dataclass(frozen=True, slots=True)
class Reciprocity:
    """How many of the connected pairs answer each other.

    Attributes:
        mutual: Pairs of actors in which each amplified the other.
        connected: Pairs in which at least one did.
        share: The former of the latter; None without any.
        expected: Mean share by chance; None without any.
        z: Standard deviations above that; None where chance does not vary.
    """

    mutual: int
    connected: int
    share: float | None
    expected: float | None
    z: float | None


@dataclass(frozen=True, slots=True)
class AsymmetryAnswer:
    """Support between two groups, each way.

    Attributes:
        forward: What the first group did for the second.
        back: What the second did for the first.
        ratio: How many times forward is of back; half an item is added to each, so that it can
            be told where one is none. None where both are.
        interval: Where the ratio lies in 95 of 100 draws of the actors; None with fewer than
            five active actors on a side.
        adjusted: How many times more the first supports than their give and take with everybody
            else, and chance, lead one to expect, see `contrast`; None where the ratio is, or
            where one of the groups amplifies nobody at all: silence is not partiality.
        chance: Where the adjusted ratio lies in 95 of 100 random networks in which everybody
            keeps activity and popularity; None where that is.
        z: Standard deviations of the logarithm of the adjusted ratio from its middle by chance.
        p_networks: Chance of an adjusted ratio as far from that middle; None where that is.
        p_actors: Chance of one as far from it if groups had no bias, but actors differed as much
            as these do in whom they like; None where that is.
        p_value: The larger of the two; None where they are.
        reciprocity: Whether pairs answer each other.
        over_time: For each period, in order; those without a dated item are left out.
        undated: Items between the two whose time is unknown, in no period.
        reading: How to read it, in words.
        provenance: How it was computed.
    """

    forward: Side
    back: Side
    ratio: float | None
    interval: Interval | None
    adjusted: float | None
    chance: Interval | None
    z: float | None
    p_networks: float | None
    p_actors: float | None
    p_value: float | None
    reciprocity: Reciprocity
    over_time: tuple[Period, ...]
    undated: int
    reading: str
    provenance: Provenance


def reading(
    forward: Side,
    back: Side,
    spread: Interval | None,
    found: float,
    p_networks: float | None,
    p_value: float | None,
) -> str:
    """Say what was found, and what it does not tell.

    Args:
        forward: What the first group did for the second.
        back: What came back.
        spread: Interval of the ratio of both, over actors; None where they are too few.
        found: Logarithm of the ratio against chance.
        p_networks: How often random networks give as much; None where one side amplifies nobody.
        p_value: How often these, or actors that differ, give as much; None likewise.
    """
    a, b = forward.group, back.group
    if not forward.items + back.items:
        return f"Nothing of {a} amplifies {b}, nor the other way, in the part that was asked."
    said = f"{a} amplified {b} {forward.items:,} times, {b} amplified {a} {back.items:,} times."
    if spread is None:
        said += f" Fewer than {FEWEST_ACTORS} active actors on a side: no interval can be told."
    elif spread.low <= 1 <= spread.high:
        said += " The interval holds 1: other actors of these groups might show the reverse."
    if p_networks is None or p_value is None:
        silent = a if forward.share_of_output is None else b
        return (
            f"{said} {silent} amplifies nobody here: silence does not tell whom it would support."
        )
    if p_networks > SIGNIFICANT:
        return f"{said} Activity and popularity of the actors explain as much."
    if p_value > SIGNIFICANT:
        return (
            f"{said} That is more than activity and popularity explain, but the actors differ so "
            f"much that others of these groups might show nothing of it (p = {p_value:.2g})."
        )
    more, less = (a, b) if found > 0 else (b, a)
    return (
        f"{said} Against what activity and popularity of the actors explain, {more} supports "
        f"{less} {np.exp(abs(found)):.2g} times more than is returned (p = {p_value:.2g})."
    )
