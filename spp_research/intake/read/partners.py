"""The other partnerships that are registered in a workspace, as a check knows of them.

How such a file is read stands in `registrations`, which is fetched only where there is one: a check
needs no more than the workbooks do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

FOLDER = "partners"  # in a workspace: the registrations, and a folder for what each side has sent
TO_SEND = "to-send"  # in it: what goes to the other side
PARTNERS = "partners.person_id"  # how the ids of other sides are known to a check


@dataclass(frozen=True)
class Registered:
    """The registrations of a workspace.

    Parameters
    ----------
    sides : those that can be read, a `Registration` each, in order of name of file.
    refused : why a file was not used, in one sentence that names it, by name of file.
    """

    sides: tuple[Any, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> frozenset[str]:
        """Everybody of the other sides, as they are written here."""
        return frozenset(who for side in self.sides for who in side.ids)


NOBODY = Registered()
