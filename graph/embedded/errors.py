"""What can go wrong with the embedded server, each with a remedy."""

from graph.errors import DatabaseUnavailableError


class EmbeddedServerError(DatabaseUnavailableError):
    """The embedded database server cannot be used."""


class EngineMissingError(EmbeddedServerError):
    """The engine is not installed, or not for this platform."""


class HomeUnusableError(EmbeddedServerError):
    """The home folder cannot be written, is full, or holds a damaged file."""


class ServerStartError(EmbeddedServerError):
    """The server ended, or could not be started, before it answered."""


class ServerHangsError(EmbeddedServerError):
    """The server's process is alive but does not answer."""
