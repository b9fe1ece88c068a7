"""The website of a hub: what is on it, whose it says it is, and addresses that stay."""

from __future__ import annotations

import json
from datetime import date, timedelta
from xml.etree import ElementTree

import hub_sites
import hubs_made
import pytest
from hub_sites import built, pages_of, read, shared, withdrawn
from hubs_made import hub, put

from spp_research.errors import ConfigurationError
from spp_research.intake import write_workbook
from spp_research.schema import HUB
from spp_research.site import take_home
from spp_research.site.build import look_ahead

pytestmark = pytest.mark.slow

LATER = hubs_made.DAY + timedelta(days=3)
RIVER = "riverside-partnership--oakfield-primary--2025-26"
ASHBY = "ashby-trust--oakfield-primary--2025-26"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _pages_only(monkeypatch):
    """Without Word and PDF files, which take the most time and are another test's subject."""
    monkeypatch.setattr(take_home, "with_documents", lambda made, *_: (tuple(made), ()))


@pytest.fixture
def rolls():
    """Two schools of one name, in two partnerships, that are two schools."""
    return (
        shared(pupils_on_roll=210),
        shared(
            partnership="Ashby Trust",
            pupils_on_roll=90,
            title="Count in pairs",
            words="Numbers in pairs.",
        ),
    )


def entries(place):
    tree = ElementTree.parse(place.site / "feed.xml")
    return {
        one.find(f"{ATOM}title").text: one.find(f"{ATOM}id").text
        for one in tree.iter(f"{ATOM}entry")
    }


def listed(*names, **more):
    return [{"partnership_name": name} | more for name in names]


def rewritten(place, partnerships):
    rows = {"hub": [hubs_made.OWN], "partnerships": partnerships}
    write_workbook(place.hub_file, HUB, rows)


def why(result) -> str:
    return " ".join(reason for _, reason in result.refused)


def test_two_schools_of_one_name_have_two_pages_and_are_told_apart(tmp_path, rolls):
    place = hub(tmp_path, *rolls)
    result = built(place)
    assert pages_of(place) == [ASHBY, RIVER] and not result.refused
    assert len(set(entries(place).values())) == 2
    page = read(place, f"practices/{RIVER}.html")
    assert "Riverside Partnership" in page and "Northshire Hub" in page
    everything = read(place, "practices/index.html")
    assert "Oakfield Primary, Riverside Partnership" in everything
    assert "Oakfield Primary, Ashby Trust" in everything
    for name, title in (("riverside-partnership", "Read aloud"), ("ashby-trust", "Count in")):
        own = read(place, f"partnerships/{name}.html")
        assert title in own and own.count('<li>\n<h2 dir="auto">') == 1
    index = read(place, "assets/search-index.js")
    assert '"partnership":["ashby-trust"]' in index.replace(" ", "")


def test_addresses_and_names_in_the_feed_stay_whatever_else_comes(tmp_path, rolls):
    place = hub(tmp_path, *rolls)
    built(place)
    before = entries(place)
    put(place.root, shared("Elmcote", "Ashby, Trust!", "Walk", words="A walk."))
    put(place.root, replace_partnership(rolls[0], "Riverside  Partnership"))
    result = built(place)
    assert entries(place).items() >= before.items(), result
    assert "ashby-trust--elmcote--2025-26" in pages_of(place)


def replace_partnership(share, name):
    return hub_sites.sealed(share.model_copy(update={"partnership": name, "made_on": LATER}))


def test_a_school_that_moves_to_another_partnership_keeps_its_address(tmp_path):
    first = shared(pupils_on_roll=210)
    place = hub(tmp_path, first)
    built(place)
    before = entries(place)
    moved = shared(partnership="Ashby Trust", pupils_on_roll=210, made_on=LATER)
    put(place.root, moved)
    result = built(place)
    assert pages_of(place) == [RIVER] and entries(place) == before
    assert "Oakfield Primary, Ashby Trust" in read(place, "practices/index.html")
    assert "counts already" in why(result)
    # What it takes back there is gone, and its file from before brings nothing back.
    put(place.root, withdrawn(moved, LATER + timedelta(days=1)))
    assert built(place).pages == () and pages_of(place) == []
    hub_sites.delete(place, moved)
    put(place.root, first)
    result = built(place)
    assert result.pages == () and "in another partnership since" in why(result)


def test_last_years_practice_stays_when_this_years_file_takes_its_place(tmp_path):
    place = hub(
        tmp_path, shared(cycle="2024-25", signed_on=date(2025, 7, 1)), own={"cycle": "2024-25"}
    )
    (place.root / "settings.yml").write_text("formats: [html]\n")
    built(place)
    old = RIVER.replace("2025-26", "2024-25")
    assert pages_of(place) == [old]
    rewritten(place, ())
    put(place.root, hubs_made.share("Oakfield Primary", "Riverside Partnership"))
    result = built(place)
    assert pages_of(place) == [old] and not result.notes
    assert "As signed off in 2024-25" in read(place, f"practices/{old}.html")
    assert "2024-25" in read(place, "years/index.html")
    new = shared(title="Count in pairs", words="Numbers in pairs.", made_on=LATER)
    put(place.root, new, name="new.json")
    built(place)
    assert pages_of(place) == [old, RIVER]
    assert "Count in pairs" not in read(place, "years/2024-25.html")


def test_a_file_of_this_year_takes_last_years_practice_back(tmp_path):
    last = shared(cycle="2024-25", signed_on=date(2025, 7, 1))
    place = hub(tmp_path, shared(made_on=LATER))
    put(place.root, last, name="last.json")
    assert len(built(place).pages) == 2
    gone = [{"cycle": "2024/25", "practice_id": "P1"}]
    taken = shared(made_on=LATER + timedelta(days=1), taken_back=gone)
    assert taken.version == 9
    put(place.root, taken)
    result = built(place)
    assert pages_of(place) == [RIVER] and "took it back" in why(result)
    put(place.root, shared(made_on=LATER + timedelta(days=2)))
    assert built(place).pages and pages_of(place) == [RIVER]


def test_a_partnership_that_leaves_or_sends_nothing_keeps_its_pages(tmp_path, rolls):
    place = hub(tmp_path, *rolls)
    built(place)
    hub_sites.delete(place, rolls[0])
    rewritten(place, listed("Elmcote Partners"))
    result = built(place)
    assert pages_of(place) == [ASHBY, RIVER]
    assert "stays as it was sent on 10 July 2026" in " ".join(w for _, w in result.notes)
    # One that is new and not listed is not shown.
    put(place.root, shared("Fern", "Hollow", "Sing", words="We sing."))
    result = built(place)
    assert pages_of(place) == [ASHBY, RIVER] and "does not list" in why(result)


def test_the_hub_takes_a_school_or_a_partnership_off(tmp_path, rolls):
    place = hub(tmp_path, *rolls)
    built(place)
    off = {"off_website": "oakfield-primary"}
    rewritten(place, [*listed("Ashby Trust", **off), *listed("Riverside Partnership")])
    assert "Taken off the website" in why(built(place)) and pages_of(place) == [RIVER]
    rewritten(place, listed("Ashby Trust", "Riverside Partnership", off_website="All"))
    assert built(place).pages == ()
    rewritten(place, ())
    built(place)
    assert pages_of(place) == [ASHBY, RIVER]


@pytest.mark.slow  # of the pages of thirty-nine
def test_forty_partnerships_one_of_them_with_nothing(tmp_path):
    made = [
        shared(f"School {n}", f"Partnership {n:02}", f"Practice {n}", words=f"Words {n}.")
        for n in range(39)
    ]
    place = hub(tmp_path, *made, hubs_made.share("Quiet", "Partnership 39"))
    result = built(place)
    assert len(result.pages) == 39 and not result.refused
    assert (place.site / "index.html").stat().st_size < 60_000
    overview = read(place, "partnerships/index.html")
    assert overview.count("partnerships/partnership-") == 39 and "Partnership 39" not in overview


def test_a_hub_without_anything_has_a_website_that_says_so(tmp_path):
    place = hub(tmp_path)
    assert built(place).pages == ()
    assert "Nothing is shared here yet" in read(place, "index.html")
    built(place)


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", "../../etc", "شراكة النهر", "CON", "“--” | * _x_ `y`", "x" * 200],
)
def test_hostile_names_become_text_and_no_path(tmp_path, name):
    place = hub(tmp_path, shared(school="Oak", partnership="Ashby Trust"))
    put(
        place.root,
        shared("Elm & <b>Ash</b>", name, "Count in pairs", words="A <i>b</i>."),
        "other",
        "e.json",
    )
    result = built(place)
    assert len(result.pages) == 2, result.refused
    for path in place.site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "<script>alert" not in text and "<b>Ash" not in text
        assert path.resolve().is_relative_to(place.site.resolve())


def test_a_look_ahead_says_what_would_come_and_changes_nothing(tmp_path, rolls):
    place = hub(tmp_path, *rolls)
    ahead = look_ahead(place, renderer="pandoc")
    assert [page.title for page in ahead.new] == ["Count in pairs", "Read aloud every day"]
    assert not (place.root / "website").exists() and not place.site.exists()
    built(place)
    put(place.root, withdrawn(rolls[0], LATER))
    memory = (place.root / "website/practices.json").read_bytes()
    ahead = look_ahead(place, renderer="pandoc")
    assert [page.title for page in ahead.gone] == ["Read aloud every day"]
    assert (place.root / "website/practices.json").read_bytes() == memory


def test_again_and_from_nothing_it_is_the_same(tmp_path, rolls):
    place = hub(tmp_path, *rolls)
    built(place)
    first = {p: p.read_bytes() for p in place.site.rglob("*") if p.is_file()}
    built(place)
    assert {p: p.read_bytes() for p in place.site.rglob("*") if p.is_file()} == first
    hub_sites.without_website(place)
    built(place)
    assert {p: p.read_bytes() for p in place.site.rglob("*") if p.is_file()} == first


def test_what_it_remembers_may_not_be_lost_or_spoilt(tmp_path, rolls):
    place = hub(tmp_path, *rolls)
    built(place)
    path = place.root / "website/practices.json"
    whole = path.read_text()
    told = json.loads(whole)
    told["practices"][1]["page"] = told["practices"][0]["page"]
    for spoilt in (
        "{",
        "[]",
        json.dumps(told),
        whole.replace('"page": "ashby', '"page": "../ashby'),
    ):
        path.write_text(spoilt)
        with pytest.raises(ConfigurationError, match="not as the kit wrote it"):
            built(place)
    path.unlink()
    with pytest.raises(ConfigurationError, match="is gone"):
        built(place)


def test_what_is_kept_of_a_page_is_the_page_alone(tmp_path):
    findings = (hubs_made.shared_years.finding(),)
    place = hub(tmp_path, shared(findings=findings, focus="Do pupils read?"))
    built(place)
    (kept,) = (place.root / "website/kept").iterdir()
    told = json.loads(kept.read_text(encoding="utf-8"))
    assert not told["findings"] and not told["focus"] and told["write_up"]
