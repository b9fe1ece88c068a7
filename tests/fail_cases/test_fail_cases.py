"""Every broken workbook of the corpus, with each message that its reader meets."""

from __future__ import annotations

import copy

import broken_annual
import broken_cells
import broken_classes
import broken_expectations
import broken_files
import broken_keys
import broken_lots
import broken_scores
import broken_series
import broken_sheets
import broken_studies
import broken_surveys
import broken_texts
import broken_timetables
import broken_year_surveys
import broken_years
import pytest
from good_books import (
    BOOKS,
    CASES,
    LEAD_ROWS,
    as_line,
    faults_of,
    lead,
    workspace,
    write,
    write_workbook,
    year,
)

from spp_research import intake
from spp_research.intake.faults import CODES
from spp_research.partnership import timetable
from spp_research.schema import PARTNERSHIP

MODULES = (
    broken_annual,
    broken_cells,
    broken_files,
    broken_keys,
    broken_lots,
    broken_classes,
    broken_expectations,
    broken_scores,
    broken_series,
    broken_sheets,
    broken_studies,
    broken_surveys,
    broken_texts,
    broken_timetables,
    broken_year_surveys,
    broken_years,
)
EVERY_CODE = {**CODES, **timetable.CODES}


@pytest.mark.parametrize("broken", CASES, ids=lambda b: f"{b.code}:{b.name}")
def test_a_broken_workbook_gets_its_message(broken, tmp_path, snapshot):
    faults = broken.faults(tmp_path)

    assert broken.code in {f.code for f in faults}
    assert "\n".join(map(as_line, faults)) == snapshot
    for fault in faults:
        assert fault.severity == EVERY_CODE[fault.code]
        assert fault.message[0].isupper() or fault.message[0] in "“0123456789"
        assert fault.message.endswith((".", "?"))
        assert len(fault.message) <= 420
        if fault.severity != intake.NOTE:
            assert ":" in fault.message  # what was found: what to do


def test_every_check_has_a_case():
    assert {b.code for b in CASES} == set(EVERY_CODE)


def test_no_two_cases_have_the_same_name():
    assert len({b.name for b in CASES}) == len(CASES)


@pytest.mark.parametrize("kind", BOOKS)
def test_the_good_workbooks_have_no_faults(kind, tmp_path):
    assert faults_of(write(tmp_path, kind), kind) == []


def test_the_good_timetable_has_no_faults(tmp_path):
    assert lead(tmp_path, lambda rows: None) == []


def test_the_good_workspace_has_no_faults(tmp_path):
    assert [f for r in intake.check_workspace(workspace(tmp_path)) for f in r.faults] == []


@pytest.mark.parametrize(
    ("method", "said"), [("Simple", "By lot"), ("Half begin later", "By lot, half begin later")]
)
def test_a_good_draw_and_a_plan_have_no_faults(method, said, tmp_path):
    draws = [broken_lots.rows_of_draw(method=method)]
    change = broken_lots.one_row("outcomes", allocation=said)

    assert broken_lots.school(tmp_path, change, draws=draws) == []


def test_a_certificate_as_it_was_made_has_no_faults(tmp_path):
    assert broken_lots.with_page(tmp_path, lambda text: text) == []


def test_a_list_drawn_twice_with_a_reason_has_no_faults(tmp_path):
    draws = [
        broken_lots.rows_of_draw(),
        broken_lots.rows_of_draw("D2", seed=99, draw=2, reason="Somebody joined."),
    ]

    assert broken_lots.school(tmp_path, draws=draws) == []


def test_the_good_survey_of_those_who_took_part_has_no_faults(tmp_path):
    assert year(tmp_path) == []


def test_the_good_workbook_is_of_its_cycle(tmp_path):
    assert broken_years.of_cycle(tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", ["2025/26", "2025–2026", "AY25-26", "2026", "Sept 2025-July 2026"])
def test_the_good_workspace_is_of_its_cycle_however_that_is_written(name, tmp_path):
    place = workspace(tmp_path)
    rows = copy.deepcopy(LEAD_ROWS)
    rows["partnership"][0]["cycle"] = name
    write_workbook(tmp_path / "partnership.xlsx", PARTNERSHIP, rows)

    found = [f for r in intake.check_workspace(place) for f in r.faults]
    assert [f.code for f in found] == (["cycle.guessed"] if name == "2026" else [])
