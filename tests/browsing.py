"""A browser in a few lines for the pages of `spp app`: it asks them in this process, by ASGI."""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from spp_research.app.making import RUNNING
from spp_research.app.opened import Opened
from spp_research.app.remembered import Folders
from spp_research.app.server import pages
from spp_research.app.session import Session

PORT = 8321
HOST = f"127.0.0.1:{PORT}"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    heads: Mapping[str, str]
    data: bytes

    @property
    def text(self) -> str:
        return self.data.decode(errors="replace")

    @property
    def words(self) -> str:
        """What a reader sees, in one line."""
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", self.text)).split())

    @property
    def links(self) -> list[str]:
        if not self.heads.get("content-type", "").startswith("text/html"):
            return []
        return [unescape(at) for at in re.findall(r'(?:href|action)="([^"]*)"', self.text)]


class Browser:
    """One browser, with its cookie, at the pages of one program.

    What is remembered lies beside the scratch folder, and the user's documents as well.
    """

    def __init__(self, folder: Path, scratch: Path, opened: Opened | None = None) -> None:
        scratch.mkdir(exist_ok=True)
        own = scratch.parent
        folders = Folders(own / "own" / "folders.json", folder, own / "documents")
        self.opened = opened or Opened(folder, scratch, folders)
        self.app = pages(self.opened, PORT)
        self.cookie = ""

    @property
    def session(self) -> Session:
        """Of the folder that is open now."""
        return self.opened.session

    def open(self) -> Browser:
        """Exchange the token for the cookie."""
        answer = self.get(f"/?token={self.session.keys.token}")
        assert answer.status == 200, answer.text
        self.cookie = answer.heads["set-cookie"].partition(";")[0]
        return self

    def ask(
        self,
        method: str,
        address: str,
        heads: Mapping[str, str | None] | None = None,
        body: bytes = b"",
        pieces: int = 0,
    ) -> Answer:
        """Send a request as a browser would; `heads` of None are left out.

        Parameters
        ----------
        pieces : in how many equal pieces `body` is sent, each of them the whole of it.
        """
        path, _, query = address.partition("?")
        sent: dict[str, str | None] = {"host": HOST, "cookie": self.cookie or None}
        sent |= dict(heads or {})
        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": path,
            "raw_path": quote(path).encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [
                (k.lower().encode(), v.encode("latin-1")) for k, v in sent.items() if v is not None
            ],
            "client": ("127.0.0.1", 50000),
            "server": ("127.0.0.1", PORT),
        }
        waiting = [body] * max(1, pieces)
        said: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            if not waiting:
                return {"type": "http.disconnect"}
            piece = waiting.pop(0)
            return {"type": "http.request", "body": piece, "more_body": bool(waiting)}

        async def send(message: Any) -> None:
            said.append(message)

        async def run() -> None:
            await self.app(scope, receive, send)

        asyncio.run(run())
        assert said, "nothing came back"
        found = {k.decode(): v.decode("latin-1") for k, v in said[0]["headers"]}
        return Answer(said[0]["status"], found, b"".join(m.get("body", b"") for m in said[1:]))

    def get(self, address: str, **heads: str | None) -> Answer:
        return self.ask("GET", address, {k.replace("_", "-"): v for k, v in heads.items()})

    def post(
        self,
        address: str,
        fields: Mapping[str, str] | None = None,
        file: tuple[str, bytes] | None = None,
        heads: Mapping[str, str | None] | None = None,
    ) -> Answer:
        """Send one of our own forms, with its key."""
        texts = {"key": self.session.keys.form} | dict(fields or {})
        kind, body = _form(texts, file)
        ours = {
            "origin": f"http://{HOST}",
            "sec-fetch-site": "same-origin",
            "content-type": kind,
            "content-length": str(len(body)),
        }
        return self.ask("POST", address, ours | dict(heads or {}), body)

    def decide(self, at: str, what: str) -> Answer:
        """Put the version that waits in place, or leave it, after looking at it."""
        seen = re.search(r'name="seen" value="([^"]+)"', self.get(f"{at}/new").text)
        return self.post(f"{at}/{what}", {"seen": seen[1] if seen else ""})

    def make(self, kind: str, school: str = "") -> Answer:
        """Ask for a document, and say that what would be remembered as signed has been read."""
        fields = {"kind": kind, "school": school}
        answer = self.post("/make", fields)
        read = re.search(r'name="read" value="([0-9a-f]{64})"', answer.text)
        return self.post("/make", fields | {"read": read[1]}) if read else answer

    def wait(self) -> Answer:
        """The page of what was made, when it is finished."""
        for _ in range(2400):
            progress = self.session.work.progress()
            if progress and progress.state != RUNNING:
                return self.get("/making")
            time.sleep(0.05)
        raise AssertionError("it never ended")

    def follow(self, answer: Answer) -> Answer:
        """The page that an answer leads to."""
        assert answer.status == 303, answer.text
        return self.get(answer.heads["location"])


def _form(texts: Mapping[str, str], file: tuple[str, bytes] | None) -> tuple[str, bytes]:
    if file is None:
        return "application/x-www-form-urlencoded", urlencode(texts).encode()
    mark, parts = secrets.token_hex(8), []
    for name, text in texts.items():
        parts.append(f'Content-Disposition: form-data; name="{name}"\r\n\r\n{text}'.encode())
    name = file[0].replace('"', "%22")
    head = f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
    parts.append(head.encode() + file[1])
    between = f"--{mark}\r\n".encode()
    body = b"".join(between + part + b"\r\n" for part in parts) + f"--{mark}--\r\n".encode()
    return f"multipart/form-data; boundary={mark}", body
