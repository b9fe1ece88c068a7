"""What the sources of evidence say: of an action together, and how far observers agreed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from spp_research.catalogue import called, say
from spp_research.phrases import capital, in_words, listed
from spp_research.protect.disclosure import Protected, Rules, Shown, not_personal, round_half_up
from spp_research.schema.vocabulary import SOURCE_PLURALS, Direction, Group
from spp_research.school import impact
from spp_research.school.agreement import Agreement
from spp_research.school.impact import SAME_CLASS, Doubt, Result
from spp_research.school.impact.audience import few, hidden, symbol
from spp_research.school.impact.doubts import CHOICES, MORE
from spp_research.stats.estimate import Estimate
from spp_research.stats.triangulation import Source
from spp_research.stats.wording import NO_CHANGE

from .amounts import number, pupils
from .anyway import that_they_were_chosen, words_of
from .statements import Gaps, Statement, joined

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
    alone: bool = True,
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
    listing : whether the sources follow the line; a panel of key points has the line alone, and
        none where only one source points anywhere.
    answered : names of outcomes without a number that answers given elsewhere tell of.
    alone : whether a source that is the only one gets a line; else it is told where it stands.

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
    if not alone and len(_given(found)) < 2 and not found.silent:
        return None
    if not listing:
        return None if found.kind == "one source" else Statement(_lead(found), action=action)
    points: list[str] = []
    values: Gaps = {}
    for i, source in enumerate(s for s in found.sources if s.name not in found.silent):
        result = by_name.get(source.name)
        points.append(f"{{name{i}}}: {{points{i}}} ({{from{i}}})")
        values[f"name{i}"] = source.name
        if result is not None and source.name in names:
            values[f"points{i}"] = Shown("hidden [c]", rule=symbol(result, rules).rule)
        elif result is not None and SAME_CLASS in result.estimate.warnings:
            values[f"points{i}"] = _described(result)
        elif result is not None and source.direction == "unclear" and (doubt := _doubt(result)):
            values[f"points{i}"] = say(_NOT_TO_BE_TOLD[doubt])
        else:
            values[f"points{i}"] = _DIRECTIONS[source.direction]
        values[f"from{i}"] = _whose(source, result, rules)
    wording = _lead(found)
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


def _given(found: Conclusion) -> list[Source]:
    """The sources that were collected."""
    return [source for source in found.sources if source.name not in found.silent]


def _lead(found: Conclusion) -> str:
    """The line and what it is called: "together" only what several sources point to."""
    if found.kind == "one source" or len(_given(found)) < 2:
        return f"**What we know of {{action}}.** {line_of(found)}."
    return f"**Taken together, {{action}}.** {line_of(found)}."


# Why a result with a clear range points nowhere.
_NOT_TO_BE_TOLD = {
    Doubt.NOT_ALIKE: "not to be told, as the groups did not start alike",
    Doubt.LOST: "not to be told, as many were not measured both times",
    Doubt.NO_CLASSES: "not to be told, as classes are not written down",
    Doubt.MIXED: "not to be told, as shares and percentages may be mixed",
    Doubt.LARGE: "not to be told, as the change is so large that the scores need a look",
    Doubt.FAR: "not to be told, as a score lies far outside the others",
    Doubt.CHOSEN_UNLIKE: "not to be told, as those compared were not chosen alike",
    Doubt.CHOSEN_LOW: "not to be told from the rise of low scorers by themselves",
    Doubt.CHOSEN_HIGH: "not to be told from how high scorers fall back by themselves",
    Doubt.CHOSEN_AWAY: "not to be told from how the most absent come back by themselves",
    Doubt.DEPENDS: "not to be told, as it depends on how it is worked out",
    Doubt.SEVERAL: "not settled with several main outcomes",
    Doubt.GROWTH: "not to be told from what pupils grow anyway",
}


def _doubt(result: Result) -> Doubt | None:
    """What stands against a result whose range would tell; None where the range does not."""
    if (
        chosen := that_they_were_chosen(result)
    ) is not None and result.without_teaching is not None:
        return chosen
    if words_of(result).startswith("unclear"):
        return next(iter(result.odd), None)
    explained = CHOICES.values() if result.beyond_choice == MORE else ()
    stands = (d for d in result.doubts if d in _NOT_TO_BE_TOLD and d not in explained)
    return next(stands, None)


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
    alone = "project" if Group.PROJECT in result.one_class else "comparison group"
    where = "each way" if each else f"in the {alone}"
    return f"one class {where}, so only a description"


def _whose(source: Source, result: Result | None, rules: Rules) -> Shown:
    """Who it comes from, and how many they are where the audience may know."""
    parts = [source.informant]
    if result is not None and not hidden(result, rules) and result.estimate.ok:
        parts.append(pupils(result, rules).text)
    return Shown(", ".join(parts))


_THINGS = "things looked for, not people"


def agreement_sentence(found: Agreement, rules: Rules) -> Statement:
    """Agreement of observers in two or three sentences.

    Parameters
    ----------
    found : from `spp_research.school.agreement`.
    rules : of the audience. A visit is about somebody's lesson, so with fewer visits than the
        fewest people allowed every number is hidden.
    """
    if not found.units:
        return Statement(
            "Nobody has yet watched the same thing as somebody else and noted it, so how far "
            "observers agree is not known."
        )
    if found.visits < rules.fewest_pupils:
        return Statement(
            "How far observers agreed is hidden {symbol}: it rests on {few} visits.",
            symbol=few(rules),
            few=f"fewer than {rules.fewest_pupils}",
        )
    said = [_raw(found)]
    said += _beyond(found)
    return joined(said)


def _raw(found: Agreement) -> Statement:
    part = number(found.raw)
    agreed = round(part * found.raw.n)
    percent = f" ({round_half_up(100 * part)}%)" if found.raw.n >= 10 else ""
    return Statement(
        "On {visits} visits at least two of {observers} people watched together. They noted "
        f"the same for {{agreed}} of {{units}} things looked for{percent}."
        if found.observers > 2
        else "Two people watched together on {visits} visits. They noted the same for {agreed} of "
        f"{{units}} things looked for{percent}.",
        visits=not_personal(found.visits, "visits, not people"),
        observers=in_words(found.observers),
        agreed=not_personal(agreed, _THINGS),
        units=not_personal(found.raw.n, _THINGS),
    )


def _beyond(found: Agreement) -> Iterator[Statement]:
    beyond = found.beyond_chance
    if beyond.status == "not_estimable":
        yield Statement(
            "Everything was noted the same way, so how much of that is chance cannot be worked out."
        )
        return
    if not beyond.ok:
        yield Statement("That is too few to say how much of it is chance.")
        return
    yield Statement(
        "On a scale where 0 is what chance alone would give and 1 is always the same, that is "
        "{value} ({measure}).",
        value=_figures(beyond),
        measure=beyond.measure.replace(" (", ", ").rstrip(")").replace("'", "’"),
    )
    if found.paradox:
        yield Statement(
            "Nearly everything was noted in one way, so chance alone would agree often, and the "
            "figure comes out low although people mostly noted the same."
        )
        if found.ac1 is not None:
            yield Statement(
                "A measure made for that gives {value} (Gwet’s AC1).",
                value=_figures(found.ac1),
            )
    elif found.no_better_than_chance:
        yield Statement(
            "So the agreement may be no more than chance alone would give. Agree on what counts as "
            "seen, and watch together again, before anything rests on these notes."
        )


def _figures(estimate: Estimate) -> Shown:
    value, *ends = (
        None if v is None else round_half_up(v, 2)
        for v in (estimate.value, estimate.low, estimate.high)
    )
    if None in ends:
        return Shown(f"{value}")
    return Shown(f"{value}, and the data fit anything from {ends[0]} to {ends[1]}")


_FEW = 3  # pieces of evidence that point nowhere yet


def sources_title(grid: Protected) -> str:
    """The kind of source that gave most, if one did; else that they were spread."""
    totals = [sum(cell.value or 0 for cell in cells) for cells in grid.cells]
    empty = [name for name in grid.columns if all(cell.value == 0 for cell in grid.column(name))]
    if empty:
        named = say("No evidence yet on {themes}", themes=listed(empty))
        return named if len(empty) < 4 else say("No evidence yet")
    top, everything = int(max(totals)), int(sum(totals))
    if totals.count(top) > 1:
        return say(
            "Evidence came from {kinds} kinds of source across all four themes",
            kinds=len(grid.rows),
        )
    name = SOURCE_PLURALS.get(grid.rows[totals.index(top)], grid.rows[totals.index(top)]).lower()
    return say(
        "The largest part of the evidence came from {source}: {top} of {everything} pieces",
        source=name,
        top=top,
        everything=everything,
    )


def sources_alt(grid: Protected) -> str:
    parts = []
    for name, cells in zip(grid.rows, grid.cells, strict=True):
        where = [
            f"{theme} {cell.text}"
            for theme, cell in zip(grid.columns, cells, strict=True)
            if cell.value != 0
        ]
        if where:
            parts.append(f"{name}: {', '.join(where)}")
    return say(
        "Grid of dots with kinds of source down the side and the four themes along the top, "
        "each dot sized by the number of pieces of evidence. {sources}.",
        sources="; ".join(parts),
    )


def directions_title(grid: Protected) -> str:
    sums = {d: int(sum(c.value or 0 for c in grid.column(d))) for d in grid.columns}
    both = sum(
        1
        for cells in grid.cells
        if all(
            dict(zip(grid.columns, cells, strict=True))[d].value
            for d in (Direction.STRENGTH, Direction.NEXT_STEP)
        )
    )
    pieces = sum(sums.values())
    if pieces <= _FEW:
        return say(
            "So far there is {pieces} piece of evidence",
            "So far there are {pieces} pieces of evidence",
            n=pieces,
            pieces=in_words(pieces),
        )
    if both:
        return say(
            "On {both} of {questions} question the evidence points both ways",
            "On {both} of {questions} questions the evidence points both ways",
            n=len(grid.rows),
            both=both,
            questions=len(grid.rows),
        )
    if not sums[Direction.NEXT_STEP]:
        return say("The evidence so far points to strengths")
    if not sums[Direction.STRENGTH]:
        return say("The evidence so far points to next steps")
    return say("Each question's evidence points one way")


def directions_alt(grid: Protected, names: Sequence[str]) -> str:
    parts = []
    for question, cells in zip(grid.rows, grid.cells, strict=True):
        where = [
            f"{cell.text} {called(direction).lower()}"
            for direction, cell in zip(grid.columns, cells, strict=True)
            if cell.value != 0
        ]
        parts.append(f"{question}: {', '.join(where)}")
    return say(
        "Rows of dots, one row for each enquiry question and one dot for each piece of evidence, "
        "by where it points. {questions}.",
        questions="; ".join(parts),
    )


def dots_kept_back(pieces: int) -> tuple[str, ...]:
    """A note on the pieces of evidence that have no dot, since their words stay in the school."""
    if not pieces:
        return ()
    return (
        say(
            "{pieces} more piece of evidence has no dot, as its words stay in the school.",
            "{pieces} more pieces of evidence have no dot, as their words stay in the school.",
            n=pieces,
            pieces=capital(in_words(pieces)),
        ),
    )
