"""Settings: `AMPNET_*` variables, with defaults that need none of them."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from graph.errors import AmpnetError


def default_home() -> Path:
    """Return the folder for everything the tool keeps when nothing names one.

    Raises:
        AmpnetError: The system knows no home folder of this user.
    """
    base = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    try:
        return Path(base).expanduser() / "ampnet"
    except RuntimeError as error:  # as in a container whose user is only a number
        raise AmpnetError(
            "This user has no home folder to keep things in.",
            "Name a folder with --home or AMPNET_HOME.",
        ) from error


class Settings(BaseSettings):
    """Where ampnet keeps its things and which database it talks to.

    Every field can be set by a variable: `AMPNET_` and its name in capitals. Without
    `AMPNET_NEO4J_URI` the embedded database under `home` is used. An empty variable is none.
    """

    model_config = SettingsConfigDict(env_prefix="AMPNET_", env_ignore_empty=True, extra="ignore")

    home: Path = Field(default_factory=default_home)
    neo4j_uri: str | None = None
    neo4j_user: str = "neo4j"
    neo4j_password: SecretStr = SecretStr("")
    neo4j_database: str = "neo4j"
    neo4j_reader_user: str | None = None
    """A user that may only read, for free Cypher over REST; needed on Neo4j for that alone."""
    neo4j_reader_password: SecretStr = SecretStr("")
    embedded_heap: str = "2g"
    """Java heap of the embedded database."""
    embedded_java: str = ""
    """Further options for its Java, with blanks between them."""
    queries: Path | None = None
    """A folder of one's own queries, listed beside the bundled ones."""
    host: str = "127.0.0.1"
    port: int = 8000
    hosts: str = ""
    """Further names under which the interface answers, with commas: those of a proxy."""
    cors_origins: str = ""
    """Web sites whose pages may ask, with commas."""
    answer_seconds: float = 300
    """Longest that an answer over REST is foretold to take, on one core; 0 for no limit."""
    rate: int = 600
    """Requests a minute and key, where keys are needed."""
    upload_mb: int = 2_000
    """Largest file, in megabytes, that the interface takes to load."""
    load_folder: Path | None = None
    """A folder whose files may be loaded over REST by name, without sending them."""
    tls_cert: Path | None = None
    tls_key: Path | None = None

    @property
    def cache(self) -> Path:
        """Folder of the snapshots; it may be deleted at any time."""
        return self.home / "cache"

    @property
    def quarantine(self) -> Path:
        """Folder of the rows that loads refused."""
        return self.home / "quarantine"
