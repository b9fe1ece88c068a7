"""Results of several schools: put together where they are alike, side by side where not."""

from __future__ import annotations

from spp_research import annual
from spp_research.annual import APART, Apart, Measured, Pool
from spp_research.disclosure import Protected, Rules, Shown, statistic
from spp_research.schema.vocabulary import DESIGNS
from spp_research.share.standing import REFLECTION
from spp_research.year import Year

from ..amounts import amount, decimals
from ..pieces import Pieces
from ..statements import Statement
from ..tables import Table
from ..text import in_words, plural, sentence
from .common import capital, counted, shares, signed_off
from .pooled_drawn import charts, table
from .pooled_words import in_a_sentence, sizes, words

__all__ = ["in_a_sentence", "pooled"]

_TO_BE_POOLED = Statement(
    "Only main outcomes with the same name and unit, known in the same way and worked out in the "
    "same way, are put together. If two of these are the same measure, agree on one name and unit "
    "for the sheet “Outcomes”, and next year’s report can put them together."
)


_METHOD = Statement(
    "How they were put together: random effects by Paule and Mandel, with the wider of the "
    "Hartung-Knapp and Wald intervals. Each school’s own estimate comes from its own run, and no "
    "pupil’s result was seen. Schools measured the same where they gave it the same name and unit; "
    "whether it was the very same test is for them to say."
)


def pooled(year: Year) -> Pieces | Statement:
    """Every group of results that may be put together, and those that stand by themselves."""
    found = annual.effects(shares(year))
    if not found:
        signed = len(signed_off(year, REFLECTION))
        if not signed:
            return Statement(
                "No school has shared a main outcome yet, as no impact reflection is signed off "
                "for this audience."
            )
        return Statement(
            "{n} signed off, without a main outcome.",
            n=f"{capital(counted(signed, 'impact reflection'))} {plural(signed, 'is', 'are')}",
        )
    groups = annual.pools(found)
    made: list = [_opening(found, groups)]
    for number, pool in enumerate(groups, start=1):
        made += [words(pool, year.rules), *charts(pool, number, year.rules)]
        made.append(table(pool, number, year.rules))
    made.append(_METHOD if groups else None)
    apart = annual.apart(found)
    if apart:
        made += [_side_by_side(apart, year.rules), _TO_BE_POOLED]
    return Pieces(made)


def _opening(found: tuple[Measured, ...], groups: tuple[Pool, ...]) -> Statement:
    schools = len({m.slug for m in found})
    together = sum(len(pool.rows) for pool in groups)
    return Statement(
        "{schools} shared {n}. {together}",
        schools=capital(counted(schools, "school")),
        n=counted(len(found), "main outcome"),
        together=f"{_of_them(together, len(found))} into {counted(len(groups), 'group')} "
        "of three schools or more that measured the same in the same way."
        if groups
        else "No three schools measured the same in the same way, so nothing is put together.",
    )


def _of_them(together: int, found: int) -> str:
    return (
        "All of them fall" if together == found else f"{capital(in_words(together))} of them fall"
    )


def _side_by_side(apart: tuple[Apart, ...], rules: Rules) -> Table:
    order = list(dict.fromkeys(one.measured.effect.name.casefold() for one in apart))
    rows = sorted(apart, key=lambda one: order.index(one.measured.effect.name.casefold()))
    columns = ("School", "How known", "Result (range)", "Pupils", "Why by itself")
    return Table(
        Protected(
            "Main outcome",
            tuple(one.measured.effect.name for one in rows),
            columns,
            tuple(_cells(one, rules) for one in rows),
        ),
        "tbl-apart",
        f"{capital(counted(len(apart), 'main outcome'))} that "
        f"{plural(len(apart), 'stands by itself', 'stand by themselves')}",
        "Results in their own units with 95% ranges; the same outcomes together, in the lead’s "
        "order of schools",
        notes=[
            f"{design}: {DESIGNS[design]}."
            for design in sorted({one.measured.effect.design for one in apart})
        ],
        widths=(20, 20, 9, 22, 10, 19),
    )


def _cells(one: Apart, rules: Rules) -> tuple[Shown, ...]:
    effect = one.measured.effect
    why = APART[one.reason]
    if one.reason == "none" and effect.reason:
        why = effect.reason
    if effect.rule:
        result = Shown("[c]", rule=effect.rule)
    elif effect.value is None:
        result = Shown("not estimated")
    else:
        digits = decimals(effect)
        about = amount(effect.value, effect.unit, effect.pupils, rules, digits).text
        reach = ""
        if effect.low is not None and effect.high is not None:
            reach = " ({low} to {high})".format(
                **{
                    name: statistic(
                        getattr(effect, name), effect.pupils, rules, decimals=digits
                    ).text
                    for name in ("low", "high")
                }
            )
        result = Shown(f"{about}{reach}")  # words and numbers, so set to the left
    people = sizes(effect.pupils, rules) if effect.pupils else Shown("–")
    return (
        Shown(one.measured.school),
        Shown(effect.design),
        result,
        Shown("[c]", rule=effect.rule) if effect.rule else people,
        Shown(sentence(why).rstrip(".")),
    )
