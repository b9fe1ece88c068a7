"""What a notebook gives to `show`, and writes into a result of the kit: what gets through.

Every case is run as a cell of its own; what it shows is searched for the numbers that it hides, in
all that leaves a notebook: Markdown, alternative text, what is drawn, the audit and refusals.
"""

import json

import numpy as np
import pandas as pd
import pytest
from in_process import run

from spp_research.display import MARK
from spp_research.errors import InputError, UnprotectedError
from spp_research.protect.disclosure import opened as registry

IMPORTS = "from spp_research import disclosure, display, show, stats\nimport pandas as pd\n"


@pytest.fixture(autouse=True)
def forgotten(monkeypatch):
    """Nothing is opened, so that the rules are those for everyone: groups of six at least."""
    for known, empty in (("_schools", {}), ("_words", {}), ("_ids", {}), ("_rules", [])):
        monkeypatch.setattr(registry, known, empty)


@pytest.fixture(scope="module")
def data():
    """A class of 48: 7 read at home, 3 of whom took part; of one year only 3 are there."""
    rng = np.random.default_rng(3)
    took = np.array(["yes"] * 20 + ["no"] * 25 + ["moved"] * 3)
    return pd.DataFrame(
        {
            "pupil": [f"Aisha {i}" for i in range(48)],
            "took": took,
            "half": ["one", "two"] * 24,
            "gain": rng.normal(5, 3, 48).round(),
            "same": [7.0] * 20 + list(rng.integers(1, 6, 28).astype(float)),
        }
    )


@pytest.fixture
def said(data, monkeypatch):
    """All that leaves the notebook from one cell, as text."""
    shown = []
    monkeypatch.setattr("spp_research.display.show_figure._display", shown.append)

    def say(source: str) -> str:
        made = run(IMPORTS + source, {"data": data, "In": [IMPORTS + source]})
        parts = [*shown, *([made] if made is not None else [])]
        shown.clear()
        bundles = [part._repr_mimebundle_() for part in parts]
        return "\n".join(
            json.dumps(bundle[MARK], ensure_ascii=False) + bundle["text/plain"]
            for bundle in bundles
        )

    return say


ROWS = 'rows=["no", "yes", "moved"]'
COUNTS = f'show.counts(data, "took", {ROWS}, title="Who took part")'
SIZES = 'sizes = data.query("took != \'moved\'").groupby("took").size()\n'
DRAW = SIZES + (
    'with show.figure("Gain", alt="Both gained.", behind=sizes) as axes:\n'
    '    axes.bar(["no", "yes"], data.query("took != \'moved\'").groupby("took")["gain"].mean())\n'
)


def test_a_small_number_and_what_gives_it_away_are_hidden(said):
    text = said(COUNTS)
    assert "[c]" in text and "fewer than 6 people" in text
    assert "would give a hidden number away" in text
    markdown = json.loads(text[: text.rindex("}") + 1])["markdown"]
    assert "| no | 25 |" in markdown and "20" not in markdown and "| 3 |" not in markdown


def test_without_totals_no_more_is_shown_than_with_them(said):
    text = said(COUNTS.replace(", title", ", totals=False, title"))
    markdown = json.loads(text[: text.rindex("}") + 1])["markdown"]
    assert markdown.count(r"\[c\]") >= 2  # one by itself follows from how many there are in all


def test_counts_of_two_ways_of_parting(said):
    source = (
        f'show.counts(data, "took", "half", {ROWS}, across_rows=["one", "two"], '
        'title="Who took part")'
    )
    text = said(source)
    markdown = json.loads(text[: text.rindex("}") + 1])["markdown"]
    assert markdown.count(r"| \[c\] | \[c\] | \[c\] |") == 2
    halves = 'order = ["one", "two"]\nshow.counts(data.groupby("half").size(), title="Halves")'
    assert "| one | 24 |" in said(halves)


def test_people_without_a_group_are_counted_and_named(said, data):
    data = data.assign(took=data["took"].where(data["took"] != "moved"))
    made = run(
        IMPORTS + 'show.counts(data, "took", rows=["no", "yes"], title="T")',
        {"data": data, "In": [IMPORTS + 'show.counts(data, rows=["no", "yes"], title="T")']},
    )
    assert made.protected.rows == ("no", "yes", "Not known", "All")


def test_means_hide_small_groups_and_those_who_are_all_alike(said):
    text = said(f'show.means(data, "gain", "took", {ROWS}, title="Gain")')
    assert "[c]" in text and "fewer than 6 people" in text
    two = "data.query(\"took != 'moved'\")"
    alike = said(f'show.means({two}, "same", "took", rows=["no", "yes"], title="Same")')
    assert "nearly everybody the same" in alike and "7.0" not in alike


# What an attacker knows besides the table: how many there are in all, and what all have on average.
BY_TWO = {
    "means": 'show.means(data, "gain", "took", rows=["no", "yes", "moved"], title="Gain")',
    "a table of groups": "show.frame(year(), 'n', title='Gain')",
    "protected means": "disclosure.protect_means(year()[['Mean']], [25, 20, 3], rules)",
}


@pytest.mark.parametrize("way", BY_TWO)
def test_no_hidden_group_is_what_is_left_of_all(way, said, data, monkeypatch):
    """Of 48 pupils 25 and 20 would leave 3, and the means of all and of both would leave theirs."""
    year = (
        "from spp_research.protect.disclosure import rules_for\n"
        "rules = rules_for('public')\n"
        "year = lambda: pd.DataFrame({'Mean': [5.13, 4.21, 6.07], 'n': [25, 20, 3]}, "
        "index=['no', 'yes', 'moved'])\n"
    )
    text = said(f"{year}{BY_TWO[way]}")
    markdown = json.loads(text[: text.rindex("}") + 1])["markdown"]
    cells = [[c.strip() for c in line.strip("|").split("|")] for line in markdown.split("\n")]
    rows = {cell[0]: cell[1:] for cell in cells if cell[0] in ("no", "yes", "moved")}
    hidden = [name for name, values in rows.items() if "[c]" in values[-1].replace("\\", "")]
    assert set(hidden) == {"yes", "moved"} and rows["no"][-1] == "25"
    assert all("[c]" in one.replace("\\", "") for name in hidden for one in rows[name])
    shown = sum(int(rows[name][-1]) for name in rows if name not in hidden)
    assert len([n for n in range(49) if n < 6 and 48 - shown - n > 0]) > 1  # of the hidden, several


@pytest.mark.parametrize(
    "sizes", [(25, 20, 3), (25, 3), (9, 8, 7, 5), (30, 5, 4, 12), (6, 6, 1), (30, 1, 1), (30, 5, 5)]
)
def test_of_every_table_of_groups_more_than_one_is_hidden_or_none(sizes):
    from spp_research.protect.disclosure.rules import rules_for
    from spp_research.protect.disclosure.sizes import hidden_groups

    for audience in ("school", "partnership", "public"):
        rules = rules_for(audience)
        found = hidden_groups(sizes, rules)
        assert len(found) != 1
        assert {p for p, n in enumerate(sizes) if rules.hides(n)} <= set(found)
        # Who knows the sum of the hidden, and the rule, is left with more than one way.
        if len(found) < len(sizes) and found:
            together, few = sum(sizes[p] for p in found), range(1, rules.fewest_pupils)
            assert len(found) > 1 and together not in (len(found), len(found) * few[-1])


def test_a_row_of_totals_of_ones_own_hides_with_what_it_would_give_away(said):
    table = (
        'pd.DataFrame({"Mean": [5.1, 4.2, 6.0, 4.9], "n": [25, 20, 3, 48]}, '
        'index=["no", "yes", "moved", "everyone"])'
    )
    text = said(f'show.frame({table}, "n", title="Gain")')
    markdown = json.loads(text[: text.rindex("}") + 1])["markdown"]
    assert "48" not in markdown and "4.9" not in markdown and "6.0" not in markdown
    assert "5.1" in markdown and "25" in markdown
    assert json.loads(text[: text.rindex("}") + 1])["by_hand"] is True


def test_words_and_estimates_and_a_picture_are_shown(said):
    assert "We were surprised" in said('show.words("What we learnt", "We were surprised.")')
    found = said(
        'e = stats.hedges_g(data=data.query("took != \'moved\'"), value="gain", group="took", '
        'project="yes")\nshow.estimates({"Reading": e}, title="What changed")'
    )
    assert "Reading" in found and "45" in found
    text = said(DRAW)
    assert "drawn in the notebook" in text and "Both gained." in text


ATTACKS = {
    "names from the data": 'show.counts(data, "pupil", title="T")',
    "names of groups from the data": 'show.counts(data, "half" + "", title="T".upper().lower())',
    "a title with a number": 'show.counts(data, "half", rows=["one", "two"], title=f"{3} moved")',
    "a heading with a number": (
        'show.counts(data, "half", rows=["one", "two"], people=f"{3}", title="T")'
    ),
    "a group left out": 'show.counts(data, "took", rows=["no", "yes"], title="T")',
    "marks for names": 'show.counts(data, "gain", title="T")',
    "words with a number": 'show.words("T", f"{3} moved away")',
    "a heading of words": 'show.words(f"{3} moved", "T")',
    "a name of an estimate": 'show.estimates({f"{3}": stats.hedges_g([1], [2])}, title="T")',
    "parts of people": (
        'show.frame(pd.DataFrame({"Mean": [5.0], "n": [25.5]}, index=["no"]), "n", title="T")'
    ),
    "rows of a frame": (
        'show.frame(pd.DataFrame({"Mean": [5.0], "n": [25]}, index=[f"{3} moved"]), "n", title="T")'
    ),
    "a column of a frame": (
        'show.frame(pd.DataFrame({f"{3}": [5.0], "n": [25]}, index=["no"]), "n", title="T")'
    ),
    "a title of an estimate": 'stats.hedges_g(range(9), range(9)).plot(f"{3} moved")',
    "a subtitle of an estimate": 'stats.hedges_g(range(9), range(9)).plot("T", f"{3} moved")',
    "a name in a forest": (
        "e = stats.hedges_g(range(9), range(9))\n"
        'stats.pool([e, e, e]).plot(["a", "b", f"{3} moved"])'
    ),
    "a unit written in": (
        "import dataclasses\n"
        'dataclasses.replace(stats.hedges_g(range(9), range(9)), unit="of 3 pupils, Aisha 1")'
    ),
    "a pool of numbers": "stats.pool([0.1, 0.2, 0.3], [0.01, 0.01, 0.01])",
    "a picture of a small group": DRAW.replace(
        "behind=sizes", 'behind=data.groupby("took").size()'
    ),
    "a picture of nobody": DRAW.replace("behind=sizes", "behind=[]"),
    "a picture of parts": DRAW.replace("behind=sizes", "behind=[20.5, 25]"),
    "a picture without a text": DRAW.replace('"Both gained."', '""'),
    "a text with a number": DRAW.replace('"Both gained."', 'f"{3} moved"'),
    "a picture's title": DRAW.replace('"Gain"', 'f"{3} moved"', 1),
    "a number in the picture": DRAW + '    axes.text(0, 1, f"{3} moved")\n',
    "a number at an axis": DRAW + "    axes.set_xticks([0, 1], [str(3), str(45)])\n",
    "a number beside an axis": DRAW + '    axes.set_ylabel(f"{3}")\n',
    "a number in a legend": DRAW + '    axes.plot([0, 1], [4.5, 4.6], label=f"{3}")\n'
    "    axes.legend()\n",
    "a dot for each pupil": DRAW + '    axes.scatter(data["gain"], data["same"])\n',
    "a line through pupils": DRAW + '    axes.plot(data["gain"].to_numpy())\n',
    "a bar of a few": SIZES + 'with show.figure("Who", alt="Who moved.", behind=sizes) as axes:\n'
    '    axes.bar(["no", "yes"], [25, (data["took"] == "moved").sum()])\n',
    "a share that leaves a few": SIZES
    + 'with show.figure("Who", alt="Who moved.", behind=sizes) as axes:\n'
    '    axes.bar(["no", "yes"], [22 / 25, 0.5])\n',
    "a histogram": DRAW + '    axes.hist(data["gain"], bins=40)\n',
    "an image": DRAW + "    axes.imshow([[1, 2], [3, 4]])\n",
    "a pie": DRAW + "    axes.pie([len(data) - 3, 3 + 0])\n",
    "a table in a picture": DRAW + '    axes.table([["3"]])\n',
    "a second picture": DRAW + "    axes.twinx().plot([1, 2])\n",
    "a picture in the margin": DRAW + '    axes.figure.text(0, 0, f"{3} moved")\n',
    "boxes": DRAW + '    axes.boxplot([data["gain"]])\n',
}


@pytest.mark.parametrize("source", ATTACKS.values(), ids=ATTACKS)
def test_no_way_round_lets_a_small_number_out(said, source):
    with pytest.raises((UnprotectedError, InputError)) as stopped:
        said(source)
    words = str(stopped.value)
    assert "\n" not in words and "Aisha" not in words and "moved" not in words
    assert not {"3", "45", "48", "22", "25.5"} & set(words.replace(",", " ").split())


def test_why_there_is_no_estimate_says_no_number_of_people(said):
    text = said("stats.hedges_g([1], [2])")
    assert "Not estimated: Too few" in text and "1 pupil" not in text
    forged = said(
        "import dataclasses\n"
        'dataclasses.replace(stats.hedges_g([1], [2]), reason="3 moved", measure="3 moved")'
    )
    assert "3 moved" not in forged


def test_each_refusal_says_what_to_do(said, snapshot):
    found = set()
    for source in ATTACKS.values():
        if "show.figure" in source:
            continue  # those of pictures stand with the tests of pictures
        with pytest.raises((UnprotectedError, InputError)) as stopped:
            said(source)
        # What follows is every gate's, and stands with the tests of the gate.
        found.add(str(stopped.value).partition(" Write the words as they are to be read")[0])
    assert sorted(found) == snapshot
