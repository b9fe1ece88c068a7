"""Whoever has every edition of the annual report, of every year, and adds and takes them away.

Two things are asked. What is not signed for a reader changes nothing in any of its tables, whoever
joined or left: so nothing of it follows from any number of editions. And of the pupils behind a
result no few are left of the numbers that were ever shared, whichever are added and taken away.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import combinations, product
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import shared_years as made
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research.partnership import annual
from spp_research.protect.disclosure import rules_for
from spp_research.publish.editions import held_to_editions, remember_edition
from spp_research.schema.vocabulary import THEMES
from spp_research.share import Practice, SchoolShare, Signed
from spp_research.share.content import PARTS, REFLECTION, REVIEW, WRITE_UP, covered, sealed
from spp_research.share.digits import rounded
from spp_research.workspace import Workspace

CYCLES = ("2023-24", "2024-25", "2025-26")
DAY = date(2026, 7, 10)
FEWEST = rules_for("partnership").fewest_pupils

# --- what is not signed for the reader


def parts(seed: int) -> Mapping[str, object]:
    """Whatever a school may say of a year, more or less of it."""
    n = seed % 4
    status = ("Planned", "Under way", "Completed", "Stopped")
    kept = [made.went_on(f"A{k}", ("Still done", "Adapted", "Stopped", "")[k]) for k in range(n)]
    again = made.went_on("O1", what="Outcome", again=made.effect(1.0 + seed, pupils=(30,)))
    return {
        "findings": tuple(
            made.finding(f"F{k}", ("Strength", "Next step")[k % 2], (seed + k) % 4)
            for k in range(seed % 5)
        ),
        "actions": tuple(made.action(f"A{k}", status=status[(seed + k) % 4]) for k in range(n)),
        "support": tuple(made.support("Offer", k, f"S{k}") for k in range(n)),
        "effects": (made.effect(float(seed), pupils=(24 + n,)),) if n else (),
        "lasted": (*kept, *([again] if n > 1 else [])),
        "practice": Practice(principle=f"Read {seed} times", theme=THEMES[n], in_short="In short."),
    }


signed_for = st.fixed_dictionaries(
    {document: st.sampled_from(("", "partnership", "public")) for document in PARTS}
)
school_year = st.tuples(signed_for, st.integers(0, 60), st.integers(0, 60))
# By cycle, by school, what is signed and two versions of what is said: schools join and leave.
histories = st.lists(
    st.dictionaries(st.sampled_from(made.NAMES[:5]), school_year, min_size=1),
    min_size=2,
    max_size=3,
)


def share_of(name: str, cycle: str, signed: Mapping[str, str], own: Mapping) -> SchoolShare:
    lines = tuple(
        Signed(document=d, audience=a, name="Ada Hill", role="Head", signed_on=date(2023, 9, 1))
        for d, a in signed.items()
        if a
    )
    return made.share(name, cycle=cycle, signed=()).model_copy(update={**own, "sign_offs": lines})


def tables(history: Sequence[Mapping], audience: str, version: int) -> list[object]:
    """All that the annual reports of these years say in numbers, for one reader."""
    wide = ("public",) if audience == "public" else ("partnership", "public")
    years: list = []
    said: list[object] = []
    for cycle, schools in zip(CYCLES, history, strict=False):
        shares = []
        for name, (signed, shown, other) in schools.items():
            own, hidden = parts(shown), parts(other if version else shown)
            seen = {d for d, a in signed.items() if a in wide}
            # The second version says something else wherever it is not signed for this reader.
            of = {p: d for d, names in PARTS.items() for p in names if p in own}
            mixed = {p: own[p] if d in seen else hidden[p] for p, d in of.items()}
            shares.append(covered(share_of(name, cycle, signed, mixed), audience, DAY))
        year = made.year(
            *shares, names=[*schools], cycle=cycle, audience=audience, earlier=tuple(years)
        )
        said += [
            annual.told(year),
            annual.kept(year),
            annual.measured_once_more(year),
            [str(pool) for pool in annual.pools(annual.effects(year.shares))],
            annual.chain(year.shares, annual.plans(year.shares, [*year.shares])),
            *(annual.came_and_went(before, year) for before in years[-1:]),
        ]
        years.append(year)
    return said


@given(histories, st.sampled_from(("partnership", "public")))
@examples(100)
def test_what_is_not_signed_for_a_reader_changes_no_table_of_any_year(history, audience):
    assert tables(history, audience, 0) == tables(history, audience, 1)


def test_what_is_signed_does_change_them():
    """So that the test above could fail."""
    signed = dict.fromkeys(PARTS, "partnership")
    one, other = ([{"Aldermoor": (signed, seed, seed)}] for seed in (3, 6))
    assert tables(one, "partnership", 0) != tables(other, "partnership", 0)
    everyone = tables([{"Aldermoor": (signed, 3, 3)}], "public", 0)
    assert everyone == tables([{"Aldermoor": (signed, 6, 6)}], "public", 0)
    assert {REVIEW, REFLECTION, WRITE_UP} == set(PARTS)


# --- the pupils behind what was shared

# A school over several editions: which classes are measured, and who has come or gone.
classes = st.lists(st.frozensets(st.integers(0, 2), min_size=1), min_size=2, max_size=4)
few = st.lists(st.frozensets(st.integers(0, 40), max_size=4), min_size=4, max_size=4)
schools = st.dictionaries(st.sampled_from(made.NAMES[:3]), st.tuples(classes, few), min_size=1)


def edition(name: str, cycle: str, pupils: frozenset[int]) -> SchoolShare:
    """A share of the mean of some pupils, whose gains are all different."""
    gains = [(7 * pupil * pupil + 3 * pupil) % 101 / 10 for pupil in sorted(pupils)]
    effect = rounded(made.effect(sum(gains) / len(gains), pupils=(len(gains),)))
    return sealed(made.share(name, cycle=cycle, effects=(effect,)))


def attacked(told: Sequence[frozenset[int]]) -> frozenset[int]:
    """The fewest pupils that are left when up to four editions are added and taken away."""
    unlike = list(dict.fromkeys(told))
    everybody = sorted(frozenset[int]().union(*unlike))
    best = frozenset(everybody)
    for number in range(2, min(4, len(unlike)) + 1):
        for some in combinations(unlike, number):
            for signs in product((-1, 1), repeat=number):
                left = {
                    pupil
                    for pupil in everybody
                    if sum(s for s, own in zip(signs, some, strict=True) if pupil in own)
                }
                if 0 < len(left) < len(best):
                    best = frozenset(left)
    return best


@given(schools)
@examples(75)
def test_no_few_pupils_are_left_of_all_that_a_partnership_ever_shared(partnership):
    """Every year two editions; some schools join late, and some leave early."""
    with tempfile.TemporaryDirectory() as scratch:
        place = Workspace(Path(scratch))
        for name, (taught, came) in partnership.items():
            told: list[frozenset[int]] = []
            shown: dict[object, frozenset[int]] = {}
            for number, (which, odd) in enumerate(zip(taught, came, strict=False)):
                pupils = frozenset(p + 15 * c for c in which for p in range(13)) ^ odd
                if len(pupils) < FEWEST:
                    continue
                cycle = CYCLES[number // 2]
                days = {
                    "outcome_id": ["O1"],
                    "baseline_date": [pd.Timestamp("2023-09-15")],
                    "follow_up_date": [pd.Timestamp("2024-06-15")],
                }
                study = SimpleNamespace(
                    base=SimpleNamespace(outcomes=pd.DataFrame(days)),
                    rules=rules_for("partnership"),
                    as_at=date(2026, 7, 1 + number),
                )
                held, _ = held_to_editions(edition(name, cycle, pupils), place, study)
                remember_edition(held, place, study)
                (effect,) = held.effects
                behind = shown.setdefault((effect.value, effect.pupils), pupils)
                told.append(behind)
            if len(set(told)) > 1:
                assert len(attacked(told)) >= FEWEST, (name, told)


def test_the_attack_finds_the_newcomer():
    """So that the test above could fail: two classes, each with another, one, and a newcomer."""
    one, two, three = (frozenset(range(15 * c, 15 * c + 13)) for c in range(3))
    told = [one | two, one | three, one, one | two | three | {99}]
    assert attacked(told) == {99}
