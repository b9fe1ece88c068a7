"""Who may ask for a page, and what every answer says to the browser.

Whatever else runs on this computer, or is open in the same browser, can send requests to a port of
it. So a request counts only where all of these hold: it asks for this computer by name (or a name
that somebody else's server gives out could be made to lead here); it brings the cookie that the
first address was exchanged for; it does not come from another page; and what would change
something comes from one of our own pages, in a form of ours, and is not too long.

Documents and the website are other people's words. They are served from an address that nobody can
guess, in a sandbox: without scripts, without an origin, and so without the cookie.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from spp_research.intake.read.containers import MAX_FILE

from .keys import HOST, TOKEN, Keys

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

NAMES = (HOST, "localhost")  # by which this computer may be asked for
READING = "/read/"  # before the key of what is served in a sandbox
LONGEST = MAX_FILE + 100_000  # bytes of a form, its words included
_READ_OUT = 20 * MAX_FILE  # bytes of a longer one that are passed over so that it can be answered

_LOOK = 0.5  # seconds between two looks whether the program ends
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_OWN = ("none", "same-origin")  # who has sent a browser here: the person, or one of our pages

_ALWAYS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
}
_OUR_PAGES = {
    # Nothing from anywhere else, and nothing written into a page itself.
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
        "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "cross-origin-resource-policy": "same-origin",
    # Not “no-referrer”, with which a browser would not say where a form comes from.
    "referrer-policy": "same-origin",
}
# The kit's own fonts, which are the same all day.
_FONTS = {**_OUR_PAGES, "cache-control": "private, max-age=86400"}
_DOCUMENTS = {
    "content-security-policy": (
        "sandbox allow-downloads; default-src 'none'; style-src 'self' 'unsafe-inline' {own}; "
        "font-src {own} data:; img-src {own} data:; media-src {own} data:; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    # What belongs to a document is asked for by a page without an origin.
    "cross-origin-resource-policy": "cross-origin",
    "referrer-policy": "no-referrer",
}

# A document that is open shows itself again when it is made again: our own few lines run in it, and
# nothing else does. They may ask for one thing, of which a page without an origin has to be told.
_LIVE = {
    **_DOCUMENTS,
    "content-security-policy": _DOCUMENTS["content-security-policy"].replace(
        "sandbox allow-downloads; ",
        "sandbox allow-downloads allow-scripts; script-src {own}-/live.js; "
        "connect-src {own}-/changes/; ",
    ),
}
_TELLING = {**_DOCUMENTS, "access-control-allow-origin": "null"}
# Below the key.
SCRIPT, CHANGES, BACK, OF_REPORTS = "-/live.js", "-/changes/", "-/back/", "reports/"

REFUSED: Mapping[str, str] = {
    "host": "This page is only for this computer. Open it with the address that the program told.",
    "token": (
        "This address is of an earlier start of the program, or is not whole. Open the one that "
        "it told when it was started last, or close the program and start it again."
    ),
    "elsewhere": (
        "This was asked for by another page than those of the kit, so nothing was done. Go back to "
        "the kit’s own page and try again from there."
    ),
    "form": "This is not a form of the kit’s pages, so nothing was done.",
    "before": (
        "This page was of the folder that was open before, so nothing was done. Another folder is "
        "open now; which one it is stands under Your folders."
    ),
    "long": (
        f"This is more than {MAX_FILE // 10**6} MB, which is the most that is taken, so nothing "
        "was done. Take out pictures and sheets that do not belong to it, and save it again."
    ),
}


class Guard:
    """What stands before the pages; see the top of the module.

    Parameters
    ----------
    pages : what answers a request that may be answered.
    keys : the secrets of this start.
    port : at which it is served; it is part of whom a request must ask for.
    is_over : whether the program ends, and nothing more of a form is waited for.
    """

    def __init__(
        self, pages: ASGIApp, keys: Keys, port: int, is_over: Callable[[], bool] = lambda: False
    ) -> None:
        self._pages, self._keys, self._is_over = pages, keys, is_over
        self._hosts = {f"{name}:{port}" for name in NAMES}
        self._cookie = f"spp_{port}"  # cookies do not tell ports apart, and several may run

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self._pages(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks anything else
            return
        heads = {name.decode("latin-1").lower(): value for name, value in _heads(scope)}
        host = heads.get("host", "").lower()
        guarded = _with(send, _FONTS if scope["path"].startswith("/fonts/") else _OUR_PAGES)
        if host not in self._hosts:
            await _refuse(guarded, 421, "host")
            return
        if scope["method"] not in ("GET", "HEAD", "POST"):
            await _refuse(guarded, 405, "form")
            return
        if scope["path"].startswith(READING):
            await self._documents(scope, receive, send, host)
            return
        if given := _token(scope):
            await self._first(guarded, given)
            return
        if not compare_digest(self._brought(heads).encode(), self._keys.cookie.encode()):
            await _refuse(guarded, 403, "token")
            return
        if heads.get("sec-fetch-site", "none") not in _OWN:
            await _refuse(guarded, 403, "elsewhere")
            return
        if scope["method"] == "POST":
            receive = _until(self._is_over, receive)
            why = self._why_not(heads, host)
            if why:
                await _pass_over(receive)
                await _refuse(guarded, _TOO_LARGE if why == "long" else 403, why)
                return
            receive = _no_longer(receive)
        await self._pages(scope, receive, guarded)

    async def _documents(self, scope: Scope, receive: Receive, send: Send, host: str) -> None:
        """What is served in a sandbox: to whoever knows the address, and to be read only."""
        key, _, inner = scope["path"].removeprefix(READING).partition("/")
        own = f"http://{host}{READING}{self._keys.reading}/"
        rules = {name: value.replace("{own}", own) for name, value in _rules(inner).items()}
        guarded = _with(send, rules)
        if scope["method"] == "POST" or not compare_digest(
            key.encode(), self._keys.reading.encode()
        ):
            await _refuse(guarded, 403, "token")
            return
        await self._pages(scope, receive, guarded)

    async def _first(self, send: Send, given: str) -> None:
        """Exchange the token of the first address for a cookie, and go on without it.

        By a page that goes on at once, and not by a redirection: what a browser is redirected to
        counts as asked for from where it was sent here, and it may keep the cookie back.
        """
        tokens = (self._keys.token, self._keys.once)
        if not any(compare_digest(given.encode(), one.encode()) for one in tokens if one):
            await _refuse(send, 403, "token")
            return
        if given == self._keys.once:
            self._keys.once = ""
        cookie = f"{self._cookie}={self._keys.cookie}; HttpOnly; SameSite=Strict; Path=/"
        more = [(b"refresh", b"0; url=/"), (b"set-cookie", cookie.encode())]
        await _say(send, 200, "The kit’s pages", '<a href="/">Go on to the kit’s pages</a>', more)

    def _brought(self, heads: Mapping[str, str]) -> str:
        """The cookie that a request brings; empty for none."""
        for part in heads.get("cookie", "").split(";"):
            name, _, value = part.strip().partition("=")
            if name == self._cookie:
                return value
        return ""

    def _why_not(self, heads: Mapping[str, str], host: str) -> str:
        """Why a form is not taken: a key of `REFUSED`; empty where it is."""
        origin = heads.get("origin")
        if origin != f"http://{host}" and not (
            origin is None and heads.get("sec-fetch-site") == "same-origin"
        ):
            return "elsewhere"
        if heads.get("content-type", "").partition(";")[0].strip().lower() not in _FORMS:
            return "form"
        length = heads.get("content-length", "")
        if not (length.isascii() and length.isdigit()):
            return "form"
        return "long" if int(length) > LONGEST else ""


def _rules(inner: str) -> Mapping[str, str]:
    """What a browser may do with something that is read, by its address below the key."""
    if inner.startswith(CHANGES):
        return _TELLING
    if inner.startswith(BACK):  # a page of ours, so that what it leads to is asked for by us
        return _OUR_PAGES
    return _LIVE if inner.startswith(OF_REPORTS) and inner.endswith(".html") else _DOCUMENTS


def _heads(scope: Scope) -> list[tuple[bytes, str]]:
    return [(name, value.decode("latin-1")) for name, value in scope["headers"]]


def _token(scope: Scope) -> str:
    """The token of the first address; empty in any other."""
    if scope["method"] != "GET" or scope["path"] != "/":
        return ""
    given = parse_qs(scope.get("query_string", b"").decode("latin-1")).get(TOKEN, [""])
    return given[0]


def _with(send: Send, rules: Mapping[str, str]) -> Send:
    """Send answers with these rules for the browser, whatever the page says itself."""
    heads = [(name.encode(), value.encode()) for name, value in {**_ALWAYS, **rules}.items()]
    names = {name for name, _ in heads}

    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            kept = [(n, v) for n, v in message.get("headers", ()) if n.lower() not in names]
            message = {**message, "headers": [*kept, *heads]}
        await send(message)

    return guarded


def _no_longer(receive: Receive) -> Receive:
    """Receive a form, and no more of it than may be, whatever length it has told of itself."""
    had = 0

    async def bounded() -> Message:
        nonlocal had
        message = await receive()
        had += len(message.get("body", b""))
        return {"type": "http.disconnect"} if had > LONGEST else message

    return bounded


def _until(is_over: Callable[[], bool], receive: Receive) -> Receive:
    """Receive a form until the program ends, which one that never ends would hold up."""

    async def waiting() -> Message:
        from asyncio import ensure_future, wait

        coming = ensure_future(receive())
        try:
            while not coming.done():
                await wait({coming}, timeout=_LOOK)
                if not coming.done() and is_over():
                    return {"type": "http.disconnect"}
            return coming.result()
        finally:
            coming.cancel()

    return waiting


async def _pass_over(receive: Receive) -> None:
    """Read a form without keeping it: a browser shows no answer before it has sent it all."""
    had = 0
    while had <= _READ_OUT:
        message = await receive()
        had += len(message.get("body", b""))
        if message["type"] != "http.request" or not message.get("more_body"):
            return


_TOO_LARGE = 413  # whoever sent it is let in, and wants to go on
_BACK = '<p><a href="/">Home</a></p>'


async def _refuse(send: Send, status: int, why: str) -> None:
    """Say in a sentence why not."""
    await _say(send, status, "Not shown", REFUSED[why])


async def _say(
    send: Send, status: int, title: str, words: str, more: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """A page that needs nothing else."""
    text = (
        f'<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="data:,"></head>'
        f"<body><main><h1>{title}</h1><p>{words}</p>{_BACK if status == _TOO_LARGE else ''}</main>"
        "</body></html>"
    ).encode()
    heads = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", str(len(text)).encode()),
        *more,
    ]
    await send({"type": "http.response.start", "status": status, "headers": heads})
    await send({"type": "http.response.body", "body": text})
