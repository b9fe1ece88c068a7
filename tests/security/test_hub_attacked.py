"""Somebody tampers with the share files of a hub: nothing becomes public that nobody signed."""

from __future__ import annotations

import json
import shutil
from datetime import date, timedelta
from hashlib import sha256

import hub_sites
import hubs_made
import pytest
from hub_sites import built, pages_of, read, shared, withdrawn
from hubs_made import hub, put

from spp_research.share.content import sealed
from spp_research.site import take_home

pytestmark = pytest.mark.slow

DAY = hubs_made.DAY
NEXT = DAY + timedelta(days=1)
RIVER = "riverside-partnership--oakfield-primary--2025-26"


@pytest.fixture(autouse=True)
def _pages_only(monkeypatch):
    """Without Word and PDF files, which take the most time and are another test's subject."""
    monkeypatch.setattr(take_home, "with_documents", lambda made, *_: (tuple(made), ()))


def why(result) -> str:
    return " ".join(reason for _, reason in (*result.refused, *result.notes))


def resealed(path, change):
    """Edit a share file by hand and give it the hash that fits, as whoever means harm would."""
    told = json.loads(path.read_text(encoding="utf-8"))
    change(told)
    told.pop("content_hash")
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    told["content_hash"] = sha256(text.encode()).hexdigest()
    path.write_text(json.dumps(told), encoding="utf-8")


def test_a_withdrawal_removes_and_an_old_file_brings_nothing_back(tmp_path):
    first = shared()
    place = hub(tmp_path, first)
    built(place)
    assert pages_of(place) == [RIVER]
    put(place.root, withdrawn(first, NEXT))
    assert "any more" in why(built(place)) and pages_of(place) == []
    assert not [*(place.root / "website/kept").iterdir()]
    # In its place, beside it, in another folder, under another name, in capitals.
    for folder, name in (("", ""), ("", "b.json"), ("other", ""), ("", "OAKFIELD.JSON")):
        path = put(place.root, first, folder, name)
        result = built(place)
        assert result.pages == () and pages_of(place) == [], (folder, name)
        path.unlink()
    put(place.root, first)
    assert "built from a later file" in why(built(place))
    # The same of a day later is news again: the school has signed once more.
    put(place.root, shared(made_on=NEXT + timedelta(days=1)))
    built(place)
    assert pages_of(place) == [RIVER]


def test_a_file_of_the_same_day_that_was_replaced_brings_nothing_back(tmp_path):
    first = shared()
    place = hub(tmp_path, first)
    built(place)
    put(place.root, withdrawn(first, DAY))
    assert built(place).pages == ()
    put(place.root, first)
    assert built(place).pages == ()


def test_of_two_files_of_one_day_neither_is_believed_where_one_lacks_the_page(tmp_path):
    place = hub(tmp_path)
    put(place.root, shared(), name="a.json")
    put(place.root, withdrawn(shared(), DAY), name="b.json")
    result = built(place)
    assert result.pages == () and "none of them counts" in why(result)
    put(place.root, shared(focus="Another?"), name="b.json")
    assert pages_of(place) == [] and built(place).pages  # both carry the very same page


def test_a_withdrawal_that_a_browser_saved_beside_the_file_of_its_day_counts(tmp_path):
    place = hub(tmp_path, shared())
    assert built(place).pages
    beside = put(place.root, withdrawn(shared(), DAY), name="oakfield-primary (1).json")
    result = built(place)
    assert result.pages == () and "oakfield-primary (1).json" in why(result)
    assert "Keep the one that the school sent last" in why(result)
    # And it is not taken for one that the other came after.
    beside.replace(beside.with_name("oakfield-primary.json"))
    result = built(place)
    assert result.pages == () and "the page is taken away" not in why(result)
    put(place.root, shared(made_on=NEXT))
    assert built(place).pages


@pytest.mark.parametrize("name", ["zz.json", "oakfield-primary (1).json"])
def test_what_one_of_two_files_of_a_day_takes_back_of_a_closed_year_goes(tmp_path, name):
    then = {"made_on": date(2025, 7, 10), "signed_on": date(2025, 7, 1)}
    last = shared(cycle="2024-25", mark="HEN-FIG-BAD", words="Last year.", **then)
    place = hub(tmp_path, shared())
    put(place.root, last, name="last.json")
    assert len(built(place).pages) == 2
    gone = [{"cycle": "2024-25", "practice_id": "P1"}]
    put(place.root, shared(taken_back=gone), name=name)
    result = built(place)
    assert pages_of(place) == [RIVER] and "took it back" in why(result)


def test_what_was_edited_is_refused_and_the_page_stays_as_it_was_sent(tmp_path):
    place = hub(tmp_path, shared())
    built(place)
    path = put(place.root, shared(made_on=NEXT))
    path.write_text(path.read_text(encoding="utf-8").replace("Ten minutes", "Nine minutes"))
    result = built(place)
    assert "changed after it was made" in why(result) and "Taken off the website" in why(result)
    assert "Ten minutes" in read(place, f"practices/{RIVER}.html")


@pytest.mark.parametrize(
    "change, said",
    [
        (
            lambda told: told["write_up"].update(text_mark="BAD-FIG-PEN"),
            "does not print the text mark",
        ),
        (lambda told: told.update(school_name="Another School"), "another school"),
        (lambda told: told.update(partnership="Riverside Trust"), "another partnership"),
        (lambda told: told["practice"].update(principle="Other words"), "its title is not"),
        (lambda told: told["practice"].update(theme="A theme of our own"), "none of the four"),
        (lambda told: told["write_up"].update(fewest_pupils=2), "thresholds"),
        (
            lambda told: told["write_up"].update(
                text=told["write_up"]["text"].replace("1. Ten", "<script>x</script>\n\n1. Ten")
            ),
            "not written as the kit writes one",
        ),
        (
            lambda told: told["write_up"].update(
                text=told["write_up"]["text"].replace("Year 4", "Ask anna.pupil@oakfield.example")
            ),
            "points to one person",
        ),
        (
            lambda told: told["write_up"].update(
                files={"numbers.xlsx": "UEsDBA=="}, text=told["write_up"]["text"]
            ),
            "cannot be opened",
        ),
    ],
)
def test_a_page_that_does_not_hold_together_is_not_shown(tmp_path, change, said):
    place = hub(tmp_path, shared("Elmcote", title="Count in pairs"))
    path = put(place.root, shared())
    resealed(path, change)
    result = built(place)
    assert said in why(result)
    assert pages_of(place) == ["riverside-partnership--elmcote--2025-26"]


def test_a_sign_off_for_the_partnership_alone_or_one_that_ended_shows_nothing(tmp_path):
    place = hub(tmp_path)
    path = put(place.root, shared())
    for change in (
        {"audience": "partnership"},
        {"ends_on": DAY.isoformat()},
        {"signed_on": (date.today() + timedelta(days=400)).isoformat()},
    ):
        put(place.root, shared())
        resealed(path, lambda told, change=change: told["sign_offs"][0].update(change))
        assert built(place).pages == (), change


def test_same_mark_on_other_words_is_no_signature(tmp_path):
    place = hub(tmp_path, shared())
    built(place)
    path = put(place.root, shared(made_on=NEXT))
    resealed(
        path,
        lambda told: told["write_up"].update(
            text=told["write_up"]["text"].replace("1. Ten minutes", "1. Nine hours")
        ),
    )
    result = built(place)
    assert "other words" in why(result)
    assert "Nine hours" not in "".join(p.read_text() for p in place.site.rglob("*.html"))


def test_a_file_dated_ahead_does_not_silence_the_school(tmp_path):
    place = hub(tmp_path, shared())
    built(place)
    put(place.root, withdrawn(shared(), date(2099, 1, 1)), name="ahead.json")
    assert "still to come" in why(built(place)) and pages_of(place) == [RIVER]
    put(place.root, withdrawn(shared(), NEXT))
    assert built(place).pages == ()


def test_two_that_claim_one_school_show_neither(tmp_path):
    place = hub(tmp_path)
    put(place.root, shared(), "riverside")
    forged = shared(school="St Mary's", title="Buy my book", words="Buy.", made_on=NEXT)
    forged = sealed(forged.model_copy(update={"school": "oakfield-primary"}))
    put(place.root, forged, "elsewhere")
    result = built(place)
    assert result.pages == () and "name two schools" in why(result)


def test_a_file_among_those_of_another_partnership_adds_nothing(tmp_path):
    place = hub(tmp_path, shared(), shared("Elmcote", title="Count in pairs"))
    put(place.root, shared("Fern", "Ashby Trust", "Sing", words="We sing."))
    put(place.root, shared("Gorse", "Ashby Trust", "Draw", words="We draw."))
    built(place)
    assert len(pages_of(place)) == 4
    # Ashby's lead sends, with their own, a newer file in the name of a Riverside school.
    forged = shared(title="Buy my book", words="Buy.", made_on=NEXT, mark="COW-HAT-JAM")
    put(place.root, forged, "ashby-trust")
    result = built(place)
    assert "lies among the files of Ashby Trust" in why(result)
    assert "Buy my book" not in "".join(p.read_text() for p in place.site.rglob("*.html"))
    assert RIVER not in pages_of(place)  # it may take away, and nothing else
    (place.partnerships / "ashby-trust/oakfield-primary.json").unlink()
    built(place)
    assert RIVER in pages_of(place)


def test_the_same_practice_twice_is_shown_once(tmp_path):
    place = hub(tmp_path, shared(pupils_on_roll=80))
    put(place.root, shared(pupils_on_roll=80), "copies", "oakfield (1).json")
    put(place.root, shared(pupils_on_roll=80, partnership="Ashby Trust", made_on=NEXT))
    result = built(place)
    assert len(result.pages) == 1 and "counts already" in why(result)


def test_kept_pages_that_were_edited_are_not_shown(tmp_path):
    place = hub(tmp_path, shared())
    built(place)
    hub_sites.delete(place, shared())
    (kept,) = (place.root / "website/kept").iterdir()
    resealed(kept, lambda told: told["write_up"].update(files={}, text_mark="BAD-FIG-PEN"))
    result = built(place)
    assert result.pages == () and "not there as it was" in why(result)


def test_a_school_on_a_link_or_a_folder_in_the_place_of_a_file(tmp_path):
    place = hub(tmp_path, shared())
    (place.partnerships / "riverside-partnership" / "odd.json").mkdir()
    result = built(place)
    assert pages_of(place) == [RIVER] and "not a file" in why(result)
    shutil.rmtree(place.partnerships)
    assert built(place).pages and pages_of(place) == [RIVER]
