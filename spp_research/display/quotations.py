"""What people said in a review, in their own words: short quotations from the evidence notes.

A note may quote somebody between quotation marks. Only kinds of source that are people's words
are looked at, and only notes in which nothing points to one person. A quotation from fewer people
than the audience's rules ask for is left out: in a small group a turn of phrase is a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pandas as pd

from spp_research import personal
from spp_research.disclosure import Rules, Shown
from spp_research.evidence import EvidenceBase, Study

from .statements import Bullets, Statement
from .text import sentence

if TYPE_CHECKING:
    from datetime import date

MOST = 4
SPOKEN = (
    "Pupil interview",
    "Staff interview",
    "Parent or carer voice",
    "Governor interview",
)
_FEWEST_WORDS, _MOST_LETTERS = 4, 180

# A single mark inside a word is an apostrophe: “don't” neither opens nor closes a quotation.
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|‘(.+?)’(?!\w)|(?<!\w)'(.+?)'(?!\w)", re.DOTALL)


def voices(study: Study) -> Bullets | None:
    """At most four short quotations, from as many kinds of people as there are; None without."""
    chosen = chosen_quotations(study.base, study.rules)
    if not chosen:
        return None
    return Bullets(
        [
            Statement("“{said}” *({source}, {day})*", said=Shown(said), source=source, day=day)
            for said, source, day in chosen
        ]
    )


def chosen_quotations(base: EvidenceBase, rules: Rules) -> list[tuple[str, str, date]]:
    """What was said, the kind of source in small letters, and the day; in order of the evidence.

    Parameters
    ----------
    base : the school's evidence.
    rules : of the audience: how few people are too few to quote one of them.
    """
    found = [(row, said) for row in _spoken(base, rules) if (said := _quotation(row.seen))]
    kinds = [row.source_type for row, _ in found]
    firsts = [place for place, kind in enumerate(kinds) if kinds.index(kind) == place]
    others = [place for place in range(len(found)) if place not in firsts]
    chosen = [found[place] for place in sorted([*firsts, *others][:MOST])]
    return [(said, row.source_type.lower(), row.date.date()) for row, said in chosen]


def _spoken(base: EvidenceBase, rules: Rules) -> Iterator[Any]:
    """The pieces of evidence that may be quoted."""
    for row in base.evidence.itertuples(index=False):
        many = not pd.isna(row.people) and row.people >= rules.fewest_pupils
        if row.source_type in SPOKEN and many and not personal.find(row.seen, base.pupil_names):
            yield row


def _quotation(note: str) -> str:
    """The first thing in a note that somebody said at some length; empty where there is none."""
    for match in _QUOTED.finditer(note):
        said = " ".join(next(filter(None, match.groups())).split())
        if len(said.split()) >= _FEWEST_WORDS and len(said) <= _MOST_LETTERS:
            return sentence(said)
    return ""
