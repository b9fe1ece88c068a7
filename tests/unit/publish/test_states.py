"""How far each document is: one answer, from what was made and what the workbooks hold."""

from __future__ import annotations

import json
import zipfile
from datetime import date

import pytest

from spp_research.errors import NothingToSayError, NotStartedError
from spp_research.kinds import BEST_PRACTICE, KINDS, PARENTS_PAGE, REVIEW_SUMMARY
from spp_research.publish.share_folder import Record, remember
from spp_research.publish.states import State, documents_of, note, told
from spp_research.publish.taking_away import take_away
from spp_research.run import cache, looks
from spp_research.run.freshness import INDEX, Index
from spp_research.workspace import Workspace, kit_resources

KEY = ["2025-26", "review summary", "", "partnership", "2025-12-03", "ruth adeyemi"]
KEY += ["partnership", "document"]


@pytest.fixture
def place(riverside) -> Workspace:
    return Workspace(riverside)


def made(place, school="oakfield", kind=REVIEW_SUMMARY, *, signed=True, **signature):
    """A document as a run leaves it, made from the workbooks as they are."""
    folder = place.report_folder(school, kind.name)
    folder.mkdir(parents=True, exist_ok=True)
    spp = {"draft": not signed, "status": "Signed off by R. Text mark: XMH-DXH-PVM"}
    (folder / "report.qmd").write_text(f'---\ntitle: "T"\nspp: {json.dumps(spp)}\n---\n')
    (folder / "report.html").touch()
    names = ("partnership.xlsx", f"schools/{school}/evidence.xlsx")
    facts = {
        "fingerprint": "0",
        "made_on": "2026-07-10",
        "audience": "partnership",
        "inputs": [{"name": name, "hash": cache.file_hash(place.root / name)} for name in names],
        "signature": {"key": KEY if signed else [], "why": "", "changed": [], "ends_on": ""}
        | signature,
    }
    cache.write_manifest(folder, facts)
    return folder


def one(place, school="oakfield", kind=REVIEW_SUMMARY):
    (found,) = (d for d in documents_of(place) if (d.school, d.kind) == (school, kind))
    return found


def touched(path):
    """A workbook with other bytes that say the same."""
    with path.open("ab") as file:
        file.write(b"\0")


def test_of_the_example_before_anything_is_made(place):
    found = documents_of(place)
    assert len(found) == 1 + 6 * 5
    assert {d.state for d in found if d.school == "osier-road"} == {State.NOTHING_TO_SAY}
    # One school has its review signed off for everyone.
    shared = [d for d in found if d.kind is not PARENTS_PAGE or d.school == "oakfield"]
    assert {d.state for d in shared if d.school != "osier-road"} == {State.NOT_MADE}
    assert {d.state for d in found if d not in shared} == {State.NOTHING_TO_SAY}
    assert found[0].kind.name == "partnership-report"


def test_signed_and_draft(place):
    made(place)
    assert (one(place).state, note(one(place))) == (State.SIGNED, "")
    made(place, signed=False)
    assert (one(place).state, one(place).signed, note(one(place))) == (State.DRAFT, "", "")


def test_changed_since_it_was_signed(place):
    made(place, signed=False, why="changed since R signed it off.", changed=["a", "b"])
    assert (one(place).state, note(one(place))) == (
        State.CHANGED, "Changed since R signed it off.",
    )  # fmt: skip
    said = [line for line in told(documents_of(place)) if "R signed it off" in line]
    (line,) = said  # once, and not in the state as well
    assert line.startswith("Review summary, draft: ") and line.lower().count("changed since") == 1


@pytest.mark.parametrize("name", ["report.docx", "report.html"])
def test_a_file_that_somebody_changed_is_not_what_was_signed(place, name):
    folder = made(place)
    (folder / name).write_bytes(b"as it was made")
    manifest = cache.read_manifest(folder)
    cache.write_manifest(folder, manifest | {"files": {name: cache.file_hash(folder / name)}})
    assert one(place).state is State.SIGNED
    (folder / name).write_bytes(b"with other words")
    assert one(place).state is State.CHANGED and one(place).signed == ""
    assert note(one(place)).endswith("and not what was signed or checked.")


def test_a_first_page_that_calls_itself_signed_is_believed_no_more_than_the_run(place):
    folder = made(place, signed=False, state="draft")
    text = (folder / "report.qmd").read_text()
    (folder / "report.qmd").write_text(text.replace('"draft": true', '"draft": false'))
    assert (one(place).state, one(place).signed) == (State.DRAFT, "")


def test_the_workbook_is_another_one_since(place):
    made(place)
    touched(place.evidence_file("oakfield"))
    found = one(place)
    assert found.state is State.SIGNED and found.older
    assert note(found) == "What it is made from has changed since. To see how, make it again."


def test_what_a_school_shares_is_another_since(place):
    pack = KINDS["workshop-pack"]
    made(place, kind=pack, signed=False)
    share = place.share_file("copperbeck")
    share.parent.mkdir(exist_ok=True)
    share.write_text("{}")
    assert not one(place, kind=pack).older  # as the school has sent it
    remember(place, "copperbeck", Record(fingerprint="0", file=cache.file_hash(share)))
    found = one(place, kind=pack)
    assert found.older
    assert note(found) == "What copperbeck shares has changed since. To see how, make it again."


def test_a_sign_off_that_has_ended_counts_no_more(place):
    made(place, ends_on="2026-07-10")  # the day that the example looks from
    assert (one(place).state, one(place).ended) == (State.DRAFT, True)
    made(place, ends_on="2026-07-11")
    assert one(place).state is State.SIGNED


def test_a_signature_that_is_in_the_workbook_no_more(place):
    made(place, key=[*KEY[:4], "2025-12-04", *KEY[5:]])
    touched(place.evidence_file("oakfield"))
    assert (one(place).state, one(place).ended) == (State.DRAFT, True)


@pytest.mark.parametrize(("signed", "state"), [(True, State.CHANGED), (False, State.DRAFT)])
def test_what_it_tells_of_is_gone_from_the_workbook(place, signed, state):
    folder = made(place, "osier-road", signed=signed)
    found = one(place, "osier-road")
    assert (found.state, bool(found.signed)) == (state, signed)
    assert ("Do not hand it out" if signed else "left as it was made") in note(found)
    told = "so it is taken away" if signed else "left as it is, in reports/osier-road"
    with pytest.raises(NothingToSayError, match=told):
        looks.stop_where_nothing_is_said(place, REVIEW_SUMMARY, "osier-road")
    assert (folder / "report.html").is_file()


@pytest.mark.parametrize("signed", [True, False])
def test_one_that_says_that_it_is_signed_is_taken_away(place, signed):
    """A draft says itself what it is, and stays; so does whatever somebody put there or changed."""
    folder = made(place, "osier-road", signed=signed)
    (folder / "letter.txt").write_text("Dear all")
    (folder / "report.html").write_text("edited")
    told = take_away(place, documents_of(place))
    assert len(told) == signed
    names = {path.name for path in folder.iterdir()}
    if not signed:
        assert {"manifest.json", "report.html", "letter.txt"} <= names
        return
    assert names == {"letter.txt", "report.edited.html"}
    assert "Your changes to report.html are kept in report.edited.html." in told[0]
    kept = place.root / told[0].partition("kept in ")[2].partition(". Your")[0]
    assert zipfile.ZipFile(kept).namelist() == ["report.qmd"]
    assert take_away(place, documents_of(place)) == []


def test_not_started_to_mend_and_elsewhere(place):
    empty = (kit_resources() / "data_templates/school_evidence.xlsx").read_bytes()
    place.evidence_file("osier-road").write_bytes(empty)
    place.evidence_file("copperbeck").write_text("no workbook")
    place.evidence_file("nether-sallow").unlink()
    wanted = {
        "osier-road": State.NOT_STARTED,
        "copperbeck": State.HELD_BACK,
        "nether-sallow": State.NOT_STARTED,
        "withy-bridge": State.ELSEWHERE,
    }
    place.evidence_file("withy-bridge").unlink()
    place.share_folder.mkdir(exist_ok=True)
    place.share_file("withy-bridge").touch()
    place.share_file("nether-sallow").unlink(missing_ok=True)
    for school, state in wanted.items():
        assert {d.state for d in documents_of(place) if d.school == school} == {state}, school
    with pytest.raises(NotStartedError):
        looks.stop_where_nothing_is_said(place, REVIEW_SUMMARY, "osier-road")
    for school in ("copperbeck", "nether-sallow"):  # left to the run, which says what is wrong
        looks.stop_where_nothing_is_said(place, REVIEW_SUMMARY, school)


def test_a_notebook_of_ones_own_may_say_that_it_has_something_to_say(place):
    own = place.root / "notebooks" / BEST_PRACTICE.notebook
    own.parent.mkdir()
    book = json.loads((kit_resources() / "notebooks" / BEST_PRACTICE.notebook).read_text())
    own.write_text(json.dumps(book))
    assert one(place, "osier-road", BEST_PRACTICE).state is State.NOTHING_TO_SAY
    book["metadata"]["spp"] = {"always_made": True}
    own.write_text(json.dumps(book, indent=1))
    assert one(place, "osier-road", BEST_PRACTICE).state is State.NOT_MADE
    looks.stop_where_nothing_is_said(place, BEST_PRACTICE, "osier-road")


def test_what_was_found_is_noted_and_goes_with_the_workbook(place):
    (place.root / "reports").mkdir()
    index = Index(place.root / "reports" / INDEX)
    seen = looks.Looks(place, index, writes=True)
    assert seen.of("osier-road").lacks and seen.schools()["oakfield"].startswith("Oakfield")
    again = looks.Looks(place, Index(place.root / "reports" / INDEX))
    assert again.at_hand("osier-road") == seen.of("osier-road")
    assert again.lacking("osier-road", REVIEW_SUMMARY) and again.at_hand("oakfield") is None
    touched(place.evidence_file("osier-road"))
    assert again.at_hand("osier-road") is None
    spoilt = Index(place.root / "reports" / INDEX)
    spoilt.keep("look:oakfield", again._made_from("oakfield"), ["not", "a", "look"])
    assert looks.Looks(place, spoilt).at_hand("oakfield") is None


def test_schools_that_share_a_state_share_a_sentence(place):
    made(place)
    said = [*told(documents_of(place))]
    assert said[0] == "Partnership report: not made yet. To make it: spp report partnership-report"
    (review,) = (one for one in said if one.startswith("Review summary, not made yet: "))
    assert review.count("School") == 4 and "Oakfield" not in review
    nothing = [one for one in said if ", nothing to say yet: Osier Road Primary School. " in one]
    assert len(nothing) == 4 and len(said) == 11


@pytest.mark.parametrize(
    "spoilt",
    [
        {"audience": "nobody"},
        {"signature": ["x"], "inputs": "x"},
        {"inputs": [1, {"name": 2}]},
        {"files": ["report.html"]},
    ],
)
def test_a_manifest_that_somebody_wrote_in_stops_nothing(place, spoilt):
    folder = made(place)
    facts = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(facts | spoilt))
    touched(place.evidence_file("oakfield"))
    assert one(place).is_there
    place.partnership_file.write_text("no workbook")
    assert {d.school for d in documents_of(place)} == {"partnership", "oakfield"}


def test_every_state_has_a_label_and_every_kind_a_place(place):
    assert {d.kind.name for d in documents_of(place)} == set(KINDS) - {"hub-report"}
    assert date(2026, 7, 10) not in {d.made_on for d in documents_of(place)}
