"""What closing a cycle does, in sentences: what is kept, what goes on, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.phrases import counted, listed, plural
from spp_research.schema import SCHOOL

from .follow_ups import later_told
from .next_cycle import PLANS, Closing, holds


def skipped(closing: Closing) -> Iterator[str]:
    """That years lie between the two cycles, where there are some: a pause, or a slip."""
    if closing.left_out:
        yield (
            f"{closing.new} does not follow {closing.old}: {listed(list(closing.left_out))} "
            f"{plural(len(closing.left_out), 'is', 'are')} left out. Where that is a slip and not "
            f"a pause, the next one is {closing.left_out[0]}; a closing is taken back with: "
            "spp new-cycle --undo"
        )


def told(closing: Closing) -> Iterator[str]:
    """What was kept, what goes on, and what is the school's own to delete, a sentence each."""
    n = sum(len(rows) for rows in closing.carried.values())
    yield (
        f"{closing.old} is closed and kept under {closing.folder}; {closing.new} is open. "
        f"{counted(n, 'row').capitalize()} went on, on the sheets “Carried over”."
    )
    yield from skipped(closing)
    yield from later_told(closing.later, closing.stays)
    root = closing.workspace.root
    # Before it is done or after: what holds nothing is nobody's to delete.
    where = {now: (root / was, root / now) for was, now in closing.moves}
    if kept := [now for now in closing.put_away if any(map(holds, where[now]))]:
        yield (
            "What single pupils and staff did or said is not read any more and was not deleted. It "
            "lies where only its school has it, and is the school’s to delete by the day that its "
            f"sheet “{SCHOOL.sheet('ethics').title}” names, from the bin as well: {listed(kept)}."
        )
    if closing.workspace.site.is_dir():
        yield (
            "The website stays as it was built last. Built again, it keeps what was signed off for "
            f"everyone in {closing.old}, each practice on a page of its own, until it is withdrawn "
            f"or ends, and begins with what is signed off in {closing.new}."
        )
    if again := [was for was, _ in closing.moves if was in PLANS]:
        yield (
            f"What is in the {plural(len(again), 'folder')} {listed(again)} went with the year, "
            "and is made anew."
        )
    yield (
        "Each school says on its sheet “Carried over” how things are now, and writes the question "
        "of its next review on the sheet “The school”. To see what is missing: spp check"
    )
    yield (
        f"The lead brings the people and their training in partnership.xlsx up to date, writes the "
        f"terms of {closing.new}, and has the year proposed with: spp plan"
    )
