"""The embedded database: ArcadeDB as a child process that speaks Bolt on loopback.

`EmbeddedServer(home)` starts it, finds it again, stops it and recovers it after a crash.
What was measured, and why it is set up as it is: docs/decisions/0002-embedded-server.md.
"""

from graph.embedded.errors import (
    EmbeddedServerError,
    EngineMissingError,
    HomeUnusableError,
    ServerHangsError,
    ServerStartError,
)
from graph.embedded.server import EmbeddedServer
from graph.embedded.status import ServerStatus

__all__ = [
    "EmbeddedServer",
    "EmbeddedServerError",
    "EngineMissingError",
    "HomeUnusableError",
    "ServerHangsError",
    "ServerStartError",
    "ServerStatus",
]
