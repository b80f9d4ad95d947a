"""The weights of what tells a translation, fitted anew.

    python -m benchmarks.translations_fit --guide FOLDER --game FOLDER --tico FOLDER

Logistic regression on the candidates that `compare` gives for every two languages of the sets to
fit (`benchmarks/parallel_texts.py`); each task counts the same, those of few paragraphs too.
"""

import argparse
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np
from scipy.optimize import minimize

from benchmarks.parallel_texts import LANGUAGES, task, to_fit
from graph.republication.sentences import Floats
from graph.republication.translations import SIGNS, compare

_MOST: Final = 600
_SMALL: Final = (3, 9, 30, 90)
_RIDGE: Final = 1e-3


def fitted(tasks: list[tuple[Floats, Floats]]) -> tuple[float, Floats]:
    """Fit constant and weights to rows of signs and whether each is a true pair."""
    signs = np.concatenate([one for one, _ in tasks])
    true = np.concatenate([one for _, one in tasks])
    share = np.concatenate([np.full(len(one), 1 / max(one.sum(), 1)) for _, one in tasks])
    share /= share.sum()
    mean, spread = signs.mean(axis=0), signs.std(axis=0) + 1e-9
    scaled, sign = (signs - mean) / spread, np.where(true > 0, 1.0, -1.0)

    def loss(at: Floats) -> tuple[float, Floats]:
        odds = scaled @ at[1:] + at[0]
        slope = -sign / (1 + np.exp(sign * odds)) * share
        value = (np.logaddexp(0, -sign * odds) * share).sum() + _RIDGE * (at[1:] @ at[1:])
        return value, np.r_[slope.sum(), scaled.T @ slope + 2 * _RIDGE * at[1:]]

    best = minimize(loss, np.zeros(len(SIGNS) + 1), jac=True, method="L-BFGS-B").x
    weights = best[1:] / spread
    return float(best[0] - weights @ mean), weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    for name in ("guide", "game", "tico"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    asked = parser.parse_args()
    tasks: dict[bool, list[tuple[Floats, Floats]]] = {True: [], False: []}
    for rows in to_fit(asked.guide, asked.game, asked.tico).values():
        for one, other in combinations(LANGUAGES, 2):
            for most in (_MOST, *_SMALL):
                given = task(rows, one, other, most)
                for found in compare(given.texts, given.languages):
                    left, right = found.pairs["left"].to_numpy(), found.pairs["right"].to_numpy()
                    signs = found.pairs.select(SIGNS).to_numpy()
                    tasks[found.centred].append((signs, given.right(left, right).astype(float)))
    for centred, name in ((True, "_CENTRED"), (False, "_PLAIN")):
        constant, weights = fitted(tasks[centred])
        print(f"{name} = {constant:.1f}, ({', '.join(f'{w:.1f}' for w in weights)})", flush=True)


if __name__ == "__main__":
    main()
