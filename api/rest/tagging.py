"""ETags: who has an answer of this version of the graph is told so, and it is not computed again.

RFC 9110, 8.8.3 and 13.1.2. A tag is of the version of the graph, the release, and what was asked.
What no version tells apart, such as a snapshot that was refreshed by hand or other settings after
a new start, the service's `epoch` does.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from typing import Final

from anyio import to_thread
from fastapi import Request
from fastapi.responses import Response

from api.release import release
from api.rest.service import Service

# A cache of one's own may keep an answer, and asks each time whether it is still of the graph.
_HEADERS: Final = {"Cache-Control": "no-cache, private", "Vary": "Accept"}
_TAG: Final = re.compile(r'"([0-9a-f]{32})"')


class Answer(Response):
    """JSON of a computed answer.

    Args:
        content: The JSON.
        graph_version: State of the graph that it is of; None for what was not computed.
    """

    media_type = "application/json"

    def __init__(self, content: bytes, graph_version: str | None = None) -> None:
        super().__init__(content)
        self.graph_version = graph_version


async def answered(request: Request, compute: Callable[[Request], Awaitable[Response]]) -> Response:
    """Return 304 to one who has the answer, else the answer, with its tag if it was computed.

    Whatever is not computed is kept by nobody, as `api.rest.guard` says it.
    """
    service: Service = request.app.state.service
    epoch = service.epoch  # before anything is read: a tag is never newer than its answer
    if (same := await _unchanged(request, service, epoch)) is not None:
        return same
    response = await compute(request)
    if request.method == "GET" and isinstance(response, Answer) and response.graph_version:
        tag = _tag(request, epoch, response.graph_version)
        response.headers.update({"ETag": f'W/"{tag}"', **_HEADERS})
    return response


async def _unchanged(request: Request, service: Service, epoch: str) -> Response | None:
    known = _TAG.findall(request.headers.get("if-none-match", ""))
    if request.method != "GET" or not known:
        return None
    snapshot = await to_thread.run_sync(service.snapshot)
    tag = _tag(request, epoch, str(snapshot.version))
    if tag not in known:
        return None
    return Response(status_code=304, headers={"ETag": f'W/"{tag}"', **_HEADERS})


def _tag(request: Request, epoch: str, version: str) -> str:
    # Of parameters that are given several times the order stays, for it can mean something.
    asked = sorted(request.query_params.multi_items(), key=lambda pair: pair[0])
    told = (epoch, release(), version, request.url.path, asked)
    return blake2b(repr(told).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
