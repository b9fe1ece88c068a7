"""Documents in the folder of reports that nothing makes any more: their notebook or school is gone.

Nobody looks whether their sign-off stands, and no run takes them away. So they are named, and it is
said what to do; what lies there is left to whoever put it there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

from spp_research.errors import SPPError
from spp_research.kinds import BEST_PRACTICE
from spp_research.partnership.lead_workbook import membership_of
from spp_research.run import cache
from spp_research.words import lacking as words
from spp_research.workspace import Workspace

_SHOWN = 12  # folders that are named one by one


def left_over(workspace: Workspace, schools: Collection[str] | None = None) -> tuple[str, ...]:
    """A sentence for each document that nothing makes any more; one for the rest of many.

    A notebook that says of itself what cannot be used is told of elsewhere, and the folder of its
    document is not left over. A closed year is as it was.

    Parameters
    ----------
    schools : the short names on the lead's list; None to read them there. Where that list cannot
        be read, only documents without a notebook are named.
    """
    if workspace.is_closed or workspace.is_hub:
        return ()
    listed = _listed(workspace) if schools is None else schools
    found = [*_each(workspace, listed)]
    told = [sentence for _, sentence in found[:_SHOWN]]
    if more := found[_SHOWN:]:
        told.append(words.more_left_over(len(more), more[0][0]))
    return tuple(told)


def _listed(workspace: Workspace) -> Collection[str] | None:
    from spp_research.intake import read_lead, require

    try:  # without the tables of the workbook, for which pandas would be imported
        return {school.slug for school in membership_of(require(read_lead(workspace))).schools}
    except SPPError:
        return None


def _each(workspace: Workspace, listed: Collection[str] | None) -> Iterator[tuple[str, str]]:
    """The folder of each, from the workspace, and what is said of it."""
    declared = workspace.declared
    about_all = BEST_PRACTICE.about_all
    for owner in _folders(workspace.root / "reports"):
        of_all = owner.name == about_all
        gone = not of_all and listed is not None and owner.name not in listed
        for place in _folders(owner):
            if not (place / "report.qmd").is_file() and not cache.read_manifest(place):
                continue
            shown = place.relative_to(workspace.root).as_posix()
            title = str(cache.read_manifest(place).get("title") or place.name)
            kind = declared.by_name.get(place.name)
            if place.name in declared.amiss and kind is None and not gone:
                continue
            if gone:
                yield shown, words.of_a_school_that_left(shown, title, owner.name)
            elif kind is None:
                signed = "signed" if of_all else f"schools/{owner.name}/signed"
                yield shown, words.without_a_notebook(shown, title, place.name, signed)
            elif kind.per_school == of_all:
                yield shown, words.about_others_now(shown, title, of_all=of_all)


def _folders(folder: Path) -> list[Path]:
    if not folder.is_dir():
        return []
    return sorted(
        path for path in folder.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))
    )
