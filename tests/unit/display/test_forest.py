"""The forest plot: rows in parts of like size, an axis with no difference on it."""

from io import BytesIO

import pytest
from by_kit import by_kit
from matplotlib.image import imread

from spp_research.display.forest import MOST_ROWS, Bar, Together, _reach, forest, parts
from spp_research.protect.disclosure import Shown


def bar(value: float = 2.0, name: str = "Aldermoor", weight: float = 0.2) -> Bar:
    return Bar(
        name,
        value,
        value - 1,
        value + 1,
        weight,
        by_kit(Shown, "24"),
        by_kit(Shown, "2.0 (1.0 to 3.0)"),
    )


ALL = Together(2.0, 1.0, 3.0, (0.5, 3.5), by_kit(Shown, "120"), by_kit(Shown, "2.0 (1.0 to 3.0)"))


@pytest.mark.parametrize("n", [1, MOST_ROWS, MOST_ROWS + 1, 40, 100])
def test_every_row_is_in_one_part_and_no_part_is_too_long(n):
    bars = [bar(name=str(i)) for i in range(n)]
    made = parts(bars)
    assert [b for part in made for b in part] == bars
    assert max(map(len, made)) <= MOST_ROWS
    assert max(map(len, made)) - min(map(len, made)) <= len(made)


@pytest.mark.parametrize("values", [(5.0, 6.0), (-6.0, -5.0), (-1.0, 1.0)])
def test_no_difference_and_every_end_are_on_the_axis(values):
    bars = [bar(value) for value in values]
    low, high = _reach(bars, ALL, worthwhile=2.0)
    assert low < min(0, -2.0, *(b.low for b in bars)) and high > max(
        0, 3.5, *(b.high for b in bars)
    )


@pytest.mark.slow
def test_long_names_make_taller_rows_and_a_heavy_school_a_larger_square():
    def drawn(name: str, weight: float = 0.2):
        rows = [bar(name=name, weight=weight), bar()]
        return imread(BytesIO(forest(rows, ALL, axis="Change in marks", ways=("lower", "higher"))))

    short, long = drawn("Alder"), drawn("The Alder Church of England Voluntary Aided School")
    assert long.shape[0] > short.shape[0] and long.shape[1] == short.shape[1]
    assert (drawn("Alder", 0.9) != short).any()
