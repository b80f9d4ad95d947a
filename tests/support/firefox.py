"""The machine's own Firefox, driven by WebDriver BiDi, which it speaks itself: no driver is needed.

Only what a test of a page needs: open an address, run a function in it, click at a place, and hear
what the page asked for and complained of. https://www.w3.org/TR/webdriver-bidi/
"""

from __future__ import annotations

import itertools
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from websockets.sync.client import ClientConnection, connect

from tests.support.missing import MissingError

NAMES: Final = ("firefox-esr", "firefox")
SECONDS: Final = 240
"""Until something must have happened: a busy machine is no fault of a page."""
_PREFERENCES: Final = """
user_pref("app.update.enabled", false);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
user_pref("network.proxy.type", 1);
user_pref("network.proxy.http", "127.0.0.1");
user_pref("network.proxy.http_port", 9);
user_pref("network.proxy.ssl", "127.0.0.1");
user_pref("network.proxy.ssl_port", 9);
"""


@dataclass
class Firefox:
    """A tab.

    Attributes:
        requests: Every address that it asked for.
        errors: Exceptions that nothing caught, and what the page's policy refused.
    """

    _socket: ClientConnection
    _tab: str = ""
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    _number: Iterator[int] = field(default_factory=itertools.count)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command, take note of what happens meanwhile, and return its result."""
        number = next(self._number)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            said = json.loads(self._socket.recv(timeout=SECONDS))
            if said.get("id") == number:
                if said["type"] == "error":
                    raise AssertionError(f"{method}: {said['error']}: {said['message']}")
                result: dict[str, Any] = said["result"]
                return result
            self._hear(said)

    def open(self, address: str, width: int = 1280, height: int = 900) -> None:
        """Open an address and wait until it is loaded."""
        self._tab = self.call("browsingContext.getTree")["contexts"][0]["context"]
        events = ["network.beforeRequestSent", "log.entryAdded"]
        self.call("session.subscribe", events=events)
        self.resize(width, height)
        self.call("browsingContext.navigate", context=self._tab, url=address, wait="complete")

    def resize(self, width: int, height: int) -> None:
        """Give the tab another size."""
        size = {"width": width, "height": height}
        self.call("browsingContext.setViewport", context=self._tab, viewport=size)

    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression, as JSON has it."""
        found = self.call(
            "script.evaluate",
            expression=f"JSON.stringify({expression})",
            target={"context": self._tab},
            awaitPromise=True,
        )
        assert found["type"] == "success", found
        return json.loads(found["result"].get("value", "null"))

    def wait(self, expression: str, seconds: float = SECONDS) -> None:
        """Wait until an expression is true."""
        end = time.monotonic() + seconds
        while not self.evaluate(expression):
            assert time.monotonic() < end, f"never came true: {expression}"
            time.sleep(0.05)

    def click(self, x: float, y: float) -> None:
        """Click at a place of the window, as with a mouse."""
        at = {"x": round(x), "y": round(y)}
        steps = [{"type": "pointerMove", **at}, {"type": "pointerDown", "button": 0},
                 {"type": "pointerUp", "button": 0}]  # fmt: skip
        mouse = {"type": "pointer", "id": "mouse", "actions": steps}
        self.call("input.performActions", context=self._tab, actions=[mouse])

    def _hear(self, said: dict[str, Any]) -> None:
        heard = said.get("params", {})
        if said.get("method") == "network.beforeRequestSent":
            self.requests.append(heard["request"]["url"])
        elif said.get("method") == "log.entryAdded" and heard["level"] == "error":
            self.errors.append(heard["text"] or "")


@contextmanager
def running() -> Iterator[Firefox]:
    """Run a headless Firefox with a profile of its own.

    Raises:
        MissingError: There is none.
    """
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise MissingError("no Firefox on PATH; install firefox-esr or Firefox")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        (Path(profile) / "user.js").write_text(_PREFERENCES, encoding="utf-8")
        command = [path, "--headless", "--no-remote", "--profile", profile,
                   "--remote-debugging-port=0", "about:blank"]  # fmt: skip
        log = Path(profile) / "said.log"  # a pipe that nobody reads would fill, and stop it
        with log.open("wb") as said:
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        try:
            address = f"{_address(process, log)}/session"
            with connect(address, max_size=None, open_timeout=SECONDS) as socket:
                browser = Firefox(socket)
                browser.call("session.new", capabilities={})
                yield browser
        finally:
            process.terminate()
            process.wait(SECONDS)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        said = log.read_text("utf-8", "replace")
        if found := re.search(r"WebDriver BiDi listening on (ws://\S+)\n", said):
            return found[1]
        time.sleep(0.05)
    raise AssertionError(f"Firefox does not listen:\n{log.read_text('utf-8', 'replace')}")
