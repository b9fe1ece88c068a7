"""Where the pages are and what opens them; light, so that the address is told at once."""

from __future__ import annotations

import secrets

HOST = "127.0.0.1"
COMMAND = "spp app"  # for whoever is kept out of a folder while something is written there
TOKEN = "token"  # in the first address


class Keys:
    """The secrets of one start of the program, each good for one thing.

    Parameters
    ----------
    token : of the first address.
    once : of the address that the program itself gives to a browser, where other users of the
        computer may see it: good for a single time.
    cookie : what they are exchanged for.
    form : what every form of ours brings along.
    reading : the address of what is served in a sandbox.
    former : of forms in pages of folders that were open before.
    """

    def __init__(self) -> None:
        self.token, self.once, self.cookie = (secrets.token_urlsafe(32) for _ in range(3))
        self.form, self.reading = _two()
        self.former: set[str] = set()

    def renew(self) -> None:
        """Another folder is open: forms and documents of the one before are of no use any more."""
        self.former.add(self.form)
        self.form, self.reading = _two()


def _two() -> tuple[str, str]:
    return secrets.token_urlsafe(32), secrets.token_urlsafe(32)
