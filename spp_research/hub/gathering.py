"""Which of the share files in a hub's folder count, each school once; and why the others do not.

A hub officer drops files into folders, so what a file is goes by what it says and not by where it
lies or how it is named: its partnership, its cycle, its school. Of several files of one school the
newest counts. Where it cannot be told which, none does.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spp_research.cycle import same_cycle
from spp_research.errors import EvidenceError
from spp_research.phrases import listed, long_date
from spp_research.protect.disclosure import Rules
from spp_research.share import SchoolShare
from spp_research.share.content import AGAIN
from spp_research.share.files import ENDING, read_share, share_files, signed_within
from spp_research.share.plausible import implausible
from spp_research.telling import as_facts, briefly
from spp_research.workspace import Workspace

from .lead import HubBook, bare
from .parts import Part, names_somebody, part_of

# Why a file does not count, as a report says of several of them together.
DAMAGED = "damaged, or changed after being made"
OTHER_CYCLE = "of another cycle"
NOT_LISTED = "of a partnership that hub.xlsx does not list"
OLDER = "older than another of the same school, which counts"
COPY = "the same as another, which counts once"
EITHER = "different from another of the same school and day"
ELSEWHERE = "of a school that counts already"
REASONS = (DAMAGED, OTHER_CYCLE, NOT_LISTED, OLDER, COPY, EITHER, ELSEWHERE)


@dataclass(frozen=True)
class Left:
    """A share file that does not count.

    Parameters
    ----------
    file : by which a message names it.
    reason : one of `REASONS`.
    sentence : which file, what is the matter, what to do.
    """

    file: str
    reason: str
    sentence: str


@dataclass(frozen=True)
class Gathered:
    """The share files of a hub.

    Parameters
    ----------
    parts : one a school, by partnership in the hub's order and then by the school's name.
    left : those that do not count, in the order of the folders.
    asked : what somebody should look at although everything counts, in sentences.
    """

    parts: tuple[Part, ...]
    left: tuple[Left, ...] = ()
    asked: tuple[str, ...] = ()

    __repr__ = briefly
    _repr_html_ = as_facts


def hub_files(workspace: Workspace) -> list[Path]:
    """Every share file of a hub, folder by folder.

    In the folder of a partnership they lie loose or in its own folder `share`, as in the
    partnership's workspace; what lies loose among the folders is read too.
    """
    folder = workspace.partnerships
    if not folder.is_dir():
        return []
    found = share_files(folder)
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        if place.name.startswith((".", "~")):
            continue
        if not Workspace(place).partnership_file.is_file():
            found += share_files(place)
        found += share_files(place / "share")
    return found


def without_share_files(workspace: Workspace) -> list[str]:
    """The folders among the partnerships in which there is no share file."""
    folder = workspace.partnerships
    if not folder.is_dir():
        return []
    there = [
        p for p in sorted(folder.iterdir()) if p.is_dir() and not p.name.startswith((".", "~"))
    ]
    filled = {path.relative_to(folder).parts[0] for path in hub_files(workspace)}
    return [place.name for place in there if place.name not in filled]


def named(path: Path, workspace: Workspace) -> str:
    """How messages name a file: from the folder of the partnerships on."""
    return path.relative_to(workspace.partnerships).as_posix()


def each_file(workspace: Workspace, book: HubBook) -> Iterator[tuple[str, SchoolShare | Left]]:
    """Every share file by its name, one at a time; or why it is not of this hub and cycle."""
    for path in hub_files(workspace):
        file = named(path, workspace)
        try:
            yield file, _of_this_hub(read_share(path, texts=False), path, file, book)
        except EvidenceError as error:
            yield file, Left(file, DAMAGED, str(error))
        except _NotOursError as not_ours:
            yield file, not_ours.left
        except Exception as error:  # one file of somebody else's never stops the others
            yield file, _failed(file, error)


class _NotOursError(Exception):
    """A share file that is sound and of another hub or cycle."""

    def __init__(self, left: Left) -> None:
        self.left = left


def _of_this_hub(share: SchoolShare, path: Path, file: str, book: HubBook) -> SchoolShare:
    if not same_cycle(share.cycle, book.cycle):
        raise _NotOursError(Left(file, OTHER_CYCLE, _other_cycle(file, share, book)))
    signed_within(share, f"{path.parent.name}/{path.name}", book.cycle, book.days)
    if book.listed and bare(share.partnership) not in book.listed:
        raise _NotOursError(Left(file, NOT_LISTED, _not_listed(file, share)))
    return share


def _failed(file: str, error: Exception) -> Left:
    return Left(
        file,
        DAMAGED,
        f"{file}: the kit failed to read it, and that is a fault of the kit "
        f"({type(error).__name__}). Tell its makers. {AGAIN}",
    )


def gather(workspace: Workspace, book: HubBook, rules: Rules, today: date, as_at: date) -> Gathered:
    """Read every share file, one at a time, and decide which count.

    Parameters
    ----------
    rules : of the report's audience.
    today, as_at : as for `part_of`.
    """
    parts: list[Part] = []
    left: list[Left] = []
    for file, share in each_file(workspace, book):
        if isinstance(share, Left):
            left.append(share)
            continue
        try:
            part = part_of(share, file, rules, today, as_at)
            if names_somebody(part, share) and (what := implausible(share)):
                left.append(Left(file, DAMAGED, f"{file}: {what} {AGAIN}"))
            else:
                parts.append(part)
        except Exception as error:  # as above
            left.append(_failed(file, error))
    chosen = decide(parts, book)
    every = sorted((*left, *chosen.left), key=lambda one: (REASONS.index(one.reason), one.file))
    return Gathered(chosen.parts, tuple(every), chosen.asked)


def decide(parts: Iterable[Part], book: HubBook) -> Gathered:
    """Which of some parts count, so that no school counts twice."""
    left: list[Left] = []
    asked: list[str] = []
    kept = _newest_of_each(parts, left)
    kept = _once_in_the_hub(kept, book, left, asked)
    asked += _folders(kept)
    names = {bare(part.partnership): part.partnership for part in kept}
    order = {
        key: n for n, key in enumerate([*book.listed, *sorted(names.keys() - book.listed.keys())])
    }
    own = sorted(kept, key=lambda p: (order[bare(p.partnership)], bare(p.school), p.slug))
    return Gathered(tuple(own), tuple(left), tuple(asked))


def _newest_of_each(parts: Iterable[Part], left: list[Left]) -> list[Part]:
    """One file a school of a partnership: the newest, else the one that bears its name."""
    by_school: dict[tuple[str, str], list[Part]] = defaultdict(list)
    for part in parts:
        by_school[bare(part.partnership), part.slug].append(part)
    kept = []
    for files in by_school.values():
        latest = max(part.made_on for part in files)
        newest = [part for part in files if part.made_on == latest]
        named_so = [part for part in newest if part.own_name]
        best = (named_so or newest)[0]
        differ = {part.content for part in newest} - {best.content}
        undecided = bool(differ) and len({part.content for part in named_so}) != 1
        if not undecided:
            kept.append(best)
        for part in files:
            if part is best and not undecided:
                continue
            left.append(_left_of(part, best, undecided=undecided and part in newest))
    return kept


def _left_of(part: Part, best: Part, *, undecided: bool) -> Left:
    if undecided:
        return Left(
            part.file,
            EITHER,
            f"{part.file}: two files or more of {part.school} were made on "
            f"{long_date(part.made_on)} and differ, so none of them counts. Keep the one that the "
            f"school sent last, under the name {part.slug}{ENDING}.",
        )
    if part.content == best.content:
        return Left(
            part.file,
            COPY,
            f"{part.file}: it is a copy of {best.file}, which counts once. Take it out.",
        )
    if part.made_on < best.made_on:
        return Left(
            part.file,
            OLDER,
            f"{part.file}: it was made on {long_date(part.made_on)}, and {best.file} of the same "
            f"school on {long_date(best.made_on)}; the newer counts. Take the older one out.",
        )
    return Left(
        part.file,
        OLDER,
        f"{part.file}: {best.file} is of the same school and day, and bears its name, so that one "
        "counts. Take this one out, or put it in the other’s place.",
    )


def _once_in_the_hub(
    parts: list[Part], book: HubBook, left: list[Left], asked: list[str]
) -> list[Part]:
    """The schools of the hub, each in one partnership only."""
    seen: dict[object, list[Part]] = defaultdict(list)
    kept = []
    for part in sorted(parts, key=lambda p: (-p.made_on.toordinal(), p.file)):
        alike = seen[part.told] if part.told else []
        of_its_name = seen[_by_name(part)]
        if other := next(iter(alike), None):
            left.append(_elsewhere(part, other, word_for_word=True))
            continue
        own = _is_namesake(part, book)
        other = next((o for o in of_its_name if _may_be_one(part, o) and not own), None)
        if other and not _is_namesake(other, book):
            left.append(_elsewhere(part, other, word_for_word=False))
            continue
        if of_its_name and not own and not any(_is_namesake(o, book) for o in of_its_name):
            asked.append(_two_of_a_name(part, of_its_name[0]))
        kept.append(part)
        seen[_by_name(part)].append(part)
        if part.told:
            seen[part.told].append(part)
    return kept


def _by_name(part: Part) -> tuple[str, str]:
    return "name", bare(part.school)


def _may_be_one(part: Part, other: Part) -> bool:
    return part.roll is None or other.roll is None or part.roll == other.roll


def _is_namesake(part: Part, book: HubBook) -> bool:
    listed_as = book.listed.get(bare(part.partnership))
    return listed_as is not None and part.slug in listed_as.namesakes


def _elsewhere(part: Part, other: Part, *, word_for_word: bool) -> Left:
    same = bare(part.partnership) == bare(other.partnership)
    where = other.file if same else f"{other.file} of {other.partnership}"
    if word_for_word:
        why = f"it says word for word what {where} says, so the school counts there, and once."
        advice = "If they are two schools, ask the one that did not send its own file for it."
    else:
        why = f"a school of that name, {part.school}, counts already, in {where}."
        advice = (
            "If they are two schools, write this one’s short name under “Only share their name” in "
            "hub.xlsx."
        )
    return Left(part.file, ELSEWHERE, f"{part.file}: {why} {advice}")


def _two_of_a_name(part: Part, other: Part) -> str:
    return (
        f"{part.file} and {other.file} are of schools with one name, {part.school}, and count as "
        "two schools, since their numbers on roll differ. If it is one school, take one of the "
        "files out; if it is two, write the short name of one under “Only share their name” in "
        "hub.xlsx."
    )


def _folders(parts: Iterable[Part]) -> Iterator[str]:
    """Folders with the files of two partnerships, and partnerships in two folders."""
    by_folder: dict[str, Counter[str]] = defaultdict(Counter)
    by_name: dict[str, Counter[str]] = defaultdict(Counter)
    for part in parts:
        folder = part.file.partition("/")[0] if "/" in part.file else ""
        by_folder[folder][part.partnership] += 1
        by_name[bare(part.partnership)][folder] += 1
    for folder, names in by_folder.items():
        if folder and len({bare(name) for name in names}) > 1:
            yield (
                f"The folder {folder} holds files of {listed([*names])}. They count as that many "
                "partnerships. If it is one, its lead should use one name in partnership.xlsx."
            )
    for name, folders in by_name.items():
        if len(folders) > 1:
            called = next(n for names in by_folder.values() for n in names if bare(n) == name)
            there = listed(sorted(folder or "no folder of their own" for folder in folders))
            yield f"The files of {called} lie in {there}. They count together, as one partnership."


def _other_cycle(file: str, share: SchoolShare, book: HubBook) -> str:
    return (
        f"{file}: it is of the cycle “{share.cycle}”, and this hub report is of “{book.cycle}”. It "
        "may stay; it is not counted."
    )


def _not_listed(file: str, share: SchoolShare) -> str:
    return (
        f"{file}: it is of the partnership “{share.partnership}”, which hub.xlsx does not list. "
        "Add it to the sheet “The partnerships”, or take the file out of the folder."
    )
