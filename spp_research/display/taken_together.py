"""What the sources of an action say together: one line, and every source beside it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from spp_research import impact
from spp_research.disclosure import Rules, Shown
from spp_research.impact import SAME_CLASS, Result
from spp_research.stats.triangulation import Source
from spp_research.stats.wording import NO_CHANGE

from .amounts import hidden, pupils, symbol
from .statements import Statement
from .text import listed

if TYPE_CHECKING:
    from spp_research.stats.estimate import Conclusion

_DIRECTIONS = {
    "better": "better",
    "worse": "worse",
    "no worthwhile change": "no worthwhile change",
    "unclear": "too wide to tell",
    "not enough data": "not enough data",
}


def taken_together(
    action: str,
    results: Sequence[Result],
    rules: Rules,
    told: Sequence[Source] = (),
    *,
    listing: bool = True,
    answered: Collection[str] = (),
) -> Statement | None:
    """One action's sources in one line, each with what it points to and who it comes from.

    Parameters
    ----------
    action : what the line calls the action, such as "A1".
    results : the outcomes of that action.
    rules : of the audience. A hidden result counts as not enough data, so that the line cannot
        give its direction away.
    told : further sources, such as a survey's direction; their numbers of people must have been
        through the rules, so none is shown here.
    listing : whether the sources follow the line; a panel of key points has the line alone.

    answered : names of outcomes without a number that answers given elsewhere tell of.

    Returns
    -------
    Statement or None
        None without any source that the audience may see or that is still to come. Sources that
        were planned and not collected are named as such.
    """
    concealed = {r.outcome.outcome_id for r in results if hidden(r, rules)}
    found = impact.together(results, told=told, hidden=concealed)
    by_name = {r.outcome.name: r for r in results}
    names = {r.outcome.name for r in results if r.outcome.outcome_id in concealed}
    if found is None or all(s.name in names for s in found.sources):
        return None  # a line of its own would only say again that it is hidden
    if not listing:
        return Statement(f"**Taken together, {{action}}.** {line_of(found)}.", action=action)
    points, values = [], {}
    for i, source in enumerate(s for s in found.sources if s.name not in found.silent):
        result = by_name.get(source.name)
        points.append(f"{{name{i}}}: {{points{i}}} ({{from{i}}})")
        values[f"name{i}"] = source.name
        if source.name in names:
            values[f"points{i}"] = Shown("hidden [c]", rule=symbol(result, rules).rule)
        elif result is not None and SAME_CLASS in result.estimate.warnings:
            values[f"points{i}"] = _described(result)
        elif result is not None and result.chosen_low and source.direction == "unclear":
            values[f"points{i}"] = "not to be told from the rise of low scorers by themselves"
        else:
            values[f"points{i}"] = _DIRECTIONS[source.direction]
        values[f"from{i}"] = _whose(source, result, rules)
    wording = f"**Taken together, {{action}}.** {line_of(found)}."
    if points:
        wording += f" {'; '.join(points)}."
    silent = [name for name in found.silent if name not in answered]
    if silent:
        wording += " Not collected yet: {silent}."
        values["silent"] = listed(silent)
    if said := [name for name in found.silent if name in answered]:
        wording += " In words and not in numbers, under “What people told us”: {said}."
        values["said"] = listed(said)
    if found.kind == "disagree":
        wording += " The school needs to say why."
    return Statement(wording, action=action, **values)


def line_of(found: Conclusion) -> str:
    """The one line of a conclusion, as a reader meets it.

    The rule has seven lines (docs/statistics.md), and what none of the others fits is "Mixed and
    unclear". One source that says "no worthwhile change" is neither mixed nor unclear, and too
    little for "No worthwhile change seen": it is said as it is. And a line that stands alone, among
    the key points, says which way its one source points.
    """
    given = [s.direction for s in found.sources if s.name not in found.silent]
    if found.kind == "mixed" and set(given) == {NO_CHANGE}:
        only = "one source" if len(given) == 1 else "one kind of source"
        return f"No worthwhile change in the {only} there is"
    if found.kind == "one source":
        way = next(way for way in given if way in ("better", "worse"))
        return f"{found.line}: {_DIRECTIONS[way]}"
    return found.line


def _described(result: Result) -> str:
    """Why there is no direction where a group is one class, and which group that is."""
    each = len(result.one_class) > 1
    alone = "project" if "Project" in result.one_class else "comparison group"
    where = "each way" if each else f"in the {alone}"
    return f"one class {where}, so only a description"


def _whose(source: Source, result: Result | None, rules: Rules) -> Shown:
    """Who it comes from, how many they are where the audience may know, and the design."""
    parts = [source.informant]
    if result is not None and not hidden(result, rules) and result.estimate.ok:
        parts.append(pupils(result, rules).text)
    if source.design:
        parts.append(f"design {source.design}")
    return Shown(", ".join(parts))
