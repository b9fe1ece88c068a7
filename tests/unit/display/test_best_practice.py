"""The pieces of a best-practice write-up: what one public page lets nobody work out."""

import re
from dataclasses import replace

import pytest

from spp_research import open_school
from spp_research.documents.best_practice import context_card, measured


def took_part(study):
    card = context_card(study).protected
    (cell,) = card.cells[card.rows.index("Pupils who took part")]
    return cell


@pytest.mark.slow
@pytest.mark.parametrize("school", ["oakfield", "tannery-lane", "copperbeck"])
def test_how_many_were_lost_cannot_be_worked_out(school):
    """A public page gives how many were measured both times, so not how many there were before."""
    study = open_school("example", school, "public")
    typed = int(study.base.practice.iloc[0]["pupils_reached"])
    both_times = re.search(r"\((\d+)(?: and \d+)? pupils", measured(study).markdown)
    assert both_times and 0 < typed - int(both_times[1]) < study.rules.fewest_pupils
    assert took_part(study).text == f"about {5 * round(typed / 5)}"


def test_too_few_who_took_part_stay_hidden_and_none_written_stays_open():
    study = open_school("example", "oakfield", "public")
    few, unknown = (
        replace(
            study,
            base=replace(study.base, practice=study.base.practice.assign(pupils_reached=typed)),
        )
        for typed in (5, None)
    )
    assert took_part(few).hidden
    assert took_part(unknown).text == "–"


@pytest.mark.slow
def test_how_it_is_known_stands_on_the_card():
    schools = ("oakfield", "tannery-lane", "nether-sallow")
    cards = {s: context_card(open_school("example", s, "public")) for s in schools}
    found = {}
    for school, card in cards.items():
        rows = card.protected.rows
        found[school] = card.protected.cells[rows.index("How it is known")][0].text
    assert found == {
        "oakfield": "Measured before and after, beside other pupils (23 and 25 pupils)",
        "tannery-lane": "The same pupils measured before and after, not compared (53 pupils)",
        "nether-sallow": "What people saw or told us; nothing was measured",
    }


def test_how_few_were_measured_does_not_stand_on_the_card():
    study = open_school("example", "oakfield", "public")
    strict = replace(study, rules=replace(study.rules, fewest_pupils=30))
    card = context_card(strict).protected
    known = card.cells[card.rows.index("How it is known")][0].text
    assert known == "Measured before and after, beside other pupils"
