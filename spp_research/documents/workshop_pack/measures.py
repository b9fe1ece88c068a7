"""Success measures to choose from: what each tells and takes, and what it could show here."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from spp_research.display.panels import Bullets
from spp_research.display.tables import Table
from spp_research.phrases import in_words, listed, time_span
from spp_research.protect.disclosure import (
    CONFIDENTIAL,
    NOT_APPLICABLE,
    Rules,
    Shown,
    not_personal,
    round_half_up,
)
from spp_research.school import workshop
from spp_research.school.workshop import Cohort, Measure, Pack
from spp_research.school.workshop.measures import NUMBERS
from spp_research.school.workshop.questions import subjects
from spp_research.school.workshop.smallest import (
    ANSWERS,
    BETWEEN_CLASSES,
    CLOSE,
    CORRELATION,
    SAME,
    TOO_FEW,
    TYPICAL,
    WAIT,
    smallest_change,
)
from spp_research.telling import of_pack
from spp_research.words.statements import Statement

from .others import MARKS, as_given, in_marks

_WAYS = {
    SAME: "Same pupils, before and after (marks)",
    WAIT: "Half begin, half wait (marks)",
    ANSWERS: "Answers, before and after (percentage points)",
}


@of_pack
def measures_table(pack: Pack) -> Table | None:
    """The measures that suit the questions, with what each tells and what it takes."""
    suiting = _suiting(pack)
    if not suiting:
        return None
    suit = [measure for measure, _ in suiting]
    frame = pd.DataFrame(
        {
            "What it tells, and when it is worth it": [
                f"{m.tells} Worth it {m.worth}" for m in suit
            ],
            "What it takes": [_takes(measure) for measure in suit],
            "For finding": [", ".join(ids) for _, ids in suiting],
        },
        index=pd.Index([measure.name for measure in suit], name="Measure"),
    )
    return Table(
        not_personal(frame, "a list of the kit's own"),
        "tbl-measures",
        f"{in_words(len(suit)).capitalize()} ways to see whether something changes",
        "Measures that suit the themes of the questions and the kinds of evidence used",
        notes=(
            "Time to set it up once, then each time that it is done: adults’ work, as the kit "
            "estimates it. Your own first go says more.",
        ),
        widths=(20, 41, 26, 13),
    )


@of_pack
def smallest_table(pack: Pack) -> Table | None:
    """The smallest change that could be shown, with this school's numbers and with usual ones."""
    shown = {measure.shows for measure, _ in _suiting(pack)} - {""}
    if not shown:
        return None
    ways = [way for way in _WAYS if (NUMBERS in shown if way != ANSWERS else "shares" in shown)]
    rules = pack.study.rules
    known = workshop.cohorts(pack.study.base)
    rows = [_cohort_row(cohort, rules) for cohort in known if cohort.way in ways]
    if roll := pack.study.base.school.pupils_on_roll:
        rows.append(_typical_row("All pupils on roll", roll))
    rows += [_typical_row(f"For {n} people", n) for n in TYPICAL]
    frame = pd.DataFrame(
        [{"People": row["people"], **{_WAYS[way]: row[way] for way in ways}} for row in rows],
        index=pd.Index([row["name"] for row in rows], name="Who"),
    )
    return Table(
        not_personal(frame, "numbers of people are already protected"),
        "tbl-smallest",
        "The fewer the people, the larger a change has to be to be seen",
        "The smallest change that would most likely be seen; a smaller one may be real as well",
        notes=(*_scale(ways), *_groups(ways), *_once(known)),
        widths=(24, 14, *([62 // len(ways)] * len(ways))),
    )


@of_pack
def for_checking(pack: Pack) -> Bullets | None:
    """How the smallest changes were worked out, and the effects as their studies give them."""
    shown = {measure.shows for measure, _ in _suiting(pack)} - {""}
    said = [*_assumptions([ANSWERS] if shown == {"shares"} else [*_WAYS] if shown else [])]
    said += [*as_given(workshop.outside(pack.study.base))]
    return Bullets(said) if said else None


def _suiting(pack: Pack) -> tuple[tuple[Measure, tuple[str, ...]], ...]:
    return workshop.measures(subjects(pack.study.base))


def _takes(measure: Measure) -> str:
    adults = "" if measure.adults == 1 else f", {in_words(measure.adults)} adults together"
    return (
        f"{time_span(measure.set_up)}, then {time_span(measure.minutes)} for {measure.whom}{adults}"
    )


def _typical_row(name: str, n: int) -> dict[str, object]:
    """What a group of this size could show, whoever they are."""
    changes = {
        SAME: smallest_change(SAME, n),
        WAIT: smallest_change(WAIT, n // 2, n - n // 2),
        ANSWERS: smallest_change(ANSWERS, n),
    }
    return {
        "name": name,
        "people": f"{n:,}",
        SAME: _in_marks(changes[SAME]),
        WAIT: _in_marks(changes[WAIT]),
        ANSWERS: _in_points(changes[ANSWERS]),
    }


def _cohort_row(cohort: Cohort, rules: Rules) -> dict[str, object]:
    """What people whose number is known could show, hidden where they are too few."""
    fewest = rules.fewest_respondents if cohort.way == ANSWERS else rules.fewest_pupils
    cells = dict.fromkeys(_WAYS, Shown(NOT_APPLICABLE))
    if any(n < fewest for n in cohort.people):
        hidden = Shown(CONFIDENTIAL, rule=f"a group of fewer than {fewest} people")
        return {"name": cohort.name, "people": hidden, **cells, cohort.way: hidden}
    people = Shown(_people(cohort))
    return {"name": cohort.name, "people": people, **cells, cohort.way: Shown(_change(cohort))}


def _people(cohort: Cohort) -> str:
    """The size of each group: as it was invited, or to the nearest five, of which 0 is none."""
    if cohort.way == ANSWERS:
        return " and ".join(f"{n:,}" for n in cohort.about)
    if 0 not in cohort.about:
        return "about " + " and ".join(f"{n:,}" for n in cohort.about)
    return " and ".join(f"about {n:,}" if n else "fewer than 5" for n in cohort.about)


def _groups(ways: list[str]) -> tuple[str, ...]:
    """How to make two groups, so that only chance sets them apart."""
    if WAIT not in ways:
        return ()
    return (
        "Half begin, half wait: let lots decide which half begins, once everybody is on the list "
        "and before anybody begins. Then only chance sets the two apart. Draw pupils within each "
        "class, or in pairs by their scores; draw whole classes where a class cannot be parted. "
        "The kit can draw for you, in a way that anybody can check afterwards.",
    )


def _once(known: tuple[Cohort, ...]) -> tuple[str, ...]:
    """What is named as an outcome and cannot show a change."""
    names = [f"“{cohort.name}”" for cohort in known if not cohort.way]
    if not names:
        return ()
    return (f"Looked at once only, so that there is no change to show: {listed(names)}.",)


def _change(cohort: Cohort) -> str:
    if cohort.reason:
        return cohort.reason
    if cohort.way == ANSWERS:
        return _in_points(None if cohort.in_unit is None else cohort.in_unit / 100)
    if cohort.in_unit is None:
        return _in_marks(cohort.in_sd)
    decimals = 0 if cohort.in_unit >= 10 else 1
    return f"about {round_half_up(cohort.in_unit, decimals)} {cohort.unit}"


def _in_marks(change: float | None) -> str:
    return TOO_FEW if change is None else in_marks(change)


def _scale(ways: list[str]) -> tuple[str, ...]:
    """What a mark is, where a change is given in marks."""
    if SAME not in ways:
        return ()
    return (f"Marks: {MARKS}.",)


def _in_points(change: float | None) -> str:
    return TOO_FEW if change is None else round_half_up(100 * change)


def _with_a_close_test() -> str:
    """How much of a smallest change is left where two measurements go together closely."""
    return round_half_up(math.sqrt((1 - CLOSE**2) / (1 - CORRELATION**2)), 1)


def _assumptions(ways: list[str]) -> Iterator[Statement]:
    """What the smallest changes take for granted."""
    if ways:
        yield Statement(
            "**What could be seen here:** the smallest true change with a chance of 80% of being "
            "shown, by a 95% interval."
        )
    if SAME in ways:
        yield Statement(
            "A mark stands for a tenth of a standard deviation. Two measurements of the same "
            "pupils are taken to have a correlation of {usual}; where it is lower, a change has to "
            "be larger, and where it is {close}, as with a good test, about {left} of it can be "
            "shown.",
            usual=Shown(str(CORRELATION)),
            close=Shown(str(CLOSE)),
            left=Shown(_with_a_close_test()),
        )
        yield Statement(
            "Pupils count one by one. Where whole classes begin, the number of classes counts, "
            "and, once the start is allowed for, {between}% of the spread is taken to lie between "
            "them. Pupils measured beforehand are given to the nearest five.",
            between=Shown(round_half_up(100 * BETWEEN_CLASSES)),
        )
    if ANSWERS in ways:
        yield Statement(
            "Answers: everybody answers both times, without names, and half agree beforehand. The "
            "fewer answer, the larger a change has to be."
        )
