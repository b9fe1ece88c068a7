"""What several partnerships measured alike, put together; no school and no partnership apart."""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.display.panels import Bullets
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.hub.effects import FEW, NEAR, ONE, Together
from spp_research.hub.figures import Tally
from spp_research.hub.opening import Hub
from spp_research.partnership.annual import APART
from spp_research.phrases import capital, counted
from spp_research.protect.disclosure import Protected, Rules, Shown, statistic
from spp_research.schema.vocabulary import DESIGNS
from spp_research.telling import of_hub
from spp_research.words.amounts import decimals
from spp_research.words.hub import where
from spp_research.words.pooling import numbers, sizes, words
from spp_research.words.statements import Statement, joined

_TOLD = 8  # groups of results that are said in sentences; the table has all
_METHOD = Statement(
    "How they were put together: random effects by Paule and Mandel, with the wider of the "
    "Hartung-Knapp and Wald intervals, from each school’s own estimate. Only main outcomes with "
    "the same name and unit, known and worked out in the same way, are put together. Outcomes "
    "stand in the order of their names, never by result."
)
_WHY = APART | {"few_schools": FEW, "one_partnership": ONE, "edition": NEAR}


@of_hub
def results(hub: Hub) -> Pieces | Statement:
    """Every outcome that several partnerships measured alike, and why others stand apart."""
    found, apart = hub.together, hub.apart
    if not found and not apart:
        return Statement("No main outcome has been signed off for this audience yet.")
    made: list = []
    if found:
        told = [joined(words(group.pool, hub.rules)) for group in found[:_TOLD]]
        made += [Bullets(told), _table(found, hub.rules), _METHOD]
    else:
        made.append(
            Statement(
                "No outcome was measured alike by enough schools of several partnerships, so "
                "nothing is put together."
            )
        )
    if lines := [line for why, one in apart if (line := _apart(why, one)) is not None]:
        made += [Statement("Other main outcomes stand by themselves:"), Bullets(lines)]
    return Pieces(made)


def _table(found: Sequence[Together], rules: Rules) -> Table:
    columns = ("How known", "At", "Pupils", "Together (range)", "Another school")
    designs = sorted({one.pool.first.design for one in found})
    return Table(
        Protected(
            "Outcome",
            tuple(f"{one.pool.first.name} ({one.pool.first.unit})" for one in found),
            columns,
            tuple(_cells(one, rules) for one in found),
        ),
        "tbl-results",
        f"{capital(counted(len(found), 'outcome'))} that several partnerships measured alike",
        "In their own units, with 95% ranges; “another school”: where the result of another school "
        "like these might lie",
        notes=[f"{design}: {DESIGNS[design]}." for design in designs],
        widths=(25, 11, 18, 14, 17, 15),
    )


def _cells(one: Together, rules: Rules) -> tuple[Shown, ...]:
    pool = one.pool
    digits, people = decimals(pool.pooled), pool.pupils
    another = Shown("cannot be said")
    if pool.prediction is not None:
        low, high = (statistic(end, people, rules, decimals=digits) for end in pool.prediction)
        another = low if low.hidden else Shown(f"{low.text} to {high.text}")
    return (
        Shown(pool.first.design),
        where(one.schools),
        sizes(people, rules),
        numbers(pool.pooled.mean, pool.pooled.low, pool.pooled.high, people, rules, digits),
        another,
    )


def _apart(why: str, one: Tally) -> Statement | None:
    if not one.may_be_shown:
        return None
    n = one.things or 0
    return Statement(
        "{n}: {why}.",
        n=capital(counted(n, "main outcome")),
        why=_WHY.get(why, why) if n == 1 else _several(_WHY.get(why, why)),
    )


def _several(why: str) -> str:
    """The reason as it is said of several outcomes."""
    return why.replace("it is", "each is").replace("it was", "each was")
