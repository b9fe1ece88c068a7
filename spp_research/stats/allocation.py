"""Who begins and who waits, drawn by lot in a way that anybody can check later.

The order comes from SHA-256 of plain text, and so do the coins: numpy promises no stream of random
numbers that stays the same from version to version (NEP 19), and a hash can be recomputed with
tools that every computer has. The draw is fixed by its number, the list and the method alone, so
the order of the rows does not matter, and drawing again until the groups look well is visible.
"""

import math
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from spp_research.errors import InputError
from spp_research.telling import as_displayed, as_pieces, briefly, by_name

from .adjusted import NOT_COMPARABLE_ABOVE, pooled_sd
from .certificates import (
    GREATEST_SEED,
    METHODS,
    Allotted,
    certificate_of,
    drawn,
    drawn_again,
    how_drawn,
    score_text,
    why_not,
)
from .frames import columns
from .inputs import column, is_blank, same_length, spread

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.display.charts import Chart
    from spp_research.words.statements import Statement

ARMS, WAITING_ARMS = ("project", "comparison"), ("first", "later")
FEW_CLASSES = 4
DRAWN_ALREADY = "this list was drawn already; say why it is drawn again, and both draws stay"
UNLIKE = "did not start alike: keep the draw and adjust"


@dataclass(frozen=True, slots=True)
class Balance:
    """How alike the two arms started: n, mean and SD in each, difference in pooled SDs."""

    name: str
    n: tuple[int, int]
    mean: tuple[float | None, float | None]
    sd: tuple[float | None, float | None]
    difference: float | None


@dataclass(frozen=True, slots=True)
class Allocation:
    """A draw: who is in which arm, and all that is needed to draw it once more.

    Attributes
    ----------
    rows : tuple of Allotted
        (unit, stratum, pair, arm), by unit; empty where the draw was refused.
    arms : pair of str
    method : str
    seed, draw : int
        The number that was drawn with, and which draw of the list this is.
    certificate : str
        SHA-256 of the draw as JSON; empty where it was refused.
    balance : tuple of Balance
    status : {"ok", "refused"}
    reason : str
    warnings : tuple of str
    scores : tuple of str
        What pairs were made by, a text of six decimals a row; empty texts elsewhere.
    """

    rows: tuple[Allotted, ...]
    arms: tuple[str, str]
    method: str
    seed: int
    draw: int
    certificate: str = ""
    balance: tuple[Balance, ...] = ()
    status: str = "ok"
    reason: str = ""
    warnings: tuple[str, ...] = ()
    scores: tuple[str, ...] = field(default=(), repr=False)

    __repr__ = briefly
    _repr_mimebundle_ = as_displayed
    _ipython_display_ = as_pieces

    def __str__(self) -> str:
        if not self.ok:
            return f"draw: none, {self.reason or self.status}"
        inside = ", ".join(f"{n} {arm}" for n, arm in zip(self.counts, self.arms, strict=True))
        return f"draw ({self.method}): {inside}; certificate {self.certificate[:8]}…"

    def sentence(self) -> str:
        """Say how many are in each arm, by the rules, and whether the draw comes out again."""
        said: str = by_name("display.own:sentence")(self)
        return said

    def to_frame(self) -> "pd.DataFrame":
        """Give a table of a row a unit: whom, the stratum, the pair, the arm.

        The first column is called `pupil_id`, or `class_name` where classes were drawn, so that it
        can be joined to a file of pupils. Where pupils were drawn it does not print itself.
        """
        import pandas as pd

        whole = self.method == "classes"
        heads = ["class_name" if whole else "pupil_id", "stratum", "pair", "arm"]
        made = pd.DataFrame([*map(tuple, self.rows)], columns=heads)
        return made if whole else by_name("intake.people_rows:rows_of_people")(made)

    def plot(self) -> "Chart | Statement":
        """Draw how alike the arms started, for one's own screen; the sentence without a start."""
        return by_name("display.own:plot_of")(self)

    @property
    def ok(self) -> bool:
        """Whether there is a draw."""
        return self.status == "ok"

    @property
    def arm(self) -> dict[str, str]:
        """The arm of each unit."""
        return {row.unit: row.arm for row in self.rows}

    @property
    def counts(self) -> tuple[int, int]:
        """How many units are in each arm."""
        inside = [row.arm for row in self.rows]
        return inside.count(self.arms[0]), inside.count(self.arms[1])


def new_seed() -> int:
    """Make the number to draw with, once: save it before the draw, and never choose it."""
    return secrets.randbelow(GREATEST_SEED + 1)


def allocate(
    units,
    *,
    method: str,
    seed: int,
    arms: Sequence[str] = ARMS,
    strata=None,
    score=None,
    baseline: Mapping | None = None,
    data=None,
    draw: int = 1,
    earlier: Sequence = (),
    reason_for_redraw: str = "",
) -> Allocation:
    """Draw by lot which units begin and which do not.

    key(u) = hex SHA-256 of "spp-allocate-1|{seed}|{draw}|order|{u}"; units are ordered by key,
    then by code points. coin(x): whether the first hex digit of SHA-256 of
    "spp-allocate-1|{seed}|{draw}|coin|{x}" is 0 to 7.

    - simple: the first n//2 of the order get the first arm, and one more where n is odd and
      coin("all").
    - stratified: the same number from each stratum; those left over from strata of odd size, in
      the order of the strata by code points, alternate between the arms, from the first if
      coin("left").
    - pairs: by `score` from the lowest, twos; in each the smaller key gets the first arm. An odd
      highest one gets the first arm if coin("left").
    - waiting: as simple, or stratified where `strata` are given; the arms are "first" and "later".
    - classes: units are class labels; as pairs with a `score`, else as waiting.

    Parameters
    ----------
    units : sequence of labels
        Compared as text in Unicode form NFC, without spaces at the ends.
    method : {"simple", "stratified", "pairs", "waiting", "classes"}
    seed : int
        From 0 to 2^63 - 1; made once, by `new_seed`, and saved before the draw.
    arms : pair of str
    strata : sequence of labels, optional
    score : sequence of numbers, optional
        Taken to six decimals.
    baseline : mapping of name to a column of numbers, optional
        Looked at after the draw: above .25 SD apart warns, and nothing is drawn again.
    draw : int
    earlier : sequence of str
        Certificates of earlier draws of this list: refused without a reason; with one this is
        draw len(earlier) + 1, and the reason stays with it.
    reason_for_redraw : str
    data : DataFrame, mapping or path, optional
        With it a column may be given by its name (docs/research.md).

    Returns
    -------
    Allocation
        "refused" for fewer than two units, duplicate or blank units (rows are named, never units),
        a missing stratum or score, or a seed out of range.

    Raises
    ------
    ValueError
        If `method` or `arms` cannot be, a column is of the wrong type, or lengths differ.
    """
    if str(method) not in METHODS:
        raise InputError(f"method must be one of {', '.join(METHODS)}, not {method!r}")
    names = _two_arms(WAITING_ARMS if method == "waiting" and tuple(arms) == ARMS else arms)
    before = (earlier,) if isinstance(earlier, (str, Allocation)) else tuple(earlier)
    reason = str(reason_for_redraw or "").strip()
    draw = len(before) + 1 if before else _whole(draw, "draw")
    seed = _whole(seed, "seed")
    named = {"units": units, "strata": strata, "score": score, **(baseline or {})}
    given = dict(zip(named, columns(data, **named), strict=True))

    def refuse(why: str) -> Allocation:
        return Allocation((), names, method, seed, draw, status="refused", reason=why)

    if not 0 <= seed <= GREATEST_SEED:
        return refuse("the number to draw with must lie between 0 and 2^63 - 1; make a new one")
    if draw < 1:
        return refuse(f"draws are counted from 1; this one is {draw}")
    if before and not reason:
        return refuse(DRAWN_ALREADY)
    labels = [text_of(unit) for unit in _labels(given["units"], "units")]
    blocks = _column_of(given["strata"], "strata", len(labels))
    numbers = _scores(given["score"], len(labels))
    if why := why_not(labels, blocks, numbers, method):
        return refuse(why)
    listed = sorted(zip(labels, blocks, numbers, strict=True))
    rows = drawn(listed, method, seed, draw, names)
    warnings = [*_draw_warnings(draw, bool(before), reason), *_list_warnings(listed, rows, method)]
    balance = tuple(balance_of(name, given[name], labels, rows, names) for name in (baseline or {}))
    warnings += [
        f"{each.name}: {UNLIKE}"
        for each in balance
        if each.difference is not None and abs(each.difference) > NOT_COMPARABLE_ABOVE
    ]
    scores = tuple(s for _, _, s in listed)
    return Allocation(
        rows,
        names,
        method,
        seed,
        draw,
        certificate_of(rows, scores, names, method, seed, draw),
        balance,
        warnings=tuple(warnings),
        scores=scores,
    )


def check_allocation(allocation: Allocation) -> bool:
    """Draw once more from what a stored draw says of itself, and compare arms and certificate.

    Parameters
    ----------
    allocation : Allocation

    Returns
    -------
    bool
        False for a draw that was refused, or of which anything was changed afterwards. Nothing
        shows a draw whose certificate was thrown away, nor on which day it was made.
    """
    if not isinstance(allocation, Allocation):
        raise InputError(
            f"this takes a draw, from stats.allocate(…); it was given a {type(allocation).__name__}"
        )
    if not allocation.ok or len(allocation.scores) != len(allocation.rows):
        return False
    listed = [
        (row.unit, row.stratum, score)
        for row, score in zip(allocation.rows, allocation.scores, strict=True)
    ]
    if len({unit for unit, _, _ in listed}) < max(2, len(listed)) or listed != sorted(listed):
        return False
    about = (allocation.method, allocation.seed, allocation.draw)
    return drawn_again(listed, *about, allocation.arms) == (
        allocation.rows,
        allocation.certificate,
    )


def text_of(label) -> str:
    """Give a label as the text that is drawn: NFC, no spaces at the ends, "7" for 7.0."""
    if is_blank(label):
        return ""
    if isinstance(label, (float, np.floating)) and float(label).is_integer():
        label = int(label)
    return unicodedata.normalize("NFC", str(label)).strip()


def _two_arms(arms: Sequence[str]) -> tuple[str, str]:
    found = () if isinstance(arms, str) else tuple(str(arm).strip() for arm in arms)
    if len(found) != 2 or not all(found) or found[0] == found[1]:
        raise InputError("arms must be two different names")
    return found[0], found[1]


def _whole(number, name: str) -> int:
    if isinstance(number, (bool, str)) or not hasattr(number, "__index__"):
        raise InputError(f"{name} must be a whole number, not {number!r}")
    return int(number)


def _labels(values, name: str) -> list:
    if isinstance(values, (str, bytes, Mapping)) or not hasattr(values, "__iter__"):
        raise InputError(f"{name} must be a list or column of labels")
    return list(values)


def _column_of(values, name: str, n: int) -> list[str]:
    if values is None:
        return [""] * n
    found = [text_of(value) for value in _labels(values, name)]
    same_length(units=[None] * n, **{name: found})
    return found


def _scores(values, n: int) -> list[str]:
    if values is None:
        return [""] * n
    numbers = column(values, "score")
    same_length(units=[None] * n, score=numbers)
    return [score_text(None if math.isnan(x) else x) for x in numbers]


def _draw_warnings(draw: int, before: bool, reason: str):
    if draw > 1:
        why = reason or "no reason was given"
        yield f"this is draw {draw} of the list: {why}"
    if reason and draw == 1 and not before:
        yield f"a reason for drawing again was given, and no earlier draw: {reason}"


def _list_warnings(listed, rows, method: str):
    strata = [row.stratum for row in rows]
    way = how_drawn(method, strata, [score for _, _, score in listed])
    if method == "classes" and len(rows) < FEW_CLASSES:
        yield f"only {len(rows)} classes: the classes themselves will differ"
    if way == "stratified":
        alone = sum(strata.count(stratum) == 1 for stratum in set(strata))
        if alone:
            yield f"strata of one unit, which balance nothing: {alone}"
    elif any(strata):
        yield f"the strata were not used to draw: method {method} does not draw within them"
    if way == "pairs" and len(rows) % 2:
        yield "one unit is unpaired: the one with the highest score"
    if way != "pairs" and any(score for _, _, score in listed):
        yield f"the score was not used to draw: method {method} does not pair"


def balance_of(name: str, values, labels: list[str], rows, arms: tuple[str, str]) -> Balance:
    """Give how alike two arms start: `values` of the `labels`, whose arms are in `rows`."""
    numbers = column(values, name)
    same_length(units=labels, **{name: numbers})
    arm_of = {row.unit: row.arm for row in rows}
    inside = [
        np.sort(np.array([x for u, x in zip(labels, numbers, strict=True)
                          if arm_of[u] == arm and not math.isnan(x)]))
        for arm in arms
    ]  # fmt: skip
    sizes = [values.size for values in inside]
    difference = None
    if min(sizes) and sum(sizes) > 2 and (sd := pooled_sd(inside)) > 0:
        difference = (float(inside[0].mean()) - float(inside[1].mean())) / sd
    means = [float(x.mean()) if x.size else None for x in inside]
    sds = [spread(x) if x.size > 1 else None for x in inside]
    return Balance(name, (sizes[0], sizes[1]), (means[0], means[1]), (sds[0], sds[1]), difference)
