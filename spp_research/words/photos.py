"""What stands below a photo: who is in it, whose it is, and who has cleared it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from spp_research.catalogue import say
from spp_research.phrases import long_date, sentence, small
from spp_research.protect.disclosure import free_text
from spp_research.schema.vocabulary import PhotoOf

from .statements import Statement

_WHO: Mapping[str, str] = {
    PhotoOf.NOBODY: "Nobody is in it; cleared for everyone by the {role} on {day}.",
    PhotoOf.ADULTS: "Adults who agreed are in it; cleared for everyone by the {role} on {day}.",
    PhotoOf.UNSEEN: "No pupil can be recognised in it; cleared for everyone by the {role} on "
    "{day}.",
}


def told_of_photo(row: Mapping[str, Any]) -> str:
    """Whose a photo is, who is in it and who has cleared it.

    Parameters
    ----------
    row : of the sheet “Photos”, of a photo that was cleared.
    """
    when: date = row["cleared_on"]
    cleared = say(_WHO[row["people"]], role=small(row["cleared_by"].strip()), day=long_date(when))
    credit = row.get("credit")
    if not credit:
        return cleared
    return say("Photo: {credit} {cleared}", credit=sentence(credit.strip()), cleared=cleared)


def photo_left_out(row: Mapping[str, Any], why: str) -> Statement:
    """For the school: that a photo is not shown, and why."""
    return Statement(
        "The photo {file} is left out: {why}.", file=free_text(row["file"]), why=free_text(why)
    )
