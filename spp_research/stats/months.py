"""Months of progress, by a published table.

A rough translation that misleads easily: off unless asked for, and never stretched beyond its
table. The statement with its conditions is in `spp_research.words.months`.
"""

import json
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from importlib.resources import files

from spp_research.errors import InputError

from .inputs import one_number

TABLES = {"eef-toolkit": "eef_toolkit_months_v1.json"}


@cache
def months_table(name: str = "eef-toolkit") -> dict:
    """Give a table as data: name, source, version, rule and bands.

    Raises
    ------
    ValueError
        If there is no table of that name.
    """
    if name not in TABLES:
        raise InputError(f"there is no months table {name!r}; there is {', '.join(TABLES)}")
    text = (files("spp_research.stats") / "data" / TABLES[name]).read_text(encoding="utf-8")
    return json.loads(text, parse_float=Decimal)


def months_of_progress(effect, table: str = "eef-toolkit") -> int:
    """Translate an effect size in SDs into whole months by a published table.

    The effect is rounded to two decimals (half away from zero, in decimal arithmetic) and
    its size looked up; a negative effect gives negative months. Above the top band the top
    band is given: the table is never extrapolated.

    Parameters
    ----------
    effect : number
        In SDs.
    table : str
        "eef-toolkit", the table of the EEF Teaching and Learning Toolkit.

    Returns
    -------
    int
        Months, from -12 to 12.

    Raises
    ------
    ValueError
        If the effect is not an ordinary number or there is no such table.
    """
    return look_up(effect, table)[0]


def look_up(effect, table: str) -> tuple[int, bool]:
    """Give the months, and whether the effect lies beyond the top band."""
    number = Decimal(repr(one_number(effect, "effect")))
    size = abs(number).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    sign = -1 if number < 0 else 1
    bands = months_table(table)["bands"]
    for band in bands:
        if size <= band["high"]:
            return sign * band["months"], False
    return sign * bands[-1]["months"], True
