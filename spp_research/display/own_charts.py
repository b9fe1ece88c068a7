"""Pictures of a notebook's own results: an estimate with its interval, and several put together.

What is drawn has been through the rules, and is rounded as it is printed. The words of the kit say
what it is; a title of the notebook's own stands in it letter for letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from typing import TYPE_CHECKING

from spp_research.catalogue import called, say
from spp_research.errors import InputError
from spp_research.phrases import listed
from spp_research.protect.disclosure import Protected, Rules, Shown, count, rounded, statistic
from spp_research.protect.disclosure.opened import rules_opened
from spp_research.protect.disclosure.origin import notebook, words
from spp_research.protect.disclosure.rules import Audience, rules_for
from spp_research.stats.estimate import Estimate, Pooled
from spp_research.words.amounts import decimals, interval_figures
from spp_research.words.statements import Statement

from .charts import DARK_BLUE, GREY, INK, Chart, bare, canvas, png
from .forest import MOST_ROWS, Bar, Together, drawn_forest, forest
from .own_figures import figures_of, pooled_figures, shown_pooled, statement_of, unit_of
from .tables import Table

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NO_DIFFERENCE = {"ratio": 1.0}
_WORKED_OUT = "Source: worked out in this notebook."
_OWN_TABLE = "Source: a table of this notebook."
_OF_SCHOOL = "Source: the school’s own workbook and files."


def rules_here() -> Rules:
    """The rules of whom the notebook is for; before anything was opened those for everyone."""
    return rules_opened() or rules_for(Audience.PUBLIC)


def from_here(chart: Chart | None, *, own_table: bool) -> Chart | None:
    """A chart that says on one's own screen where its numbers come from.

    Parameters
    ----------
    own_table : whether from a table of the notebook, and not from what a school wrote down.
    """
    if chart is None:
        return None
    return replace(chart, source=say(_OWN_TABLE) if own_table else say(_OF_SCHOOL))


def of_estimate(estimate: Estimate, title: str = "", subtitle: str = "") -> Chart | Statement:
    """An estimate as a point with its interval, beside a line at no difference.

    Parameters
    ----------
    title, subtitle : of the notebook's own, as they are to be read; the kit's without.

    Returns
    -------
    Chart or Statement
        The sentence, where there is no estimate with an interval that the audience may see.
    """
    _typed(title, subtitle)
    rules = rules_here()
    figures = figures_of(estimate, rules)
    if not estimate.ok or not estimate.has_interval or figures.hidden:
        return statement_of(estimate, rules)
    digits = decimals(estimate)
    value, low, high = (rounded(end, digits) for end in estimate.interval)
    none = _NO_DIFFERENCE.get(estimate.unit, 0.0)
    with canvas(3.4) as (figure, axes):
        _draw(axes, value, low, high, none, figures.text)
        axes.set_xlabel(unit_of(estimate), loc="left")
        picture = png(figure)
    alt = say(
        "A point with a bar beside a line at no difference: {figures} {unit}.",
        figures=figures.text,
        unit=unit_of(estimate),
    )
    return Chart(
        picture,
        _label(figures.text, estimate.unit, title),
        title or say("The estimate and its range"),
        subtitle
        or say("In {unit}, from {people}", unit=unit_of(estimate), people=_people(estimate, rules)),
        alt,
        notes=(called("The point is the estimate, the bar its 95% interval."),)
        if estimate.confidence == 0.95
        else (),
        values=(figures,),
        drawn=(
            ("point", value),
            ("low", low),
            ("high", high),
            ("no difference", none),
            ("said", figures.text),
            ("unit", unit_of(estimate)),
        ),
        source=say(_WORKED_OUT),
    )


def of_pooled(
    pooled: Pooled, names: Sequence[str] = (), title: str = "", subtitle: str = ""
) -> Chart | Statement:
    """Estimates that were pooled, one below the other, and their mean.

    Parameters
    ----------
    names : of the schools, one for each estimate.
    title, subtitle : as for `of_estimate`.

    Raises
    ------
    InputError
        If there is not a name for each, or there are more than fit.
    """
    _typed(title, subtitle, *names)
    rules = rules_here()
    if names and len(names) != len(pooled.parts):
        raise InputError(
            f"{len(pooled.parts)} estimates were pooled and {len(names)} names given; give one "
            "for each, in their order"
        )
    if len(pooled.parts) > MOST_ROWS:
        raise InputError(f"at most {MOST_ROWS} estimates fit into one chart")
    together = shown_pooled(pooled, rules)
    if together.hidden or pooled.mean is None or pooled.low is None or pooled.high is None:
        return pooled_figures(pooled, rules)
    parts = list(enumerate(pooled.parts, 1))
    rows = [(str(names[i - 1]) if names else str(i), part) for i, part in parts if part.ok]
    digits = max(decimals(part) for _, part in rows)
    weights = _weights(pooled, [part for _, part in rows])
    bars = []
    for (name, part), weight in zip(rows, weights, strict=True):
        value, low, high = (rounded(end, digits) for end in part.interval)
        shown = interval_figures(part, part.sizes, rules, digits)
        bars.append(Bar(name, value, low, high, weight, _count(part, rules), shown))
    mean, low, high = (rounded(e, digits) for e in (pooled.mean, pooled.low, pooled.high))
    everyone = count(sum(sum(part.sizes) for _, part in rows), rules)
    middle = Together(mean, low, high, None, everyone, together)
    axis = unit_of(rows[0][1])
    picture = forest(bars, middle, axis=axis, ways=(say("lower"), say("higher")))
    said = "; ".join(f"{bar.name} {bar.words.text}" for bar in bars)
    return Chart(
        picture,
        _label(together.text, said, title),
        title or say("The estimates and what they give together"),
        subtitle or say("In {unit}, with their intervals", unit=axis),
        say(
            "A row for each estimate: {said}. All of them together: {together}.",
            said=said,
            together=together.text,
        ),
        values=tuple(bar.words for bar in bars),
        drawn=drawn_forest(bars, middle, bars, None, axis),
        source=say(_WORKED_OUT),
    )


def table_of(estimate: Estimate, rules: Rules) -> Table | None:
    """An estimate as a table of one row; None where there is none that may be seen."""
    figures = figures_of(estimate, rules)
    if not estimate.ok or figures.hidden:
        return None
    digits, sizes = decimals(estimate), estimate.sizes
    ends = [
        statistic(end, sizes, rules, decimals=digits)
        for end in (estimate.value, estimate.low, estimate.high)
    ]
    cells = (*ends, Shown(_people(estimate, rules)), Shown(unit_of(estimate)))
    columns = tuple(map(called, ("Estimate", "From", "To", "People", "In")))
    protected = Protected("", ("",), columns, (cells,))
    label = f"tbl-own-{_digest(figures.text, estimate.unit)}"
    return Table(protected, label, say("The estimate and its range"))


def _typed(*texts: str) -> None:
    """Refuse a text that the notebook has put together; the kit itself stands in between here."""
    frame = notebook()
    for text in texts:
        words(text, frame, "The title, subtitle or a name of a chart")


def _people(estimate: Estimate, rules: Rules) -> str:
    return listed([count(n, rules).text for n in estimate.sizes])


def _count(estimate: Estimate, rules: Rules) -> Shown:
    return count(sum(estimate.sizes), rules)


def _weights(pooled: Pooled, parts: Sequence[Estimate]) -> list[float]:
    """The part of the whole that each has, to a hundredth: of its variance and the schools'."""
    variances = [p.details.get("variance") or (p.se or 1.0) ** 2 for p in parts]
    each = [1 / (variance + (pooled.tau2 or 0.0)) for variance in variances]
    return [rounded(one / sum(each), 2) for one in each]


def _label(*texts: str) -> str:
    return f"fig-own-{_digest(*texts)}"


def _digest(*texts: str) -> str:
    return blake2b(repr(texts).encode(), digest_size=4).hexdigest()


def _draw(axes: Axes, value: float, low: float, high: float, none: float, said: str) -> None:
    axes.axvline(none, color=GREY, linewidth=1)
    axes.errorbar(
        [value],
        [0],
        xerr=[[value - low], [high - value]],
        fmt="o",
        color=DARK_BLUE,
        markersize=7,
        linewidth=1.8,
    )
    axes.annotate(
        said, (value, 0), xytext=(0, 9), textcoords="offset points", ha="center", color=INK
    )
    ends = min(low, none), max(high, none)
    room = 0.12 * (ends[1] - ends[0] or 1.0)
    axes.set_xlim(ends[0] - room, ends[1] + room)
    axes.set_ylim(-0.6, 0.8)
    axes.set_yticks([])
    axes.xaxis.grid(True, color="#E6E8EB", linewidth=0.8)
    bare(axes, keep=("bottom",))
