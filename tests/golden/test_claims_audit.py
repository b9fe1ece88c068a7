"""Each number of the golden reports is what the workbooks give, and no sentence outruns it."""

from collections import Counter

import claims_audit
import pytest
from claims import reckon
from claims.words import BY_DESIGN
from claims.workbooks import EXAMPLE, Partnership

REPORTS = claims_audit.golden()
OAKFIELD = "impact_reflection.oakfield.partnership.qmd"
HIDDEN = "impact_reflection.nether-sallow.partnership.qmd"
ANNUAL = "partnership_report.partnership.partnership.qmd"


@pytest.fixture(scope="module")
def partnership():
    return Partnership()


@pytest.fixture(scope="module")
def audits(partnership):
    return {
        path.name: claims_audit.audited(path.name, path.read_text(encoding="utf-8"), partnership)
        for path in REPORTS
    }


def changed(partnership, name, *planted):
    """The audit of a copy of a report in which some words are others."""
    text = (claims_audit.GOLDEN / name).read_text(encoding="utf-8")
    for old, new in planted:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return claims_audit.audited(name, text, partnership)


@pytest.mark.slow
def test_every_number_holds_and_is_explained(audits):
    said = {name: (found.differs, found.unexplained) for name, found in audits.items()}
    assert {name: faults for name, faults in said.items() if any(faults)} == {}


@pytest.mark.slow
def test_what_is_allowed_is_still_there(audits):
    """So that the list of what nothing explains can only get shorter."""
    there = set().union(*(found.allowed for found in audits.values()))
    assert there == set(claims_audit.ALLOWED)
    assert len(claims_audit.ALLOWED) <= 1


@pytest.mark.slow
def test_most_numbers_are_worked_out_again_and_few_are_believed(audits):
    """What a rule of the kit gives is believed as it stands: hours of measures, most of it."""
    count = sum((found.count for found in audits.values()), Counter())
    impact = audits[OAKFIELD].count
    assert (
        count["recomputed"] > 480 and count["recomputed"] + count["counted"] > 0.8 * count.total()
    )
    assert impact["recomputed"] > 150 and impact["rule"] <= 16


def test_no_sentence_outruns_its_design(audits):
    said = {name: found.outruns for name, found in audits.items()}
    assert {name: faults for name, faults in said.items() if faults} == {}
    designs = {claim.design for found in audits.values() for claim in found.sentences}
    assert designs == set(BY_DESIGN)


def test_two_changed_numbers_are_found(partnership):
    found = changed(
        partnership,
        OAKFIELD,
        (
            "from 4.2 to 14.6 words a minute higher (23",
            "from 4.3 to 14.6 words a minute higher (23",
        ),
        ("23 of 48 pupils (48%)", "23 of 48 pupils (49%)"),
    )
    assert [said.partition(",")[0] for said in found.differs] == ["4.3", "49"]
    assert not found.unexplained


def test_a_changed_number_of_each_kind_is_found(partnership):
    found = changed(
        partnership,
        OAKFIELD,
        ("| 94.7 | 114.3 |", "| 94.7 | 114.5 |"),
        ("it is 0.38 (0.17 to 0.59).", "it is 0.38 (0.17 to 0.60)."),
        ("unit: 0.02. A true difference of 7.1 ", "unit: 0.03. A true difference of 7.2 "),
        ("from 13 to 76 higher", "from 13 to 77 higher"),
        ("Four of five next steps", "Three of five next steps"),
        ("11 pupils). These pupils were chosen", "12 pupils). These pupils were chosen"),
        ("No plan was fixed", "17 more were there. No plan was fixed"),
        ("on 5 December 2025", "on 6 December 2025"),
    )
    different = {said.partition(",")[0] for said in found.differs}
    assert different == {"114.5", "0.60", "0.03", "7.2", "77", "Three", "12"}
    assert {said.partition(":")[0] for said in found.unexplained} == {"17", "6", "2025"}


@pytest.mark.slow
def test_the_annual_report_is_held_to_the_same(partnership):
    found = changed(
        partnership,
        ANNUAL,
        ("to 28; I² 72%", "to 28; I² 71%"),
        ("not yet, 26 of 31 |", "not yet, 27 of 31 |"),
        ("Pupils grow anyway: with", "With"),
    )
    assert sorted(said.partition(",")[0] for said in found.differs) == ["27", "71"]
    (outrun,) = found.outruns
    assert "no word of what would have come anyway" in outrun


@pytest.mark.slow
def test_the_cycles_beside_each_other_are_held_to_the_same(partnership):
    found = changed(
        partnership,
        ANNUAL,
        ("not yet, 21 of 30 | not yet, 26 of 31", "not yet, 22 of 30 | not yet, 26 of 32"),
        ("not yet, 2 of 8 |", "not yet, 3 of 8 |"),
        ("seen, 11 of 11 | seen, 14 of 14", "not yet, 11 of 11 | seen, 14 of 14"),
        ("known result | 3 of 11 | 6 of 15", "known result | 4 of 11 | 7 of 15"),
        ("2025-26 one school joined", "2025-26 two schools joined"),
    )
    different = sorted(said.partition(",")[0] for said in found.differs)
    assert different == ["22", "3", "32", "4", "7", "two"]
    assert found.unexplained == ["11: not yet, 11 of 11 |"] * 2  # all of them, and not seen


@pytest.mark.slow
def test_what_a_school_did_before_is_held_to_what_it_shared(partnership):
    found = changed(
        partnership,
        HIDDEN,
        ("2024-25: 6 findings, 1 of 2", "2024-25: 7 findings, 0 of 2"),
        (
            "2025-26: 5 findings, 1 of 2 actions completed and 1 main",
            "2025-26: 5 findings, 1 of 2 actions completed and 3 main",
        ),
        ("about 2.4 marks higher; the data fit", "about 2.4 marks lower; the data fit"),
        ("from 1.0 to 3.8 marks higher", "from 1.0 marks lower to 3.9 marks higher"),
        ("A24-1 of 2024-25", "A24-9 of 2024-25"),
        ("B24-1 of 2024-25", "B24-1 of 2023-24"),
    )
    different = sorted(said.partition(",")[0] for said in found.differs)
    assert different == ["0", "1.0", "2.4", "3", "3.9", "7"]
    assert [said.partition(":")[0] for said in found.unexplained] == ["9", "2023", "24"]


@pytest.mark.slow
def test_a_swapped_pair_of_cycles_is_found(partnership):
    found = changed(
        partnership,
        ANNUAL,
        (
            "| In all schools together | 2024-25 | 2025-26 |",
            "| In all schools | 2025-26 | 2024-25 |",
        ),
        (
            "| What would be seen | 2024-25 | 2025-26 |",
            "| What would be seen | 2025-26 | 2024-25 |",
        ),
    )
    assert len(found.differs) > 30


def test_three_outrunning_sentences_are_found(partnership):
    found = changed(
        partnership,
        OAKFIELD,
        (
            "These pupils were chosen for their absences, and would have come back by some of "
            "that with no help at all. That is too wide to tell.",
            "That is better, and by a worthwhile amount.",
        ),
        (
            "is not settled. See @fig-o1",
            "is not settled. It rose because of the reading. See @fig-o1",
        ),
        ("That is too wide to tell them apart", "The results are significant"),
    )
    assert len(found.outruns) == 3
    assert outrunning(found) == ["because of", "better", "by a worthwhile", "significant"]


def outrunning(found):
    """The words that went too far, in order."""
    said = (word.partition("”")[0] for said in found.outruns for word in said.split("“")[1:])
    return sorted(said)


def test_each_design_has_its_words(partnership):
    found = changed(
        partnership,
        OAKFIELD,
        ("fit anything from 5.8 lower", "fit an effect from 5.8 lower"),
        ("Not estimated: no pupil’s", "It rose. Not estimated: no pupil’s"),
        ("more, and the data fit anything from 5 f", "more, for the same pupils, from 5 f"),
    )
    assert outrunning(found) == ["effect", "rose", "same pupils"]
    assert sorted(said[0] for said in found.outruns) == ["B", "C", "D"]


def test_a_hidden_figure_keeps_its_direction(partnership):
    planted = (
        "fewer than 6 pupils in a group, and somebody could be recognised. See",
        "fewer than 6 pupils, most of them higher, and somebody could be recognised. See",
    )
    found = changed(partnership, HIDDEN, planted)
    (outrun,) = found.outruns
    assert "the direction of a figure that is hidden" in outrun


def test_nothing_of_the_kit_is_used():
    """Else a mistake would be made twice and seen by nobody."""
    for path in [*(EXAMPLE.parents[1] / "tests" / "claims").glob("*.py")]:
        assert "import spp_research" not in path.read_text(encoding="utf-8")
        assert "from spp_research" not in path.read_text(encoding="utf-8")


def test_the_formulas_give_what_textbooks_print():
    """Newcombe's (1998) example, Gwet's and Wilson's by hand, and a pool with no spread."""
    import numpy as np

    found = reckon.newcombe(56, 70, 48, 80)
    assert [round(x, 4) for x in (found.value, found.low, found.high)] == [0.2, 0.0524, 0.3339]
    assert round(reckon.wilson(0, 10).high, 4) == 0.2775
    table = np.array([[40.0, 5.0], [5.0, 50.0]])
    assert round(reckon.kappa(table).value, 4) == 0.7980
    assert reckon.pool([0.2, 0.2, 0.2], [0.01, 0.02, 0.03]).tau == 0
    assert round(reckon.power_paired(30), 4) == 0.5292  # R: power.t.test(n = 30, type = "paired")


@pytest.mark.slow
def test_all_documents_of_all_schools_hold(partnership, tmp_path):
    made = dict(claims_audit.all_documents(tmp_path))
    assert len(made) == 43
    faults = {}
    for name, text in made.items():
        found = claims_audit.audited(name, text, partnership)
        if said := [*found.differs, *found.unexplained, *found.outruns]:
            faults[name] = said
    assert faults == {}
