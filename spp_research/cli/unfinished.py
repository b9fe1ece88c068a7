"""What is unfinished in a year that is about to be closed, and whether to close it all the same.

A year can be closed with all of it: nothing is lost, and what goes on is carried over. But a
document of a closed year is not worked out again (decision 45), so whoever closes it should know.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from spp_research.errors import ConfigurationError, SPPError
from spp_research.phrases import counted, listed
from spp_research.publish.states import State, documents_of, told
from spp_research.workspace import Workspace

from .showing import plain

# What could still be made, signed or mended in the year. That a school has nothing to say in a
# document, or has not begun, is not for this to remark on.
_UNFINISHED = (State.NOT_MADE, State.DRAFT, State.CHANGED, State.HELD_BACK)


def unfinished(workspace: Workspace) -> list[str]:
    """A sentence for all documents that share a state, and one for the threads that are open."""
    documents = [one for one in documents_of(workspace) if one.state in _UNFINISHED]
    lines = [*told(documents)]
    if found := [*_threads(workspace)]:
        lines.append(
            "Threads that are open, from a next step to what came of it: "
            f"{listed([f'{name} ({number})' for name, number in found])}. Each impact reflection "
            "lists its own; what goes on is carried over."
        )
    return lines


def _threads(workspace: Workspace) -> Iterator[tuple[str, int]]:
    """How many threads break off in each school's workbook; none of one that is to be mended."""
    from spp_research.partnership.lead_workbook import open_partnership
    from spp_research.school.evidence import read_evidence
    from spp_research.school.trace import orphans

    partnership = open_partnership(workspace)
    for school in partnership.schools:
        if not workspace.evidence_file(school.slug).is_file():
            continue
        try:
            number = len(orphans(read_evidence(workspace, partnership, school.slug)))
        except SPPError:  # not begun, or said to have something to mend
            continue
        if number:
            yield school.name, number


def go_on(cycle: str, lines: Sequence[str], *, yes: bool, asks: bool) -> bool:
    """Whether to close a cycle of which something is unfinished; what it is has been said before.

    Parameters
    ----------
    yes : somebody has said so already.
    asks : whether somebody can be asked; not where a program reads what is printed.

    Raises
    ------
    ConfigurationError
        When nobody can be asked and nobody has said so.
    """
    if yes or not lines:
        return True
    if not asks or not (sys.stdin.isatty() and sys.stdout.isatty()):
        # A line each: some end in a command, which no full stop should follow.
        each = "".join(f"\n  {line}" for line in lines)
        raise ConfigurationError(
            f"Nothing has been done. In {cycle} {counted(len(lines), 'thing')} can still be "
            f"finished:{each}\nTo close it all the same, run this again with --yes; to see what "
            "would be done, with --dry-run."
        )
    print(plain(f"In {cycle} this can still be finished:"))
    for line in lines:
        print(plain(f"  {line}"))
    print("A closed year is kept as it is, and its documents are not worked out again.")
    answer = input(f"Close {cycle} all the same? Type yes to do so: ")
    if answer.strip().lower() in ("yes", "y"):
        return True
    print("Nothing has been done.")
    return False
