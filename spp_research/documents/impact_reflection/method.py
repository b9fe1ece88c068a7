"""How the numbers are known: the method, the plans as fixed, and how precise they are."""

from __future__ import annotations

from collections.abc import Sequence

from spp_research.display.panels import Panel
from spp_research.display.sections import Piece, Section, section
from spp_research.errors import InputError
from spp_research.protect.disclosure import Rules
from spp_research.school import impact
from spp_research.school.evidence import Study
from spp_research.school.impact.plans import plans_of
from spp_research.telling import A_STUDY, kind_of, of_study
from spp_research.words.how_known import how_known, several
from spp_research.words.plans import plan_words
from spp_research.words.statements import Statement, joined

from .tables import precision_table, precision_words, ways_table


@of_study
def for_whoever_checks(study: Study) -> Section | Piece | None:
    """The method in one box, the last thing of the document; None where nothing was measured."""
    if study.base.outcomes.empty:
        return None
    results, rules = impact.results(study.base), study.rules
    how = list(how_told(results, rules, _plans_told(study)).statements)
    # An outcome's figures follow what is said of how it is known, in one item of the list.
    for name, precise in precision_words(results, rules):
        at = next((i for i, one in enumerate(how) if one.plain.startswith(f"**{name}.**")), None)
        if at is None:
            how.append(joined([Statement("**{name}.**", name=name), precise]))
        else:
            how[at] = joined([how[at], precise])
    box = Panel("For whoever checks the numbers", how)
    return section(ways_table(results, rules), box)


def how_we_know(study: Study | None = None) -> Section | Piece | None:
    """How the estimates were made, what may be said of them, and how precise they are.

    Parameters
    ----------
    study : the school's; notebooks of the first kit give none, and get what holds for all.
    """
    if study is None:
        return how_told((), None)
    if not hasattr(study, "base"):
        raise InputError(f"how_we_know takes {A_STUDY}; it was given {kind_of(study)}")
    if study.base.outcomes.empty:
        return None
    results = impact.results(study.base)
    rules = study.rules
    how = how_told(results, rules, _plans_told(study))
    return section(how, precision_table(results, rules), ways_table(results, rules))


def how_told(
    results: tuple[impact.Result, ...], rules: Rules | None, plans: Sequence[Statement] = ()
) -> Panel:
    known = [s for r in results if rules and (s := how_known(r, rules))]
    if line := several(results):
        known.append(line)
    return Panel(
        "How we know",
        [
            Statement(
                "Only a comparison group and a start measured beforehand can speak of a difference "
                "from other pupils, and a before-and-after measure of a change; what people told "
                "us can only be reported."
            ),
            Statement(
                "Each estimate comes with the range of values that fit the data (a 95% interval): "
                "a wide one tells little, not that nothing happened."
            ),
            *known,
            *plans,
        ],
    )


def precision(study: Study) -> None:
    """Nothing, for notebooks of earlier kits: `how_we_know` tells how precise the estimates are."""


def _plans_told(study: Study) -> list[Statement]:
    """When each plan was fixed and what was done otherwise, or that none was fixed."""
    outcomes = study.base.outcomes
    names = dict(zip(outcomes["outcome_id"], outcomes["outcome"], strict=True))
    return list(plan_words(plans_of(study.base), names))
