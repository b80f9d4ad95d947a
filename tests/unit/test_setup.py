"""What `make demo` says on a machine that it cannot be set up on."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SETUP = Path(__file__).parents[2] / "tools/setup.sh"
TOOLS = ("sh", "dirname")


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """A PATH with no Python on it."""
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found
        (tmp_path / tool).symlink_to(found)
    return tmp_path


def _install(machine: Path, script: str) -> None:
    """Put a `python3` there that answers as `script` says; `$2` is the code that it is asked."""
    python = machine / "python3"
    python.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    python.chmod(0o755)


def _setup(machine: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [machine / "sh", SETUP, "python"],
        env={"PATH": str(machine), "HOME": os.devnull, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_no_python(machine: Path) -> None:
    ended = _setup(machine)
    assert ended.returncode == 2
    assert "Python 3.11 or later is needed and was not found." in ended.stderr
    assert "AMPNET_PYTHON=" in ended.stderr


def test_an_old_python_is_named(machine: Path) -> None:
    _install(machine, 'case "$*" in "-c ") ;; -V) echo Python 3.9.2 ;; *) exit 1 ;; esac')
    ended = _setup(machine)
    assert ended.returncode == 2
    assert "was not found (python3 is Python 3.9.2)." in ended.stderr


def test_a_python_that_makes_no_environments_says_what_to_install(machine: Path) -> None:
    _install(
        machine,
        'case "$2" in *venv*) case "$2" in *print*) echo python3.12-venv ;; *) exit 1 ;; esac ;;'
        " *virtualenv*) exit 1 ;; esac",
    )
    ended = _setup(machine)
    assert ended.returncode == 2
    assert "python3 cannot make a virtual environment" in ended.stderr
    assert "apt install python3.12-venv" in ended.stderr


def test_a_python_may_be_named(machine: Path) -> None:
    _install(machine, "exit 1")
    named = machine / "elsewhere"
    named.write_text('#!/bin/sh\ncase "$2" in *executable*) echo found ;; esac\n', "utf-8")
    named.chmod(0o755)
    ended = _setup(machine, AMPNET_PYTHON=str(named))
    assert (ended.returncode, ended.stdout.strip()) == (0, "found")
