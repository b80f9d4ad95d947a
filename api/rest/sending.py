"""HTML pages as responses, each with its own policy as a header too."""

from __future__ import annotations

from fastapi.responses import HTMLResponse

from api.views.report import Report, render_report, report_policy


def send(html: str, policy: str) -> HTMLResponse:
    """Send a page under the policy that it was sealed with, see `api.views.seal`."""
    return HTMLResponse(
        html.encode("utf-8", "replace"), headers={"Content-Security-Policy": policy}
    )


def page_of(report: Report) -> HTMLResponse:
    """Send a report; called in a thread, as a large one takes a while to draw."""
    return send(render_report(report), report_policy())
