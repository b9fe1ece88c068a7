"""The annual report over several cycles, as a reader meets it; without anything to say, nothing."""

from __future__ import annotations

from datetime import date

import pytest
import shared_years as made

from spp_research import partnership_report as report
from spp_research.schema.vocabulary import HUB_MARKERS, MARKERS, THEMES
from spp_research.share import Lasted, Resource

VISITS = [
    {
        "visitor": "aldermoor",
        "visited": "birchgate",
        "visited_on": date(2026, 2, 12),
        "theme": THEMES[2],
        "about": "watching daily reading",
        "asked_by": "birchgate",
        "support_id": "S1",
        "came_of_it": "Two of our classes read at 8.50.",
    },
    {"visitor": "birchgate", "visited": "aldermoor", "about": "<b>How</b> families are asked"},
]
TAKEN = [
    {"reviewed": "birchgate", "theme": THEMES[1], "words": "One sheet a term."},
    {
        "reviewed": "aldermoor",
        "theme": THEMES[1],
        "role": "Peer reviewer",
        "school": "birchgate",
        "words": "Reading a page *twice*.",
    },
]
WORDS = [
    {"heading": "Together", "words": "We looked.\n\nProperly.", "audience": "Public"},
    {"words": "Thank you to Ruth Adeyemi.", "audience": None},
]
NOTED = [
    {
        "marker": MARKERS["Sustain"][-1],
        "state": "Seen in part",
        "evidence": "Three mornings.",
        "looked_on": date(2026, 6, 15),
    },
    {"marker": HUB_MARKERS[-1], "state": "Not seen yet", "evidence": "Nobody has asked us."},
]


def lasted(*states: str, cycle: str = "2024-25", what: str = "Action"):
    return tuple(
        Lasted(cycle=cycle, what=what, item_id=f"A{n}", state=state)
        for n, state in enumerate(states)
    )


def years(audience: str = "partnership", **sheets):
    before = made.year(
        made.share("Aldermoor", cycle="2024-25", findings=(made.finding(),)),
        names=("Aldermoor", "Cressbeck"),
        cycle="2024-25",
        phase="Embed",
        audience=audience,
    )
    found = Resource(
        register_id="R1",
        theme=THEMES[0],
        study="Example study (2024)",
        says="Pupils who re-read read more.",
        locator="https://example.org/study, table 3",
    )
    return made.year(
        made.share(
            "Aldermoor",
            findings=(made.finding(),),
            actions=(made.action(status="Completed"),),
            lasted=(*lasted("Still done", "Adapted", "Stopped"), *lasted("", what="Practice")),
            resources=(found, found),
        ),
        made.share("Birchgate", support=(made.support(),)),
        phase="Sustain",
        audience=audience,
        earlier=(before,),
        people=[{"person_id": "P1", "name": "Ruth Adeyemi", "role": "Headteacher"}],
        **sheets,
    )


FULL = {"own_words": WORDS, "visits": VISITS, "took_home": TAKEN, "phase_markers": NOTED}
SECTIONS = (
    report.own_words,
    report.support_given,
    report.took_home,
    report.over_the_years,
    report.lasted,
    report.phase,
    report.to_read,
)


def markdown(shown) -> str:
    parts = getattr(shown, "parts", [shown])
    return "\n\n".join(part.markdown for part in parts if part is not None)


@pytest.mark.parametrize("audience", ["partnership", "public"])
@pytest.mark.parametrize("section", SECTIONS, ids=lambda one: one.__name__)
def test_a_section_of_several_cycles(section, audience, snapshot):
    assert markdown(section(years(audience, **FULL))) == snapshot


@pytest.mark.parametrize(
    "section", [*SECTIONS[:5], report.to_read, report.measured_alike], ids=lambda one: one.__name__
)
def test_without_anything_to_say_there_is_nothing(section):
    assert markdown(section(made.year(made.share()))) == ""


def test_one_of_each_is_said_in_the_singular(snapshot):
    one = made.year(
        made.share("Aldermoor", lasted=lasted("")),
        made.share("Birchgate"),
        visits=VISITS[1:],
        took_home=TAKEN[:1],
        audience="public",
    )
    shown = (report.support_given(one), report.took_home(one), report.lasted(one))
    assert "\n\n".join(map(markdown, shown)) == snapshot


def test_the_phase_of_one_year_has_what_the_lead_saw(snapshot):
    one = made.year(made.share(), phase="Sustain", phase_markers=NOTED)
    assert markdown(report.phase(one)) == snapshot


def test_before_this_year_has_anything_the_last_year_that_has_is_named():
    """The numbers of the heading are those of the year that stands below it."""
    before = made.year(
        made.share("Aldermoor", cycle="2024-25", lasted=lasted("Still done", cycle="2023-24")),
        cycle="2024-25",
    )
    said = markdown(report.lasted(made.year(made.share("Aldermoor"), earlier=(before,))))
    assert "Of one thing looked at, one is still done" in said
    assert "signed off, 2024-25. {#tbl-lasted}" in said and "2025-26" not in said
