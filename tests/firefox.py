"""Firefox, in a few lines: it is told what to do by WebDriver BiDi, which needs no other program.

Playwright drives only a Firefox of its own, which is no package of any system. The protocol is
https://w3c.github.io/webdriver-bidi/; what is sent here are its commands by their own names.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from websocket import WebSocket, create_connection

PATIENCE = 120.0  # seconds, on a machine with much else to do
_NAMES = ("firefox-esr", "firefox")
_OWN = """user_pref("remote.active-protocols", 1);
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("app.update.enabled", false);
user_pref("browser.aboutwelcome.enabled", false);
"""


def firefox() -> str:
    """Where Firefox is; empty if it is not installed."""
    named = os.environ.get("SPP_FIREFOX")
    return next((at for name in (named, *_NAMES) if name and (at := shutil.which(name))), "")


class Firefox:
    """One window of Firefox without a screen, and what it asked for and complained about.

    Attributes
    ----------
    asked : the address of every request so far.
    complaints : what its console said of errors, its own refusals among them.
    """

    def __init__(self, program: str, profile: Path) -> None:
        profile.mkdir()
        (profile / "user.js").write_text(_OWN, encoding="utf-8")
        port = _free_port()
        options = ["--headless", "--no-remote", "--profile", str(profile)]
        self._program = subprocess.Popen(
            [program, *options, f"--remote-debugging-port={port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"MOZ_HEADLESS": "1", "HOME": str(profile)},
        )
        self._socket = self._joined(port)
        self._numbers = itertools.count(1)
        self.asked: list[str] = []
        self.complaints: list[str] = []
        self.tell("session.new", capabilities={})
        self._page = self.tell("browsingContext.getTree")["contexts"][0]["context"]
        self.tell("session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"])

    def _joined(self, port: int) -> WebSocket:
        ends = time.monotonic() + PATIENCE
        while True:
            try:
                return create_connection(
                    f"ws://127.0.0.1:{port}/session", timeout=PATIENCE, suppress_origin=True
                )
            except OSError:
                if time.monotonic() > ends or self._program.poll() is not None:
                    raise
                time.sleep(0.1)

    def tell(self, command: str, **parameters: object) -> dict[str, Any]:
        """Send a command, and wait for what comes of it."""
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": command, "params": parameters}))
        while True:
            said = json.loads(self._socket.recv())
            if said.get("id") == number:
                assert said["type"] == "success", said
                return said["result"]
            self._note(said)

    def _note(self, said: dict[str, Any]) -> None:
        if said.get("method") == "network.beforeRequestSent":
            self.asked.append(said["params"]["request"]["url"])
        elif said.get("method") == "log.entryAdded" and said["params"]["level"] == "error":
            self.complaints.append(str(said["params"]["text"]))

    def goto(self, address: str) -> None:
        self.tell("browsingContext.navigate", context=self._page, url=address, wait="complete")

    def ask(self, expression: str) -> Any:
        """What JavaScript says of an expression: a text, a number, a truth, or a list of them."""
        return _plain(self._evaluated(expression))

    def _evaluated(self, expression: str, **more: object) -> dict[str, Any]:
        target = {"context": self._page}
        said = self.tell(
            "script.evaluate", expression=expression, target=target, awaitPromise=True, **more
        )
        assert said["type"] == "success", said
        return said["result"]

    def wait_for(self, expression: str) -> None:
        """Until JavaScript says that it is so; a page that is only coming says nothing yet."""
        ends = time.monotonic() + PATIENCE
        tried = f"(() => {{ try {{ return Boolean({expression}) }} catch {{ return false }} }})()"
        while not self.ask(tried):
            assert time.monotonic() < ends, (expression, self.words())
            time.sleep(0.05)

    def words(self) -> str:
        """What a reader sees."""
        return self.ask("document.body.innerText")

    def choose(self, selector: str, files: Sequence[Path]) -> None:
        """Files for a field that takes some."""
        found = self._evaluated(
            f"document.querySelector({json.dumps(selector)})", resultOwnership="root"
        )
        element = {"sharedId": found["sharedId"]}
        paths = [str(file) for file in files]
        self.tell("input.setFiles", context=self._page, element=element, files=paths)

    def press(self, *keys: str) -> None:
        """Keys on the keyboard, one after the other."""
        strokes = [{"type": kind, "value": key} for key in keys for kind in ("keyDown", "keyUp")]
        keyboard = {"type": "key", "id": "keyboard", "actions": strokes}
        self.tell("input.performActions", context=self._page, actions=[keyboard])

    def width(self, points: int) -> None:
        window = {"width": points, "height": 800}
        self.tell("browsingContext.setViewport", context=self._page, viewport=window)

    def is_too_wide(self) -> bool:
        at = "document.documentElement"
        return self.ask(f"{at}.scrollWidth > {at}.clientWidth")

    def close(self) -> None:
        self._socket.close()
        self._program.terminate()
        try:
            self._program.wait(30)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def _plain(said: dict[str, Any]) -> Any:
    if said["type"] == "array":
        return [_plain(one) for one in said["value"]]
    return said.get("value")
