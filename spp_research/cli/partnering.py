"""`spp partner`: register with another partnership, and see what has come from it."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from spp_research.cycle import same_cycle
from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.intake import Reading, read_lead, require
from spp_research.intake.read.partners import FOLDER, TO_SEND
from spp_research.intake.read.registrations import (
    ENDING,
    LONGEST_ID,
    Registration,
    earlier_file,
    of_oneself,
    read_registration,
    text_of,
)
from spp_research.partnership import pairs
from spp_research.partnership.lead_workbook import membership_of
from spp_research.partnership.status import FromPartner
from spp_research.phrases import listed
from spp_research.protect.sign_off import typed
from spp_research.publish.placing import writing
from spp_research.settings import read_settings
from spp_research.share.content import text_of as text_of_share
from spp_research.share.exchanged import (
    folder_of,
    for_partner,
    from_partner,
    read_received,
    why_not_sent,
)
from spp_research.share.files import read_share, read_shares, share_files
from spp_research.whole_files import write_whole
from spp_research.words import pairs as words
from spp_research.workspace import EXAMPLE, Workspace, open_workspace, require_open

from . import showing
from .school_given import refuse_as_file
from .showing import plain, shown


@dataclass(frozen=True)
class ToMake:
    """What is to be told to another side.

    Parameters
    ----------
    people : IDs of those who may review there; empty for those of the file made before.
    without : IDs of those who were named before and may review there no more.
    everybody : all who review or are champions here.
    short_name : by which the other side knows this partnership.
    withdraw : whether the part is taken back; it stays so until somebody is named anew.
    """

    people: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    everybody: bool = False
    short_name: str = ""
    withdraw: bool = False


@dataclass(frozen=True)
class Told:
    """What there is to say, and what was not used and why.

    Parameters
    ----------
    lines : sentences.
    refused : a sentence on each file that was not used or is not sent.
    """

    lines: tuple[str, ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Looked:
    """A registration that was sent, held against what is registered; nothing is written yet.

    Parameters
    ----------
    target : where it would be put.
    before : what is registered of that side now.
    cycle : that is open here.
    lines : who they are, and what is different.
    """

    side: Registration
    target: Path
    before: Registration | None
    cycle: str
    lines: tuple[str, ...]


def show_partners(folder: Path, as_json: bool) -> int:
    """Say which sides are registered, and what has come from each; gives the exit code."""
    told, sides = partners(open_workspace(folder))
    facts = {"partners": [side.model_dump(mode="json") for side in sides]}
    _say(told.lines, told.refused, as_json, facts)
    return 0


def partners(workspace: Workspace) -> tuple[Told, tuple[Registration, ...]]:
    """Which sides are registered, and what has come from each."""
    lead = _lead(workspace)
    cycle, day = membership_of(lead).cycle, _day(workspace)
    received = [read_received(workspace.root, side, cycle, day) for side in lead.partners.sides]
    refused = [*lead.partners.refused.values()]
    refused += [why for one in received for why in one.refused.values()]
    lines = [
        line
        for one in received
        for line in (
            *words.about(one.side),
            words.compare(one.side),
            *words.standing(FromPartner(one, *pairs.with_side(lead, one.side)), cycle),
        )
    ]
    if not received:
        lines.append(words.nobody())
    return Told(tuple(lines), tuple(refused)), tuple(lead.partners.sides)


def register(folder: Path, file: Path, mark: str, as_json: bool) -> None:
    """Take in the file that the lead of another partnership has sent.

    Share files that lie beside it, as they are sent, are taken in as well.

    Parameters
    ----------
    mark : what the other lead has said on the telephone; empty if nobody has asked.

    Raises
    ------
    EvidenceError, ConfigurationError
        When it cannot be that of another partnership; nothing was written.
    """
    workspace = require_open(_own(folder))
    refuse_as_file(
        folder,
        file,
        "Give the file that the lead of the other partnership has sent, for example: spp partner "
        "harbour.json",
    )
    looked = look(workspace, file, mark)
    told = registered(workspace, looked, file)
    facts = {"registered": looked.side.model_dump(mode="json")}
    _say((*looked.lines, *told.lines), told.refused, as_json, facts)


def look(workspace: Workspace, file: Path, mark: str = "") -> Looked:
    """Read a registration that was sent, and say what is different from before.

    Raises
    ------
    EvidenceError, ConfigurationError
        As `register`.
    """
    lead = _lead(workspace)
    side = read_registration(file.expanduser().absolute())
    _require_other(lead, side, file)
    if mark and side.mark not in typed(mark).marks:
        raise EvidenceError(
            f"{file.name}: its mark is {side.mark}, and “{mark[:40]}” is another one, or is "
            "mistyped. Ask the other lead again; if the two differ, take a new file from them."
        )
    target = workspace.root / FOLDER / f"{side.partnership_id}{ENDING}"
    before = _before(target, side, file)
    _require_one_name(lead, side)
    cycle = membership_of(lead).cycle
    if before and same_cycle(before.cycle, cycle) and not same_cycle(side.cycle, cycle):
        raise EvidenceError(
            f"{file.name}: it is of {side.cycle}, this workspace is of {cycle}, and one of {cycle} "
            "is registered, on which the timetable rests. Take it in after this year is closed: "
            "spp new-cycle"
        )
    lines = [*words.about(side)]
    if before is not None:
        change = pairs.changes(before, side)
        lines += words.changed(change)
        if change.went:
            lines.append(words.kept(change.went))
    if lost := pairs.needed(lead, side):
        lines.append(words.no_more(lost))
    lines += [] if mark else [words.compare(side)]
    return Looked(side, target, before, cycle, tuple(lines))


def registered(workspace: Workspace, looked: Looked, file: Path) -> Told:
    """Put a registration that was looked at in place, with the share files beside it."""
    side, before, target = looked.side, looked.before, looked.target
    with writing(target.parent):
        if before is not None and before.mark != side.mark:  # whoever was in it stays known
            write_whole(earlier_file(workspace.root, before), text_of(before))
        write_whole(target, text_of(side))
        taken, gone, refused = _take_in(workspace, side, file, looked.cycle)
    lines = [words.registered(shown(target))]
    lines += [words.taken_in(shown(path)) for path in taken]
    lines += [words.taken_out(shown(path)) for path in gone]
    return Told(tuple(lines), tuple(refused))


def make_registration(folder: Path, wanted: ToMake, as_json: bool) -> None:
    """Write what goes to another side: the registration, and what schools have signed for all.

    Raises
    ------
    ConfigurationError
        When nobody has said who may review there.
    """
    side, files, told = made(require_open(_own(folder)), wanted)
    facts = {"made": side.model_dump(mode="json"), "shares": [*files]}
    _say(told.lines, told.refused, as_json, facts)


def made(workspace: Workspace, wanted: ToMake) -> tuple[Registration, tuple[str, ...], Told]:
    """Write what goes to another side; what it says, and the names of its share files.

    Raises
    ------
    ConfigurationError
        As `make_registration`.
    """
    lead = _lead(workspace)
    day = _day(workspace)
    place = workspace.root / FOLDER / TO_SEND
    before = made_before(place)
    short = wanted.short_name or (before.partnership_id if before else short_name_of(lead))
    if before is not None and short != before.partnership_id:
        raise ConfigurationError(
            f"The other side knows this partnership as {before.partnership_id}, and a short name "
            f"stays. Leave out --short-name {short}."
        )
    people = _chosen(lead, wanted, before, day)
    # What was taken back stays so until somebody is named anew: to name one fewer is no return.
    since = before.withdrawn_on if before and not (wanted.everybody or wanted.people) else None
    withdrawn = (since or day) if wanted.withdraw or since else None
    side = pairs.registration_of(lead, short, people, day, withdrawn_on=withdrawn)
    files, left_out = _for_them(workspace, lead, day) if withdrawn is None else ({}, [])
    with writing(place):
        target = place / f"{side.partnership_id}{ENDING}"
        shares = place / side.partnership_id / "share"
        for old in share_files(shares):
            if old.name not in files:
                old.unlink()
        for name, text in files.items():
            write_whole(shares / name, text)
        write_whole(target, text_of(side))  # last: without it nothing of the rest is sent
    others = [f"{name} ({who})" for who, name in pairs.may_review(lead, day).items()]
    named = {f"{one.name} ({one.person_id})" for one in side.people}
    not_in_it = [one for one in others if one not in named]
    lines = [*words.made(side, len(files))]
    if before is not None:
        change = pairs.changes(before, side)
        if change.again:
            lines.append(words.again_ours())
        if change.went:
            lines.append(words.not_named_now(change.went))
        lines += words.other_names(change.renamed)
    if not_in_it:
        lines.append(words.left_out(not_in_it))
    lines.append(words.to_send(shown(place)))
    return side, tuple(files), Told(tuple(lines), tuple(left_out))


def may_be_named(workspace: Workspace) -> dict[str, str]:
    """Who of this partnership may review elsewhere, by ID."""
    return pairs.may_review(_lead(workspace), _day(workspace))


_COMMON = re.compile(
    r"the|a|of|and|multi|trust|mat|partnership|partners|academy|academies|schools?|learning|"
    r"education|cluster|alliance|network|group"
)


def short_name_of(lead: Reading) -> str:
    """A short name from the partnership's own: "Harbour Learning Trust" is harbour."""
    from .adding import short_name_of as of_school

    name = lead.rows["partnership"].records[0][1]["name"]
    words_of = re.findall(r"[^\W_]+", name)
    kept = [word for word in words_of if not _COMMON.fullmatch(word.lower())] or words_of
    try:
        return of_school(" ".join(kept))[:LONGEST_ID].strip("-")
    except ConfigurationError:
        raise ConfigurationError(
            "No short name can be made of the partnership’s name. Give one in small letters, for "
            "example: spp partner --make --everybody --short-name harbour"
        ) from None


def _own(folder: Path) -> Workspace:
    if str(folder) == EXAMPLE:
        raise ConfigurationError(
            "The example is left as it is. Copy it with: spp demo my-demo, and give the copy with "
            "--workspace."
        )
    return open_workspace(folder)


_NEEDED = frozenset({"partnership", "schools", "people"})


def _lead(workspace: Workspace) -> Reading:
    """The lead's workbook. Faults elsewhere may be just what a registration will mend."""
    lead = read_lead(workspace)
    return lead if lead.partial.isdisjoint(_NEEDED) and not lead.not_started else require(lead)


def _day(workspace: Workspace) -> date:
    return read_settings(workspace.settings_file).as_at or date.today()


def _require_other(lead: Reading, side: Registration, file: Path) -> None:
    own = membership_of(lead)
    schools = {school.slug: school.name for school in own.schools}
    if why := of_oneself(side, own.name, schools, file.name):
        raise EvidenceError(why)


def _before(target: Path, side: Registration, file: Path) -> Registration | None:
    """What is registered of a side, if the new file may take its place."""
    if not target.is_file():
        return None
    try:
        before = read_registration(target)
    except EvidenceError:
        return None  # it is of no use to anybody, and this one takes its place
    was = {one.school for one in before.schools}
    if before.partnership != side.partnership and not was & {one.school for one in side.schools}:
        raise EvidenceError(
            f"{file.name}: {FOLDER}/{target.name} is of {before.partnership}, and this one is of "
            f"{side.partnership}, with no school in common. If they are two, ask the lead of the "
            "second for another short name: spp partner --make --short-name"
        )
    if side.made_on < before.made_on:
        raise EvidenceError(
            f"{file.name}: it was made before the one that is registered. Ask the other lead for "
            "the newest, or take the one in the folder out first."
        )
    return before


def _require_one_name(lead: Reading, side: Registration) -> None:
    for other in lead.partners.sides:
        same = other.partnership.casefold() == side.partnership.casefold()
        if same and other.partnership_id != side.partnership_id:
            raise EvidenceError(
                f"{side.partnership} is registered already, as {other.partnership_id} "
                f"({FOLDER}/{other.partnership_id}{ENDING}). Ask its lead which of the two stands, "
                "and take the other file out first."
            )


def _take_in(
    workspace: Workspace, side: Registration, file: Path, cycle: str
) -> tuple[list[Path], list[Path], list[str]]:
    """Copy the share files that were sent with a registration, and say why not others.

    One that came before and is not sent any more was taken back, and is removed.
    """
    sent = file.expanduser().absolute().parent / side.partnership_id / "share"
    own = folder_of(workspace.root, side.partnership_id)
    taken: list[Path] = []
    refused: list[str] = []
    if sent == own or not sent.is_dir():
        return [], [], []
    there = share_files(sent)
    gone = [path for path in share_files(own) if path.name not in [one.name for one in there]]
    for path in gone:
        path.unlink()
    for path in there:
        try:
            share = from_partner(read_share(path), path, side, cycle)
        except EvidenceError as error:
            refused.append(str(error))
        else:
            write_whole(own / path.name, text_of_share(share))
            taken.append(own / path.name)
    return taken, gone, refused


def made_before(place: Path) -> Registration | None:
    """What was told to another side last; None where nothing was."""
    for path in sorted(place.glob(f"*{ENDING}")) if place.is_dir() else ():
        try:
            return read_registration(path)
        except EvidenceError:
            continue
    return None


def _chosen(lead: Reading, wanted: ToMake, before: Registration | None, day: date) -> Sequence[str]:
    """Who may review there: as asked, or as it was told before, and never more by itself."""
    there = pairs.may_review(lead, day)
    named = [one.person_id for one in before.people] if before else []
    if both := [who for who in wanted.without if who in wanted.people]:
        raise ConfigurationError(
            f"{listed(both)}: both --person and --without were given. Give one of the two."
        )
    everybody = there if wanted.everybody else ()
    if strangers := [who for who in wanted.without if who not in (*named, *everybody)]:
        raise ConfigurationError(
            f"{listed(strangers)}: nobody of that ID was named to the other side. Those who were: "
            f"{listed(named) or 'nobody'}."
        )
    if wanted.everybody:
        return tuple(who for who in there if who not in wanted.without)
    told = tuple(who for who in named if who in there and who not in wanted.without)
    if wanted.people:
        return (*told, *wanted.people)
    if before is None and not wanted.withdraw:
        raise ConfigurationError(
            "Who may review there is not said. Name them, as in spp partner --make --person P02 "
            "--person P05, or say --everybody: all peer reviewers and champions of your schools."
        )
    return told


def _for_them(workspace: Workspace, lead: Reading, day: date) -> tuple[dict[str, str], list[str]]:
    """The texts of the share files that go to another side, by name of file; and why not others."""
    found = read_shares(workspace.share_folder, membership_of(lead))
    others = [one.name for side in lead.partners.sides for one in side.ids.values()]
    staff = frozenset([*lead.rows["people"].there("name"), *others])
    files: dict[str, str] = {}
    left_out = [*found.refused.values()]
    for slug, share in found.shares.items():
        reduced = for_partner(share, day)
        if reduced is None:
            continue
        if what := why_not_sent(reduced, staff):
            left_out.append(f"share/{slug}{ENDING}: {what} It is not sent.")
            continue
        files[f"{slug}{ENDING}"] = text_of_share(reduced)
    return files, left_out


def _say(
    lines: Sequence[str], refused: Sequence[str], as_json: bool, document: dict[str, Any]
) -> None:
    if as_json:
        showing.print_json(document | {"lines": list(lines), "not_used": list(refused)})
        return
    for line in lines:
        print(plain(line))
    for why in refused:
        print(plain(why), file=sys.stderr)
