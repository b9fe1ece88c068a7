"""One group in several places, and one report after another: no place gives another away."""

from __future__ import annotations

import base64
import json
from datetime import date
from pathlib import Path

import pytest
from by_kit import by_kit
from example_counts import examples
from hypothesis import given
from hypothesis import strategies as st

from spp_research.display.charts import Chart
from spp_research.display.front import Front
from spp_research.display.panels import Bullets, Panel
from spp_research.display.tables import Table
from spp_research.errors import DisclosureError
from spp_research.protect.disclosure import Audience, Protected, count, opened, rules_for
from spp_research.publish.export import export
from spp_research.publish.last_page import Provenance
from spp_research.publish.shown import revealed, warning
from spp_research.run.cache import write_manifest
from spp_research.words.statements import Statement

PUBLIC, SCHOOL = rules_for("public"), rules_for("school")


@pytest.fixture(autouse=True, scope="module")
def nobody_is_known():
    """No pupils that a test of another file opened: made-up numbers may be theirs by chance."""
    with pytest.MonkeyPatch.context() as patch:
        for known in ("_schools", "_words", "_ids"):
            patch.setattr(opened, known, {})
        yield


FRONT = by_kit(Front, "review-summary", "Title", "Oakfield", "Riverside", Audience.PUBLIC, None)
PROVENANCE = Provenance(date(2026, 7, 10), "1", "none", ())


def table(*cells, label="tbl-a"):
    """A table of one row."""
    names = tuple(f"Year {n}" for n in range(1, len(cells) + 1))
    return by_kit(
        Table, by_kit(Protected, "Class", ("4B",), names, (tuple(cells),)), label, "Pupils"
    )


def made(folder: Path, *shown) -> object:
    """What export makes of a notebook that shows these things."""
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [{"output_type": "execute_result", "data": _data(each)}],
        }
        for each in (FRONT, *shown)
    ]
    notebook = folder / "review_summary.ipynb"
    notebook.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    return export(notebook, folder, PROVENANCE)


def _data(shown) -> dict:
    """What a cell shows, as a notebook keeps it: a picture is text there."""
    data = shown._repr_mimebundle_()
    return {k: base64.b64encode(v).decode() if isinstance(v, bytes) else v for k, v in data.items()}


def sentence(value):
    """A sentence with one number in it."""
    return Statement("We spoke with {n} pupils.", n=value)


@pytest.mark.parametrize(
    "wrap", [lambda s: s, lambda s: Bullets([s]), lambda s: Panel("Key points", [s])]
)
def test_a_sentence_may_not_say_what_a_table_hides(tmp_path, wrap, snapshot):
    hidden, bare = count(4, PUBLIC, about="pupils of 4B"), count(4, SCHOOL, about="pupils of 4B")
    with pytest.raises(DisclosureError) as refused:
        made(tmp_path, table(hidden), wrap(sentence(bare)))
    assert str(refused.value) == snapshot


def test_a_table_may_not_show_what_a_sentence_or_another_table_hides(tmp_path):
    hidden, bare = count(4, PUBLIC, about="pupils of 4B"), count(4, SCHOOL, about="pupils of 4B")
    for pair in ((sentence(hidden), table(bare)), (table(hidden), table(bare, label="tbl-b"))):
        with pytest.raises(DisclosureError, match="pupils of 4B"):
            made(tmp_path, *pair)
    made(tmp_path, table(hidden), sentence(hidden), table(count(4, SCHOOL), label="tbl-b"))


def test_a_bar_of_a_chart_may_not_show_what_a_table_hides(tmp_path):
    hidden, bare = count(4, PUBLIC, about="pupils of 4B"), count(4, SCHOOL, about="pupils of 4B")
    chart = by_kit(Chart, b"", "fig-a", "Pupils", "", "Bars.", values=(bare,))
    with pytest.raises(DisclosureError, match="fig-a"):
        made(tmp_path, table(hidden), chart)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 9), st.booleans()), max_size=8))
@examples(150)
@pytest.mark.slow
def test_a_report_never_both_hides_and_shows_a_group(tmp_path_factory, numbers):
    values = [count(n, PUBLIC if strict else SCHOOL, about=key) for key, n, strict in numbers]
    both = {v.about for v in values if v.hidden} & {v.about for v in values if not v.hidden}
    folder = tmp_path_factory.mktemp("report")
    shown = [sentence(v) if i % 2 else table(v, label=f"tbl-{i}") for i, v in enumerate(values)]
    if both:
        with pytest.raises(DisclosureError):
            made(folder, *shown)
    else:
        made(folder, *shown)


def again(tmp_path: Path, before, after, audiences=("public", "public")):
    """What the second version of a report shows that the first one hid."""
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir(parents=True)
    new.mkdir()
    first = made(old, *before)
    facts = {"fingerprint": "1", "audience": audiences[0], "audit": list(first.audit)}
    facts["told"] = first.told
    write_manifest(old, facts)
    second = made(new, *after)
    return revealed(old, second.report, second.audit, audiences[1], second.told)


FEW, MANY = count(4, PUBLIC), count(7, PUBLIC)


def test_a_number_that_was_hidden_and_is_shown_is_told(tmp_path, snapshot):
    found = again(tmp_path, [table(FEW, MANY, FEW)], [table(MANY, MANY, FEW)])
    assert found == [("tbl-a", "4B", "Year 1")]
    assert warning(found) == snapshot
    assert warning([*found] * 8) == snapshot


def test_a_number_of_a_sentence_that_was_hidden_and_is_shown_is_told(tmp_path, snapshot):
    """Where it also stands in a table, the table is named."""
    few, many = count(4, PUBLIC, about="pupils of 4B"), count(7, PUBLIC, about="pupils of 4B")
    found = again(tmp_path / "a", [sentence(few)], [sentence(many)])
    assert found == [("", "pupils of 4B", "")]
    assert warning(found) == snapshot
    both = again(tmp_path / "b", [sentence(few), table(few)], [sentence(many), table(many)])
    assert both == [("tbl-a", "4B", "Year 1")]
    assert again(tmp_path / "c", [sentence(many)], [sentence(few)]) == []


@pytest.mark.parametrize(
    ("before", "after", "audiences"),
    [
        ([table(FEW)], [table(FEW)], ("public", "public")),
        ([table(MANY)], [table(FEW)], ("public", "public")),
        ([table(FEW)], [table(MANY, label="tbl-b")], ("public", "public")),
        ([table(FEW)], [table(MANY)], ("public", "school")),
        ([table(FEW)], [table(MANY)], ("nobody", "public")),
    ],
    ids=["still hidden", "newly hidden", "another table", "fewer people", "no last version"],
)
def test_what_gives_nothing_away_is_not_told(tmp_path, before, after, audiences):
    assert again(tmp_path, before, after, audiences) == []
    assert warning([]) == ""
    assert revealed(tmp_path / "none", tmp_path / "new/report.qmd", (), "public") == []
