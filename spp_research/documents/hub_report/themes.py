"""What the partnerships work on, theme by theme, and how far next steps were followed."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.catalogue import called, say
from spp_research.display.paired_bars import paired_bars
from spp_research.display.sections import Piece, Pieces
from spp_research.display.tables import Table
from spp_research.hub import figures
from spp_research.hub.figures import FEWEST, Tally
from spp_research.hub.opening import Hub
from spp_research.phrases import in_words, long_date
from spp_research.protect.disclosure import Protected
from spp_research.school.review import theme_name
from spp_research.telling import of_hub
from spp_research.words import hub as words
from spp_research.words.statements import Statement

NO_THEME = "No theme of the four"
_HIDDEN = (
    f"A number is shown where {in_words(FEWEST)} schools or more are left without those of any one "
    "partnership. So nobody can work out from their own partnership’s report what another found."
)


def name(theme: str) -> str:
    """The theme as a row of a table says it."""
    return theme_name(theme) if theme else NO_THEME


@of_hub
def themes(hub: Hub) -> Pieces | Statement:
    """At how many schools something was found on each theme."""
    strengths, steps = figures.strengths(hub.counted), figures.next_steps(hub.counted)
    if not any(one.number for one in (*strengths.values(), *steps.values())):
        return Statement("No finding has been signed off for this audience yet.")
    rows = [(name(theme), strengths[theme].shown, steps[theme].shown) for theme in strengths]
    said = "; ".join(
        say("{theme}: strengths {found}, next steps {set}", theme=row, found=a.text, set=b.text)
        for row, a, b in rows
    )
    chart = paired_bars(
        rows,
        (say("Strengths"), say("Next steps")),
        label="fig-themes",
        title="How many schools found something on each theme",
        subtitle=say(
            "Schools with a strength or a next step, by theme, {cycle}", cycle=hub.book.cycle
        ),
        alt=say(
            "Bars from zero, two for each theme, with the number of schools that found a strength "
            "and a next step. {themes}. A school counts once for each, however many findings it "
            "has.",
            themes=said,
        ),
    )
    return Pieces([chart, _table(hub, strengths, steps)])


def _table(hub: Hub, strengths: dict[str, Tally], steps: dict[str, Tally]) -> Table:
    return Table(
        Protected(
            "Theme",
            tuple(map(name, strengths)),
            (say("Strengths at"), say("Next steps at")),
            tuple(
                (words.where(strengths[theme]), words.where(steps[theme])) for theme in strengths
            ),
        ),
        "tbl-themes",
        say("Schools with a strength or a next step, by theme"),
        f"Reviews that are signed off, {hub.book.cycle}, {long_date(hub.as_at)}",
        notes=(_HIDDEN,),
        widths=(32, 34, 34),
    )


@of_hub
def followed(hub: Hub) -> Pieces | Statement:
    """How far the next steps were followed, over all the partnerships."""
    steps = figures.followed(hub.counted)
    said = words.followed(steps)
    if not steps[0][1].number:
        return Statement("No next step has been signed off for this audience yet.")
    table = Table(
        Protected(
            say("Of the next steps"),
            tuple(called(step) for step, _ in steps),
            ("How many",),
            tuple((one.shown,) for _, one in steps),
        ),
        "tbl-followed",
        say("From a next step to what came of it"),
        say(
            "Next steps of signed-off reviews, {cycle}, each line a part of the one above",
            cycle=hub.book.cycle,
        ),
        widths=(75, 25),
    )
    return Pieces(
        [
            said,
            table,
            Statement(
                "What was measured or told is known where the impact reflection is signed off. A "
                "next step without an action may wait for good reasons."
            ),
            *_lasted(hub),
        ]
    )


def _lasted(hub: Hub) -> Iterator[Piece]:
    """What became of the actions, outcomes and practices of earlier cycles."""
    found = figures.lasted(hub.counted)
    said = words.lasted(found)
    if said is None:
        return
    yield said
    yield Table(
        Protected(
            "How it is now",
            tuple(found),
            ("How many", "Said by"),
            tuple((one.shown, words.where(one)) for one in found.values()),
        ),
        "tbl-lasted",
        "What became of what earlier cycles handed on",
        "Actions, outcomes to measure again and practices on the sheet “Carried over”, where the "
        f"impact reflection is signed off, {hub.book.cycle}",
        notes=("What was stopped may have been right to stop: the sheet asks for no reason.",),
        widths=(40, 20, 40),
    )
