"""What an error says of a file about pupils: where, and never whom."""

from __future__ import annotations

import re

import openpyxl
import pytest

from spp_research.errors import EvidenceError
from spp_research.intake import read_workbook
from spp_research.intake.write.withheld_values import without_values
from spp_research.run import tracebacks
from spp_research.schema import PARTNERSHIP, PUPILS

FROM_CODE = [
    ("ModuleNotFoundError", "No module named 'spp_reserach'"),
    ("NameError", "name 'studdy' is not defined"),
    ("AttributeError", "'DataFrame' object has no attribute 'heed'"),
    ("AttributeError", "module 'pandas' has no attribute 'heed'"),
    ("ZeroDivisionError", "division by zero"),
]
FROM_DATA = [
    ("KeyError", "'0417'"),
    ("NameError", "Jo Bloggs"),
    ("NameError", "name '0417' is not defined\nJo Bloggs"),
    ("ZeroDivisionError", "Jo Bloggs"),
    ("ValueError", "could not convert string to float: 'Jo Bloggs'"),
]


@pytest.mark.parametrize(("kind", "text"), FROM_CODE)
def test_what_python_says_of_code_is_passed_on(kind, text):
    assert tracebacks.said(kind, text) == f"{kind}: {text}"


@pytest.mark.parametrize(("kind", "text"), FROM_DATA)
def test_what_may_be_data_is_not(kind, text):
    assert tracebacks.said(kind, text) == kind


@pytest.mark.parametrize(
    "kind", ["P07", "SiânBevan", "SianBevan", "Error0417", "KeyError: 'P07'", "Sian Bevan", "", "_"]
)
def test_a_class_that_is_named_after_somebody_is_not_named(kind):
    assert tracebacks.said(kind, "Jo Bloggs") == "an error of a kind of its own"


def test_a_class_of_python_of_a_library_and_of_the_kit_is():
    import pandas.errors

    for kind in (ValueError, pandas.errors.MergeError, EvidenceError):
        assert tracebacks.said(kind.__name__, "Jo Bloggs") == kind.__name__


WORDS = {
    "good": (
        "NameError", "name 'studdy' is not defined", "NameError: name 'studdy' is not defined"
    ),
    "one name of the data": ("NameError", "name 'SianBevan' is not defined", "NameError"),
    "an attribute of the data": (
        "AttributeError", "'DataFrame' object has no attribute 'Bevan'", "AttributeError"
    ),
    "an attribute of the code": (
        "AttributeError", "'DataFrame' object has no attribute 'heed'",
        "AttributeError: 'DataFrame' object has no attribute 'heed'",
    ),
    "both of the data": (
        "AttributeError", "'Sian' object has no attribute 'Bevan'", "AttributeError"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text", "told"), WORDS.values(), ids=WORDS)
def test_a_name_that_does_not_stand_in_the_code_is_not_passed_on(kind, text, told):
    assert tracebacks.said(kind, text, "studdy.base.heed()") == told


def raised(*kinds_and_words: tuple[type, str]) -> Exception:
    """An error with these behind it, the first first."""
    before = None
    for kind, words in kinds_and_words:
        try:
            if before is None:
                raise kind(words)
            raise kind(words) from before
        except Exception as error:
            before = error
    return before


@pytest.mark.parametrize(
    "errors",
    [
        [(KeyError, "P07")],
        [(ValueError, "could not convert string to float: 'Siân Bevan'")],
        [(KeyError, "P07"), (ValueError, "Siân Bevan"), (type("P07", (RuntimeError,), {}), "P07")],
    ],
)
def test_a_fault_of_ours_says_where_and_never_what(errors):
    name, trace = tracebacks.of_ours(raised(*errors))
    told = name + trace
    assert "P07" not in told.replace("raise kind", "") and "Bevan" not in told
    assert trace.count("test_messages.py, line ") >= len(errors)
    assert "SPP_WHOLE_ERRORS" in trace


def test_the_command_says_of_a_fault_of_ours_where_and_never_what(monkeypatch, capsys):
    from spp_research.cli import commands

    fault = raised((KeyError, "P07"), (ValueError, "Siân Bevan scored 12"))

    def fails(**_):
        raise fault

    monkeypatch.setattr(commands, "app", fails)
    with pytest.raises(SystemExit) as ended:
        commands.main(["check"])
    said = capsys.readouterr()
    assert ended.value.code == 1
    assert "ValueError" in said.err and "test_messages.py" in said.err
    assert "P07" not in said.err + said.out and "Bevan" not in said.err + said.out


def test_a_traceback_keeps_places_and_lines_of_code():
    lines = [
        "\x1b[0;31mKeyError\x1b[0m   Traceback (most recent call last)",
        "Cell In[3], line 2\n      1 names = ['Jo Bloggs']\n----> 2 read(names)",
        f"File {re.__file__}:1, in compile(pattern)\n 1 Jo Bloggs",
        "File Jo Bloggs:12, in read(x)",
        "KeyError: 'Jo Bloggs\nCell In[Jo], line 1\nFile Jo.py:12'",
    ]
    told = tracebacks.places("KeyError", "'Jo Bloggs'", lines)
    assert "Jo" not in told
    assert told.splitlines()[:2] == [
        "cell run as number 3, line 2",
        f"{re.__file__}, line 1, in compile",
    ]
    assert "--keep-scratch" in told


@pytest.fixture
def pupils(tmp_path):
    """A pupil file with a value in each of its columns that is wrong."""
    from spp_research.intake import make_templates

    make_templates(tmp_path)
    path = tmp_path / "pupil_outcomes.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book["Pupil outcomes"]
    for row, cells in enumerate(
        [
            (None, "O1", "0417", "Project", "4B", None, 18, 23),
            (None, "O1", "0417", "Jo Bloggs", "4B", None, "Jo “Joe” Bloggs", "Jo 5%"),
            (None, "Jo1", "J" * 90, "Bloggs", "Jo" * 30, None, "1,5", 23),
        ],
        start=7,
    ):
        for column, value in enumerate(cells, start=1):
            sheet.cell(row, column, value)
    book.save(path)
    return path


def test_faults_of_a_pupil_file_name_the_cell_and_not_what_is_in_it(pupils, snapshot):
    reading = read_workbook(pupils, PUPILS, {"outcomes.outcome_id": ["O1"]})
    told = without_values(reading).faults
    assert len(told) == len(reading.faults)
    assert not any(word in f"{f.message}{f.found}" for f in told for word in ("Jo", "J" * 50))
    assert [f"{f.cell}: {f.message}" for f in told] == snapshot


def test_the_sheet_that_a_message_sends_to_is_named_and_a_cell_with_its_words_is_not(tmp_path):
    rows = [("Jo", "0417"), ("Outcomes", "Evidence"), ("Jo", "0417"), ("Outcomes", "Evidence")]
    path = tmp_path / "results.csv"
    head = "Outcome ID,Pupil ID,Group,Baseline score,Follow-up score\n"
    path.write_text(head + "".join(f"{o},{p},Project,1,2\n" for o, p in rows[:1]), "utf-8")
    known = {"outcomes.outcome_id": ["O1"]}
    told = without_values(read_workbook(path, PUPILS, known)).faults
    assert {f.message for f in told if f.code == "reference.unknown"} == {
        "“…” is not an ID on the sheet “Outcomes” of the school evidence workbook: use one that "
        "is there, or add it there first."
    }
    path.write_text(head + "".join(f"{o},{p},Project,1,2\n" for o, p in rows), "utf-8")
    told = without_values(read_workbook(path, PUPILS, known)).faults
    twice = [f.message for f in told if f.code == "key.twice"]
    assert len(twice) == 2
    assert not any(word in text for text in twice for word in ("Outcomes", "Evidence", "Jo"))


def test_other_workbooks_say_what_they_found(tmp_path):
    reading = read_workbook(tmp_path / "partnership.xlsx", PARTNERSHIP)
    assert without_values(reading) is reading
