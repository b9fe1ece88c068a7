"""The pages of a hub: what has been sent, what counts, the report, and what is taken in."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import hubs_made
import pytest
from browsing import Browser
from example_copy import EXAMPLE

from spp_research.intake import write_workbook
from spp_research.intake.write.added_row import add_row
from spp_research.publish.signed_report import signed_report
from spp_research.schema import HUB
from spp_research.share.content import sealed, text_of
from spp_research.share.files import read_share
from spp_research.workspace import Workspace


def file_of(made) -> bytes:
    return text_of(made).encode()


def taken(browser: Browser, content: bytes, name: str = "x.json", **fields: str):
    return browser.post("/hub/shares", fields, file=(name, content))


@pytest.fixture
def small(tmp_path: Path) -> Browser:
    """A hub that lists two partnerships, one of which has sent something."""
    place = hubs_made.hub(
        tmp_path / "hub",
        hubs_made.share("Elm"),
        hubs_made.share("Oak"),
        partnerships=[
            {"partnership_name": "Birch Trust", "schools": 2},
            {"partnership_name": "Ashby", "schools": 3},
        ],
    )
    return Browser(place.root, tmp_path / "scratch").open()


def test_home_says_what_each_partnership_has_sent_in_the_hubs_order(small):
    home = small.get("/")
    assert "Northshire Hub, 2025-26" in home.words
    assert "Birch Trust 2 0 nothing has come yet Ashby 3 2" in home.words
    assert "What Ashby has sent, in plain words" in home.words
    read = [small.get(at) for at in home.links if at.startswith("/hub/shares/")]
    assert [page.status for page in read] == [200, 200]
    assert "Back to the hub" in read[0].words


def test_what_does_not_count_says_why(small):
    other = hubs_made.share("Ash", cycle="2024-25")
    hubs_made.put(small.session.folder, other, name="last.json")
    (small.session.folder / "partnerships" / "ashby" / "bad.json").write_text("{}")
    (small.session.folder / "partnerships" / "none-yet").mkdir()
    home = small.get("/")
    for told in ("ashby/last.json: it is of the cycle “2024-25”", "ashby/bad.json", "none-yet yet"):
        assert told in home.words
    assert "hub.xlsx" in small.get("/partnership").words


def test_a_share_file_goes_into_the_folder_of_its_partnership(small):
    root = small.session.folder / "partnerships"
    ash = hubs_made.share("Ash")
    page = small.follow(taken(small, file_of(ash), name="../../evil.json"))
    assert (root / "ashby" / f"{ash.school}.json").read_bytes() == file_of(ash)
    assert "Ashby 3 3" in page.words
    assert "was here already" in small.follow(taken(small, file_of(ash))).words
    new = hubs_made.share("Fir", partnership="Birch Trust")
    small.follow(taken(small, file_of(new)))
    assert (root / "birch-trust" / f"{new.school}.json").is_file()
    # A name that leaves nothing in plain letters, and one that another folder has already.
    odd = hubs_made.share("Yew", partnership="学校")
    assert "hub.xlsx does not list" in small.follow(taken(small, file_of(odd))).words
    assert (root / "partnership" / f"{odd.school}.json").is_file()
    twin = hubs_made.share("Bay", partnership="birch  trust!")
    small.follow(taken(small, file_of(twin)))
    assert (root / "birch-trust-2" / f"{twin.school}.json").is_file()
    assert {path.parent.parent for path in root.rglob("*.json")} == {root}


def test_a_partnerships_own_folder_keeps_its_share_files_where_they_are(small):
    root = small.session.folder / "partnerships" / "birch"
    new = hubs_made.share("Fir", partnership="Birch Trust")
    hubs_made.put(small.session.folder, new, folder="birch/share")
    (root / "partnership.xlsx").write_bytes(b"")
    later = hubs_made.share("Bay", partnership="Birch Trust")
    small.follow(taken(small, file_of(later)))
    assert (root / "share" / f"{later.school}.json").is_file()


def test_an_older_one_is_asked_about_and_the_one_before_is_kept(small):
    place = small.session.folder / "partnerships" / "ashby"
    newer = read_share(place / "elm.json")
    older = sealed(newer.model_copy(update={"made_on": newer.made_on - timedelta(days=1)}))
    before = (place / "elm.json").read_bytes()
    refused = taken(small, file_of(older))
    assert (refused.status, "so it was not taken" in refused.words) == (400, True)
    assert (place / "elm.json").read_bytes() == before
    page = small.follow(taken(small, file_of(older), older="yes"))
    kept = next((small.session.folder / "old").rglob("elm-*.json"))
    assert kept.read_bytes() == before
    assert kept.name in page.words


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"[" * 5000,
        (EXAMPLE / "partnership.xlsx").read_bytes(),
        next((EXAMPLE / "schools/oakfield/pupils").glob("*.xlsx")).read_bytes(),
    ],
    ids=["nothing", "no share file", "deep", "workbook", "pupils"],
)
def test_nothing_else_is_taken(small, content):
    before = {*small.session.folder.rglob("*")}
    assert taken(small, content).status == 400
    assert {*small.session.folder.rglob("*")} == before


def test_the_pages_of_a_partnership_are_not_a_hubs(small, lead):
    for at in ("/partnership/plan", "/schools/elm", "/hub/shares/../../hub.xlsx"):
        assert small.get(at).status == 404, at
    for at, fields in (
        ("/make", {"kind": "partnership-report"}),
        ("/make", {"kind": "review-summary", "school": "elm"}),
        ("/partnership/plan", {}),
    ):
        assert small.post(at, fields).status == 404, at
    for at, fields in (("/schools", {"name": "Elm"}), ("/partnership/shares", {})):
        assert small.post(at, fields).status == 400, at
    assert taken(lead, b"{}").status == 404
    assert lead.post("/make", {"kind": "hub-report"}).status == 404


def test_a_new_version_of_the_hubs_workbook_is_checked_first(small, tmp_path):
    own = small.session.folder / "hub.xlsx"
    before = own.read_bytes()
    new = tmp_path / "new.xlsx"
    write_workbook(new, HUB, {"hub": [hubs_made.OWN | {"name": "", "cycle": ""}]})
    page = small.get("/partnership")
    seen = page.text.partition('name="version" value="')[2].partition('"')[0]
    answer = small.post("/partnership/workbook", {"version": seen}, ("hub.xlsx", new.read_bytes()))
    waiting = small.follow(answer)
    assert "The new version is not in place" in waiting.words
    assert "The hub" in waiting.words
    assert own.read_bytes() == before
    write_workbook(new, HUB, {"hub": [hubs_made.OWN | {"name": "Another Hub"}]})
    answer = small.post("/partnership/workbook", {"version": seen}, ("hub.xlsx", new.read_bytes()))
    assert "is in place" in small.follow(answer).words
    assert "Another Hub" in small.get("/").words
    assert next((small.session.folder / "old").rglob("hub.xlsx")).read_bytes() == before


def test_a_hub_is_begun_from_an_empty_folder(tmp_path):
    folder = tmp_path / "new"
    folder.mkdir()
    browser = Browser(folder, tmp_path / "scratch").open()
    page = browser.follow(browser.post("/begin", {"what": "hub"}))
    assert "fill in the hub’s workbook" in page.words
    assert Workspace(folder).is_hub
    assert "fault" not in page.words
    places = browser.get("/folders")
    assert "A hub’s, of many partnerships." in places.words


def prepared_row(small: Browser) -> dict:
    """The row that the page prepares, signed by somebody, as a line of the workbook."""
    signing = small.get("/sign-off/hub/hub-report")
    row = signing.text.partition("<textarea")[2].partition(">")[2].partition("</textarea>")[0]
    kind, audience, _, _, day, _, _, mark, *_ = row.split("\t")
    return {
        "document": kind,
        "audience": audience,
        "signed_by": "Ada Hill",
        "role": "Lead",
        "signed_on": date.fromisoformat(day),
        "text_mark": mark,
    }


@pytest.mark.slow
def test_the_report_is_made_for_everyone_and_signed_for_the_website(small):
    """What `--audience public` does has a button, and signing it leads to the website."""
    workspace = Workspace(small.session.folder)
    for_everyone = {"kind": "hub-report", "everyone": "yes"}
    small.post("/make", for_everyone)
    assert "Hub report, for everyone" in small.wait().words
    line = prepared_row(small)
    assert line["audience"] == "Public"
    assert "press Make for everyone once more" in small.get("/sign-off/hub/hub-report").words
    assert add_row(workspace.lead_file, HUB, "sign_off", line)
    assert "not known here" in signed_report(workspace).why
    small.post("/make", for_everyone)
    small.wait()
    assert signed_report(workspace).why == ""
    assert "Ada Hill" in small.get("/").words


def test_only_the_report_about_all_is_made_for_everyone(small, lead):
    assert "Make for everyone" in small.get("/").words
    assert "Make for everyone" in lead.get("/partnership").words
    assert "Make for everyone" not in lead.get("/schools/oakfield").words
    fields = {"kind": "review-summary", "school": "oakfield", "everyone": "yes"}
    assert lead.post("/make", fields).status == 404
    assert not lead.session.work.is_busy


@pytest.mark.slow
def test_the_report_is_made_signed_and_made_anew(small):
    assert "There is enough for it" in small.get("/").words
    small.make("hub-report")
    made = small.wait()
    assert "Hub report : made." in made.words
    document = small.get(next(at for at in made.links if at.endswith("report.html")))
    assert "Back to the kit’s pages" in document.words
    line = prepared_row(small)
    root = small.session.folder
    assert add_row(root / "hub.xlsx", HUB, "sign_off", line)
    small.make("hub-report")
    assert "Hub report" in small.wait().words
    signed = small.get("/")
    assert "Ada Hill" in signed.words
    assert "Make a draft with what is new" in signed.words
    hubs_made.put(root, hubs_made.share("Ash"))
    small.make("hub-report")
    assert "press Make a draft with what is new" in small.wait().words
    assert "Ada Hill" in small.get("/").words
    small.post("/make", {"kind": "hub-report", "update": "yes"})
    small.wait()
    assert "Ada Hill" not in small.get("/").words
