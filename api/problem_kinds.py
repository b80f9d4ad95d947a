"""The kinds of problems that the REST interface answers with, and what each means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Kind:
    """A kind of problem.

    Attributes:
        slug: Its name; the problem's `type` is `/docs#problem-` and the slug.
        status: HTTP status.
        title: The same for every problem of this kind.
        meaning: What it means and what helps, for the documentation.
    """

    slug: str
    status: int
    title: str
    meaning: str

    @property
    def type(self) -> str:
        """URI reference of the kind: the place in this server's own documentation."""
        return f"/docs#problem-{self.slug}"


BAD_PARAMETER = Kind(
    "bad-parameter",
    422,
    "A parameter does not fit",
    "`errors` names each parameter that is missing, malformed or out of bounds.",
)
BAD_REQUEST = Kind(
    "bad-request", 400, "The request cannot be read", "The request is not well-formed."
)
BAD_CURSOR = Kind(
    "bad-cursor",
    400,
    "The cursor does not belong here",
    "A cursor comes from `nextCursor`, and goes with the very same parameters and with the version "
    "of the graph that it was given for: pages of two versions would skip or repeat items. Begin "
    "again without one.",
)
UNKNOWN_ID = Kind(
    "unknown-id",
    404,
    "The graph does not hold this",
    "`suggestions` holds ids, or names, that are near to the one asked for.",
)
NOT_FOUND = Kind(
    "not-found", 404, "There is nothing at this address", "`/docs` lists all there is."
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    405,
    "This address does not take that method",
    "The header `Allow` says which methods it takes.",
)
FOREIGN_HOST = Kind(
    "foreign-host",
    421,
    "The request was meant for another host",
    "This server answers only under the names of the local machine, and those of `AMPNET_HOSTS`, "
    "so that a page of a foreign site cannot reach it by a name of its own (DNS rebinding).",
)
FOREIGN_ORIGIN = Kind(
    "foreign-origin",
    403,
    "A page of another site may not ask this",
    "From a browser only pages of this server ask, and those of sites that `AMPNET_CORS_ORIGINS` "
    "names. Elsewhere a link can be followed, but nothing fetched, drawn or framed.",
)
NO_KEY = Kind(
    "no-key",
    401,
    "A key is needed",
    "Where others than this machine's users can reach the interface, every request needs a key: "
    "`Authorization: Bearer KEY`.",
)
READ_ONLY_KEY = Kind(
    "read-only-key", 403, "The key may only read", "What changes something needs a key that may."
)
TOO_MANY = Kind(
    "too-many-requests",
    429,
    "Too many requests",
    "The header `Retry-After` says how many seconds to wait.",
)
REFUSED = Kind(
    "refused",
    403,
    "The statement is refused",
    "Only reading statements may be run, with functions and procedures that are known to read "
    "only. Nothing was run.",
)
INVALID_QUERY = Kind(
    "invalid-query",
    422,
    "The statement cannot be run",
    "`detail` holds what is wrong with it, often in the database's own words.",
)
TOO_MANY_JOBS = Kind(
    "too-many-jobs", 503, "Jobs cannot be taken now", "Wait for some of those that there are."
)
TOO_LONG = Kind(
    "address-too-long", 414, "The address is too long", "An address may have 8,192 characters."
)
TOO_LARGE = Kind(
    "body-too-large",
    413,
    "The body is too large",
    "A body may have 1,048,576 bytes, a file to load `AMPNET_UPLOAD_MB` megabytes.",
)
BAD_RANGE = Kind(
    "bad-range",
    416,
    "The file has no such part",
    "The header `Range` asks for bytes behind its end; `Content-Range` says how many it has.",
)
TOO_MUCH = Kind(
    "too-much-at-once",
    422,
    "This is too much for one answer",
    "A job can do it: `remedy` says how to ask for one.",
)
TOO_LONG_TO_WAIT = Kind(
    "takes-too-long",
    422,
    "This would take too long",
    "It was not begun: by the size of the graph it would take `foretoldSeconds` of one core, by "
    "half or twice, and an answer may take `longestSeconds` (`AMPNET_ANSWER_SECONDS`). `instead` "
    "holds parameters that take less; the command line takes as long as it needs. A browser gets a "
    "page that says so.",
)
INTERNAL = Kind(
    "internal-error",
    500,
    "Something went wrong inside",
    "The server's log has the details under the `requestId`.",
)
DATABASE_ERROR = Kind(
    "database-error",
    500,
    "The database could not answer",
    "`detail` holds the database's own words.",
)
UNAVAILABLE = Kind(
    "database-unavailable",
    503,
    "No database answers",
    "`GET /ready` says when it is there again.",
)
TIMEOUT = Kind(
    "timeout",
    504,
    "The statement ran into its time limit",
    "Narrow the question, or allow it more time.",
)

KINDS: Final = (
    BAD_PARAMETER,
    BAD_REQUEST,
    BAD_CURSOR,
    UNKNOWN_ID,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    FOREIGN_HOST,
    FOREIGN_ORIGIN,
    NO_KEY,
    READ_ONLY_KEY,
    TOO_MANY,
    REFUSED,
    INVALID_QUERY,
    TOO_MANY_JOBS,
    TOO_LONG,
    TOO_LARGE,
    BAD_RANGE,
    TOO_MUCH,
    TOO_LONG_TO_WAIT,
    INTERNAL,
    DATABASE_ERROR,
    UNAVAILABLE,
    TIMEOUT,
)
