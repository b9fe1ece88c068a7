"""Share files on disk: written whole or not at all, and read as what comes from someone else.

A file is refused in one plain sentence, and never stops the others: `read_shares` gives the
schools that can be read, those that were refused with the reason, and those that sent nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from spp_research.cycle import Cycle, same_cycle
from spp_research.errors import EvidenceError
from spp_research.partnership.lead_workbook import Membership, Partnership
from spp_research.phrases import long_date
from spp_research.telling import as_facts, briefly
from spp_research.whole_files import write_whole

from .document import AGAIN, require_small
from .document import ENDING as ENDING
from .document import MOST_BYTES as MOST_BYTES
from .document import OF_REPORTS as OF_REPORTS
from .document import share_files as share_files

if TYPE_CHECKING:
    from .records import SchoolShare


@dataclass(frozen=True)
class Shares:
    """What lies in the share folder.

    Parameters
    ----------
    shares : by the school's short name, in the lead's order.
    refused : why a file was not used, in one sentence that names it. By the short name where the
        file is named after a school of the partnership, else by the file's own name.
    missing : short names of the schools without a file, in the lead's order.
    """

    shares: Mapping[str, SchoolShare]
    refused: Mapping[str, str]
    missing: tuple[str, ...]

    __repr__ = briefly
    _repr_html_ = as_facts


NOTHING_SENT = Shares({}, {}, ())


def read_shares(folder: Path, partnership: Partnership | Membership) -> Shares:
    """Read every share file of a folder, and refuse what is not one of this partnership's year."""
    slugs = [school.slug for school in partnership.schools]
    found: dict[str, SchoolShare] = {}
    refused: dict[str, str] = {}
    for path in share_files(folder):
        slug = path.name.removesuffix(ENDING)
        key = slug if slug in slugs else path.name
        try:
            found[key] = belonging(read_share(path), path, partnership)
        except EvidenceError as error:
            refused[key] = str(error)
        except Exception as error:  # one file of somebody else's never stops the others
            refused[key] = (
                f"{path.parent.name}/{path.name}: the kit failed to read it, and that is a fault "
                f"of the kit ({type(error).__name__}). Tell its makers. {AGAIN}"
            )
    return Shares(
        {slug: found[slug] for slug in slugs if slug in found},
        refused,
        tuple(slug for slug in slugs if slug not in found and slug not in refused),
    )


def write_share(share: SchoolShare, path: Path) -> None:
    """Write a sealed share, whole or not at all.

    Raises
    ------
    OSError
        When the folder cannot be written; what was there before is as it was.
    """
    from .content import text_of  # and with it the records, which who only lists files can spare

    write_whole(path, text_of(share))


def read_share(path: Path, *, texts: bool = True) -> SchoolShare:
    """Read one share file and check that it is whole.

    Parameters
    ----------
    texts : as for `content.parse`.

    Raises
    ------
    EvidenceError
        When it cannot be read, is too big, is no share file, is from a newer kit, or was changed
        after the school's kit made it.
    """
    from .content import parse

    name = f"{path.parent.name}/{path.name}"
    try:
        if path.exists() and not path.is_file():  # a pipe would keep us waiting
            raise EvidenceError(f"{name}: this is not a file. {AGAIN}")
        require_small(path.stat().st_size, name)
        content = path.read_bytes()
    except OSError as error:
        raise EvidenceError(
            f"{name}: this file cannot be opened ({error.strerror}). {AGAIN}"
        ) from None
    return parse(content, name, texts=texts)


def belonging(share: SchoolShare, path: Path, partnership: Partnership | Membership) -> SchoolShare:
    """The share, if it is of this partnership, this cycle and the school that its name says.

    Raises
    ------
    EvidenceError
        Naming what is different.
    """
    name = f"{path.parent.name}/{path.name}"
    for what, found, expected in (
        ("partnership", share.partnership, partnership.name),
        ("cycle", share.cycle, partnership.cycle),
    ):
        if found != expected and not (what == "cycle" and same_cycle(found, expected)):
            raise EvidenceError(
                f"{name}: it is of the {what} “{found}”, and this workspace is of “{expected}”. "
                "Take it out of the folder, or ask the school for the one of this year."
            )
    signed_within(share, name, partnership.cycle, partnership.days)
    listed = [school.slug for school in partnership.schools]
    if share.school not in listed:
        raise EvidenceError(
            f"{name}: it is about the school “{share.school}”, which partnership.xlsx does not "
            f"list. Add the school to its sheet “Schools”, or take the file out of the folder."
        )
    if path.name != f"{share.school}{ENDING}":
        twin = path.with_name(f"{share.school}{ENDING}")
        raise EvidenceError(
            f"{name}: it is about the school “{share.school}”, which has a file of its own, "
            f"{twin.parent.name}/{twin.name}. Keep the newer of the two, under that name."
            if twin.is_file()
            else f"{name}: it is about the school “{share.school}”, so its name should be "
            f"{twin.name}. Rename it."
        )
    return share


def signed_within(share: SchoolShare, name: str, cycle: str, days: Cycle | None) -> None:
    """Refuse what was signed off before the cycle began, under whatever name it comes.

    Raises
    ------
    EvidenceError
        When that is so; `name` is what it calls the file.
    """
    first = min((line.signed_on for line in share.sign_offs), default=None)
    if days is not None and first is not None and first < days.earliest:
        raise EvidenceError(
            f"{name}: it holds what was signed off on {long_date(first)}, before the cycle "
            f"“{cycle}” began ({long_date(days.earliest)}). Take it out of the folder, "
            "or ask the school for the one of this year."
        )
