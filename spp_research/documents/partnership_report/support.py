"""Support that schools offer, and would welcome, theme by theme; matched by nothing else."""

from __future__ import annotations

import pandas as pd

from spp_research.display.panels import Bullets
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.partnership import annual
from spp_research.partnership.annual import Asked
from spp_research.partnership.annual.audience import shares, staff_named
from spp_research.partnership.year import Year
from spp_research.phrases import capital, counted, listed, long_date, plural, sentence, some_of
from spp_research.protect.disclosure import not_personal
from spp_research.schema.vocabulary import THEMES
from spp_research.school.review import theme_name
from spp_research.telling import of_year
from spp_research.words.statements import Statement

_BY_THEME = Statement(
    "Offers and needs are put together by theme alone. Which offer helps is for the schools to "
    "find out by talking."
)
_MOST_NAMED = 8
_WANTED, _OFFERED = "Wanted", "Offered"


@of_year
def support(year: Year) -> Pieces | Statement:
    """What is wanted and offered on each theme, and what nobody answers or asks for."""
    every = annual.asked(shares(year))
    lines = annual.standing(every, year.as_at)
    if not every:
        return Statement(
            "No school has shared what it could offer or would welcome. Both go on the sheet "
            "“Support offered and needed” of the school’s workbook."
        )
    left = _unmatched(year, every, lines)
    table = [_BY_THEME, _table(year, lines)] if lines else []
    return Pieces([*table, Bullets(left) if left else None])


def _table(year: Year, lines: tuple[Asked, ...]) -> Table:
    in_order = sorted(lines, key=lambda a: (_place(a.line.theme), a.offered))
    rows = [
        (
            theme_name(a.line.theme),
            _OFFERED if a.offered else _WANTED,
            a.school,
            sentence(a.line.support),
            _ask(a, year),
        )
        for a in in_order
    ]
    columns = ["Theme", "Wanted or offered", "School", "What", "Ask"]
    needs = sum(not a.offered for a in lines)
    met = needs - len(annual.unanswered(lines))
    title = f"{capital(counted(len(lines), 'offer or need', 'offers and needs'))}, theme by theme"
    if needs > 1:
        title = (
            f"{capital(some_of(met, needs, 'need'))} {'has' if met == 1 else 'have'} an offer on "
            "the same theme from another school"
        )
    return Table(
        not_personal(
            pd.DataFrame(rows, columns=columns).set_index("Theme"),
            "what schools offer each other, and the staff who arrange it",
        ),
        "tbl-support",
        title,
        f"Offers and needs that stand on {long_date(year.as_at)}, by theme, needs first, in the "
        "lead’s order of schools",
        widths=(13, 11, 20, 38, 18),
    )


def _place(theme: str) -> int:
    return THEMES.index(theme) if theme in THEMES else len(THEMES)


def _ask(asked: Asked, year: Year) -> str:
    who = asked.line.contact if staff_named(year) and asked.line.contact else "the school"
    return f"{who}, until {long_date(asked.line.until)}" if asked.line.until else who


def _unmatched(year: Year, every: tuple[Asked, ...], lines: tuple[Asked, ...]) -> list[Statement]:
    said = []
    if needs := annual.unanswered(lines):
        said.append(
            Statement(
                "Nobody from another school offers anything on the same theme yet for {what}.",
                what=_which(needs, "need"),
            )
        )
    if offers := annual.unasked(lines):
        said.append(
            Statement(
                "No other school has asked for anything on the theme of {what}.",
                what=_which(offers, "offer"),
            )
        )
    if over := annual.over(every, year.as_at):
        said.append(
            Statement(
                "{n} left out, as the last day has gone by: {what}. A school may give it a new "
                "date on the sheet “Support offered and needed”.",
                n=f"{capital(counted(len(over), 'offer or need', 'offers and needs'))} "
                f"{plural(len(over), 'is', 'are')}",
                what=listed(
                    [
                        f"{a.line.support_id} of {a.school} ({long_date(a.line.until)})"
                        for a in over
                        if a.line.until
                    ]
                ),
            )
        )
    return said


def _which(lines: tuple[Asked, ...], what: str) -> str:
    """Offers or needs by school and theme while they are few: "the need of Alder (Our Impact)"."""
    if len(lines) > _MOST_NAMED:
        schools = len({a.slug for a in lines})
        return f"{counted(len(lines), what)} of {counted(schools, 'school')}"
    named = [f"{a.school} ({theme_name(a.line.theme)})" for a in lines]
    return f"the {plural(len(lines), what)} of {listed(named)}"
