"""What goes round every command: what is begun before its line is read, and how Python ends.

To declare every command and to load what makes documents takes as long as that process needs to
get warm, on another core. So a `spp report` that plainly asks for a few documents begins it first.
Whatever is not plain at a glance is left to the command itself, which goes by the same rule.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

from spp_research.kinds import KINDS
from spp_research.run import kernels

_FEW = 2  # documents for which a process that has loaded everything does not pay
_SCHOOL = ("--school", "-s")
_WITH_VALUE = (*_SCHOOL, "--workspace", "-w", "--to", "--audience", "--renderer")
_ALONE = ("--force", "--json", "--update")
_RECORDS = 50_000  # more of them than are freed, before the collector looks for circles


def few(kinds: Sequence[str], schools: Sequence[str]) -> tuple[str, ...]:
    """The kinds that were asked for, where only a few documents were and each by its name."""
    known = all(kind in KINDS for kind in kinds)
    each = [len(schools) if KINDS[kind].per_school else 1 for kind in kinds if known]
    return tuple(kinds) if each and all(each) and sum(each) <= _FEW else ()


def plainly(arguments: Sequence[str]) -> tuple[str, ...]:
    """The kinds of the few documents that a command line asks for; none where it is not plain.

    For example: `plainly(["report", "review-summary", "-s", "oakfield"])`
    """
    command, rest = next(iter(arguments), ""), iter(arguments[1:])
    kinds, schools = [], []
    for word in rest:
        if word in _WITH_VALUE:
            value = next(rest, "")
            schools += [value] if word in _SCHOOL else []
        elif not word.startswith("-"):
            kinds.append(word)
        elif word not in _ALONE:
            return ()
    return few(kinds, schools) if command == "report" else ()


@contextmanager
def begun(arguments: Sequence[str] | None) -> Iterator[None]:
    """While a command is carried out: with what it needs begun, where that is plain.

    Parameters
    ----------
    arguments : of the command line; None where this is the program itself.
    """
    kinds = plainly(sys.argv[1:] if arguments is None else arguments)
    with (
        _few_collections() if arguments is None else nullcontext(),
        kernels.started_for(kinds) if kinds else nullcontext(),
    ):
        yield


@contextmanager
def _few_collections() -> Iterator[None]:
    """Look for circles seldom, and not at all when all of it goes."""
    # Reading workbooks makes very many small records, and next to no circles.
    gc.set_threshold(_RECORDS, 20, 20)
    try:
        yield
    finally:
        gc.freeze()  # as Python ends it looks through all that is left, which takes a fifth second
