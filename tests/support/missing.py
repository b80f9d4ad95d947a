"""The one exception of the harness; it needs nothing but Python, so that tools may use it too."""


class MissingError(Exception):
    """Something that this machine lacks; the message is one line that says what and the remedy."""
