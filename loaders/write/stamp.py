"""What everything written in a run carries."""

from __future__ import annotations

from typing import NamedTuple


class Stamp(NamedTuple):
    """The run and the data set that a written thing leads back to."""

    run_id: str
    dataset: str

    def as_parameters(self) -> dict[str, str]:
        """Return the stamp under its property names."""
        return {"runId": self.run_id, "dataset": self.dataset}
