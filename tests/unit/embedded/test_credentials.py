"""Passwords: random, private, and never where others can read them."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

from graph.embedded import credentials, launch
from graph.embedded.engine import Engine
from graph.embedded.errors import HomeUnusableError
from graph.embedded.home import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home = Home(tmp_path / "home")
    home.prepare()
    return home


def test_passwords_are_made_once_for_this_user_alone(home: Home) -> None:
    first = credentials.load_or_create(home)
    assert credentials.load_or_create(home) == first
    assert first.owner != first.reader
    assert min(len(first.owner), len(first.reader)) >= 43  # 256 bits in base64
    assert home.credentials.stat().st_mode & 0o777 == 0o600
    assert home.root.stat().st_mode & 0o777 == 0o700
    assert first.owner not in repr(first)


def test_a_damaged_file_is_named_with_a_remedy(home: Home) -> None:
    home.credentials.write_text('{"users": {"owner": "x"}}')
    with pytest.raises(HomeUnusableError, match=r"credentials\.json is damaged.*Delete it"):
        credentials.load_or_create(home)


def test_the_engine_gets_hashes_and_two_users(home: Home) -> None:
    made = credentials.load_or_create(home)
    credentials.write_engine_users(home, made)
    text = (home.engine / "config" / "server-users.jsonl").read_text()
    assert made.owner not in text
    assert made.reader not in text
    users = {user["name"]: user for user in map(json.loads, text.splitlines())}
    assert set(users) == {"owner", "reader"}

    _, iterations, salt, digest = users["reader"]["password"].split("$")
    expected = hashlib.pbkdf2_hmac(
        "sha256", made.reader.encode(), salt.encode(), int(iterations), 32
    )
    assert base64.b64decode(digest) == expected

    groups = json.loads((home.engine / "config" / "server-groups.json").read_text())
    ours = groups["databases"][credentials.DATABASE]["groups"]
    assert ours["reader"]["access"] == []
    assert ours["reader"]["types"] == {"*": {"access": ["readRecord"]}}
    nobody = groups["databases"]["*"]["groups"]["*"]
    assert nobody["access"] == nobody["types"]["*"]["access"] == []


def test_the_command_line_and_environment_hold_no_password(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = credentials.load_or_create(home)
    monkeypatch.setenv("arcadedb.server.rootPassword", "from outside")
    monkeypatch.setenv("JAVA_TOOL_OPTIONS", "-Xmx1m")
    engine = Engine(Path("java"), (Path("a.jar"),), "1")
    line = launch.command(engine, home, heap="1g", bolt_port=1, http_port=2)
    assert not any(made.owner in part or made.reader in part for part in line)
    assert not any("assword" in part for part in line)
    kept = launch.environment()
    assert "arcadedb.server.rootPassword" not in kept
    assert "JAVA_TOOL_OPTIONS" not in kept
