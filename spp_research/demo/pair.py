"""Two trusts that review each other: each a workspace of its own, registered with the other.

Three schools each. Whoever reviews a school comes from the other trust.
"""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

from spp_research.intake import read_lead
from spp_research.intake.read.partners import FOLDER
from spp_research.intake.read.registrations import Registration, text_of
from spp_research.partnership import pairs
from spp_research.share.exchanged import folder_of, for_partner
from spp_research.share.files import read_share, share_files, write_share
from spp_research.workspace import Workspace

from .books import PartnershipBook, Row
from .generated import generate
from .writing import write_partnership

SCHOOLS = 3
_NAMES = (("harbour", "Harbour Trust", 11), ("moorland", "Moorland Learning Trust", 12))
_MADE_ON = date(2025, 9, 30)
_SENT_ON = date(2026, 7, 10)


def two_trusts(folder: Path) -> tuple[Path, Path]:
    """Write both trusts of the pair, each into a folder of its own; returns the two folders."""
    from spp_research.publish.share_folder import FOLDER as RECORDS
    from spp_research.publish.share_folder import make_shares

    books = [_named(generate(SCHOOLS, seed), name) for _, name, seed in _NAMES]
    places = [Workspace((Path(folder) / short).expanduser().resolve()) for short, *_ in _NAMES]
    sides = []
    for place, book, (short, *_) in zip(places, books, _NAMES, strict=True):
        shutil.rmtree(place.root / FOLDER, ignore_errors=True)
        write_partnership(place.root, book)
        lead = read_lead(place)
        people = pairs.may_review(lead, _MADE_ON)
        sides.append(pairs.registration_of(lead, short, people, _MADE_ON))
    for place, book, side in zip(places, books, reversed(sides), strict=True):
        (place.root / FOLDER).mkdir()
        path = place.root / FOLDER / f"{side.partnership_id}.json"
        path.write_text(text_of(side), encoding="utf-8", newline="\n")
        write_partnership(place.root, _reviewed_by(book, side))
        make_shares(place)
        shutil.rmtree(place.share_folder / RECORDS, ignore_errors=True)
        for remembered in place.root.glob("schools/*/signed"):
            shutil.rmtree(remembered)
    for place, other, side in zip(places, reversed(places), reversed(sides), strict=True):
        for path in share_files(other.share_folder):
            if (share := for_partner(read_share(path), _SENT_ON)) is not None:
                write_share(share, folder_of(place.root, side.partnership_id) / path.name)
    return places[0].root, places[1].root


def _named(book: PartnershipBook, name: str) -> PartnershipBook:
    """The book under another name, without the lead's own surveys."""
    (own,) = book.sheets["partnership"]
    kept = {k: v for k, v in book.sheets.items() if k not in ("year_survey_map", "survey_roles")}
    return replace(book, sheets=kept | {"partnership": [{**own, "name": name}]}, surveys={})


def _reviewed_by(book: PartnershipBook, side: Registration) -> PartnershipBook:
    """The book with review teams and champions of the other side.

    Nobody is asked whose own school is reviewed in the same weeks.
    """
    rng = Random(f"{side.partnership_id} teams")
    timetable = []
    for review, busy in zip(book.sheets["timetable"], side.schools, strict=True):
        free = {who: one for who, one in side.ids.items() if one.school != busy.school}
        reviewers = [who for who, one in free.items() if _has(one.roles, "Peer reviewer")]
        champions = [who for who, one in free.items() if _has(one.roles, "Improvement champion")]
        team = {"team": "; ".join(sorted(rng.sample(reviewers, 3)))}
        timetable.append(review | team | {"champion": rng.choice(champions)})
    rows: list[Row] = timetable
    return replace(book, sheets=book.sheets | {"timetable": rows})


def _has(roles: tuple[object, ...], wanted: str) -> bool:
    return any(getattr(one, "role", "") == wanted for one in roles)
