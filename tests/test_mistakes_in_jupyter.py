"""What goes wrong in a cell, as Jupyter shows it: one sentence that says what to write instead."""

from __future__ import annotations

import ast
import copy
import inspect
import io
import warnings
from collections.abc import Iterable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import api_page
import pytest
from in_process import run

import spp_research
from spp_research.errors import _OneSentence
from spp_research.kinds import KINDS, ReportKind

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
    "a table for a workspace": 'open_school(table, "oakfield", "school")',
    "a table for a study": "show.trace(table)",
    "an enquiry for a study": "show.trace(mine)",
    "a table under a heading": 'show.front(table, "My enquiry")',
    "a table for a piece": "impact_reflection.outcomes_table(table)",
    "the study for a year": "partnership_report.key_points(study)",
    "a table for a pack": "workshop_pack.agenda_table(table)",
    "a table as words": 'show.words("What we learnt", table)',
    "a table as a title": 'show.counts(table, "took", rows=["yes", "no"], title=table)',
    "a list for a table of groups": 'show.frame([1, 2], "n", title="June")',
    "groups as one text": 'show.counts(table, "took", rows="yes", title="Who")',
    "a table as alternative text": 'next(show.figure("Gain", alt=table, behind=[9, 9]).gen)',
    "a table as the people behind": 'next(show.figure("Gain", alt="Both.", behind=table).gen)',
    "a table as it is": "display.Table(table, label='tbl-own', title='Who')",
    "a table for a chart": "display.bar_chart(table, label='fig-own', title='Who')",
    "a table for a statement": 'display.Statement("We asked {n}.", n=table)',
    "a panel of one's own name": 'display.Panel("What we learnt", [])',
    "a table in a panel": 'display.Panel("Key points", table)',
    "a table in a list": "display.Bullets([table])",
    "a table in paragraphs": "display.Paragraphs([table])",
    "several things at once": 'enquiry.pupils(table, before="jann", after="words", group="took", '
    'project="ja")',
}
# Their sentences stand whole in the snapshots of the modules that make them.
ELSEWHERE = {
    "a school's name mistyped",
    "no school at all",
    "a group left out",
    "a workbook that is not there",
    "a table in paragraphs",
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
    several = {
        name: text
        for name, text in shown.items()
        if "Traceback" in text or ("\n" in text and "There are" not in text)
    }
    assert several == {}
    assert {name: text for name, text in shown.items() if name not in ELSEWHERE} == snapshot


# What somebody may give by mistake, wherever an argument is asked for.
_NONSENSE = ("None", '"nonsense"', "5", "pupils", "[1, 2]")
# Python's own sentence says it: an argument is missing, or there is one too many.
_PYTHONS = ("positional argument", "keyword argument")


@pytest.mark.slow
def test_no_public_function_answers_nonsense_with_lines_of_code():
    """Each argument of each example in turn, and the first of every piece of a document."""
    names = api_page.started() | {one.module: getattr(spp_research, one.module) for one in own()}
    pieces = {
        f"{one.module}.{name}": f"{one.module}.{name}(study)"
        for one in own()
        for name, value in api_page.public(getattr(spp_research, one.module)).items()
        if inspect.isfunction(value)
    }
    found = [
        (code, f"{type(wrong).__name__}: {wrong}")
        for name, example in (pieces | api_page.EXAMPLES).items()
        for code in with_nonsense(name, example)
        if (wrong := answered(code, names)) is not None
        and not isinstance(wrong, _OneSentence)
        and not any(said in str(wrong) for said in _PYTHONS)
    ]
    assert found == []


def own() -> Iterable[ReportKind]:
    return KINDS.values()


def with_nonsense(name: str, example: str) -> Iterator[str]:
    """The call of a function in its example, with one argument at a time that is no such thing."""
    calls = [
        node
        for node in ast.walk(ast.parse(example, mode="eval"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name
    ]
    for place in range(len(calls[0].args) + len(calls[0].keywords)) if calls else ():
        for nonsense in _NONSENSE:
            call = copy.deepcopy(calls[0])
            value = ast.parse(nonsense, mode="eval").body
            if place < len(call.args):
                call.args[place] = value
            elif call.keywords[place - len(call.args)].arg:
                call.keywords[place - len(call.args)].value = value
            yield ast.unparse(call)


def answered(code: str, names: dict[str, Any]) -> Exception | None:
    """What a call is refused with; None where it gives something."""
    names["In"] = [code]
    with redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            run(code, names)
        except Exception as wrong:
            return wrong
    return None
