"""The installed engine: the Java runtime and the libraries inside the `arcadedb-embedded` wheel."""

from __future__ import annotations

import platform
import sys
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from graph.embedded.errors import EngineMissingError

DISTRIBUTION = "arcadedb-embedded"
PACKAGE = "arcadedb_embedded"

# Wire protocols and tools that are never started here. Left off the class path they can be
# reached by no setting, and the MCP plugin does not install itself.
UNUSED_JARS = (
    "arcadedb-console",
    "arcadedb-graphql",
    "arcadedb-mcp",
    "arcadedb-postgresw",
    "arcadedb-python-bridge",
    "arcadedb-redisw",
)


@dataclass(frozen=True)
class Engine:
    """What is needed to start the engine.

    Attributes:
        java: The Java launcher inside the wheel.
        jars: The libraries for the class path, sorted.
        version: Version of the wheel.
    """

    java: Path
    jars: tuple[Path, ...]
    version: str


def find_engine(package: str = PACKAGE) -> Engine:
    """Locate the engine without importing it (its import loads JPype and much else).

    Raises:
        EngineMissingError: The wheel is not installed or has no Java runtime.
    """
    spec = util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EngineMissingError(
            f"The embedded database engine (Python package {DISTRIBUTION}) is not installed.",
            _remedy(),
        )
    root = Path(next(iter(spec.submodule_search_locations)))
    java = root / "jre" / "bin" / ("java.exe" if sys.platform == "win32" else "java")
    jars = sorted(p for p in root.glob("jars/*.jar") if not p.name.startswith(UNUSED_JARS))
    if not java.is_file() or not any(p.name.startswith("arcadedb-bolt") for p in jars):
        raise EngineMissingError(
            f"The embedded database engine in {root} has no Java runtime or no Bolt library.",
            _remedy(),
        )
    return Engine(java, tuple(jars), installed_version())


def installed_version() -> str:
    """Return the wheel's version, or `unknown` when it is not installed."""
    try:
        return metadata.version(DISTRIBUTION)
    except metadata.PackageNotFoundError:
        return "unknown"


def _remedy() -> str:
    libc = " ".join(platform.libc_ver()).strip()
    here = ", ".join(filter(None, [platform.system(), platform.machine(), libc]))
    return (
        f"Try `pip install {DISTRIBUTION}`. It has wheels for Linux with glibc 2.34 or later "
        f"(x86_64, aarch64), macOS on Apple silicon and Windows on x86_64; this is {here}. "
        "Elsewhere set AMPNET_NEO4J_URI to a Neo4j 5.26 or later."
    )
