"""A notebook's own tables, sentences and pictures, through the rules of whom they are for.

Each function takes a table with a row a person, or one of groups, and gives what a cell may show.
Small numbers are hidden, and what would give them away; the words are those that stand in the
notebook, where whoever signs reads them. All of it is in the manifest.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from numbers import Real
from types import FrameType, MappingProxyType
from typing import TYPE_CHECKING, Any

from spp_research.catalogue import called, say
from spp_research.errors import InputError, UnprotectedError
from spp_research.protect.disclosure import Protected, Rules, Shown, count, free_text, statistic
from spp_research.protect.disclosure.opened import hold_pupils_back
from spp_research.protect.disclosure.origin import notebook, typed_numbers
from spp_research.protect.disclosure.origin import words as refuse_made_up
from spp_research.protect.disclosure.personal_data import (
    refuse_names,
    refuse_one_by_one,
    refuse_one_pupils,
)
from spp_research.protect.disclosure.sizes import and_another, hidden_groups
from spp_research.protect.disclosure.tables import protect_counts
from spp_research.protect.disclosure.values import CONFIDENTIAL
from spp_research.school.impact import Result
from spp_research.school.survey import Item
from spp_research.stats.estimate import Estimate
from spp_research.stats.frames import columns
from spp_research.stats.inputs import column as numbers
from spp_research.stats.inputs import is_blank, label_of, listed
from spp_research.telling import A_STUDY, takes
from spp_research.words.amounts import decimals as digits_of
from spp_research.words.amounts import interval_figures
from spp_research.words.statements import Statement

from .charts import Chart
from .flow_chart import flow_chart
from .likert import voices_chart
from .own_charts import rules_here
from .own_figures import figures_of, unit_of
from .show_figure import figure
from .show_frame import cells_of, whole
from .show_front import front
from .slopes import others_chart
from .tables import Table
from .threads import trace_chart

if TYPE_CHECKING:
    import pandas as pd

    from spp_research.school.evidence import Study
    from spp_research.school.impact import Result
    from spp_research.school.survey import Item

__all__ = [
    "answers",
    "before_and_after",
    "counts",
    "estimates",
    "figure",
    "flow",
    "frame",
    "front",
    "means",
    "trace",
    "words",
]

_NOT_SAID, _PEOPLE = "Not known", "People"
_ALIKE = "nearly everybody the same"
_BY_NOTEBOOK = "the sizes of the groups are as the notebook gives them"


def counts(
    data: Any,
    by: Any = None,
    across: Any = None,
    *,
    rows: Sequence[Any] = (),
    across_rows: Sequence[Any] = (),
    title: str,
    people: str = "",
    totals: bool = True,
) -> Table:
    """Numbers of people in groups, with their totals, small ones hidden.

    Parameters
    ----------
    data : a row a person, with `by`; or numbers of people by group, as `groupby(...).size()` gives.
    by, across : the column that parts the people into rows, and a second one into columns.
    rows, across_rows : the groups in the order to be shown, as the data have them. They stand in
        the notebook, so that no name of anybody comes in as one.
    title, people : what the table shows, and what heads one column of numbers; "People" without.
    totals : whether to add them; they are protected like the rest.

    Raises
    ------
    UnprotectedError
        If the data hold another group, or a name that does not stand in the notebook.
    """
    caller, rules = _caller(title, people), rules_here()
    head = people or called(_PEOPLE)
    if by is None:
        table = _of_sizes(data, head)
    else:
        table = _counted(data, by, across, rows, across_rows, head)
    _named_in(table, caller)
    refuse_one_by_one(table, caller)
    made = protect_counts(table, rules)  # with totals, as who reads may know them from elsewhere
    down = len(made.rows) - (not totals)
    # The total of one column is that column again.
    along = len(made.columns) - (not totals or table.shape[1] == 1)
    made = Protected(
        made.row_title,
        made.rows[:down],
        made.columns[:along],
        tuple(cells[:along] for cells in made.cells[:down]),
    )
    return Table(made, _label(made, title), title)


def means(
    data: Any,
    value: Any,
    by: Any,
    *,
    rows: Sequence[Any] = (),
    title: str,
    decimals: int = 1,
) -> Table:
    """The mean of each group with the people behind it; of a group that is too small neither.

    Where one group is too small, the smallest other one is hidden with it: who knows how many
    there are in all would have its number else. A group in which all, or all but a few, have the
    same is hidden as well: its mean is theirs.

    Parameters
    ----------
    data : a row a person.
    value, by : the column of numbers, and the one that parts the people into groups.
    rows, title : as for `counts`.
    decimals : digits after the point.
    """
    import pandas as pd

    caller, rules = _caller(title), rules_here()
    given, groups = columns(data, marks=("value",), value=value, by=by)
    if given is None or groups is None:
        raise InputError(
            "value and by are both needed: the column of numbers, and the one that parts people "
            "into groups"
        )
    marks = pd.Series(numbers(given, "value"))
    where = pd.Series(listed(groups, "by"))
    if len(marks) != len(where):
        raise InputError(f"value has {len(marks)} rows and by has {len(where)}; give one of each")
    wanted = _wanted(where, rows)
    parts = [marks[(where.map(label_of) == label_of(row)) & marks.notna()] for row in wanted]
    table = pd.DataFrame(
        {"Mean": [part.mean() if len(part) else float("nan") for part in parts]},
        index=pd.Index(wanted),
    )
    _named_in(table[[]], caller)
    refuse_one_by_one(table, caller)
    refuse_one_pupils(table["Mean"].dropna().tolist(), caller)
    sizes = [len(part) for part in parts]
    alike = {place: say(_ALIKE) for place, part in enumerate(parts) if _are_alike(part, rules)}
    hidden = and_another(sizes, alike | hidden_groups(sizes, rules), rules)
    cells = tuple(
        (Shown(CONFIDENTIAL, rule=hidden[place]),) * 2
        if place in hidden
        else (statistic(_mean(part), (n,), rules, decimals=decimals), count(n, rules))
        for place, (part, n) in enumerate(zip(parts, sizes, strict=True))
    )
    made = Protected(
        "",
        tuple(map(str, wanted)),
        (called("Mean"), called("People")),
        cells,
    )
    return Table(made, _label(made, title), title)


def frame(
    table: pd.DataFrame,
    n: str,
    *,
    kind: Mapping[str, str] = MappingProxyType({}),
    title: str,
    decimals: int = 1,
) -> Table:
    """Means, numbers and shares of people that a notebook worked out by group, with their people.

    A row whose group is too small is hidden whole, and with it another where it would follow from
    the number of all; so is one that is the sum of others with a hidden one among them, as a row of
    totals is. Of numbers and shares of people those are
    hidden that are too few, or leave too few over, and what would give them away.

    Parameters
    ----------
    table : the groups' names as its index, numbers in its columns.
    n : the column of the numbers of people.
    kind : what a column holds, where it is no mean or rate: "count" for a number of the row's
        people, "share" for a part of them, of 1 or of 100. "mean" for a mean between 0 and 1.
    title : what the table shows.
    decimals : digits after the point of the means.

    Raises
    ------
    UnprotectedError
        If a column without a kind holds whole numbers or what may be shares, or is called a
        lowest, highest or middle result: that is one person's own.

    Examples
    --------
    A cell of a notebook::

        show.frame(table, "n", kind={"present": "count", "passed": "share"}, title="June")
    """
    caller, rules = _caller(title, n), rules_here()
    if not hasattr(table, "itertuples"):
        raise InputError(
            "show.frame takes a table with a row a group, as data.groupby(…).agg(…) gives, not a "
            f"{type(table).__name__}"
        )
    if n not in table.columns:
        raise InputError(f"the table has no column {n!r} of how many people are behind each row")
    _named_in(table, caller)
    refuse_one_by_one(table, caller)
    sizes = [whole(size) for size in table[n]]
    others = [str(name) for name in table.columns if name != n]
    for name in others:
        refuse_one_pupils(numbers(table[name], name).tolist(), caller)
    cells = cells_of(table, n, sizes, kind, rules, decimals)
    made = Protected(
        "" if table.index.name is None else str(table.index.name),
        tuple(map(str, table.index)),
        (*others, n),
        cells,
        say(_BY_NOTEBOOK),
        True,
    )
    return Table(made, _label(made, title), title)


def estimates(found: Mapping[str, Estimate], *, title: str) -> Table:
    """Several estimates below each other, each with its interval and people.

    Parameters
    ----------
    found : what each is called, as it is to be read, with the estimate.
    title : what the table shows.
    """
    given: Any = found
    if not isinstance(given, Mapping) or not all(
        isinstance(one, Estimate) for one in given.values()
    ):
        raise InputError(
            "show.estimates takes results of stats with the name of each, as in "
            '{"Reading": stats.mean_change("january", "june", data=pupils)}'
        )
    caller, rules = _caller(title, *found), rules_here()
    del caller
    cells = []
    for estimate in found.values():
        figures = figures_of(estimate, rules)
        if estimate.ok and not figures.hidden:
            digits = digits_of(estimate)
            figures = interval_figures(estimate, estimate.sizes, rules, digits)
            people = count(estimate.n, rules)
            cells.append((figures, Shown(unit_of(estimate)), people))
        else:
            cells.append((figures, Shown("–"), Shown("–")))
    heads = ("Estimate and its range", "In", "People")
    made = Protected("", tuple(found), tuple(map(called, heads)), tuple(cells))
    return Table(made, _label(made, title), title)


def words(heading: str, text: str) -> Statement:
    """Somebody's own words under a heading, letter for letter as they stand in the notebook.

    Parameters
    ----------
    heading, text : as they are to be read. A number of people belongs into a table or a gap.
    """
    _caller(heading, text)
    return Statement("**{heading}.** {text}", heading=heading.rstrip("."), text=free_text(text))


def answers(items: Sequence[Item]) -> Chart | Statement:
    """The answers to questions of a survey: below the middle to the left, above it to the right.

    Parameters
    ----------
    items : of `survey.items` or `survey.of_table`.
    """
    wanted = _several(items, Item, "answers", "survey.items(study.base)")
    return voices_chart(wanted, rules_here()) or Statement("No question may be shown here.")


def before_and_after(results: Sequence[Result]) -> Chart | Statement:
    """Several outcomes side by side, each before and after; the main one has its own picture.

    Parameters
    ----------
    results : of `impact.results` or `impact.of_table`.
    """
    wanted = _several(results, Result, "before_and_after", "impact.results(study.base)")
    made = others_chart(wanted, rules_here())
    return made or Statement("There are not two outcomes here that may be shown side by side.")


def flow(results: Sequence[Result]) -> Chart | Table | Statement:
    """How many pupils were listed, measured before, after, and both times, of each group.

    Parameters
    ----------
    results : of `impact.results` or `impact.of_table`.
    """
    wanted = _several(results, Result, "flow", "impact.results(study.base)")
    made = flow_chart(wanted, rules_here())
    return made or Statement("No pupil's result was written down.")


@takes(A_STUDY, "base")
def trace(study: Study) -> Chart | Table | Statement:
    """Each next step with what led to it and what became of it.

    Parameters
    ----------
    study : a school that was opened.
    """
    return trace_chart(study) or Statement("There is no action yet.")


def _several(given: Any, kind: type, name: str, maker: str) -> tuple[Any, ...]:
    """Results of one kind, also where one was given by itself."""
    several = (given,) if isinstance(given, kind) else given
    if not isinstance(several, Sequence) or not all(isinstance(one, kind) for one in several):
        raise InputError(f"show.{name} takes what {maker} gives, or a list of such results")
    return tuple(several)


def _caller(*texts: str) -> FrameType:
    """The notebook's code, after its words have been looked at.

    The kit calls itself here, so the rules for what a notebook gives are asked by name.
    """
    caller = notebook()
    if caller is None:
        raise UnprotectedError("show is for the cells of a notebook of one's own.")
    for text in texts:
        refuse_made_up(text, caller, "A title, heading or name")
    hold_pupils_back(texts, "A title, heading or name")
    return caller


def _named_in(table: pd.DataFrame, caller: FrameType) -> None:
    """Refuse names of groups that do not stand in the notebook, and say what to do instead."""
    kit = {called(_NOT_SAID), called(_PEOPLE)}
    own = table.loc[[name not in kit for name in table.index]]
    own = own[[name for name in own.columns if name not in kit]]
    known = typed_numbers(caller)
    made_up = "put together"
    try:
        refuse_names(own, caller)
        for name in (*own.index, *own.columns):
            if isinstance(name, Real) and abs(float(name)) not in known:
                raise UnprotectedError(made_up)
    except UnprotectedError as refused:
        if made_up not in str(refused):
            raise
        raise UnprotectedError(
            "The names of the groups come from the data, where a name of somebody could stand. "
            'Write them out as they are to be read: rows=["yes", "no"], and across_rows= for the '
            "columns; in a table of groups rename them first."
        ) from None


def _of_sizes(data: Any, people: str) -> pd.DataFrame:
    """Numbers of people by group: a column, or a table of two ways of parting them."""
    if hasattr(data, "unstack") and getattr(data, "ndim", 0) == 1:
        if getattr(data.index, "nlevels", 1) > 1:
            return data.unstack(fill_value=0)
        return data.to_frame(people)
    if hasattr(data, "itertuples"):
        return data
    raise InputError(
        "give a table with a row a person and by=, or numbers of people by group, as "
        'data.groupby("class").size() gives'
    )


def _counted(
    data: Any, by: Any, across: Any, rows: Sequence, across_rows: Sequence, people: str
) -> pd.DataFrame:
    import pandas as pd

    first, second = columns(data, by=by, across=across)
    one = pd.Series(listed(first, "by"))
    down = _wanted(one, rows)
    named = one.map(lambda item: _NOT_SAID if is_blank(item) else label_of(item))
    keys = [label_of(row) for row in down] + [_NOT_SAID] * bool((named == _NOT_SAID).any())
    names = [*down] + [called(_NOT_SAID)] * (len(keys) - len(down))
    index = pd.Index(names)
    if second is None:
        return pd.DataFrame({people: [int((named == key).sum()) for key in keys]}, index=index)
    two = pd.Series(list(second))
    if len(one) != len(two):
        raise InputError(f"by has {len(one)} rows and across has {len(two)}; give one table")
    along = _wanted(two, across_rows)
    other = two.map(lambda item: _NOT_SAID if is_blank(item) else label_of(item))
    heads = [label_of(row) for row in along] + [_NOT_SAID] * bool((other == _NOT_SAID).any())
    titles = [*along] + [called(_NOT_SAID)] * (len(heads) - len(along))
    made = {
        title: [int(((named == key) & (other == head)).sum()) for key in keys]
        for title, head in zip(titles, heads, strict=True)
    }
    return pd.DataFrame(made, index=index)


def _wanted(values: pd.Series, rows: Sequence) -> list:
    """The groups to be shown: those given, or all that there are, in their order."""
    there = {label_of(item): item for item in reversed(values.tolist()) if not is_blank(item)}
    if isinstance(rows, str) or not hasattr(rows, "__len__"):
        raise InputError(
            'rows is a list of the groups as the data have them, as in rows=["yes", "no"], not '
            f"{rows!r:.40}"
        )
    if not len(rows):
        return sorted(there.values(), key=str)
    given = {label_of(row) for row in rows}
    if len(given) < len(rows) or set(there) - given:
        raise UnprotectedError(
            "The data hold a group that is not among those given, or one is given twice: nobody "
            "is left out of a table without a word. Give each group once, or leave its rows out of "
            "the data."
        )
    return list(rows)


def _mean(part: pd.Series) -> float | None:
    return float(part.mean()) if len(part) else None


def _are_alike(part: pd.Series, rules: Rules) -> bool:
    """Whether all of a group that is large enough, or all but a few, have the same."""
    same = int(part.value_counts().max()) if len(part) else 0
    return len(part) >= rules.fewest_pupils and len(part) - same < rules.fewest_pupils


def _label(made: Protected, title: str) -> str:
    said = repr((title, made.rows, [[c.text for c in row] for row in made.cells]))
    return f"tbl-own-{blake2b(said.encode(), digest_size=4).hexdigest()}"


def __dir__() -> list[str]:
    return __all__
