"""HTML pages as responses, each with its own policy as a header too."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, urlencode

from fastapi.responses import HTMLResponse

from api.rest.rendering import WAYS, address_of, evidence_of
from api.views.leads import Site, Span
from api.views.report import Report, render_report, report_policy


def send(html: str, policy: str) -> HTMLResponse:
    """Send a page under the policy that it was sealed with, see `api.views.seal`."""
    return HTMLResponse(
        html.encode("utf-8", "replace"), headers={"Content-Security-Policy": policy}
    )


def page_of(report: Report, asked: Iterable[tuple[str, str]] = ()) -> HTMLResponse:
    """Send a report; called in a thread, as a large one takes a while to draw.

    Args:
        report: What it says.
        asked: Parameters of this page; those that tell which part of the graph it is of, and how
            that was divided, go with its links to networks, flows and evidence.
    """
    return send(render_report(report, site_of(asked)), report_policy())


_PART: Final = {"since", "until", "type", "kind", "country", "role", "dataset", "minCount"}
_DIVISION: Final = {
    *("algorithm", "objective", "resolution", "weights", "directed", "seed", "consensus")
}


def site_of(asked: Iterable[tuple[str, str]] = ()) -> Site:
    """Where the pages are that a page leads to; `asked` as in `page_of`."""
    asked = list(asked)
    part = [pair for pair in asked if pair[0] in _PART - {"type"}]
    said = dict(part)
    times = (said.get("since"), said.get("until"))

    def network(more: dict[str, str]) -> str:
        kept = _PART | _DIVISION if "community" in more else _PART
        given = [pair for pair in asked if pair[0] in kept - more.keys()]
        return f"/v1/view?{urlencode([*given, *more.items()], errors='replace')}"

    def flow(source: str, target: str) -> str:
        query = urlencode([*part, ("limit", "300")], errors="replace")
        return f"/v1/map/view?{query}#{quote(f'flow-{source}-{target}', errors='replace')}"

    def evidence(
        source: str, target: str, type_: str | None, kind: str | None, span: Span | None
    ) -> str:
        return evidence_of(source, target, type_, kind, span or times)

    return Site(WAYS, address_of, evidence, network, flow)
