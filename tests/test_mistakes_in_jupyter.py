"""What goes wrong in a cell, as Jupyter shows it: one sentence that says what to write instead."""

from __future__ import annotations

import io
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import pytest

START = """
import pandas as pd
from spp_research import *
study = open_school("example", "oakfield", "school")
table = pd.DataFrame({"pupil": [*range(24)], "jan": [10.5 + n for n in range(24)],
                      "jun": [14.5 + n % 7 for n in range(24)], "took": ["yes", "no"] * 12,
                      "cls": ["3A", "3B", "3A", "3B"] * 6, "words": ["a"] * 24})
groups = dict(data=table, group="took", project="yes")
question = "To what extent do they read?"
mine = enquiry.Enquiry(question)
"""
CELLS = {
    "a school's name mistyped": 'open_school("example", "oakfeild", "school")',
    "no school at all": 'open_school("example", None, "school")',
    "no such folder": 'open_school("exampel", "oakfield", "school")',
    "no such audience": 'open_school("example", "oakfield", "schools")',
    "the study for its tables": "impact.results(study)",
    "the tables for their study": "impact_reflection.key_points(study.base)",
    "a table for the tables of a school": "survey.items(table)",
    "the study, for findings": "review.findings(study)",
    "a name for a study": 'enquiry.of_school("oakfield")',
    "a study for an enquiry": "enquiry.plan(study)",
    "a table for an enquiry": "enquiry.results(table)",
    "a column mistyped": 'impact.of_table(table, "Reading", before="jann", after="jun")',
    "one column for both times": 'stats.mean_change("jan", "jan", data=table)',
    "text for a number": 'stats.mean_change("jan", "words", data=table)',
    "an empty table": 'impact.of_table(table.head(0), "Reading", before="jan", after="jun", '
    'group="took", project="yes")',
    "three groups": 'stats.hedges_g(data=table.assign(took=["a", "b", "c"] * 8), value="jun", '
    'group="took", project="a")',
    "nobody said who took part": 'stats.hedges_g(data=table, value="jun", group="took")',
    "a day as text": 'impact.of_table(table, "Reading", before="jan", after="jun", '
    'before_on="12/01/2026")',
    "a number as text": 'impact.of_table(table, "Reading", before="jan", after="jun", '
    'smallest_worthwhile="5")',
    "the ends of a scale turned": 'impact.of_table(table, "Reading", before="jan", after="jun", '
    "lowest=50, highest=10)",
    "a unit that is a number": 'impact.of_table(table, "Reading", before="jan", after="jun", '
    "unit=5)",
    "a design that is none": 'enquiry.outcome("Words", design="before-after")',
    "a day that is none": 'enquiry.outcome("Words", design="B", named_on="2026-13-45")',
    "one number for two groups": 'enquiry.smallest("A", 30)',
    "pupils as text": 'enquiry.smallest("B", "30")',
    "a question that is none": 'enquiry.Enquiry("Does it work?")',
    "an outcome as text": 'enquiry.Enquiry(question, outcomes="Words")',
    "a path for pupils": 'enquiry.Enquiry(question, pupils="fluency.csv")',
    "a plan of nothing": 'enquiry.fix_plan(mine, by="Ann Hill", on="08/01/2026")',
    "answers on no scale": 'survey.of_table(pd.DataFrame({"jan": ["foo"] * 9, "jun": ["b"] * 9}), '
    '"I enjoy reading", before="jan", after="jun")',
    "one rater by name": 'agreement.of_table(table, "jan")',
    "a list for names": 'show.estimates([stats.mean_change("jan", "jun", data=table)], title="T")',
    "a table for answers": "show.answers(table)",
    "a table for results": "show.flow(table)",
    "a group left out": 'show.counts(table, "took", rows=["yes"], title="T")',
    "a number for an estimate": "stats.verdict(5, smallest_worthwhile=5)",
    "rules by their name": 'disclosure.count(30, "school")',
    "more than all": "disclosure.share(9, 5, study.rules)",
    "a format that is none": "f\"{stats.mean_change('jan', 'jun', data=table):zz}\"",
    "a workbook that is not there": 'enquiry.from_workbook("nothing.xlsx")',
}
# Their sentences stand whole in the snapshots of the modules that make them.
ELSEWHERE = {
    "a school's name mistyped",
    "no school at all",
    "a group left out",
    "a workbook that is not there",
}


@pytest.fixture(scope="module")
def shell():
    """IPython as a notebook's process has it, with a study opened and a table made."""
    from IPython.core.interactiveshell import InteractiveShell

    made = InteractiveShell.instance(colors="nocolor")
    assert made.run_cell(START).success
    yield made
    InteractiveShell.clear_instance()


def said(shell: Any, cell: str) -> str:
    """All that a cell prints, its error among it."""
    shown = io.StringIO()
    with redirect_stdout(shown), redirect_stderr(shown):
        done = shell.run_cell(cell)
    assert done.error_in_exec is not None, cell
    return shown.getvalue().strip()


@pytest.mark.slow
def test_each_mistake_is_one_sentence(shell, tmp_path, monkeypatch, snapshot):
    monkeypatch.chdir(tmp_path)
    shown = {name: said(shell, cell) for name, cell in CELLS.items()}
    several = {name: text for name, text in shown.items() if "\n" in text or "Traceback" in text}
    assert several == {}
    assert {name: text for name, text in shown.items() if name not in ELSEWHERE} == snapshot
