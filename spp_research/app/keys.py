"""Where the pages are and what opens them; light, so that the address is told at once."""

from __future__ import annotations

import secrets

HOST = "127.0.0.1"
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
    """

    def __init__(self) -> None:
        self.token, self.once, self.cookie, self.form, self.reading = (
            secrets.token_urlsafe(32) for _ in range(5)
        )
