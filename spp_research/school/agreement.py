"""How far people who watched the same thing noted the same.

A unit is one thing looked for on one visit; each observer who was there noted whether it was
seen. Raw agreement comes first, then agreement beyond chance by the measure that the raters
allow (docs/statistics.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from spp_research import stats
from spp_research.errors import Faults, InputError
from spp_research.telling import as_displayed, as_pieces, by_name, in_short

from .evidence import EvidenceBase

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.display.charts import Chart
    from spp_research.schema import tables
    from spp_research.stats.estimate import Estimate
    from spp_research.words.statements import Statement

LEVELS = ("Not seen", "Partly seen", "Seen")  # in order; what could not be seen is no rating
SEED = 2016  # of the bootstrap, so that the same notes give the same interval


@dataclass(frozen=True)
class Agreement:
    """How far observers agreed.

    Parameters
    ----------
    visits, units, observers : how much was watched together, and by how many people.
    left_out : units that fewer than two people could rate.
    raw : share of units on which all who rated them agree, with Wilson's interval.
    beyond_chance : kappa or alpha, with `measure` naming it and its weights; or why not.
    ac1 : Gwet's AC1, where high agreement meets a low kappa and pairs rated every unit.
    """

    visits: int
    units: int
    observers: int
    left_out: int
    raw: Estimate
    beyond_chance: Estimate
    ac1: Estimate | None = None

    _repr_mimebundle_ = as_displayed
    _ipython_display_ = as_pieces

    def __repr__(self) -> str:
        return in_short(
            "Agreement of what people noted",
            beyond_chance=self.beyond_chance.measure,
            status=self.beyond_chance.status,
            show_it="as the last line of a cell",
        )

    def __str__(self) -> str:
        return f"{self.raw}; {self.beyond_chance}"

    def __format__(self, code: str) -> str:
        return format(self.beyond_chance, code) if code else str(self)

    def sentence(self) -> str:
        """What may be said of it, by the rules of whom the notebook is for."""
        said: str = by_name("display.own:sentence")(self)
        return said

    def to_frame(self) -> pd.DataFrame:
        """A row for raw agreement and one for each beyond chance, as `stats.Estimate.to_frame`."""
        import pandas as pd

        rows = (
            ("Noted the same", self.raw),
            ("Beyond chance", self.beyond_chance),
            ("Beyond chance, Gwet's AC1", self.ac1),
        )
        frames = [one.to_frame(name) for name, one in rows if one is not None]
        return pd.concat(frames, ignore_index=True)

    def plot(self) -> Chart | Statement:
        """Its picture: each measure with its interval, between chance alone and always the same."""
        return by_name("display.own:plot_of")(self)

    @property
    def paradox(self) -> bool:
        """Whether high agreement meets a low kappa, as happens when nearly all are alike."""
        from spp_research.stats.agreement import PARADOX_AGREEMENT, PARADOX_KAPPA

        beyond = self.beyond_chance
        return (
            self.raw.value is not None
            and beyond.value is not None
            and self.raw.value >= PARADOX_AGREEMENT
            and beyond.value < PARADOX_KAPPA
        )

    @property
    def no_better_than_chance(self) -> bool:
        """Whether agreement as chance alone would give it is among the values that fit."""
        beyond = self.beyond_chance
        if beyond.value is None:
            return False
        return beyond.value <= 0 or (beyond.low is not None and beyond.low <= 0)


def agreement(base: EvidenceBase, question_id: str = "", *, seed: int = SEED) -> Agreement:
    """Agreement over a school's paired observations.

    Parameters
    ----------
    base : the school's evidence.
    question_id : only what speaks to this question; all where it is empty.
    seed : for the bootstrap of Krippendorff's alpha.
    """
    rows = base.observations
    if question_id:
        rows = rows[rows["question_id"] == question_id]
    return of_observations(rows, seed=seed)


def of_observations(rows: tables.Observations, *, seed: int = SEED) -> Agreement:
    """Agreement over observations.

    Parameters
    ----------
    rows : columns observation_id, looked_for, observer, noted; one row a person and thing.
        "No chance to see it" is no rating.
    seed : for the bootstrap of Krippendorff's alpha.

    Returns
    -------
    Agreement
        Beyond chance: Cohen's kappa with quadratic weights where the same two people rated all;
        Fleiss' kappa where the same three or more did; else Krippendorff's alpha for ordered
        categories. Nothing raises for thin data: the estimates say what was missing.

    Notes
    -----
    Things looked for on one visit are not independent of each other, and no measure here allows
    for that: the intervals are, if anything, too narrow.
    """
    if not {"noted", "looked_for", "observer"} <= {*getattr(rows, "columns", ())}:
        raise InputError(
            "this takes the observations of a school, study.base.observations; of a table of your "
            'own take agreement.of_table(notes, ["first", "second"])'
        )
    rated = rows[rows["noted"].isin(LEVELS)]
    units = ["observation_id", "looked_for"]
    table = rated.drop_duplicates([*units, "observer"]).pivot(
        index=units, columns="observer", values="noted"
    )
    return _of_ratings(table, len(rows.drop_duplicates(units)), LEVELS, seed)


def of_table(
    data: Any,
    raters: Sequence[str] = (),
    *,
    unit: str = "",
    rater: str = "",
    rating: str = "",
    levels: Sequence[Any] = (),
    seed: int = SEED,
) -> Agreement:
    """Agreement from any table: a column for each rater, or a row for each rating.

    Parameters
    ----------
    data : a DataFrame, a mapping of names to columns, or the path of a CSV file or workbook.
    raters : the columns, one for each rater, where a row is a unit.
    unit, rater, rating : the columns of a table with a row for each rating, instead.
    levels : the ratings in order; from the columns' categories where these are ordered. Without an
        order agreement beyond chance is that of names.
    seed : for the bootstrap of Krippendorff's alpha.

    Raises
    ------
    InputError
        If a column is not there, a rater rated a unit twice, or a rating is not among the levels.
    """
    from spp_research.stats.frames import columns, sheet, table_of
    from spp_research.stats.inputs import order_of

    if not hasattr(raters, "__len__"):
        raise InputError(
            'raters is a list of the names of columns, as in ["first", "second"], not '
            f"{raters!r:.40}"
        )
    if len(raters):
        table = sheet(table_of(data), raters, "raters")
        if not hasattr(table, "columns"):
            raise InputError(
                "data is missing: give the table whose columns the raters are, as in "
                'agreement.of_table(notes, ["first", "second"])'
            )
        order = order_of(*(table[name] for name in table.columns))
    else:
        if not (unit and rater and rating):
            raise InputError(
                'say where the ratings are: raters=["first", "second"], or unit=, rater= and '
                "rating= with the names of columns"
            )
        long = _side_by_side(columns(data, unit=unit, rater=rater, rating=rating))
        order = order_of(long["rating"])
        if at_hand := levels or order:
            _among(long[["rating"]].rename(columns={"rating": rating}), at_hand)
        long = long.dropna()
        if long.duplicated(["unit", "rater"]).any():
            raise InputError("a rater has two ratings of one unit; keep one of them")
        table = long.pivot(index="unit", columns="rater", values="rating")
    known = tuple(levels) or tuple(order or ())
    table = table.astype(object)
    if known and len(raters):
        _among(table, known)
    return _of_ratings(table, len(table), known, seed)


def _among(table: pd.DataFrame, levels: Sequence[Any]) -> None:
    """Refuse ratings that are not among the levels, with the raters and rows of them."""
    from spp_research.stats.places import rows_hold

    faults = Faults()
    for rater, column in table.items():
        odd = (column.notna() & ~column.isin(levels)).to_numpy().nonzero()[0].tolist()
        if odd:
            what = sorted({repr(column.iloc[at]) for at in odd})[:3]
            faults.add(
                f"{rater}: {rows_hold(column, odd)} {', '.join(what)}, which is not among the "
                f"levels: {', '.join(map(str, levels))}; give all of them, or mend the rating"
            )
    faults.tell()


def _side_by_side(given: Sequence[Any]) -> pd.DataFrame:
    """Three columns as a table, line by line."""
    import pandas as pd

    names = ("unit", "rater", "rating")
    made = [column if hasattr(column, "index") else pd.Series(list(column)) for column in given]
    lined = {name: one.reset_index(drop=True) for name, one in zip(names, made, strict=True)}
    return pd.DataFrame(lined).set_axis(made[0].index)


def _of_ratings(table: pd.DataFrame, asked: int, levels: Sequence[Any], seed: int) -> Agreement:
    """Agreement over a table of units and raters, of which `asked` units were looked for."""
    together = table[table.notna().sum(axis=1) >= 2].dropna(axis="columns", how="all")
    raw = stats.percent_agreement(together)
    beyond = _beyond_chance(together, levels, seed)
    made = Agreement(
        visits=together.index.get_level_values(0).nunique() if len(together) else 0,
        units=len(together),
        observers=together.shape[1],
        left_out=asked - len(together),
        raw=raw,
        beyond_chance=beyond,
    )
    if not made.paradox:
        return made
    from dataclasses import replace

    return replace(made, ac1=_of_pairs(together))


def _beyond_chance(table: pd.DataFrame, levels: Sequence[Any], seed: int) -> Estimate:
    """The measure for the raters that there were."""
    complete = bool(table.notna().all(axis=None))
    if table.shape[1] == 2 and complete:
        first, second = (list(table[name]) for name in table.columns)
        weights = "quadratic" if levels else None
        return stats.cohens_kappa(first, second, weights, levels=levels or None)
    if table.shape[1] > 2 and complete:
        return stats.fleiss_kappa(table)
    kind = "ordinal" if levels else "nominal"
    return stats.krippendorff_alpha(table, kind, levels=levels or None, seed=seed)


def _of_pairs(table: pd.DataFrame) -> Estimate | None:
    """Gwet's AC1 where exactly two people rated every unit; it does not ask which two."""
    if not (table.notna().sum(axis=1) == 2).all():
        return None
    pairs = [[noted for noted in row if noted == noted] for row in table.to_numpy().tolist()]
    found = stats.gwet_ac1(*zip(*pairs, strict=True))
    return found if found.ok else None
