"""A practitioner's enquiry, from its question to how it is shared: one function a section.

The enquiry itself is written here (`Enquiry`), or is that of a school's workbook (`of_school`,
`from_workbook`). Each section takes it and shows what the audience may see; where nothing is
written yet, it says what belongs there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from spp_research.display.charts import Chart
from spp_research.display.estimation import estimation_chart
from spp_research.display.flow_chart import flow_chart
from spp_research.display.own_charts import from_here, rules_here
from spp_research.display.panels import Bullets, Panel, Paragraphs
from spp_research.display.sections import Pieces
from spp_research.display.show_front import front
from spp_research.display.surveys import in_few_words
from spp_research.display.tables import Table
from spp_research.errors import DisclosureError, UnprotectedError
from spp_research.phrases import in_words, long_date, plural
from spp_research.protect import personal
from spp_research.protect.disclosure import Audience, Rules, free_text, nearest_five, not_personal
from spp_research.protect.disclosure.opened import run_key
from spp_research.protect.disclosure.origin import notebook, typed_numbers
from spp_research.school.enquiry import (
    Enquiry,
    Ethics,
    Known,
    Smallest,
    fix_plan,
    from_workbook,
    known,
    of_school,
    outcome,
    plans,
    pupils,
    results,
    smallest,
    to_workbook,
)
from spp_research.school.enquiry.planning import measured_beforehand
from spp_research.school.enquiry.records import refuse_others
from spp_research.school.impact.audience import hidden
from spp_research.telling import of_enquiry
from spp_research.words import enquiry as words
from spp_research.words.cautions import open_question
from spp_research.words.plans import plan_words
from spp_research.words.results import conclusion
from spp_research.words.statements import Statement, joined

from ..impact_reflection.method import how_told
from ..impact_reflection.tables import precision_words, results_table
from ..workshop_pack.others import difference_of

__all__ = [
    "Enquiry",
    "Ethics",
    "Known",
    "Smallest",
    "ethics",
    "fix_plan",
    "for_whoever_checks",
    "from_workbook",
    "front",
    "key_points",
    "known",
    "of_school",
    "outcome",
    "plan",
    "plans",
    "pupils",
    "results",
    "sharing",
    "smallest",
    "to_workbook",
    "what_happened",
    "what_is_known",
    "what_we_found",
    "what_we_learnt",
    "why",
]

_CANNOT_TELL = Statement("*What else could explain it, and what we cannot tell.*")


@of_enquiry
def key_points(enquiry: Enquiry) -> Panel:
    """What was asked, what is done, and what came of each main outcome."""
    rules = _rules(enquiry)
    said = [Statement("**We asked:** {question}", question=free_text(enquiry.question))]
    if enquiry.doing:
        said.append(Statement("**We do:** {doing}", doing=free_text(enquiry.doing)))
    main = [r for r in results(enquiry) if r.outcome.primary and r.flow]
    return Panel("Key points", [*said, *(conclusion(r, rules) for r in main)])


@of_enquiry
def why(enquiry: Enquiry) -> Paragraphs | Statement:
    """Why it matters here, in the school's own words."""
    _rules(enquiry)
    return Paragraphs(free_text(enquiry.why)) if enquiry.why else words.MISSING["why"]


@of_enquiry
def what_is_known(enquiry: Enquiry) -> Table | Statement:
    """What others found, with how large it was and where it can be read."""
    import pandas as pd

    _rules(enquiry)
    rows = enquiry.known
    if not rows:
        return words.MISSING["known"]
    frame = pd.DataFrame(
        {
            "Pupils and outcome": [f"{row.stage}: {row.outcome}" for row in rows],
            "What it says": [free_text(row.says) for row in rows],
            "How large the difference was": [difference_of(row) for row in rows],
            "Where to read it": [_where(row) for row in rows],
        },
        index=pd.Index([row.study for row in rows], name="Study"),
    )
    n = len(rows)
    return Table(
        not_personal(frame, "published results, as the school wrote them down"),
        "tbl-register",
        f"{in_words(n).capitalize()} {plural(n, 'result')} from elsewhere",
        "What the school wrote down of studies before it began",
        notes=(
            "Marks: as on a test on which two in three pupils score between 40 and 60. A result "
            "says what was seen elsewhere, and not what would be seen here.",
        ),
        widths=(16, 15, 28, 24, 17),
        links=True,
    )


@of_enquiry
def plan(
    enquiry: Enquiry, *, pupils: int | Sequence[int] = 0, classes: int | Sequence[int] = 0
) -> Bullets | Statement:
    """What is measured, how it can be known, what so many pupils could show, and what was fixed.

    Parameters
    ----------
    pupils : how many there will be of each group, as (14, 13), before anybody is measured. Without
        it those who were measured before.
    classes : how many of each group, where whole classes take part; else nought.

    Raises
    ------
    InputError
        If the numbers of groups do not fit the design.
    """
    rules = _rules(enquiry)
    if not enquiry.outcomes:
        return words.MISSING["outcomes"]
    _typed(pupils, classes)
    said: list[Statement] = []
    shown = False
    kept = {r.outcome.outcome_id for r in results(enquiry) if r.flow and hidden(r, rules)}
    for one in enquiry.outcomes:
        sizes = (pupils,) if isinstance(pupils, int) else tuple(pupils)
        told = [words.planned(one)]
        if any(sizes):
            found = smallest(one.design, [nearest_five(n) for n in sizes], classes)
            told.append(words.could_show(found, sizes, rules))
            shown |= found.in_sd is not None
        elif (there := measured_beforehand(enquiry, one)) is not None:
            found, sizes, in_unit = there
            # What is hidden of a result is not said of those whom it is about beforehand.
            sizes = (1,) if one.outcome_id in kept else sizes
            told.append(words.could_show(found, sizes, rules, in_unit=in_unit))
            shown |= found.in_sd is not None
        said.append(joined(told))
    names = {one.outcome_id: one.name for one in enquiry.outcomes}
    said += plan_words(plans(enquiry), names)
    return Bullets([*said, words.assumed()] if shown else said)


@of_enquiry
def ethics(enquiry: Enquiry) -> Bullets | Statement:
    """What people were told, how they agreed, and what is kept."""
    rules = _rules(enquiry)
    if enquiry.ethics is None:
        return words.MISSING["ethics"]
    return Bullets(list(words.asked(enquiry.ethics, rules)))


@of_enquiry
def what_happened(enquiry: Enquiry) -> Pieces:
    """What was really done, and who was counted at each step."""
    rules = _rules(enquiry)
    told = Paragraphs(free_text(enquiry.happened)) if enquiry.happened else None
    steps = flow_chart(results(enquiry), rules)
    if isinstance(steps, Chart):
        steps = from_here(steps, own_table=enquiry.base is None)
    return Pieces([told or words.MISSING["happened"], steps])


@of_enquiry
def what_we_found(enquiry: Enquiry) -> Pieces:
    """Every outcome: a sentence, a picture, what it leaves open, and a table of all of them."""
    rules = _rules(enquiry)
    parts: list[Any] = []
    found = [r for r in results(enquiry) if r.flow]
    for result in found:
        drawn = estimation_chart(result, rules, height=4.4)
        parts += [conclusion(result, rules), from_here(drawn, own_table=enquiry.base is None)]
        parts.append(joined([_CANNOT_TELL, open_question(result, rules)]))
    if found:
        parts.append(results_table(tuple(found), rules))
    if enquiry.told:
        parts.append(in_few_words([*enquiry.told], rules))
    return Pieces(parts or [words.MISSING["measured"]])


@of_enquiry
def what_we_learnt(enquiry: Enquiry) -> Bullets | Statement:
    """What changed, what was surprising and what was learnt, in the school's own words."""
    _rules(enquiry)
    said = list(words.learnt(enquiry))
    return Bullets(said) if said else words.MISSING["learnt"]


@of_enquiry
def sharing(enquiry: Enquiry) -> Bullets | Statement:
    """What comes next, and how colleagues elsewhere can see it."""
    _rules(enquiry)
    said = list(words.shared(enquiry))
    return Bullets(said) if said else words.MISSING["sharing"]


@of_enquiry
def for_whoever_checks(enquiry: Enquiry) -> Panel | None:
    """How the results are known and how precise they are; None where nothing was measured."""
    rules = _rules(enquiry)
    found = tuple(r for r in results(enquiry) if r.flow)
    if not found:
        return None
    precise = [
        joined([Statement("**{name}.**", name=name), one])
        for name, one in precision_words(found, rules)
    ]
    return Panel("For whoever checks the numbers", [*how_told(found, rules).statements, *precise])


def _where(row: Known) -> str:
    return f"{row.locator} (read on {long_date(row.accessed)})" if row.accessed else row.locator


def _rules(enquiry: Enquiry) -> Rules:
    """The rules of the audience, once the enquiry's own words have been looked at for everyone."""
    refuse_others(enquiry)
    rules = rules_here()
    if rules.audience is Audience.PUBLIC and enquiry.base is None:
        for name, text in enquiry.texts():
            if found := personal.find(text):
                raise DisclosureError(
                    f"{name}: this text seems to hold {found[0].kind}, and the document is for "
                    "everyone. Take it out, or write it in other words; then run the cell again."
                )
    return rules


def _typed(*numbers: int | Sequence[int]) -> None:
    """In a run: numbers of a plan stand in the notebook, as nobody could check any other."""
    frame = notebook()
    if frame is None or not run_key():
        return
    known = typed_numbers(frame)
    for given in numbers:
        for one in (given,) if isinstance(given, int) else given:
            if float(one) not in known and one:
                raise UnprotectedError(
                    "The numbers of a plan are those that you write into the notebook, as in "
                    "pupils=(14, 13). Without them the plan goes by who was measured before."
                )


def __dir__() -> list[str]:
    return __all__
