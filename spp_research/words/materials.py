"""What stands over a material: what it is for, whose it is, and who has cleared it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from spp_research.catalogue import say
from spp_research.phrases import long_date, sentence, small
from spp_research.protect.disclosure import free_text

from .statements import Statement


def heading_of_materials() -> str:
    """What the part of a write-up is called that holds its materials."""
    return say("To use in your school")


def told_of_material(row: Mapping[str, Any]) -> str:
    """Whose a material is and who has cleared it.

    Parameters
    ----------
    row : of the sheet “Materials”, of a material that was cleared.
    """
    when: date = row["cleared_on"]
    cleared = say(
        "Cleared for everyone by the {role} on {day}.",
        role=small(row["cleared_by"].strip()),
        day=long_date(when),
    )
    credit = row.get("credit")
    if not credit:
        return cleared
    return say("Whose it is: {credit} {cleared}", credit=sentence(credit.strip()), cleared=cleared)


def material_left_out(row: Mapping[str, Any], why: str) -> Statement:
    """For the school: that a material is not shown, and why."""
    return Statement(
        "The material {file} is left out: {why}.",
        file=free_text(row["file"]),
        why=free_text(why),
    )


def material_read(row: Mapping[str, Any], told: str) -> Statement:
    """For the school: how much of a material is shown, and what is not."""
    return Statement(
        "Of the material {file}, {told}.", file=free_text(row["file"]), told=free_text(told)
    )
