"""Keys, rates and who can reach the interface."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from api import keys
from api.exposure import address_of, exposure_of
from api.keys import KeysError, KeyStore
from api.rest import access
from api.rest.access import Rates
from graph.settings import Settings


def test_a_key_is_found_by_what_was_shown_once(tmp_path: Path) -> None:
    store = KeyStore(tmp_path)
    key, shown = store.create("Ann's laptop", "read")
    kept = (tmp_path / "keys.json").read_text()
    assert shown.rpartition("_")[2] not in kept
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert store.find(shown) == key
    for wrong in (
        "",
        "ampnet",
        shown[:-1],
        f"{shown}x",
        shown.replace(key.id, "00000000"),
        shown.replace("ampnet_", "github_"),
        "é\udcff",
    ):
        assert store.find(wrong) is None


def test_revoking_works_at_once_in_another_process(tmp_path: Path) -> None:
    serving, elsewhere = KeyStore(tmp_path), KeyStore(tmp_path)
    key, shown = elsewhere.create("a", "write")
    other, also = elsewhere.create("b", "read")
    assert serving.find(shown) == key
    assert elsewhere.revoke(key.id).revoked
    assert serving.find(shown) is None
    assert serving.find(also) == other
    assert [k.id for k in serving.active()] == [other.id]
    with pytest.raises(KeysError, match="no key 'nobody'"):
        serving.revoke("nobody")


def test_last_use_is_noted_but_not_each_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = KeyStore(tmp_path)
    key, _ = store.create("a", "read")
    assert store.last_used() == {}
    store.note_use(key)
    assert KeyStore(tmp_path).last_used()[key.id].startswith("20")
    (tmp_path / "run" / "keys-used.json").unlink()
    store.note_use(key)
    assert store.last_used() == {}, "it was a moment ago"
    monkeypatch.setattr(keys, "_NOTED_EVERY", 0.0)
    store.note_use(key)
    assert key.id in store.last_used()


def test_a_damaged_file_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_text("[{}]")
    with pytest.raises(KeysError, match="keys create"):
        KeyStore(tmp_path).find("ampnet_a_b")


def test_a_bucket_empties_and_fills(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(access.time, "monotonic", lambda: now[0])
    rates = Rates(60)
    assert [rates.wait("a") for _ in range(60)] == [0.0] * 60
    assert rates.wait("a") == pytest.approx(1.0)
    assert rates.wait("b") == 0.0
    now[0] += 2.5
    assert [rates.wait("a") for _ in range(3)] == [0.0, 0.0, pytest.approx(0.5)]
    assert Rates(0).wait("a") == 0.0


@pytest.mark.parametrize(
    ("host", "hosts", "is_open", "names"),
    [
        ("127.0.0.1", "", False, set()),
        ("localhost", "", False, set()),
        ("::1", "", False, set()),
        ("127.0.0.1", "localhost", False, set()),
        ("127.0.0.1", "Graph.example.org, b.example", True, {"graph.example.org", "b.example"}),
        ("0.0.0.0", "", True, set()),
        ("192.168.1.5", "", True, {"192.168.1.5"}),
        ("fe80::1", "", True, {"[fe80::1]"}),
        ("example.org", "", True, {"example.org"}),
    ],
)
def test_who_can_reach_it(
    host: str, hosts: str, is_open: bool, names: set[str], tmp_path: Path
) -> None:
    found = exposure_of(Settings(home=tmp_path, host=host, hosts=hosts))
    assert found.open is is_open
    assert found.names == {"localhost", "127.0.0.1", "[::1]"} | names


def test_the_address_to_ask(tmp_path: Path) -> None:
    assert address_of(Settings(host="0.0.0.0", port=9)) == "http://127.0.0.1:9"
    assert address_of(Settings(host="::", port=9, tls_cert=tmp_path)) == "https://[::1]:9"
