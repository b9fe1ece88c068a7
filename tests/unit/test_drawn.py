"""What a chart draws and what it says that it draws are the same: neither changes alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from by_kit import by_kit
from impact_data import outcome, pupils

from spp_research import open_school, open_year
from spp_research.display import bar_chart
from spp_research.display.charts import Chart
from spp_research.display.estimation import estimation_chart
from spp_research.display.forest import Bar, Together, drawn_forest, forest
from spp_research.display.grids import direction_dots, source_grid
from spp_research.display.likert import Block, Row, draw_blocks, drawn_blocks
from spp_research.display.slopes import others_chart
from spp_research.display.timelines import cycle_strips
from spp_research.documents import impact_reflection as impact_pages
from spp_research.documents import partnership_report as year_pages
from spp_research.documents import review_summary as review_pages
from spp_research.documents.partnership_report.actions import _chart as followed_chart
from spp_research.partnership.annual import chain, plans
from spp_research.protect.disclosure import Protected, Shown, protect_counts, rules_for
from spp_research.protect.marks import MARK
from spp_research.school.impact import result
from spp_research.school.survey.bands import HIGH, LOW, MIDDLE, Band

ROOT = Path(__file__).resolve().parents[2]
RULES = rules_for("partnership")
SCHOOLS = ("oakfield", "osier-road", "withy-bridge", "nether-sallow")


def both_ways(charts: list[tuple[tuple, bytes]]) -> None:
    """Equal `drawn` has equal pictures, and the other way round."""
    assert len({drawn for drawn, _ in charts}) > 1
    for drawn, picture in charts:
        for other, another in charts:
            assert (drawn == other) == (picture == another)


def of(chart: Chart) -> tuple[tuple, bytes]:
    return chart.drawn, chart.png


@pytest.fixture(
    scope="module",
    params=[SCHOOLS[:2], pytest.param(SCHOOLS, marks=pytest.mark.slow)],
    ids=["two schools", "all"],
)
def example(request) -> list[Chart]:
    """The charts of the example that a test can ask for one by one."""
    return [*_of_schools(request.param), *_of_the_year()]


def _of_schools(schools: tuple[str, ...]) -> Iterator[Chart]:
    """Whatever the cells of the notebooks for one school show that is a chart."""
    for school in schools:
        study = open_school("example", school, "school")
        for name, pages in (("review_summary", review_pages), ("impact_reflection", impact_pages)):
            notebook = (ROOT / "notebooks" / f"{name}.ipynb").read_text(encoding="utf-8")
            for asked in re.findall(rf"{name}\.(\w+)\(study\)", notebook):
                made = getattr(pages, asked)(study)
                yield from (p for p in getattr(made, "parts", (made,)) if isinstance(p, Chart))


def _of_the_year() -> Iterator[Chart]:
    year = open_year("example", "partnership")
    notebook = (ROOT / "notebooks" / "partnership_report.ipynb").read_text(encoding="utf-8")
    for asked in re.findall(r"partnership_report\.(\w+)\(year\)", notebook):
        made = getattr(year_pages, asked)(year)
        yield from (p for p in getattr(made, "parts", (made,)) if isinstance(p, Chart))


@pytest.mark.slow
def test_every_chart_of_the_example_says_what_it_draws(example):
    assert len(example) >= 10 and len({chart.label for chart in example}) >= 8
    for chart in example:
        assert chart.drawn
        mark = chart._repr_mimebundle_()[MARK]
        assert mark["drawn"] == [list(pair) for pair in chart.drawn]
        for label, value in chart.drawn:
            assert isinstance(label, str) and isinstance(value, str | int | float)
            if isinstance(value, float):
                assert value == round(value, 6)
    both_ways([of(chart) for chart in example])


def test_the_words_of_a_picture_are_among_what_it_draws(monkeypatch):
    """Whatever text is set in the picture stands in `drawn`, but for the kit's own headings."""
    from matplotlib.text import Text

    seen: list[str] = []
    draw = Text.draw

    def listening(self, renderer, *args, **kwargs):
        seen.append(" ".join(self.get_text().split()))
        return draw(self, renderer, *args, **kwargs)

    monkeypatch.setattr(Text, "draw", listening)
    chart = bar_chart(
        protect_counts(
            pd.DataFrame({"Agree": [12, 4, 30]}, index=["Year 3", "Year 4", "Year 5"]), RULES
        ),
        label="fig-x",
        title="Answers",
    )
    said = {str(part) for pair in chart.drawn for part in pair}
    assert {word for word in seen if word} <= said


@pytest.mark.slow
def test_an_estimation_plot():
    found = result(outcome(), pupils())
    value = found.estimate.value
    charts = []
    for change in (0.0, 1e-9, 0.001, 0.2, 3.0):
        moved = replace(found, estimate=replace(found.estimate, value=value + change))
        charts.append(of(estimation_chart(moved, RULES)))
    first = found.summaries[0]
    for change in (1e-9, 0.5):
        points = (replace(first, mean=first.mean + change), *found.summaries[1:])
        charts.append(of(estimation_chart(replace(found, summaries=points), RULES)))
    both_ways(charts)
    assert charts[0] == charts[1]


@pytest.mark.slow
def test_slopes():
    def made(**changes):
        three = [
            result(outcome(outcome_id=f"O{n}", name=f"Outcome {n}", primary=n == 1), pupils(seed=n))
            for n in (1, 2, 3)
        ]
        first = three[1].summaries[0]
        moved = (replace(first, mean=first.mean + changes.get("by", 0.0)),)
        three[1] = replace(three[1], summaries=moved + three[1].summaries[1:])
        return of(others_chart(tuple(three), RULES))

    charts = [made(), made(by=1e-9), made(by=0.3)]
    both_ways(charts)
    assert charts[0] == charts[1]


@pytest.mark.slow
def test_a_forest_plot():
    def made(value=2.0, weight=0.5, name="Alder", together=2.0, worthwhile=1.0):
        words = by_kit(Shown, f"{value}")
        bars = [
            Bar(name, value, value - 1, value + 1, weight, words, words),
            Bar("Birch", 1.0, 0.0, 2.0, 0.5, words, words),
        ]
        both = Together(together, 1.0, 3.0, (0.5, 3.5), words, words)
        picture = forest(bars, both, worthwhile=worthwhile, axis="Change", ways=("low", "high"))
        return drawn_forest(bars, both, bars, worthwhile, "Change"), picture

    both_ways(
        [
            *(made(), made(), made(value=2.1), made(weight=0.4), made(name="Ash")),
            *(made(together=2.2), made(worthwhile=0.5), made(worthwhile=None)),
        ]
    )


@pytest.mark.slow
def test_bars_of_answers():
    def made(counts=(4, 10, 6), behind="n = 20", heading="Asked"):
        sides = ((LOW, 0), (MIDDLE, 0), (HIGH, 0))
        bands = [
            Band(name, side, order, n)
            for name, (side, order), n in zip(("No", "Neither", "Yes"), sides, counts, strict=True)
        ]
        panels = [[Block(heading, [Row("Before", bands, behind)])]]
        return drawn_blocks(panels), draw_blocks(panels)

    both_ways(
        [
            *(made(), made(), made((5, 9, 6)), made(behind="n = 21"), made(heading="Asked again")),
            *(made((400, 1000, 600)), made((401, 1000, 600))),  # the same to a per cent
        ]
    )
    assert made((400, 1000, 600)) == made((401, 1000, 600))


def counts(*rows, names=("One", "Two")) -> Protected:
    frame = pd.DataFrame(rows, index=list("ab")[: len(rows)], columns=list(names))
    return by_kit(protect_counts, frame, rules_for("school"), totals=False)


@pytest.mark.slow
@pytest.mark.parametrize(
    "draw",
    [
        lambda grid: source_grid(grid, label="fig-x", subtitle="S"),
        lambda grid: bar_chart(grid, label="fig-x", title="T"),
    ],
)
def test_charts_of_counts(draw):
    grids = [counts((4, 5), (6, 7)), counts((4, 5), (6, 7)), counts((5, 5), (6, 7))]
    grids += [counts((1, 5), (6, 7)), counts((4, 5), (9, 7))]
    both_ways([of(by_kit(draw, grid)) for grid in grids])


@pytest.mark.slow
def test_dots_by_direction():
    names = ("Strength", "Next step")
    grids = [counts(row, (6, 7), names=names) for row in ((4, 5), (4, 5), (5, 4), (9, 5))]
    made = [
        by_kit(direction_dots, g, words, label="fig-x", subtitle="S")
        for g in grids
        for words in (("How?", "Why?"), ("How?", "When?"))
    ]
    both_ways([of(chart) for chart in made])


@pytest.mark.slow
def test_a_strip_of_dates():
    def made(day="2026-03-02", state="done", as_at=date(2026, 7, 10), name="Oakfield"):
        stages = pd.DataFrame(
            {
                "school": ["a", "a"],
                "stage": ["Peer review", "Workshop"],
                "date": pd.to_datetime([day, "2026-05-01"]),
                "state": [state, "next"],
            }
        )
        (chart,) = by_kit(cycle_strips, stages, [("a", name)], as_at, label="fig-x")
        return of(chart)

    both_ways(
        [
            *(made(), made(), made(day="2026-03-20"), made(state="planned")),
            *(made(as_at=date(2026, 7, 11)), made(name="Osier Road")),
        ]
    )


@pytest.mark.slow
def test_how_far_next_steps_were_followed():
    year = open_year("example", "partnership")
    steps = chain(dict(year.shares), plans(dict(year.shares), {}))
    charts = [followed_chart(year, steps), followed_chart(year, steps)]
    moved = tuple((label, max(n - 1, 0) if i == 1 else n) for i, (label, n) in enumerate(steps))
    charts.append(followed_chart(year, moved))
    both_ways([of(chart) for chart in charts])


def test_a_mark_holds_no_number_finer_than_it_shows():
    found = result(outcome(), pupils())
    chart = estimation_chart(found, RULES)
    numbers = [value for _, value in chart.drawn if isinstance(value, float)]
    assert numbers and all(len(f"{n:g}".partition(".")[2]) <= 2 for n in numbers)
