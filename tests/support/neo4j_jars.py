"""The jars of the Neo4j community server, resolved once by Maven from tests/neo4j/pom.xml.

They stay in Maven's own repository, so that every checkout on a machine shares them; what is
kept here is the class path. `python3 -m tests.support.neo4j_jars` resolves them ahead of the
tests and needs nothing but the standard library.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zlib
from pathlib import Path
from xml.etree import ElementTree

from tests.support.missing import MissingError

ROOT = Path(__file__).resolve().parents[2]
POM = ROOT / "tests" / "neo4j" / "pom.xml"
LEAST_JAVA = 17
MAVEN_SECONDS = 900.0
"""A cold resolution takes one to two minutes; a slow network is given ten times that."""

ATTEMPTS = 3
"""A connection may break off; Maven keeps the jars that it has, and remembers a failure: `-U`."""


def cache_folder() -> Path:
    """Return the folder for what may be deleted at any time: `AMPNET_CACHE` or `.cache`."""
    return Path(os.environ.get("AMPNET_CACHE") or ROOT / ".cache")


def version() -> str:
    """Return the version of Neo4j that the pom names."""
    space = {"m": "http://maven.apache.org/POM/4.0.0"}
    found = ElementTree.parse(POM).findtext(".//m:dependency/m:version", namespaces=space)
    if found is None:
        raise MissingError(f"{POM} names no version")
    return found


def java() -> str:
    """Return the path of a Java that can run Neo4j.

    Raises:
        MissingError: There is none, or it is too old.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else None
    found = found or shutil.which("java")
    if found is None:
        raise MissingError("no Java on PATH; install Java 17 or later and Maven")
    answer = subprocess.run([found, "-version"], capture_output=True, text=True, check=False)
    major = re.search(r'version "(\d+)', answer.stderr)
    if major is None or int(major[1]) < LEAST_JAVA:
        raise MissingError(f"{found} is not Java {LEAST_JAVA} or later")
    return found


def known_classpath() -> str | None:
    """Return the class path of an earlier resolution while all its jars are still there."""
    file = _classpath_file()
    if not file.exists():
        return None
    jars = file.read_text(encoding="utf-8").split(os.pathsep)
    return os.pathsep.join(jars) if all(Path(jar).exists() for jar in jars) else None


def classpath() -> str:
    """Return the class path of the server, asking Maven for it when it is not known yet.

    Raises:
        MissingError: Maven is missing, or could not fetch the jars.
    """
    return known_classpath() or _resolve()


def _classpath_file() -> Path:
    """Return where the class path of this very pom is kept: another pom, another file."""
    return cache_folder() / f"neo4j-{version()}-{zlib.crc32(POM.read_bytes()):08x}.classpath"


def _resolve() -> str:
    maven = shutil.which("mvn")
    if maven is None:
        raise MissingError("no Maven on PATH; install Maven (it fetches Neo4j once)")
    folder = cache_folder()
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        output = Path(scratch) / "classpath"
        command = [maven, "-B", "-ntp", "-U", "-f", str(POM)]
        command += ["exec:exec", f"-Dclasspath.file={output}"]
        for _ in range(ATTEMPTS):
            try:
                run = subprocess.run(
                    command,
                    stdin=subprocess.DEVNULL,
                    capture_output=True,
                    text=True,
                    check=False,
                    timeout=MAVEN_SECONDS,
                )
            except subprocess.TimeoutExpired as error:
                said = f"Maven did not fetch Neo4j within {MAVEN_SECONDS:.0f} s"
                raise MissingError(said) from error
            if run.returncode == 0:
                break
        else:
            raise MissingError(f"Maven could not fetch Neo4j: {_first_error(run.stdout)}")
        entries = output.read_text(encoding="utf-8").strip().split(os.pathsep)
        jars = os.pathsep.join(entry for entry in entries if entry.endswith(".jar"))
        output.write_text(jars, encoding="utf-8")
        output.replace(_classpath_file())
    return jars


def _first_error(log: str) -> str:
    errors = (line[8:].strip() for line in log.splitlines() if line.startswith("[ERROR] "))
    return next(errors, "it did not say why")[:200]


def main() -> int:
    """Resolve the jars and say how long it took."""
    begin = time.monotonic()
    try:
        java()
        count = classpath().count(os.pathsep) + 1
    except MissingError as error:
        sys.stderr.write(f"Neo4j for the tests: {error}\n")
        return 1
    seconds = time.monotonic() - begin
    sys.stdout.write(f"Neo4j {version()} for the tests: {count} jars, {seconds:.0f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
