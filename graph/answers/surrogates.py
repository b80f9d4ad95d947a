"""Series that are as a given one in all but when it goes up and down.

Two series that each rise and fall slowly look alike by chance much oftener than two that flicker,
so chance has to be made of series with the same spectrum (Theiler et al., Physica D 58, 77, 1992),
and with the same values (Schreiber and Schmitz, Physical Review Letters 77, 635, 1996).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from graph.answers.chance import Floats

_ROUNDS: Final = 5
"""Of fitting spectrum and values by turns; further ones change little."""


def surrogates(values: Floats, season: int, samples: int, generator: np.random.Generator) -> Floats:
    """Draw series with the trend, the rhythm, the spectrum and the values of a given one.

    A straight trend and the mean of each step of the season are taken out first and put back in
    the end: two series that both grow, or both rest on Sundays, are alike for that in chance too.

    Args:
        values: Shape (bins,).
        season: Length of a rhythm, in bins; 1 for none.
        samples: How many.
        generator: Of the random numbers.

    Returns:
        Shape (samples, bins).
    """
    own = _trend_and_rhythm(values, season)
    ordered = np.sort(values - own)
    spectrum = np.abs(np.fft.rfft(values - own))
    drawn = generator.permuted(np.tile(ordered, (samples, 1)), axis=1)
    for _ in range(_ROUNDS):
        waves = np.fft.rfft(drawn, axis=1)
        waves *= spectrum / np.maximum(np.abs(waves), 1e-12)
        drawn = np.fft.irfft(waves, len(values), axis=1)
        order = np.argsort(drawn, axis=1)
        np.put_along_axis(drawn, order, np.broadcast_to(ordered, drawn.shape), axis=1)
    found: Floats = drawn + own
    return found


def _trend_and_rhythm(values: Floats, season: int) -> Floats:
    bins = len(values)
    step = np.arange(bins) % season
    columns = [np.ones(bins), np.linspace(-1, 1, bins), *(step == k for k in range(1, season))]
    design = np.column_stack(columns).astype(np.float64)
    found: Floats = design @ np.linalg.lstsq(design, values, rcond=None)[0]
    return found
