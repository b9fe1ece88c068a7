"""Practices that schools have signed off for everyone."""

from __future__ import annotations

from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.hub.opening import Hub
from spp_research.hub.parts import Part
from spp_research.phrases import capital, counted, in_words, sentence
from spp_research.protect.disclosure import Protected, free_text
from spp_research.share import Practice
from spp_research.telling import of_hub
from spp_research.words.statements import Statement

_MOST = 60


def shared_with_all(hub: Hub) -> list[tuple[Part, Practice]]:
    """Each practice with its school, in the hub's order."""
    return [(part, part.practice) for part in hub.parts if part.practice is not None]


@of_hub
def practices(hub: Hub) -> Pieces | Table | Statement:
    """The practices; of very many an even choice through the hub's order."""
    found = shared_with_all(hub)
    if not found:
        return Statement("No practice is signed off for everyone yet.")
    every = -(-len(found) // _MOST)
    shown = found[::every]
    table = Table(
        Protected(
            "Principle",
            tuple(practice.principle for _, practice in shown),
            ("School", "Partnership", "In short"),
            tuple(
                (
                    free_text(part.school),
                    free_text(part.partnership),
                    free_text(sentence(practice.in_short)),
                )
                for part, practice in shown
            ),
        ),
        "tbl-practices",
        f"{capital(counted(len(shown), 'practice'))} shared with everyone"
        if every == 1
        else f"{len(shown)} of the {len(found):,} practices that are shared with everyone",
        "Best-practice write-ups that are signed off for everyone, in the hub’s order of "
        "partnerships",
        widths=(27, 18, 18, 37),
    )
    if every == 1:
        return table
    return Pieces(
        [
            Statement(
                "{all} are shared with everyone. Below is one in {every} of them, as they come in "
                "the hub’s order; the others are on the websites of their partnerships.",
                all=counted(len(found), "practice"),
                every=in_words(every),
            ),
            table,
        ]
    )
