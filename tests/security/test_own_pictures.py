"""What a notebook draws or works out itself: what gets through, and what is refused.

Six to ten pupils by group, each with a start and an end. Every case is a cell of its own.
"""

import json

import numpy as np
import pandas as pd
import pytest
from in_process import run

from spp_research.display import MARK
from spp_research.display.show_frame import cells_of
from spp_research.errors import InputError, UnprotectedError
from spp_research.protect.disclosure import opened as registry
from spp_research.protect.disclosure import rules_for
from spp_research.publish.numbers import Taken

IMPORTS = "from spp_research import show, stats\nimport pandas as pd\n"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """Nothing is opened, so that the rules are those for everyone: groups of six at least."""
    for known, empty in (("_schools", {}), ("_words", {}), ("_ids", {}), ("_rules", [])):
        monkeypatch.setattr(registry, known, empty)


@pytest.fixture(scope="module")
def data():
    """Four classes of 12; of the first 2 were absent, 11 passed and the results are all alike."""
    rng = np.random.default_rng(11)
    absent = np.zeros(48, dtype=int)
    absent[[0, 1, 12, *range(24, 33), *range(36, 44)]] = 1
    baseline = rng.integers(40, 90, 48)
    return pd.DataFrame(
        {
            "cls": np.repeat(["3A", "3B", "4A", "4B"], 12),
            "phase": np.repeat(["lower", "upper"], 24),
            "baseline": baseline,
            "follow_up": baseline + rng.integers(1, 17, 48),
            "absent": absent,
            "alike": [50.0] * 12 + list(rng.integers(1, 99, 36).astype(float)),
        }
    )


@pytest.fixture
def made(data, monkeypatch):
    """The marks of all that one cell shows."""
    shown = []
    monkeypatch.setattr("spp_research.display.show_figure._display", shown.append)

    def make(source: str) -> list[dict]:
        last = run(IMPORTS + source, {"data": data, "In": [IMPORTS + source]})
        parts = [*shown, *([last] if last is not None else [])]
        shown.clear()
        return [part._repr_mimebundle_()[MARK] for part in parts]

    return make


def draw(*lines: str, behind: str = "by.size()") -> str:
    return "\n".join(
        [
            'by = data.groupby("phase")',
            'start, end = by["baseline"].mean(), by["follow_up"].mean()',
            f'with show.figure("Reading", alt="Both gained.", behind={behind}) as axes:',
            *(f"    {line}" for line in lines),
        ]
    )


EACH = "for one in data.head(24).itertuples():"
HONEST = {
    "a bar for each group": draw('axes.bar(["lower", "upper"], end)'),
    "lying bars": draw('axes.barh(["lower", "upper"], end)'),
    "a bar for each in its colour": draw(
        'axes.bar(["lower"], end[:1], color="C0")', 'axes.bar(["upper"], end[1:], color="C1")'
    ),
    "a line for each group": draw(
        'for group in ("lower", "upper"):',
        '    axes.plot(["January", "June"], [start[group], end[group]], label=group)',
        "axes.legend()",
    ),
    "bars for two times": draw(
        'axes.bar([-0.2, 0.8], start, width=0.4, label="January")',
        'axes.bar([0.2, 1.2], end, width=0.4, label="June")',
        'axes.set_xticks([0, 1], ["lower", "upper"])',
        "axes.legend()",
    ),
    "points with intervals": draw(
        'axes.errorbar(["lower", "upper"], end, yerr=by["follow_up"].sem(), fmt="o", capsize=3)'
    ),
    "points both ways": draw("axes.scatter(start, end)"),
    "a line at a goal, ticks and a band": draw(
        'axes.bar(["lower", "upper"], end)',
        "axes.axhline(70)",
        'axes.axhline(data["follow_up"].mean())',
        "axes.axhspan(60, 80, alpha=0.2)",
        "axes.set_yticks([0, 20, 40, 60, 80])",
        'axes.text(0, 75, "more than in January")',
    ),
    "the numbers of people behind": draw('axes.bar(["lower", "upper"], by.size())'),
    "shares of many": draw(
        'axes.bar(["lower", "upper"], [7 / 24, 17 / 24])',
    ),
}


@pytest.mark.parametrize("source", HONEST.values(), ids=HONEST)
def test_a_picture_of_groups_is_drawn_and_its_numbers_stay_in_it(made, source):
    (mark,) = made(source)
    assert {key for key, _ in mark["drawn"]} <= {"text", "picture"}
    taken = Taken()
    taken.take(mark)
    assert taken.shown_in([mark["label"]]) == ()
    assert taken.left_out([mark["label"]])[0][1].startswith("No sheet")


PICTURES = {
    "a line for each pupil": draw(
        EACH, '    axes.plot(["January", "June"], [one.baseline, one.follow_up])'
    ),
    "a point for each pupil": draw(EACH, "    axes.scatter([one.baseline], [one.follow_up])"),
    "a bar for each pupil": draw(EACH, '    axes.bar(["June"], [one.follow_up])'),
    "a few pupils' lines": draw(
        "for one in data.head(3).itertuples():",
        '    axes.plot(["January", "June"], [one.baseline, one.follow_up])',
    ),
    "two pupils' lines": draw(
        "for one in data.head(2).itertuples():",
        '    axes.plot(["January", "June"], [one.baseline, one.follow_up])',
    ),
    "pupils' bars under labels that nobody reads": draw(
        "for one in data.head(5).itertuples():",
        '    axes.bar(["lower", "upper"], [one.baseline + 0.5, one.follow_up + 0.5], '
        'label=f"{one.Index}")',
    ),
    "a bar across many times": draw(
        "for i, one in enumerate(data.itertuples()):", "    axes.bar([i], [one.follow_up])"
    ),
    "intervals for pupils": draw(
        EACH, '    axes.errorbar(["June"], [60.5], yerr=[one.follow_up / 9])'
    ),
    "intervals from the lowest to the highest": draw(
        'axes.errorbar(["lower", "upper"], end, yerr=[end - by["follow_up"].min(), '
        'by["follow_up"].max() - end], fmt="o")'
    ),
    "upright lines for pupils": draw(
        'axes.bar(["lower", "upper"], end)',
        'axes.vlines(data["baseline"], 0, data["follow_up"])',
    ),
    "a band between results": draw(
        'axes.fill_between(["January", "June"], [40.5, 41.5], [61.5, 62.5])'
    ),
    "a histogram of results": draw('axes.hist(data["follow_up"], bins=2)'),
    "a histogram as an outline": draw('axes.hist(data["follow_up"], bins=2, histtype="step")'),
    "boxes": draw('axes.boxplot([data["follow_up"]])'),
    "events": draw('axes.eventplot(data["follow_up"])'),
    "stems": draw("axes.stem([0, 1], end)"),
    "texts at results": draw(
        'axes.bar(["lower", "upper"], end)', EACH, '    axes.text(0, one.follow_up, "here")'
    ),
    "a result in words": draw(
        'axes.bar(["lower", "upper"], end)',
        'axes.annotate(str(data["follow_up"].max()), (0, 60))',
    ),
    "labels of bars": draw('axes.bar_label(axes.bar(["lower", "upper"], end))'),
    "a result as a marker": draw('axes.plot(["lower", "upper"], end, marker=f"${91}$")'),
    "a result as a point's form": draw('axes.scatter([0, 1], end, marker=f"${91}$")'),
    "ticks at results": draw(
        'axes.bar(["lower", "upper"], end)', 'axes.set_yticks(data["follow_up"].unique())'
    ),
    "small ticks at results": draw(
        'axes.bar(["lower", "upper"], end)',
        'axes.set_yticks(data["follow_up"].unique(), minor=True)',
    ),
    "lines across at results": draw(
        'axes.bar(["lower", "upper"], end)', EACH, "    axes.axhline(one.follow_up)"
    ),
    "a line at the highest": draw(
        'axes.bar(["lower", "upper"], end)', 'axes.axhline(data["follow_up"].max())'
    ),
    "bars at results": draw('axes.bar(data["baseline"].head(2) + 0.3, end)'),
    "bars that begin at results": draw(
        'axes.bar(["lower", "upper"], end, bottom=data["baseline"].head(2).to_numpy())'
    ),
    "bars as wide as results": draw(
        'axes.bar(["lower", "upper"], end, width=data["baseline"].iloc[[0, 13]].to_numpy() / 100)'
    ),
    "bands at results": draw(
        'axes.bar(["lower", "upper"], end)', EACH, "    axes.axhspan(0, one.follow_up)"
    ),
    "a second axis": draw("axes.twinx().plot([1, 2], end)"),
    "a picture in the picture": draw("axes.inset_axes([0, 0, 1, 1]).plot([1, 2], end)"),
    "the highest of each group": draw('axes.bar(["lower", "upper"], by["follow_up"].max())'),
    "a few whose number stands in the code": draw(
        'axes.bar([1, 2, 3, 4], data.groupby("cls")["absent"].sum())',
        "axes.set_ylim(0, 3)",
        "known = [1, 2, 8, 9]",
        behind='data.groupby("cls").size()',
    ),
    "a few divided by ten": draw(
        'axes.bar([1, 2, 3, 4], data.groupby("cls")["absent"].sum() / 10)',
        behind='data.groupby("cls").size()',
    ),
    "a picture for each pupil": (
        "for one in data.itertuples():\n"
        '    with show.figure("One", alt="One.", behind=[24, 24]) as axes:\n'
        '        axes.bar(["lower", "upper"], [one.baseline + 0.5, one.follow_up + 0.5])\n'
    ),
}

TABLE = 'by = data.groupby("cls")\ntable = pd.DataFrame({"n": by.size()})\ntable.index = names\n'
OPENED = {
    "as many groups as pupils": draw(
        "for i, one in enumerate(data.itertuples()):",
        "    axes.bar([i], [one.follow_up / 7 + 10])",
        behind="[24] * 48",
    ),
    "pupils' lines in other units": draw(
        "for one in data.head(2).itertuples():",
        '    axes.plot(["January", "June"], [one.baseline + 0.25, one.follow_up + 0.25])',
    ),
}


@pytest.mark.parametrize("source", OPENED.values(), ids=OPENED)
def test_of_pupils_that_were_opened_more_is_recognised(made, data, source):
    registry.opened_pupils(
        "school",
        pd.DataFrame(
            {
                "pupil_id": [f"P{i:03}" for i in range(48)],
                "outcome_id": "O1",
                "group": data["phase"],
                "baseline": data["baseline"] + 0.25,
                "follow_up": data["follow_up"] + 0.25,
            }
        ),
    )
    with pytest.raises(UnprotectedError, match="own results one by one"):
        made(source)


TABLE = 'names = ["3A", "3B", "4A", "4B"]\n' + TABLE


def frame(*lines: str, kind: str = "") -> str:
    kind = f"kind={kind}, " if kind else ""
    return TABLE + "\n".join([*lines, f'show.frame(table, "n", {kind}title="June")'])


def column(name: str, what: str) -> str:
    return f'table["{name}"] = ({what}).to_numpy()'


FRAMES = {
    "a count that is no mean": frame(column("Away", 'by["absent"].sum()')),
    "a share that stands for few": frame(column("Away", 'by["absent"].mean()')),
    "a rounded share": frame(column("Away", 'by["absent"].mean().round(3)')),
    "a percentage that stands for few": frame(column("Away", '100 * by["absent"].mean()')),
    "a count by ten": frame(column("Away", 'by["absent"].sum() / 10')),
    "the lowest": frame(column("Lowest", 'by["follow_up"].min()')),
    "the highest, halved": frame(column("max", 'by["follow_up"].max() / 2')),
    "a middle": frame(column("median", 'by["follow_up"].median()')),
    "a count of more than there are": frame(
        column("Marks", 'by["follow_up"].max()'), kind='{"Marks": "count"}'
    ),
    "a share of others": frame(
        column("Away", 'by["absent"].mean() * 0.83 + 0.04'), kind='{"Away": "share"}'
    ),
    "a kind that is none": frame(column("Away", 'by["absent"].sum()'), kind='{"Away": "raw"}'),
    "a kind of no column": frame(column("Away", 'by["absent"].sum()'), kind='{"Here": "count"}'),
}
REFUSED = PICTURES | FRAMES


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED)
def test_what_may_be_a_pupils_own_or_a_few_is_refused(made, source):
    with pytest.raises((UnprotectedError, InputError)) as stopped:
        made(source)
    words = str(stopped.value)
    assert "\n" not in words
    assert not {"91", "2", "1", "11"} & set(words.replace(",", " ").split())


@pytest.mark.slow
def test_each_refusal_says_what_to_do(made, snapshot):
    said: dict[str, list[str]] = {}
    for name, source in REFUSED.items():
        with pytest.raises((UnprotectedError, InputError)) as stopped:
            made(source)
        # What follows is every gate's, and stands with the tests of the gate.
        words = str(stopped.value).partition(" Write the words as they are to be read")[0]
        said.setdefault(words, []).append(name)
    assert said == snapshot


def test_numbers_and_shares_of_few_and_what_gives_them_away_are_hidden(made, snapshot):
    (mark,) = made(
        frame(
            column("Score", 'by["follow_up"].mean()'),
            column("Away", 'by["absent"].sum()'),
            column("Part", 'by["absent"].mean()'),
            kind='{"Away": "count", "Part": "share"}',
        )
    )
    assert mark["markdown"] == snapshot
    for few in ("| 2 |", "| 1 |", "of 12", "8.3", "16.7"):
        assert few not in mark["markdown"]


MANY = (
    'table = pd.DataFrame({"n": [30, 28, 31, 89], "Here": [18, 14, 3, 35], '
    '"Part": [60, 50, 48.4, 52.8]}, index=["one", "two", "three", "all"])\n'
    'show.frame(table, "n", kind={"Here": "count", "Part": "share"}, title="June")'
)


def test_a_total_does_not_give_a_hidden_count_away(made, snapshot):
    (mark,) = made(MANY)
    assert mark["markdown"] == snapshot
    assert "| 35 |" not in mark["markdown"] and "| 3 |" not in mark["markdown"]
    assert "15 of 31 (48%)" in mark["markdown"]


def test_groups_that_are_all_alike_are_hidden(made):
    (mark,) = made(frame(column("Mean", 'by["alike"].mean()'), column("SD", 'by["alike"].std()')))
    row = next(line for line in mark["markdown"].splitlines() if line.startswith("| 3A"))
    assert "50" not in row and json.dumps(mark).count("nearly everybody the same") == 3


def test_a_mean_of_few_events_is_hidden_with_another(made):
    (mark,) = made(
        'table = pd.DataFrame({"n": [25, 24, 50], "Late": [2 / 25, 1.432, 2.117]}, '
        'index=["one", "two", "three"])\nshow.frame(table, "n", title="June")'
    )
    markdown = mark["markdown"]
    assert "0.1" not in markdown and "1.4" not in markdown and "| three | 2.1 | 50 |" in markdown


def test_means_that_are_small_or_below_nought_are_shown(made):
    (mark,) = made(
        'table = pd.DataFrame({"n": [25, 24], "Effect": [0.337, 0.412], "Change": [-0.4131, 2.3]}, '
        'index=["one", "two"])\n'
        'show.frame(table, "n", kind={"Effect": "mean"}, title="June", decimals=2)'
    )
    assert "| one | 0.34 | −0.41 | 25 |" in mark["markdown"]


@pytest.mark.parametrize("kind", ["count", "share"])
def test_no_hidden_number_follows_from_the_rest_of_its_column(kind):
    """Random groups with a row of their totals: never one hidden number beside shown others."""
    rng = np.random.default_rng(5)
    for _ in range(150):
        sizes = rng.integers(4, 40, rng.integers(2, 6)).tolist()
        some = [int(rng.integers(0, size + 1)) for size in sizes]
        sizes, some = [*sizes, sum(sizes)], [*some, sum(some)]
        values = [k / n for k, n in zip(some, sizes, strict=True)] if kind == "share" else some
        table = pd.DataFrame({"n": sizes, "x": values})
        rules = rules_for("public")
        cells = cells_of(table, "n", sizes, {"x": kind}, rules, 1)
        for (cell, people), k, n in zip(cells, some, sizes, strict=True):
            assert cell.hidden or (min(k, n - k) >= 6 and not people.hidden)
        hidden = [cell.hidden for cell, _ in cells]
        if any(hidden[:-1]):
            assert hidden[-1], (sizes, some)
            assert sum(hidden[:-1]) > 1 or len(hidden) == 2, (sizes, some)


def test_a_column_without_a_number_is_not_available():
    table = pd.DataFrame({"n": [20, 30], "x": [float("nan")] * 2, "y": [float("nan")] * 2})
    cells = cells_of(table, "n", [20, 30], {"x": "count"}, rules_for("public"), 1)
    assert [[cell.text for cell in row] for row in cells] == [
        ["[x]"] * 2 + [n] for n in ("20", "30")
    ]
