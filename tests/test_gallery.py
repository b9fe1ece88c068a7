"""The worked analyses of docs/gallery: each runs, says what its page says, and is right."""

from __future__ import annotations

import json
import math
import re
from functools import cache
from pathlib import Path

import gallery_page
import numpy as np
import pandas as pd
import pytest
from gallery_page import GALLERY, Analysis

PAGE = GALLERY / "README.md"
LONGEST = 12  # lines of code that matter
NOTEBOOKS = gallery_page.notebooks()


@cache
def analysed(name: str) -> Analysis:
    """A notebook by the first word of its file, run once for the tests of a process."""
    (path,) = GALLERY.glob(f"{name}*.ipynb")
    return gallery_page.analysed(path)


@pytest.fixture(autouse=True)
def off_screen():
    import matplotlib.pyplot as plt

    plt.switch_backend("Agg")


@pytest.mark.slow
def test_the_page_says_what_the_notebooks_give(request):
    made = gallery_page.page([analysed(path.stem) for path in NOTEBOOKS])
    if request.config.getoption("--snapshot-update"):
        PAGE.write_text(made, encoding="utf-8", newline="\n")
    assert PAGE.read_text(encoding="utf-8") == made


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_short_and_keeps_no_output(path):
    one = gallery_page.read(path)
    assert one.lines <= LONGEST and one.question.endswith("?") and one.caution.endswith(".")
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert all(not c.get("outputs") and c.get("execution_count") is None for c in cells)
    source = "\n".join(one.code)
    assert not re.search(r"^\s*(def|class) ", source, re.MULTILINE)
    assert (gallery_page.PICTURES / f"{path.stem}.png").is_file(), "make pictures"


def test_the_pictures_are_those_of_the_notebooks():
    there = {path.stem for path in gallery_page.PICTURES.glob("*.png")}
    assert there == {path.stem for path in NOTEBOOKS}
    text = PAGE.read_text(encoding="utf-8")
    counted = dict(re.findall(r"^\| \[([^\]]+)\].*\| (\d+) \|$", text, re.MULTILINE))
    read = [gallery_page.read(path) for path in NOTEBOOKS]
    assert counted == {one.title: str(one.lines) for one in read}


def test_a_mean_change_is_that_of_its_pairs():
    from scipy import stats as scipy_stats

    found, pupils = (analysed("01").names[name] for name in ("found", "pupils"))
    change = (pupils["follow_up"] - pupils["baseline"]).dropna().astype(float)
    half = scipy_stats.t.ppf(0.975, len(change) - 1) * change.std() / math.sqrt(len(change))
    assert str(found) == (
        f"Retelling (B): mean change of matched pairs: {change.mean():.3g} marks "
        f"(95% interval {change.mean() - half:.3g} to {change.mean() + half:.3g}), "
        f"n = {len(change)}"
    )


def test_a_difference_with_a_start_is_that_of_a_regression():
    import statsmodels.formula.api as smf

    table = pd.read_csv(GALLERY / "data" / "fluency.csv").dropna()
    fitted = smf.ols("june ~ january + took_part", table).fit()
    low, high = fitted.conf_int().loc["took_part[T.yes]"]
    said = analysed("02").printed
    assert f"about {fitted.params['took_part[T.yes]']:.1f} words" in said
    assert f"from {low:.1f} to {high:.1f} words" in said and "(30 and 28 pupils)" in said


def test_classes_are_counted_and_not_their_pupils():
    pupils = analysed("03").names["pupils"].dropna(subset=["baseline", "follow_up"])
    classes = pupils.groupby(["group", "class_name"])[["baseline", "follow_up"]].mean()
    gained = classes["follow_up"] - classes["baseline"]
    crude = gained["Project"].mean() - gained["Comparison"].mean()
    (said,) = re.findall(r"about ([\d.]+) words a minute higher", analysed("03").printed)
    assert abs(float(said) - crude) < 1.5  # adjusted by the start, and not far from it


def test_a_run_chart_draws_the_line_from_before():
    weeks = analysed("06").names["weeks"]
    first = (100 * weeks["value"] / weeks["out_of"]).iloc[:15]
    assert f"weeks: {first.median():.0f}%" in analysed("06").printed


def test_every_later_week_is_compared_with_every_earlier_one():
    before, during = (analysed("07").names[name] for name in ("before", "during"))
    better = np.mean([(d > b) + (d == b) / 2 for b in before for d in during])
    assert f": {better:.3g} probability" in analysed("07").printed


def test_schools_together_are_weighed_as_they_say():
    found, together = (analysed("08").names[name] for name in ("found", "together"))
    weights = [1 / (one.se**2 + together.tau2) for one in found]
    mean = sum(w * one.value for w, one in zip(weights, found, strict=True)) / sum(weights)
    assert together.mean == pytest.approx(mean)


def test_the_lowest_gain_by_being_the_lowest():
    said = analysed("10").printed
    gained = float(re.findall(r"pairs: ([\d.]+) marks", said)[0])
    by_itself = float(re.findall(r"brings: ([\d.]+) marks", said)[0])
    marks = analysed("10").names["marks"]
    assert abs((marks["june"] - marks["january"]).mean()) < 1 < by_itself < gained
    # What the theory says of a share of a fifth: (1 - r) s phi(z)/p.
    assert by_itself == pytest.approx(0.36 * marks["january"].std() * 1.4, rel=0.02)


def test_a_draw_is_the_same_for_whoever_draws_it_again():
    lots, pupils = (analysed("11").names[name] for name in ("lots", "pupils"))
    assert " True\n" in analysed("11").printed
    sizes = pd.crosstab(pupils["class_name"], analysed("11").names["arms"])
    assert (sizes["project"] - sizes["comparison"]).abs().max() <= 1 and lots.counts == (26, 26)


@pytest.mark.slow
@pytest.mark.parametrize("path", [NOTEBOOKS[1], NOTEBOOKS[8]], ids=lambda path: path.stem)
def test_it_runs_in_a_kernel_of_its_own(path: Path):
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, resources={"metadata": {"path": str(GALLERY)}}).execute()
    said = "".join(
        output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", ())
    )
    assert said == analysed(path.stem).printed
    shown = [o for cell in notebook.cells for o in cell.get("outputs", ()) if "data" in o]
    assert any("image/png" in output["data"] for output in shown)
