"""Share files that go to another partnership, and those that come from one.

Another trust is not “the partnership” that a school signed for. So what goes there is what has
been signed off for everyone, and no figure at all: what another partnership gets it can neither
count nor pool (decision 46). A file that holds more is refused on both sides.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spp_research.cycle import same_cycle
from spp_research.errors import EvidenceError
from spp_research.intake.read.partners import FOLDER, TO_SEND
from spp_research.intake.read.registrations import ENDING, Registration
from spp_research.protect.disclosure import Audience
from spp_research.telling import briefly

from .content import covered, sealed
from .files import read_share, share_files
from .plausible import cleared_words, colleague_named
from .records import SchoolShare

_FIGURES = (
    *("effects", "answers", "series", "check_ins", "hidden", "changed_since", "write_up"),
    "taken_back",
)
_DELETE = "Delete it, and ask the lead there for the files that spp partner --make writes."


@dataclass(frozen=True)
class Received:
    """What the schools of another side have sent.

    Parameters
    ----------
    shares : by their own short name there, in the order of the registration.
    refused : why a file was not used, in one sentence that names it, by name of file.
    missing : short names of the schools there without a file.
    """

    side: Registration
    shares: Mapping[str, SchoolShare]
    refused: Mapping[str, str]
    missing: tuple[str, ...]

    __repr__ = briefly


def folder_of(root: Path, side: str) -> Path:
    """Where the share files of a side lie in a workspace."""
    return root / FOLDER / side / "share"


def for_partner(share: SchoolShare, day: date) -> SchoolShare | None:
    """What of a share another partnership may read; None where nothing is signed for everyone.

    Parameters
    ----------
    share : as the school sent it to its own partnership.
    day : that it is sent on.
    """
    public = covered(share, Audience.PUBLIC, day)
    if not public.sign_offs:
        return None
    lasted = tuple(one.model_copy(update={"again": None}) for one in public.lasted)
    nothing = {name: type(share).model_fields[name].get_default() for name in _FIGURES}
    kept = public.model_copy(
        update=nothing
        | {
            "made_on": day,
            "lasted": lasted,
            "support": tuple(one.model_copy(update={"contact": ""}) for one in public.support),
            "actions": tuple(one.model_copy(update={"lead": ""}) for one in public.actions),
        }
    )
    return sealed(kept.model_copy(update={"cleared": cleared_words(kept, share.cleared)}))


def take_from_sending(root: Path, school: str, share: SchoolShare | None, day: date) -> str:
    """Remove what would go to another side and is not signed off any more; a sentence if it was.

    Parameters
    ----------
    root : of the workspace.
    share : as the school shares it now; None where there is none.
    day : that it is looked from.
    """
    now = for_partner(share, day) if share is not None else None
    signed = {line.document for line in now.sign_offs} if now is not None else set()
    gone = False
    for path in sorted((root / FOLDER / TO_SEND).glob(f"*/share/{school}{ENDING}")):
        try:
            stale = any(one.document not in signed for one in read_share(path).sign_offs)
        except EvidenceError:
            stale = True
        if stale:
            path.unlink()
            gone = True
    if not gone:
        return ""
    return (
        f"What was to go to another trust of this school was taken out of {FOLDER}/{TO_SEND}: it "
        "is not signed off for everyone any more. If it was sent, make and send it again: spp "
        "partner --make"
    )


def is_for_all(share: SchoolShare) -> bool:
    """Whether a share holds only what is signed off for everyone, and no figure."""
    public = all(line.audience == Audience.PUBLIC for line in share.sign_offs)
    figures = any(getattr(share, part) for part in _FIGURES)
    return public and not figures and all(one.again is None for one in share.lasted)


def why_not_sent(share: SchoolShare, staff: Collection[str]) -> str:
    """Where a text that would be sent names a colleague; empty where none does."""
    return colleague_named(share, staff)


def read_received(root: Path, side: Registration, cycle: str, day: date) -> Received:
    """Read what the schools of another side have sent, as far as it still stands.

    Parameters
    ----------
    root : of the workspace.
    cycle : that is open here.
    day : that is looked from.
    """
    found: dict[str, SchoolShare] = {}
    refused: dict[str, str] = {}
    for path in share_files(folder_of(root, side.partnership_id)):
        try:
            share = from_partner(read_share(path), path, side, cycle)
        except EvidenceError as error:
            refused[path.name] = f"{FOLDER}/{side.partnership_id}/{error}"
        else:
            found[share.school] = covered(share, Audience.PUBLIC, day)
    order = [one.school for one in side.schools]
    return Received(
        side,
        {slug: found[slug] for slug in order if slug in found},
        refused,
        tuple(slug for slug in order if slug not in found and f"{slug}{ENDING}" not in refused),
    )


def from_partner(share: SchoolShare, path: Path, side: Registration, cycle: str) -> SchoolShare:
    """A share, if it is one that this side may send here.

    Raises
    ------
    EvidenceError
        Naming what is not so.
    """
    name = f"{path.parent.name}/{path.name}"
    if side.withdrawn_on is not None:
        raise EvidenceError(
            f"{name}: {side.partnership} has taken back its part, so nothing of it is read. Delete "
            "the file."
        )
    if share.partnership != side.partnership:
        raise EvidenceError(
            f"{name}: it is of the partnership “{share.partnership}”, and this folder is of "
            f"“{side.partnership}”. Take it out of the folder, or ask the lead there for a new "
            "registration."
        )
    if not same_cycle(share.cycle, cycle):
        raise EvidenceError(
            f"{name}: it is of the cycle “{share.cycle}”, and this workspace is of “{cycle}”. Take "
            "it out of the folder, or ask for the one of this year."
        )
    if not is_for_all(share):
        raise EvidenceError(
            f"{name}: it holds what the school has shared with its own partnership only, and it "
            f"should not have come here. {_DELETE}"
        )
    if share.school not in [one.school for one in side.schools]:
        raise EvidenceError(
            f"{name}: it is about the school “{share.school}”, which is not among the schools that "
            f"{side.partnership} has registered. Ask the lead there for a new registration."
        )
    if path.name != f"{share.school}{ENDING}":
        raise EvidenceError(
            f"{name}: it is about the school “{share.school}”, so its name should be "
            f"{share.school}{ENDING}. Rename it."
        )
    return share
