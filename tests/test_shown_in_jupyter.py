"""What a public function gives shows itself: in Jupyter, in a terminal, in words, as a table."""

from __future__ import annotations

import ast
import contextlib
import dataclasses
import enum
import io
from collections.abc import Iterator
from typing import Any

import api_page
import pandas as pd
import pytest
from in_process import run

pytestmark = pytest.mark.slow

# Numbers, words and tables of Python and pandas show themselves.
OURS = "spp_research."
RICH = {"text/html", "text/markdown", "image/png"}
# What is looked at inside of another, whose table shows it; a terminal names it in a line.
PARTS = {
    "Allotted", "Details", "Flow", "Hidden", "Listed", "Moves", "Room", "Source", "Summary", "Way",
}  # fmt: skip
# Statistics and results: a sentence, a table and, with a reason where there is none, a picture.
TOLD = {
    "Agreement": "", "Allocation": "", "Estimate": "", "Item": "", "Pooled": "", "Result": "",
    "RunChart": "", "Smallest": "",
    "AttritionBand": "it is one word",
    "Conclusion": "it is a line, and its sources",
    "Cycles": "its steps are estimates, each with a picture; from ten on it has a run chart",
    "Finding": "it is a question about a row",
    "FixedPlan": "it is text",
    "Robustness": "its table stands in the documents with the result that it is of",
    "Sensitivity": "its scenarios are estimates, each with a picture",
    "StartPoints": "it is a count of starts",
}  # fmt: skip
_MOST_LINES, _LONGEST = 8, 300


def called(name: str, code: str) -> str:
    """The call of a function inside an example, without what the example makes of it."""
    for node in ast.walk(ast.parse(code, mode="eval")):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == name:
            return ast.unparse(node)
    raise AssertionError(f"the example of {name} does not call it")


def inside(value: Any) -> Iterator[Any]:
    """A value of the kit and the records of the kit that it holds."""
    if isinstance(value, tuple | list) and value:
        yield from inside(value[0])
    elif isinstance(value, dict) and value:
        yield from inside(next(iter(value.values())))
    elif type(value).__module__.startswith(OURS):
        yield value
        if dataclasses.is_dataclass(value):
            for one in dataclasses.fields(value):
                yield from inside(getattr(value, one.name))


@pytest.fixture(scope="module")
def given() -> dict[str, Any]:
    """What each public function gives in its example, by its name."""
    names = api_page.started()
    found = {"study": names["study"], "base": names["study"].base, "mine": names["mine"]}
    for name, code in api_page.EXAMPLES.items():
        call = called(name, code).replace("'", '"')
        names["In"] = [code]  # where a title that was typed is looked for
        with contextlib.redirect_stdout(io.StringIO()):
            found[name] = run(code if code.startswith(call.partition("(")[0]) else call, names)
            if "." in code.removeprefix(name).rpartition(")")[2]:
                found[name] = run(call, names)
    return found


@pytest.fixture(scope="module")
def records(given) -> dict[str, Any]:
    """One of each kind of record of the kit that a notebook can come to hold, by its name."""
    kinds: dict[str, Any] = {}
    for value in given.values():
        for one in inside(value):
            if not isinstance(one, enum.Enum | pd.DataFrame | dict):
                kinds.setdefault(type(one).__name__, one)
    return kinds


@pytest.fixture
def shell():
    """IPython as a notebook's process has it."""
    from IPython.core.interactiveshell import InteractiveShell

    made = InteractiveShell.instance()
    made.display_formatter.active_types = made.display_formatter.format_types
    yield made
    InteractiveShell.clear_instance()


def displayed(shell: Any, value: Any) -> list[dict[str, Any]]:
    """What Jupyter is sent where a value is the last line of a cell."""
    from IPython.display import display
    from IPython.utils.capture import capture_output

    with capture_output() as seen:
        display(value)
    assert not seen.stderr, seen.stderr
    return [one.data for one in seen.outputs]


def test_every_kind_of_record_shows_itself_in_jupyter(records, shell):
    assert len(records) > 45
    for name, value in records.items():
        for bundle in displayed(shell, value):
            assert "text/plain" in bundle, name
            assert name in PARTS or RICH & set(bundle), f"{name}: {set(bundle)}"


def test_in_a_terminal_it_is_a_few_short_lines(records):
    for name, value in records.items():
        lines = repr(value).splitlines()
        assert len(lines) <= _MOST_LINES, f"{name}\n{value!r}"
        assert name in PARTS or max(map(len, lines)) <= _LONGEST, f"{name}\n{value!r}"
        assert " object at 0x" not in repr(value), name


def test_every_result_is_a_sentence_and_a_table(records):
    found = {name for name, value in records.items() if hasattr(value, "to_frame")}
    assert found == set(TOLD)
    for name, why_no_picture in TOLD.items():
        value = records[name]
        assert value.sentence().rstrip().endswith((".", "?", "!")), value.sentence()
        assert isinstance(value.to_frame(), pd.DataFrame), name
        assert bool(why_no_picture) != hasattr(value, "plot"), name


def test_what_is_hidden_on_a_page_is_not_on_ones_own_screen_either(given):
    """Records that hold tables of people name how many rows they are, and print none of them."""
    study = given["study"]
    people = {*study.base.pupils["pupil_id"]}
    for value in (study, study.base, given["mine"], study.partnership):
        said = value._repr_html_() + repr(value)
        assert not [one for one in people if one in said]


def test_a_statistic_says_in_a_line_what_it_found(given, snapshot):
    names = ("attrition_band", "cycles", "missing_data_sensitivity", "robustness", "triangulate",
             "start_point_count", "far_values")  # fmt: skip
    said = [given[f"stats.{name}"] for name in names]
    assert [one.sentence() for one in (o[0] if isinstance(o, tuple) else o for o in said)] == (
        snapshot
    )
