"""The other partnerships that are registered in a workspace, as a check knows of them.

How such a file is read stands in `registrations`, which is fetched only where there is one: a check
needs no more than the workbooks do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from spp_research.workspace import EARLIER as EARLIER
from spp_research.workspace import PARTNERS as IN_WORKSPACE

FOLDER = IN_WORKSPACE
TO_SEND = "to-send"  # in it: what goes to the other side
PARTNERS = "partners.person_id"  # how the ids of other sides are known to a check
_MADE_ON = "partners.made_on of "  # and the day, year first, on which a side told of its people


class _Told(Protocol):
    """What is needed here of another side; `registrations` reads all of it."""

    @property
    def partnership_id(self) -> str: ...

    @property
    def made_on(self) -> date: ...

    @property
    def ids(self) -> Iterable[str]: ...


Side = TypeVar("Side", bound=_Told)


@dataclass(frozen=True)
class Registered(Generic[Side]):
    """The registrations of a workspace.

    Parameters
    ----------
    sides : those that can be read, in order of name of file.
    refused : why a file was not used, in one sentence that names it, by name of file.
    """

    sides: tuple[Side, ...] = ()
    refused: Mapping[str, str] = field(default_factory=dict)

    @property
    def ids(self) -> frozenset[str]:
        """Everybody of the other sides, as they are written here."""
        return frozenset(who for side in self.sides for who in side.ids)

    @property
    def known(self) -> dict[str, frozenset[str]]:
        """What a check of references knows of them."""
        return known_of(self.sides)


def known_of(sides: Iterable[_Told]) -> dict[str, frozenset[str]]:
    """What a check of references knows of some registrations."""
    sides = tuple(sides)
    days = {f"{_MADE_ON}{one.partnership_id}": frozenset({f"{one.made_on}"}) for one in sides}
    return days | {PARTNERS: frozenset(who for side in sides for who in side.ids)}


def told_on(side: str, known: Mapping[str, Collection[str]]) -> str:
    """The day, year first, on which a side that is registered told of its people; else empty."""
    return next(iter(known.get(f"{_MADE_ON}{side}", ())), "")


NOBODY: Registered[Any] = Registered()
