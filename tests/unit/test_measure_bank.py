"""The list of published measures: nothing without its source, and found by what it measures."""

import json
from datetime import date
from pathlib import Path

import measures_page
import pytest

from spp_research.cli.measuring import NOTHING, lines_of, show_measures
from spp_research.errors import ConfigurationError
from spp_research.school.measure_bank import bank, read, search, stage_of

PAGE = Path(__file__).resolve().parents[2] / "docs" / "measures.md"
ROW = {
    "name": "A count",
    "measures": ["reading"],
    "stages": ["Key stage 1"],
    "ages": "5 to 7",
    "answers": "Each pupil",
    "asks": "40 words",
    "read_at": "https://example.org/count",
    "notes": "None.",
    "checked": "not checked",
}


def test_the_page_is_what_the_list_says(request):
    made = measures_page.page()
    if request.config.getoption("--snapshot-update"):
        PAGE.write_text(made, encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == made


def test_every_fact_has_a_place_where_it_was_read():
    for one in bank():
        assert one.read_at.startswith("https://")
        assert bool(one.licence) == bool(one.licence_source)
        assert all(figure.value and figure.source for figure in one.reliability)
        assert one.checked is not None and one.checked <= date(2026, 11, 29)
        assert len(one.notes) <= 300 and one.notes.endswith(".")
    assert len({one.name for one in bank()}) == len(bank())


@pytest.mark.parametrize(
    "change",
    [
        {"reliability": [{"what": "alpha", "value": ".9", "source": ""}]},
        {"norms": {"text": "a mean of 50", "source": ""}},
        {"licence": "Free."},
        {"minutes": 5},
        {"licence_source": "https://example.org"},
        {"read_at": ""},
        {"stages": ["Key stage 9"]},
    ],
)
def test_a_fact_without_its_source_is_refused(change):
    assert read(ROW).checked is None
    with pytest.raises(ValueError, match="A count"):
        read(ROW | change)


@pytest.mark.parametrize(
    ("outcome", "stage", "found"),
    [
        ("", "", 7),
        ("wellbeing", "", 4),
        ("Wellbeing", "KS2", 3),
        ("well", "key stage 2", 3),
        ("read", "ks1", 1),
        ("reading decod", "1", 1),
        ("wellbeing", "Early years", 0),
        ("chess", "", 0),
    ],
)
def test_measures_are_found_by_the_words_of_an_outcome_and_a_stage(outcome, stage, found):
    assert len(search(outcome, stage)) == found


@pytest.mark.parametrize("said", ["KS2", "ks 2", "Key stage 2", "keystage2", "2", " key  stage 2 "])
def test_a_stage_is_read_as_people_write_it(said):
    assert stage_of(said) == "Key stage 2"


def test_another_stage_is_refused_with_the_ones_there_are():
    with pytest.raises(ConfigurationError, match="“Year 4” is no stage"):
        search("reading", "Year 4")


def test_what_is_printed_says_what_was_not_read(capsys):
    lines = list(lines_of(read(ROW)))
    assert "  licence      not read: look before you use it" in lines
    assert "  reliability  no figure was read" in lines
    assert "  checked      not checked" in lines
    assert show_measures("chess", "", False) == 0
    assert capsys.readouterr().out.strip() == NOTHING


def test_json_has_every_fact(capsys):
    show_measures("life satisfaction", "", True)
    (one,) = json.loads(capsys.readouterr().out)["measures"]
    assert one["checked"] == "2026-11-29"
    assert [figure["value"] for figure in one["reliability"]] == [".82", ".74"]
    assert one["norms"] is None
