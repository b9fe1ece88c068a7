"""What is begun before the command line is read: the process that a few documents are run from.

To declare every command and to load what makes documents takes as long as that process needs to
get warm, on another core. So a `spp report` that plainly asks for a few documents begins it first.
Whatever is not plain at a glance is left to the command itself, which goes by the same rule.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

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
    if arguments is None:
        # Reading workbooks makes very many small records, and next to no circles.
        gc.set_threshold(_RECORDS, 20, 20)
        arguments = sys.argv[1:]
    kinds = plainly(arguments)
    if not kinds:
        yield
        return
    with kernels.started_for(kinds):
        yield
