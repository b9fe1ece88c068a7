"""What a share file must not hold: words that point to one person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from spp_research import personal
from spp_research.errors import DisclosureError
from spp_research.intake.texts import cleared_of
from spp_research.schema import SCHOOL
from spp_research.share import SchoolShare

if TYPE_CHECKING:
    from spp_research.evidence import EvidenceBase

# For each part of a share: what its rows are called, and of each free text the sheet and column
# it comes from.
FREE_TEXT = {
    "findings": (
        "finding_id",
        {
            "finding": ("findings", "finding"),
            "question": ("self_review", "question"),
            "workshop_question": ("findings", "workshop_question"),
        },
    ),
    "support": ("support_id", {"support": ("support", "support")}),
    "actions": (
        "action_id",
        {
            "action": ("actions", "action"),
            "success_measure": ("actions", "success_measure"),
            "support_wanted": ("actions", "support_wanted"),
        },
    ),
    "effects": (
        "outcome_id",
        {
            "name": ("outcomes", "outcome"),
            "who": ("outcomes", "group"),
            "unit": ("outcomes", "unit"),
            "question": ("outcomes", "question"),
        },
    ),
    "answers": ("item_id", {"asked": ("survey_map", "asked")}),
}
PRACTICE_TEXT = ("principle", "in_short")
# What may be an ID in a sentence; a short number is a number.
_ID = re.compile(r"(?<![\w.])(?:(?=\w*[0-9])(?=\w*[A-Za-z])\w{3,}|0\d{2,}|\d{5,})(?!\w)")
_MOST = 5  # places that one message names


def require_nobody(share: SchoolShare, base: EvidenceBase) -> SchoolShare:
    """The share, if no text in it seems to point to one person.

    Parameters
    ----------
    base : what it was made from, with the names that the files about pupils hold and the words
        that the school says name nobody.

    Raises
    ------
    DisclosureError
        Naming the sheet, the row's ID and the column, and never what stands there.
    """
    cleared = cleared_of(base.own.to_dict("records"))
    ids = frozenset(map(str, base.pupils["pupil_id"].dropna())) - cleared
    look = partial(_kinds, base.pupil_names, cleared, ids)
    found = list(dict.fromkeys(_found(share, look)))
    if not found:
        return share
    more = f"; and {len(found) - _MOST} more" if len(found) > _MOST else ""
    raise DisclosureError(
        f"schools/{share.school}/evidence.xlsx: no share file was made, because a text in it seems "
        f"to hold what points to one person: {'; '.join(found[:_MOST])}{more}. Take it out, or "
        "write it in other words, and make the share file again. If it names nobody, copy those "
        "very words to “Words that name nobody”, on the sheet “The school”."
    )


def _found(share: SchoolShare, look: Callable[..., Iterator[str]]) -> Iterator[str]:
    yield from look(share.focus, "school", "focus", "")
    for part, (key, columns) in FREE_TEXT.items():
        for row in getattr(share, part):
            for name, (sheet, column) in columns.items():
                own = getattr(row, key)
                place = f"for {own}" if sheet == "self_review" else own
                yield from look(getattr(row, name), sheet, column, place)
    for item in share.answers:  # what people ticked may be what somebody typed
        for wave in item.waves:
            for answer in wave.counts:
                yield from look(answer, "survey_map", "item_id", item.item_id, "an answer to ")
    if share.practice is not None:
        for name in PRACTICE_TEXT:
            yield from look(getattr(share.practice, name), "practice", name, "")


def _kinds(
    pupils: frozenset[str],
    cleared: frozenset[str],
    ids: frozenset[str],
    words: str,
    sheet: str,
    column: str,
    key: str,
    what: str = "",
) -> Iterator[str]:
    kinds = dict.fromkeys(span.kind for span in personal.find(words, pupils, (), cleared))
    if any(word in ids for word in _ID.findall(words)):
        kinds["the ID of a pupil"] = None
    if kinds:
        place = SCHOOL.sheet(sheet)
        label = place.field(column).label
        row = f" {key}," if key else ""
        yield f"sheet “{place.title}”,{row} {what}“{label}” ({' and '.join(kinds)})"
