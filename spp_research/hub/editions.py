"""Which schools were behind each count of a hub report that was signed, so that no two tell of few.

Whoever reads two editions may subtract them. Where one school joined in between, the difference of
two counts that hold each for itself is what that school said. So a count is set beside every signed
edition in which it was shown (docs/decisions/0068).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from spp_research.cycle import same_cycle
from spp_research.errors import EvidenceError
from spp_research.whole_files import write_whole
from spp_research.workspace import SHOWN as FOLDER

from .parts import Part

FEWEST = 3  # schools
_VERSION = 1

Edition = Mapping[str, frozenset[str]]  # the keys of the schools behind each count that was shown


@dataclass(frozen=True)
class Counted:
    """The schools that count, and what was shown of them and others before."""

    parts: tuple[Part, ...]
    editions: tuple[Edition, ...] = ()

    def __iter__(self) -> Iterator[Part]:
        return iter(self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    def before(self, name: str) -> tuple[frozenset[str], ...]:
        """The schools behind each earlier edition of a count."""
        return tuple({edition[name]: None for edition in self.editions if name in edition})


def apart(now: frozenset[str], before: frozenset[str]) -> bool:
    """Whether nobody follows from two editions of a count.

    Those who came and those who went are each nobody or at least three schools, also for a reader
    who knows all the schools of one partnership.

    Parameters
    ----------
    now, before : keys of schools, "partnership/school".
    """
    return all(_enough(some) for some in (now - before, before - now))


def _enough(schools: frozenset[str]) -> bool:
    own = Counter(key.rpartition("/")[0].casefold() for key in schools)
    left = {own.total(), *(own.total() - n for n in own.values())}
    return all(n == 0 or n >= FEWEST for n in left)


def read_editions(root: Path, cycle: str, audience: str) -> tuple[Edition, ...]:
    """The signed editions of a year that readers of a report may have had.

    Parameters
    ----------
    audience : whose report is made. Everyone has had only what was for everyone; the partnerships
        may have had both.

    Raises
    ------
    EvidenceError
        When one cannot be read, so that nobody could say what follows.
    """
    found = []
    for path in sorted((root / FOLDER).glob("*.json")):
        try:
            document = json.loads(path.read_text(encoding="utf-8"))
            of, whose = str(document["cycle"]), str(document["audience"])
            counts = {str(name): frozenset(own) for name, own in document["counts"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            raise EvidenceError(
                f"{FOLDER}/{path.name}: which schools were behind a signed edition of the hub "
                "report cannot be read, so nobody can say what follows from it and a new one. Get "
                "it back from a backup, or take it away if that edition was given to nobody."
            ) from None
        if same_cycle(of, cycle) and (whose == audience or whose == "public"):
            found.append(counts)
    return tuple(found)


def marks_known(root: Path) -> frozenset[str]:
    """The text marks of the signed editions of which it is kept which schools were behind them."""
    found = set()
    for path in (root / FOLDER).glob("*.json"):
        try:
            found.add(str(json.loads(path.read_text(encoding="utf-8")).get("mark", "")))
        except (OSError, ValueError, AttributeError):
            continue  # `read_editions` says so
    return frozenset(found - {""})


def remember_edition(
    root: Path, cycle: str, audience: str, counts: Edition, mark: str = ""
) -> Path:
    """Keep which schools were behind each count that a signed edition shows.

    Parameters
    ----------
    mark : the text mark of the edition.

    Raises
    ------
    OSError
        When it cannot be written.
    """
    own = {name: sorted(schools) for name, schools in sorted(counts.items())}
    document = {"version": _VERSION, "cycle": cycle, "audience": audience, "counts": own}
    if mark:
        document["mark"] = mark
    text = json.dumps(document, indent=1, ensure_ascii=False) + "\n"
    path = root / FOLDER / f"{audience}.{sha256(text.encode()).hexdigest()[:12]}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text)
    return path
