"""What is counted every week: its line, its phases, who may see it and what is said of it."""

import dataclasses
import random
from datetime import date, timedelta

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spp_research import impact_reflection, open_school
from spp_research.display.charts import Chart
from spp_research.display.run_charts import run_chart
from spp_research.errors import UnprotectedError
from spp_research.protect.disclosure import rules_for
from spp_research.schema.vocabulary import SeriesKind
from spp_research.school.series import Point, Seen, Series, seen, series
from spp_research.words.series import hidden_sentence, in_short, series_sentence

SCHOOL, PARTNERSHIP, PUBLIC = map(rules_for, ("school", "partnership", "public"))
FRIDAY = date(2025, 9, 5)


def made(values, *, change=None, out_of=None, gaps=(), **facts) -> Series:
    """A series of one figure a week; `change` is the place of the first figure of the new way."""
    began = None if change is None else FRIDAY + timedelta(weeks=change)
    declared = {
        "series_id": "W1",
        "action_id": "A1",
        "outcome_id": "",
        "counted": "Seated within two minutes, Year 4",
        "unit": "per cent of pupils",
        "kind": SeriesKind.PERCENT,
        "higher_is_better": True,
        "pupils": 117,
        "few": False,
        "began_on": began,
        "starts": None,
    }
    points = tuple(
        Point(FRIDAY + timedelta(weeks=n), None if n in gaps else value, out_of)
        for n, value in enumerate(values)
    )
    return Series(**(declared | facts), points=points)


def weekly(n, *, change=None, shift=0.0, base=70.0, seed=1):
    """So many percentages that go up and down by chance, from `change` on higher by `shift`."""
    draw = random.Random(seed)
    return [
        round(base + draw.gauss(0, 4) + (shift if change is not None and k >= change else 0))
        for k in range(n)
    ]


def said(found, rules=SCHOOL) -> str:
    sentence = series_sentence(found, seen(found, rules), rules)
    return "" if sentence is None else sentence.plain


def test_a_series_tells_itself_on_ones_own_screen(monkeypatch):
    open_school("example", "oakfield", "school")
    found = made(weekly(34, change=14, shift=12), change=14, gaps={20})
    assert "Something changed." in found.sentence()
    table = found.to_frame()
    assert list(table.columns) == ["day", "figure", "since_the_change"] and len(table) == 34
    assert table["figure"].isna().sum() == 1 and table["since_the_change"].sum() == 20
    assert found.plot().alt and "34" not in made([70] * 34, pupils=3, few=True).sentence()
    open_school("example", "oakfield", "public")
    few = made(weekly(34), pupils=3, few=True)
    assert few.sentence() == few.plot().bare and "for the school only" in few.sentence()
    monkeypatch.setattr("spp_research.display.own_series.run_key", lambda: "of a run")
    with pytest.raises(UnprotectedError, match=r"impact_reflection\.other_outcomes"):
        found.plot()


# --- against the line


def test_a_change_is_said_and_never_what_made_it():
    found = made(weekly(34, change=14, shift=12), change=14)
    assert found.frozen == 14 and found.chart.signal == "both"
    text = said(found)
    assert "20 figures in a row are above the line; up to 8 is usual." in text
    assert "Something changed. The chart cannot say what." in text
    assert "The line is the middle of the figures from before that." in text
    assert "Such a line gives a false sign about 1 time in 8." in text
    assert "Terms differ, and there are no figures of the same weeks a year before" in text
    assert not {"significant", "because", "caused", "proves", "effect"} & set(text.lower().split())


def test_chance_is_called_chance():
    found = made(weekly(30))
    assert found.chart.signal == "none"
    assert "go up and down around" in said(found) and "as chance would make them" in said(found)


@pytest.mark.parametrize(("n", "ok"), [(9, False), (14, True)])
def test_under_ten_figures_off_the_line_there_is_the_line_alone(n, ok):
    found = made(weekly(n))
    assert found.chart.ok is ok
    assert isinstance(run_chart(found, Seen.FIGURES, SCHOOL), Chart)
    if not ok:
        assert "Whether anything changed can be said from 10 figures off the line" in said(found)
        assert in_short(found) == "Too few figures yet to tell whether anything changed"


@pytest.mark.parametrize(("before", "frozen"), [(11, None), (12, 12), (13, 13)])
def test_the_line_is_from_before_the_change_where_twelve_figures_are(before, frozen):
    found = made(weekly(30), change=before)
    assert found.frozen == frozen
    few = "Too few figures are from before that" in said(found)
    assert few is (frozen is None)


def test_gaps_count_for_no_figure_before_the_change():
    found = made(weekly(30), change=13, gaps=(2, 3))
    assert found.frozen is None  # eleven have a figure
    assert found.chart.n == 28


def test_a_day_without_pupils_is_a_gap_and_stops_nothing():
    found = made([18, None, 19] + [17 + n % 4 for n in range(20)], out_of=24)
    assert found.points[1].out_of == 24 and found.figures[1] is None
    nobody = dataclasses.replace(
        found, points=(*found.points[:1], Point(found.days[1], None, 0.0), *found.points[2:])
    )
    assert nobody.chart == found.chart


def test_the_same_weeks_of_a_year_before_stand_beside_these():
    found = made(weekly(90, change=52, shift=6), change=52)
    pairs = found.same_weeks
    assert pairs is not None and pairs.pairs == 38
    figures = found.figures
    gaps = [figures[n] - figures[n - 52] for n in range(52, 90)]
    assert pairs.higher == sum(gap > 0 for gap in gaps)
    assert pairs.gap == pytest.approx(pd.Series(gaps).median())
    text = said(found)
    assert f"{pairs.higher} of 38 figures are higher" in text
    assert "percentage points higher. Two years may differ in other ways." in text
    assert "Terms differ" not in text


def test_fewer_than_six_pairs_of_weeks_say_nothing():
    assert made(weekly(57, change=52), change=52).same_weeks is None
    assert made(weekly(58, change=52), change=52).same_weeks.pairs == 6


# --- fewer than six


ONE = {"few": True, "pupils": 1, "kind": SeriesKind.VALUE, "unit": "minutes"}
MINUTES = [12, 14, 11, 13, 12, 15, 13, 12, 19, 21, 20, 23, 22, 24, 21, 25]


def test_one_pupil_has_two_phases_with_their_non_overlap():
    found = made(MINUTES, change=8, **ONE)
    assert found.phases.value == 1.0 and found.phases.low < 1.0
    assert "In 100 of 100 pairs of days the later one was better" in said(found)
    assert "Days close together are alike, so the range may be too narrow." in said(found)
    assert "The start was not drawn by lot" in said(found)
    chart = run_chart(found, Seen.FIGURES, SCHOOL)
    assert chart.title == "In 100 of 100 pairs of days the later one was better"
    assert [name for name, _ in chart.drawn].count("level line") == 2


def test_what_should_fall_is_better_where_it_fell():
    found = made(MINUTES[::-1], change=8, **(ONE | {"higher_is_better": False}))
    assert found.phases.value == 1.0


def test_possible_starts_are_counted_only_where_the_start_was_drawn():
    drawn = made(
        MINUTES, change=8, starts=(FRIDAY + timedelta(weeks=5), FRIDAY + timedelta(weeks=11)), **ONE
    )
    assert (drawn.possible_starts.possible, drawn.possible_starts.count) == (7, 1)
    assert "Of 7 possible starts, 1 would have shown a difference this large." in said(drawn)
    assert "With 7 possible starts this says little." in said(drawn)
    assert made(MINUTES, change=8, **ONE).possible_starts is None


def test_a_start_between_two_figures_begins_with_the_next_one():
    monday = FRIDAY + timedelta(weeks=8, days=-4)
    drawn = dataclasses.replace(
        made(MINUTES, change=8, **ONE),
        began_on=monday,
        starts=(monday - timedelta(weeks=3), monday + timedelta(weeks=2)),
    )
    assert drawn.before == 8
    assert (drawn.possible_starts.possible, drawn.possible_starts.count) == (6, 1)


def test_two_days_before_are_drawn_and_not_compared():
    found = made(MINUTES, change=2, **ONE)
    assert found.phases.status == "too_few"
    assert "There are figures of two days before the change and of 14 since" in said(found)
    assert isinstance(run_chart(found, Seen.FIGURES, SCHOOL), Chart)


def test_a_mean_of_a_few_is_of_the_same_pupils():
    study = open_school("example", "oakfield", "school")
    base = dataclasses.replace(
        study.base,
        series=pd.DataFrame(
            [
                {
                    "series_id": "W1",
                    "action_id": "A1",
                    "outcome_id": None,
                    "counted": "Minutes read",
                    "unit": "minutes",
                    "kind": "Value",
                    "higher_is_better": "Yes",
                    "pupils": 4,
                    "single_case": None,
                    "began_on": pd.Timestamp(FRIDAY + timedelta(weeks=8)),
                    "start_by_lot": None,
                    "first_start": pd.NaT,
                    "last_start": pd.NaT,
                }
            ]
        ),
        series_points=pd.DataFrame(
            {
                "series_id": "W1",
                "day": [pd.Timestamp(FRIDAY + timedelta(weeks=n)) for n in range(16)],
                "value": pd.array([float(v) for v in MINUTES], dtype="Float64"),
                "out_of": pd.array([3.0 if n == 5 else 4.0 for n in range(16)], dtype="Float64"),
            }
        ).sample(frac=1, random_state=1),
    )
    (found,) = series(base)
    assert found.few and found.other_pupils == 1
    assert found.figures[5] is None and found.figures[6] == 13
    assert "left out (1)" in said(found)
    pieces = impact_reflection.others_chart(dataclasses.replace(study, base=base)).parts
    assert [type(piece).__name__ for piece in pieces[-2:]] == ["Chart", "Statement"]


# --- who sees what


@pytest.mark.parametrize(
    ("facts", "partnership"),
    [
        ({}, Seen.FIGURES),
        ({"pupils": None}, Seen.NOTHING),
        ({"pupils": 5}, Seen.NOTHING),
        ({"few": True}, Seen.NOTHING),
        ({"pupils": 12}, Seen.FINDING),  # few enough for figures to be solved for
        ({"kind": SeriesKind.VALUE}, Seen.FINDING),
        ({"outcome_id": "O9"}, Seen.FINDING),
        ({"pupils": 17}, Seen.FINDING),  # 70% of 17 leaves five
    ],
)
def test_few_pupils_are_for_the_school_alone(facts, partnership):
    found = made(weekly(20), **facts)
    assert seen(found, SCHOOL) is Seen.FIGURES
    assert seen(found, PARTNERSHIP, ["O9"]) is partnership


@pytest.mark.parametrize(
    ("value", "out_of", "seen_"),
    [
        (50, 60, Seen.FIGURES),
        (55, 60, Seen.FINDING),  # five did not
        (5, 60, Seen.FINDING),
        (60, 60, Seen.FINDING),  # all of them did: it is the answer of each
        (0, 60, Seen.FINDING),
        (500, 600, Seen.FIGURES),  # sessions
    ],
)
def test_a_percentage_that_tells_of_a_few_or_of_all_shows_no_figure(value, out_of, seen_):
    figures = [40 + n % 3 for n in range(12)]
    found = made([v * out_of / 60 for v in figures] + [value], out_of=out_of, pupils=60)
    assert seen(found, PARTNERSHIP) is seen_
    assert seen(found, PUBLIC) is seen_


def test_counts_of_a_few_things_show_no_figure():
    facts = {"kind": SeriesKind.COUNT, "unit": "notes a week"}
    assert seen(made([9, 8, 7, 12], **facts), PARTNERSHIP) is Seen.FIGURES
    assert seen(made([9, 8, 3, 12], **facts), PARTNERSHIP) is Seen.FINDING
    assert seen(made([9, 8, 0, 12], **facts), PUBLIC) is Seen.FINDING


def test_the_finding_alone_has_no_figure_and_the_hidden_ones_no_name():
    found = made(weekly(34, change=14, shift=12), change=14, kind=SeriesKind.VALUE)
    text = said(found, PARTNERSHIP)
    assert text.endswith("Something changed. The chart cannot say what. The figures are for the "
                         "school only [c].")  # fmt: skip
    assert "about 115 pupils" in text
    assert run_chart(found, Seen.FINDING, PARTNERSHIP) is None
    assert said(made(MINUTES, **ONE), PARTNERSHIP) == ""
    assert hidden_sentence(1, PARTNERSHIP).plain == (
        "One more series is about few pupils, and for the school only [c]."
    )
    assert hidden_sentence(2, PUBLIC).plain.startswith("Two more series are")


@settings(max_examples=60, deadline=None)
@given(
    values=st.lists(st.integers(0, 60), min_size=2, max_size=24),
    pupils=st.integers(1, 80),
    kind=st.sampled_from(list(SeriesKind)),
    few=st.booleans(),
)
def test_no_small_number_can_be_told_from_what_others_see(values, pupils, kind, few):
    below = 60 if kind in (SeriesKind.PERCENT, SeriesKind.RATE) else None
    found = made(values, out_of=below, pupils=pupils, kind=kind, few=few)
    how_much = seen(found, PARTNERSHIP)
    if how_much is Seen.FIGURES:
        assert pupils > 12 and not few
        assert kind is not SeriesKind.VALUE
        assert all(value >= 6 or (value == 0 and kind is not SeriesKind.PERCENT)
                   for value in values)  # fmt: skip
        assert kind is not SeriesKind.PERCENT or all(60 - value >= 6 for value in values)
    if how_much is Seen.NOTHING:
        assert series_sentence(found, how_much, PARTNERSHIP) is None


# --- the chart


@pytest.mark.parametrize("n", [2, 9, 60])
def test_the_alternative_text_says_what_is_drawn(n):
    found = made(weekly(n, change=n // 2, shift=8), change=max(1, n // 2), gaps=(n // 3,))
    chart = run_chart(found, Seen.FIGURES, SCHOOL)
    if chart is None:
        assert n == 2
        return
    assert f"Line of {n - 1} figures of Seated within two minutes" in chart.alt
    assert "An upright broken line marks" in chart.alt
    assert len(chart.title.split()) <= 15
    assert chart.label == "fig-series-w1"
    days = [name for name, _ in chart.drawn if name.startswith("20")]
    assert len(days) == n - 1


def test_equal_pictures_have_equal_words_for_them():
    one, other = made(weekly(20)), made([*weekly(20)[:-1], 91])
    first, again, second = (run_chart(f, Seen.FIGURES, SCHOOL) for f in (one, one, other))
    assert first.png == again.png and first.drawn == again.drawn
    assert first.png != second.png and first.drawn != second.drawn


def test_a_line_is_broken_over_weeks_without_figures_and_over_the_change():
    from spp_research.display.run_charts import _points, _stretches

    found = made(weekly(20), change=10, gaps=(3,))
    lengths = [len(run) for run in _stretches(found, _points(found))]
    assert lengths == [3, 6, 10]


def _workspace(tmp_path):
    """A copy of the example in which Withy Bridge also counts for one pupil and for eleven."""
    import shutil
    from pathlib import Path

    from spp_research.demo.riverside_example import riverside
    from spp_research.intake import write_workbook
    from spp_research.schema import PUPILS, SCHOOL

    root = Path(__file__).resolve().parents[2] / "examples" / "riverside"
    shutil.copytree(root, tmp_path / "ws", ignore=shutil.ignore_patterns("share"))
    book = next(s for s in riverside().schools if s.slug == "withy-bridge")
    sheets = {name: list(rows) for name, rows in book.sheets.items()}
    common = {"action_id": "A4", "unit": "minutes", "kind": "Value", "higher_is_better": "Yes"}
    sheets["series"] += [
        {"series_id": "W2", "counted": "Time on task, one reader", "pupils": 1, **common},
        {"series_id": "W3", "counted": "Notes a week, eleven readers", "pupils": 11, **common},
        {"series_id": "W4", "counted": "Something of an unknown number", **common},
    ]
    sheets["series_points"] += [
        {"series_id": name, "day": FRIDAY + timedelta(weeks=n), "value": 20 + n % 5}
        for name in ("W2", "W3", "W4")
        for n in range(20)
    ]
    folder = tmp_path / "ws" / "schools" / "withy-bridge"
    write_workbook(folder / "evidence.xlsx", SCHOOL, sheets)
    rows = [dict(row) for row in book.pupils["number-facts"]]
    for n, row in enumerate(rows):
        row["sessions_received"] = 20 + n % 9 if row["group"] == "Project" else None
        row["later_follow_up"] = row["follow_up"]
    path = folder / "pupils" / "number-facts.xlsx"
    write_workbook(path, PUPILS, {"pupil_outcomes": rows})
    return str(tmp_path / "ws")


@pytest.mark.slow
def test_what_only_the_school_may_see_is_not_opened_for_others(tmp_path):
    place = _workspace(tmp_path)
    school = open_school(place, "withy-bridge", "school")
    others = open_school(place, "withy-bridge", "partnership")
    assert {found.series_id for found in series(school.base)} == {"W1", "W2", "W3", "W4"}
    assert {found.series_id for found in series(others.base)} == {"W1", "W3"}
    assert set(others.base.series_points["series_id"]) == {"W1", "W3"}
    assert "later_follow_up" in school.base.pupils and "later_follow_up" not in others.base.pupils

    def text_of(study):
        parts = impact_reflection.others_chart(study).parts
        return (
            "\n".join(part.markdown for part in parts) + impact_reflection.outcomes(study).markdown
        )

    own, theirs = text_of(school), text_of(others)
    assert "one reader" in own and "once more" in own and "by sessions" in own
    assert "one reader" not in theirs and "once more" not in theirs and "by sessions" not in theirs
    assert "Two more series are about few pupils, and for the school only" in theirs
    assert "eleven readers" in theirs and "fig-series-w3" not in theirs
    assert "fig-series-w2" in own and "fig-series-w4" in own
