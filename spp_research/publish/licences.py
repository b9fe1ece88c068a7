"""The licence of what is published: its name, and its address where that is known."""

from __future__ import annotations

from dataclasses import dataclass

# Each licence that a partnership is likely to choose; another is named, not linked.
_ADDRESSES = {
    "CC BY 4.0": "https://creativecommons.org/licenses/by/4.0/",
    "CC BY-SA 4.0": "https://creativecommons.org/licenses/by-sa/4.0/",
    "CC BY-NC 4.0": "https://creativecommons.org/licenses/by-nc/4.0/",
    "CC BY-NC-SA 4.0": "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    "OGL 3.0": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}


@dataclass(frozen=True)
class Licence:
    """What others may do with what is shared; `address` is empty where it is not known."""

    name: str
    address: str


def licence(name: str) -> Licence:
    """The licence of this name."""
    return Licence(name, _ADDRESSES.get(name, ""))
