"""The least that makes each document of a school worth having."""

from __future__ import annotations

import pytest

from spp_research.intake import read_workbook
from spp_research.kinds import KINDS
from spp_research.run.looks import look_at
from spp_research.schema import SCHOOL
from spp_research.school.lacking import SHEETS, Lacking, lacking
from spp_research.words.lacking import in_short, sentence
from spp_research.workspace import EXAMPLE, open_workspace

ALL = {
    "review-summary": Lacking.FINDING,
    "workshop-pack": Lacking.QUESTION,
    "impact-reflection": Lacking.ACTION,
    "best-practice": Lacking.PRACTICE,
}


class Rows:
    """Rows of a sheet, as far as they are looked at: the number is of no account."""

    def __init__(self, *rows):
        self.records = tuple(enumerate(rows))


def lacks(**sheets):
    found = {kind.name: lacking(kind, sheets) for kind in KINDS.values()}
    return {name for name, what in found.items() if what}


STRENGTH = {"kind": "Strength", "finding": "Pupils read.", "workshop_question": None}
STEP = {"kind": "Next step", "finding": "Pupils write less.", "workshop_question": None}
ASKED = STRENGTH | {"workshop_question": "How do we keep it?"}
CARRIED = {"state": None, "words": "Read more"}
LOOKED = {"state": "Still done", "words": "Read more"}


@pytest.mark.parametrize(
    ("sheets", "lacking_still"),
    [
        ({}, set(ALL)),
        ({"findings": Rows()}, set(ALL)),
        ({"findings": Rows(STRENGTH)}, set(ALL) - {"review-summary"}),
        ({"findings": Rows(STRENGTH, STEP)}, {"impact-reflection", "best-practice"}),
        ({"findings": Rows(ASKED)}, {"impact-reflection", "best-practice"}),
        ({"findings": Rows(STRENGTH | {"finding": "  "})}, set(ALL)),
        ({"actions": Rows({"action": "Read daily"})}, set(ALL) - {"impact-reflection"}),
        ({"outcomes": Rows({"outcome": "Reading age"})}, set(ALL) - {"impact-reflection"}),
        ({"series": Rows({"counted": "Books"})}, set(ALL) - {"impact-reflection"}),
        ({"carried_over": Rows(CARRIED)}, set(ALL)),
        ({"carried_over": Rows(LOOKED)}, set(ALL) - {"impact-reflection"}),
        ({"practice": Rows({"principle": "Read daily."})}, set(ALL) - {"best-practice"}),
    ],
)  # fmt: skip
def test_what_is_lacking_goes_by_the_sheet(sheets, lacking_still):
    assert lacks(**sheets) == lacking_still


def test_a_report_about_all_the_schools_lacks_nothing():
    assert {name for name, kind in KINDS.items() if not kind.per_school}.isdisjoint(lacks())


@pytest.mark.parametrize("what", list(Lacking))
def test_each_is_said_in_one_sentence_that_names_the_sheet(what, snapshot):
    assert (sentence(what), in_short(what)) == snapshot
    titles = [SCHOOL.sheet(name).title for name in SHEETS[what]]
    assert all(f"“{title}”" in sentence(what) for title in titles)


@pytest.mark.parametrize(("school", "lacks"), [("osier-road", ALL), ("oakfield", {})])
def test_what_schools_of_the_example_lack(school, lacks):
    book = open_workspace(EXAMPLE).evidence_file(school)
    assert look_at(read_workbook(book, SCHOOL)).lacks == lacks
