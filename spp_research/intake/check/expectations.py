"""What an outcome would have come to anyway: the choice of pupils, what was expected, which tests.

A change of the same pupils can only be judged beside that. What is missing is asked for; what does
not fit is not used, and said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from spp_research.schema.chosen_words import chosen_in
from spp_research.schema.vocabulary import Chosen, Design, SameTest

from ..faults import Fault, quote
from ..read.typed_rows import Row, given
from .finder import Finder

if TYPE_CHECKING:
    from spp_research.schema.tables import OutcomesColumn

    from ..read.sheet_rows import OutcomesCells

DAYS_A_MONTH = 365.25 / 12
MONTHS_APART = 1.0  # between the dates and an expected change, up to which they agree


def chosen(find: Finder) -> Iterator[Fault]:
    """What pupils were chosen for, where only a sentence tells, or two cells do not agree."""
    for row, outcome in find.rows("outcomes"):
        declared = outcome.get("chosen_for")
        column = find.label("outcomes", "chosen_for")
        guess = chosen_in(outcome["selection"] or "")
        cut = given(outcome["selected_below"])
        if not given(declared) and not cut and guess is not None:
            yield find.fault(
                "outcome.chosen-guessed",
                "outcomes",
                row,
                "selection",
                f"By this sentence the pupils were chosen for {_CHOSEN[guess]}, and it is read so: "
                "such pupils come back part of the way by themselves. Choose "
                f"{quote(guess)} under {column}, or No if that is not so.",
            )
        elif declared == Chosen.NO and cut:
            yield find.fault(
                "outcome.chosen-both",
                "outcomes",
                row,
                "chosen_for",
                f"{column} says No, and a score stands under "
                f"{find.label('outcomes', 'selected_below')}, which is read as chosen for low "
                f"scores: choose {quote(Chosen.LOW)}, or clear the score.",
            )
        elif declared == Chosen.NO and guess is not None:
            yield find.fault(
                "outcome.chosen-both",
                "outcomes",
                row,
                "chosen_for",
                f"{column} says No, and {find.label('outcomes', 'selection')} reads as if they "
                f"were chosen for {_CHOSEN[guess]}: check both; No counts until then.",
            )
        elif declared in _AT_AN_END and outcome["design"] == Design.B:
            yield from _chosen_from(find, row, outcome)


def _chosen_from(find: Finder, row: int, outcome: OutcomesCells) -> Iterator[Fault]:
    """How many they were chosen from, without which nothing is reckoned."""
    wanted: tuple[OutcomesColumn, ...] = (
        "selected_below",
        "cohort_mean",
        "cohort_sd",
        "reliability",
    )
    if given(outcome["chosen_from"]) or given(*(outcome[name] for name in wanted)):
        return
    yield find.fault(
        "outcome.chosen-of",
        "outcomes",
        row,
        "chosen_for",
        "Pupils chosen for their scores come back part of the way by themselves, and how far "
        "cannot be worked out without how many they were chosen from: write it under "
        f"{find.label('outcomes', 'chosen_from')}, or no such change is called better.",
    )


_CHOSEN = {
    Chosen.LOW: "low scores",
    Chosen.HIGH: "high scores",
    Chosen.ABSENT: "their absences",
}
_AT_AN_END = tuple(_CHOSEN)


def tests(find: Finder) -> Iterator[Fault]:
    """Another test the second time: a change from one to the other means nothing."""
    for row, outcome in find.rows("outcomes"):
        if outcome.get("same_test") != SameTest.NO or outcome["design"] not in (Design.B, Design.C):
            continue
        yield find.fault(
            "outcome.other-test",
            "outcomes",
            row,
            "same_test",
            f"The outcome {quote(outcome['outcome_id'])} was measured with another test the second "
            "time, so no change is worked out: was it really another test, or another form of the "
            f"same one? Then choose {quote(SameTest.FORM)}.",
        )


def expected(find: Finder) -> Iterator[Fault]:
    """An expected change: with its source, its months and a range that it lies in."""
    for row, outcome in find.rows("outcomes"):
        if not given(outcome.get("expected_change")):
            yield from _without_change(find, row, outcome)
            continue
        if outcome["design"] != Design.B or _is_yes_no(outcome["unit"]):
            what = (
                "a yes-or-no measure"
                if outcome["design"] == Design.B
                else f"the design {outcome['design']}"
            )
            yield _of_expected(
                find,
                "outcome.expected-unused",
                row,
                "expected_change",
                f"An expected change is for marks or rates of the same pupils with no comparison "
                f"group (B), and this is {what}: it is not used.",
            )
            continue
        yield from _range_of_expected(find, row, outcome)
        yield from _months_of_expected(find, row, outcome)
        if not given(outcome.get("expected_source")):
            yield _of_expected(
                find,
                "outcome.expected-source",
                row,
                "expected_change",
                "Where the expected change is from is not written down, and the report will say "
                f"so: write the manual and its page, or the year group, under "
                f"{find.label('outcomes', 'expected_source')}.",
            )


def _of_expected(find: Finder, code: str, row: int, column: str, message: str) -> Fault:
    return find.fault(code, "outcomes", row, column, message)


def _without_change(find: Finder, row: int, outcome: OutcomesCells) -> Iterator[Fault]:
    """A range, months or a source of an expected change that is missing."""
    names = ("expected_from", "expected_to", "expected_months", "expected_source")
    for name in names:
        if given(outcome.get(name)):
            yield _of_expected(
                find,
                "outcome.expected-alone",
                row,
                name,
                f"{find.label('outcomes', name)} is filled in and "
                f"{find.label('outcomes', 'expected_change')} is not: add the change itself, or "
                "clear the cell.",
            )
            return


def _range_of_expected(find: Finder, row: int, outcome: OutcomesCells) -> Iterator[Fault]:
    names = ("expected_change", "expected_from", "expected_to")
    value, low, high = _cells(outcome, names)
    if given(low) != given(high):
        name = "expected_to" if given(low) else "expected_from"
        yield _of_expected(
            find,
            "outcome.expected-alone",
            row,
            "expected_from" if given(low) else "expected_to",
            f"One end of the range of the expected change is missing, so it is taken as exact: add "
            f"{find.label('outcomes', name)}, or clear this one.",
        )
    elif given(low, high) and not low <= value <= high:
        yield _of_expected(
            find,
            "outcome.expected-range",
            row,
            "expected_change",
            f"The expected change ({value:g}) is not between {low:g} and {high:g}, which are given "
            "as its range: check all three.",
        )


def _months_of_expected(find: Finder, row: int, outcome: OutcomesCells) -> Iterator[Fault]:
    names = ("expected_months", "baseline_date", "follow_up_date")
    months, before, after = _cells(outcome, names)
    if not given(months):
        yield _of_expected(
            find,
            "outcome.expected-months",
            row,
            "expected_change",
            "It is not written down for how many months the expected change is, so nobody can tell "
            "whether they are those between the two dates: fill in "
            f"{find.label('outcomes', 'expected_months')}.",
        )
    elif given(before, after):
        between = round((after - before).days / DAYS_A_MONTH, 1)
        if abs(between - months) > MONTHS_APART:
            yield _of_expected(
                find,
                "outcome.expected-months",
                row,
                "expected_months",
                f"The expected change is for {months:g} months and {between:g} lie between the two "
                f"dates, so it is not used: ask the manual for {between:g} months. Nothing is "
                "rescaled.",
            )


def _cells(outcome: Row, names: Sequence[str]) -> list[Any]:
    """What stands in some columns of a row; None where a column is not there."""
    return [outcome.get(name) for name in names]


def _is_yes_no(unit: str) -> bool:
    return " ".join(str(unit).casefold().split()) in ("yes or no", "yes/no", "yes-no")


RULES = (chosen, tests, expected)
