from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from api.views import colours
from graph.subgraph import SubgraphNode

Colour = NDArray[np.float64]

# Machado, Oliveira and Fernandes (2009), severity 1.0, on linear RGB.
DEFICIENCIES = {
    "none": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def linear(colour: str) -> Colour:
    channel = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)


def oklab(rgb: Colour) -> Colour:
    """Ottosson (2020): distances in it are about how different two colours look."""
    to_lms = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    to_lab = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    lab: Colour = to_lab @ np.cbrt(to_lms @ np.clip(rgb, 0, 1))
    return lab


@pytest.mark.parametrize("deficiency", DEFICIENCIES)
def test_any_two_colours_are_told_apart_by_everybody(deficiency: str) -> None:
    seen = {c: oklab(DEFICIENCIES[deficiency] @ linear(c)) for c in colours.PALETTE}
    nearest = min(
        (float(np.linalg.norm(seen[a] - seen[b])), a, b) for a, b in combinations(seen, 2)
    )
    # 0.02 is just noticeable side by side; marks lie apart, so ask for three times as much.
    assert nearest[0] > 0.06, nearest


def test_states_of_the_papers_keep_their_colours_in_every_view() -> None:
    few = colours.assign(["CN", "RU"], "country")
    many = colours.assign(["DE", "DE", "FR", "RU", "IR", "CN"], "country")
    assert few["CN"] == many["CN"] == colours.PALETTE[0]
    assert few["RU"] == many["RU"] == colours.PALETTE[1]
    assert many["DE"] not in {many["CN"], many["RU"], many["IR"]}


def test_past_the_palette_categories_are_grey_and_the_largest_are_not() -> None:
    keys = [str(i) for i in range(12) for _ in range(12 - i)]
    assigned = colours.assign([*keys, ""], "community")
    assert len({assigned[str(i)] for i in range(7)}) == 7
    assert {assigned[str(i)] for i in range(7, 12)} == {assigned[""]} == {colours.OTHER}


def test_a_role_says_more_than_being_an_account() -> None:
    assert colours.main_role(SubgraphNode("a", roles=("Account", "Outlet"))) == "Outlet"
    assert colours.main_role(SubgraphNode("a", roles=("Account",))) == "Account"
    assert colours.main_role(SubgraphNode("a", roles=("Martian",))) == "Martian"
    assert colours.main_role(SubgraphNode("a")) == colours.UNKNOWN
    assert colours.shape(SubgraphNode("a", roles=("Martian",))) == "dot"
