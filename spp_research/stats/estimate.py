"""What every statistic returns: an estimate with its interval, or the reason there is none.

A refusal is a result like any other. Data that are thin or degenerate never raise and never
give NaN, infinity or a made-up nought: they give a status, and one plain sentence why.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from spp_research.errors import InputError
from spp_research.telling import as_displayed, as_pieces, by_name

from . import printed, told

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.display.charts import Chart
    from spp_research.words.statements import Statement

# What an estimate of one kind always says (measure, unit, confidence, warnings), by attribute.
Frame: TypeAlias = dict[str, Any]

STATUSES = ("ok", "too_few", "not_estimable", "refused")
VERY_SMALL_BELOW = 5  # people in the smaller group; two or three are always below it

NO_COMPARISON = "no comparison group: pupils grow anyway, so this says changed, not caused"


class Details(dict):
    """A mapping of names to numbers that cannot be changed once made.

    A read-only view of a dict would neither pickle nor go through `dataclasses.asdict`; this
    does both, and compares equal to a plain dict with the same entries.
    """

    def _refuse(self, *_args, **_kwargs):
        raise TypeError("the details of an estimate cannot be changed")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __hash__(self):
        return hash(frozenset(self.items()))

    def __reduce__(self):
        return (Details, (dict(self),))

    def __copy__(self):
        return self

    def __deepcopy__(self, _memo):
        return self


def plain(number) -> float | None:
    """Turn a number into a Python float, and whatever is not a finite number into None."""
    if number is None:
        return None
    number = float(number)
    return number if math.isfinite(number) else None


def plain_details(details: Mapping) -> Details:
    """Freeze a mapping of details, each entry a finite float or None."""
    return Details({str(name): plain(number) for name, number in details.items()})


@dataclass(frozen=True, slots=True)
class Estimate:
    """One statistic with its interval.

    Attributes
    ----------
    value, low, high : float or None
        The estimate and its confidence limits, in `unit`. With status "ok" the value is
        always a number. The limits are None where no interval exists: planning figures, and
        data without any spread (every pupil changed by the same amount), for which an
        interval of no width would claim certainty; a warning then says so.
    se : float or None
        Standard error in the same unit; on the log scale for ratios.
    n : int
        People (pairs, units, schools' pupils) the estimate rests on, after missing values.
    measure, unit : str
        The estimator by name, and what a step of one means: "marks", "SD", "proportion", ...
    confidence : float
        Level of the interval, 0.95 unless asked otherwise.
    status : {"ok", "too_few", "not_estimable", "refused"}
    reason : str
        Why the status is not "ok"; empty otherwise.
    warnings : tuple of str
        Plain sentences that must travel with the number.
    details : Mapping of str to float or None
        Further numbers, by the fixed names of the statistics; None where one does not exist.
    sizes : tuple of int
        The people in each group, which sum to `n`; one for a single group. Empty where it is not
        known or there are none, as for planning figures: then no page shows the estimate by
        itself.
    """

    value: float | None
    low: float | None
    high: float | None
    se: float | None
    n: int
    measure: str
    unit: str
    confidence: float = 0.95
    status: str = "ok"
    reason: str = ""
    warnings: tuple[str, ...] = ()
    details: Mapping[str, float | None] = field(default_factory=Details)
    sizes: tuple[int, ...] = ()

    def __post_init__(self):
        if self.status not in STATUSES:
            raise ValueError(f"status is {self.status!r}; it must be one of {', '.join(STATUSES)}")
        object.__setattr__(self, "sizes", tuple(map(int, self.sizes)))
        for name in ("value", "low", "high", "se"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        object.__setattr__(self, "n", int(self.n))
        object.__setattr__(self, "confidence", float(self.confidence))
        object.__setattr__(self, "warnings", tuple(self.warnings))
        object.__setattr__(self, "details", plain_details(self.details))

    _repr_mimebundle_ = as_displayed
    _ipython_display_ = as_pieces

    def __str__(self) -> str:
        return printed.line(self)

    __repr__ = __str__

    def __format__(self, code: str) -> str:
        return printed.formatted(self, code)

    def sentence(
        self, outcome: str = "", unit: str = "marks", smallest_worthwhile: float | None = None
    ) -> str:
        """Say it in one to four sentences of running words (`stats.sentence`).

        Parameters
        ----------
        outcome : str
            What was measured, as a sentence begins: "Reading".
        unit : str
            Of the marks, in the plural.
        smallest_worthwhile : float, optional
            In the unit of the estimate.
        """
        said: str = by_name("words.claims:sentence")(
            self, outcome=outcome, unit=unit, smallest_worthwhile=smallest_worthwhile
        )
        return said

    def to_frame(self, outcome: str = "", design: str = "") -> "pd.DataFrame":
        """Give a table of one row: outcome, value, low, high, se, n, unit, measure and the rest.

        Parameters
        ----------
        outcome, design : str
            What was measured, and "A" to "D": an estimate knows neither by itself.
        """
        return printed.frame(self, outcome, design)

    def plot(self, title: str = "", subtitle: str = "") -> "Chart | Statement":
        """Draw the estimate and its interval beside a line at no difference, through the gate.

        Parameters
        ----------
        title, subtitle : str
            What is found, and of whom, letter for letter as they are to be read.

        Returns
        -------
        Chart or Statement
            A chart with headline, source and alternative text; where the audience may not see the
            estimate, or there is none, the sentence that says so.
        """
        return by_name("display.own_charts:of_estimate")(self, title, subtitle)

    @property
    def ok(self) -> bool:
        """Whether there is an estimate to show."""
        return self.status == "ok"

    @property
    def has_interval(self) -> bool:
        """Whether both confidence limits exist."""
        return self.low is not None and self.high is not None

    @property
    def interval(self) -> tuple[float, float, float]:
        """Value, lower and upper limit, for a caller who has made sure that they exist.

        Raises
        ------
        ValueError
            If there is no estimate, or no interval.
        """
        if self.value is None or self.low is None or self.high is None:
            raise InputError(f"there is no interval: {self.reason or self.status}")
        return self.value, self.low, self.high

    def detail(self, name: str) -> float:
        """One of the details, for a caller who has made sure that it exists.

        Raises
        ------
        ValueError
            If the estimate has none of that name, or it is None.
        """
        if (found := self.details.get(name)) is None:
            raise InputError(f"there is no {name}: {self.reason or self.status}")
        return found


@dataclass(frozen=True, slots=True)
class Pooled:
    """The mean of several schools' effects, with its intervals and their heterogeneity.

    `low` and `high` are the wider of the Hartung-Knapp and Wald intervals; `i2` is a share
    between 0 and 1; `k` is the number of schools pooled. Everything that does not exist is
    None; `status` and `reason` are as in `Estimate`. `parts` are the estimates it was pooled from,
    where `pool` was given estimates.
    """

    mean: float | None
    low: float | None
    high: float | None
    prediction_low: float | None
    prediction_high: float | None
    tau2: float | None
    tau2_low: float | None
    tau2_high: float | None
    i2: float | None
    q: float | None
    k: int
    status: str = "ok"
    reason: str = ""
    warnings: tuple[str, ...] = ()
    details: Mapping[str, float | None] = field(default_factory=Details)
    parts: tuple[Estimate, ...] = field(default=(), compare=False, repr=False)

    _repr_mimebundle_ = as_displayed
    _ipython_display_ = as_pieces

    def __str__(self) -> str:
        return printed.pooled_line(self)

    __repr__ = __str__

    def sentence(self, outcome: str = "", unit: str = "marks") -> str:
        """Say it in one to four sentences of running words (`stats.sentence`)."""
        said: str = by_name("words.claims:sentence")(self, outcome=outcome, unit=unit)
        return said

    def to_frame(self, outcome: str = "", design: str = "") -> "pd.DataFrame":
        """Give a table of one row: the columns of `Estimate.to_frame`, and those of pooling."""
        return printed.pooled_frame(self, outcome, design)

    def plot(
        self, names: Sequence[str] = (), title: str = "", subtitle: str = ""
    ) -> "Chart | Statement":
        """Draw the estimates that were pooled, and their mean below, through the gate.

        Parameters
        ----------
        names : sequence of str
            Of the schools, one for each estimate, in their order; "1", "2", ... without.
        title, subtitle : str
            As for `Estimate.plot`.
        """
        return by_name("display.own_charts:of_pooled")(self, names, title, subtitle)

    def __post_init__(self):
        if self.status not in STATUSES:
            raise ValueError(f"status is {self.status!r}; it must be one of {', '.join(STATUSES)}")
        object.__setattr__(self, "parts", tuple(self.parts))
        names = ("mean", "low", "high", "prediction_low", "prediction_high")
        for name in (*names, "tau2", "tau2_low", "tau2_high", "i2", "q"):
            object.__setattr__(self, name, plain(getattr(self, name)))
        object.__setattr__(self, "k", int(self.k))
        object.__setattr__(self, "warnings", tuple(self.warnings))
        object.__setattr__(self, "details", plain_details(self.details))


@dataclass(frozen=True, slots=True)
class Conclusion:
    """The one line that a set of sources supports, and the sources it rests on.

    `claim` is the best design label among the agreeing sources (only "A" may speak of an
    effect of the project) and `silent` names the planned sources that were not collected.
    """

    line: str
    kind: str
    sources: tuple
    claim: str = ""
    silent: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.line

    __repr__ = __str__
    sentence = told.sentence
    _repr_html_ = told.as_table

    def to_frame(self) -> "pd.DataFrame":
        """Give a table of a row a source."""
        names = ("name", "informant", "direction", "design", "n")
        return told.frame(({n: getattr(one, n) for n in names} for one in self.sources), names)


def no_estimate(status: str, reason: str, frame: Frame, *, value=None, details=None) -> Estimate:
    """Give an `Estimate` without an interval: `status` says which kind, `reason` why.

    `frame` holds what is known whatever the outcome: measure, unit, confidence, n, warnings.
    A `value` may be given where it is a plain fact (no difference at all) that merely has no
    interval.
    """
    return Estimate(
        value, None, None, None, status=status, reason=reason, details=details or {}, **frame
    )


def too_few(reason: str, frame: dict) -> Estimate:
    """Give the result for too little data."""
    return no_estimate("too_few", reason, frame)


def not_estimable(reason: str, frame: dict, *, value=None, details=None) -> Estimate:
    """Give the result for data that do not determine the measure."""
    return no_estimate("not_estimable", reason, frame, value=value, details=details)


def refused(reason: str, frame: dict) -> Estimate:
    """Give the result for a request that would mislead, or for values that cannot be."""
    return no_estimate("refused", reason, frame)


def people(count: float, noun: str = "pupil") -> str:
    """Write a count with its noun in the right number: "1 pupil", "3 pupils"."""
    plural = "people" if noun == "person" else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}"


def size_warnings(*sizes: int, noun: str = "pupil") -> Iterable[str]:
    """Give the "very small" banner when the smallest group is."""
    smallest = min(sizes)
    if smallest < VERY_SMALL_BELOW:
        yield (
            f"very small: only {people(smallest, noun)}"
            f"{' in the smaller group' if len(sizes) > 1 else ''}; read the interval, "
            "not the estimate"
        )


def missing_warnings(missing: int, noun: str = "row") -> Iterable[str]:
    """Say how many rows were left out for a missing value, so that none goes silently."""
    if missing:
        yield f"{people(missing, noun)} left out because a value is missing"
