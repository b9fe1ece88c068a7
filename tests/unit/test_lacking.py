"""The least that makes each document of a school worth having."""

from __future__ import annotations

import json
from datetime import date

import pytest

from spp_research.intake import read_workbook
from spp_research.kinds import KINDS
from spp_research.publish.states import Document, State, note
from spp_research.run.looks import look_at, said
from spp_research.schema import SCHOOL
from spp_research.school.lacking import SHEETS, Day, Lacking, lacking
from spp_research.words.lacking import do_not_hand_out, in_short, sentence, still_says_signed
from spp_research.workspace import EXAMPLE, Workspace, open_workspace

ALL = {
    "review-summary": Lacking.FINDING,
    "workshop-pack": Lacking.QUESTION,
    "impact-reflection": Lacking.ACTION,
    "best-practice": Lacking.PRACTICE,
    "parents-page": Lacking.FOR_EVERYONE,
}


class Rows:
    """Rows of a sheet, as far as they are looked at: the number is of no account."""

    def __init__(self, *rows):
        self.records = tuple(enumerate(rows))


DAY = Day(date(2026, 7, 10))


def lacks(**sheets):
    found = {kind.name: lacking(kind, sheets, DAY) for kind in KINDS.values()}
    return {name for name, what in found.items() if what}


STRENGTH = {"kind": "Strength", "finding": "Pupils read.", "workshop_question": None}
STEP = {"kind": "Next step", "finding": "Pupils write less.", "workshop_question": None}
ASKED = STRENGTH | {"workshop_question": "How do we keep it?"}
CARRIED = {"state": None, "words": "Read more"}
LOOKED = {"state": "Still done", "words": "Read more"}
PUBLIC = {
    "document": "Review summary",
    "audience": "Public",
    "signed_by": "Ruth Adeyemi",
    "role": "Headteacher",
    "signed_on": date(2026, 1, 5),
    "expires_on": None,
    "withdrawn_on": None,
}


@pytest.mark.parametrize(
    ("sheets", "lacking_still"),
    [
        ({}, set(ALL)),
        ({"findings": Rows()}, set(ALL)),
        ({"findings": Rows(STRENGTH)}, set(ALL) - {"review-summary"}),
        ({"findings": Rows(STRENGTH, STEP)}, set(ALL) - {"review-summary", "workshop-pack"}),
        ({"findings": Rows(ASKED)}, set(ALL) - {"review-summary", "workshop-pack"}),
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


@pytest.mark.parametrize(
    ("row", "enough"),
    [
        (PUBLIC, True),
        (PUBLIC | {"audience": "Partnership"}, False),
        (PUBLIC | {"document": "Impact reflection"}, False),
        (PUBLIC | {"signed_on": date(2026, 7, 11)}, False),
        (PUBLIC | {"withdrawn_on": date(2026, 7, 10)}, False),
        (PUBLIC | {"withdrawn_on": date(2026, 7, 11)}, True),
        (PUBLIC | {"expires_on": date(2026, 7, 10)}, False),
        (PUBLIC | {"signed_by": " "}, False),
        (PUBLIC | {"cycle": "2024-25"}, False),
    ],
)
def test_a_page_for_parents_goes_by_who_may_read_the_review(row, enough):
    there = {"findings": Rows(STRENGTH), "sign_off": Rows(row)}
    assert ("parents-page" not in lacks(**there)) is enough
    assert "parents-page" in lacks(sign_off=Rows(row))


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
    assert look_at(read_workbook(book, SCHOOL), DAY).lacks == lacks


@pytest.mark.parametrize("signed", [True, False])
def test_one_that_says_that_it_is_signed_is_taken_away_and_a_draft_stays(signed, tmp_path):
    workspace, kind, what = Workspace(tmp_path), KINDS["parents-page"], Lacking.FOR_EVERYONE
    folder = workspace.report_folder("oakfield", kind.name)
    folder.mkdir(parents=True)
    manifest = {"fingerprint": "0", "signature": {"state": "signed" if signed else "draft"}}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    there = Document("o", "O", kind, State.CHANGED, lacking=what, says_signed=signed)

    assert said(workspace, kind, "oakfield", what).endswith(still_says_signed()) is signed
    assert note(there).startswith(do_not_hand_out()) is signed
