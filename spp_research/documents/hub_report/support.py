"""Support that is wanted and offered, and where the two meet across partnerships."""

from __future__ import annotations

from spp_research.display.paired_bars import paired_bars
from spp_research.display.panels import Bullets
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.hub import figures
from spp_research.hub.opening import Hub
from spp_research.phrases import in_words, listed, long_date
from spp_research.protect.disclosure import Protected
from spp_research.schema.vocabulary import THEMES
from spp_research.telling import of_hub
from spp_research.words import hub as words
from spp_research.words.statements import Statement

from .themes import name

_MOST_NAMED = 5
_BY_THEME = Statement(
    "Offers and needs are matched by theme and by nothing else. Which offer helps is for schools "
    "to find out by talking; ask the leads of the partnerships that are named."
)


@of_hub
def support(hub: Hub) -> Pieces | Statement:
    """What is wanted and offered on each theme, and whom to ask."""
    needs, offers = figures.needs(hub.counted), figures.offers(hub.counted)
    if not any(one.number for one in (*needs.values(), *offers.values())):
        return Statement("No school has shared what it could offer or would welcome.")
    rows = [(name(theme), needs[theme].shown, offers[theme].shown) for theme in needs]
    said = "; ".join(f"{row}: wanted {a.text}, offered {b.text}" for row, a, b in rows)
    chart = paired_bars(
        rows,
        ("Would welcome support", "Offer support"),
        label="fig-support",
        title="How many schools would welcome support, and how many offer it",
        subtitle=f"Schools by theme, of what stands on {long_date(hub.as_at)}",
        alt="Bars from zero, two for each theme, with the number of schools that would welcome "
        f"support and that offer it. {said}.",
    )
    asked = [line for theme in THEMES if (line := _to_ask(hub, theme)) is not None]
    return Pieces([_BY_THEME, chart, _table(hub), Bullets(asked) if asked else None])


def _table(hub: Hub) -> Table:
    needs, offers = figures.needs(hub.counted), figures.offers(hub.counted)
    elsewhere = figures.only_elsewhere(hub.counted)
    return Table(
        Protected(
            "Theme",
            tuple(map(name, needs)),
            ("Wanted at", "Offered at", "Only elsewhere"),
            tuple(
                (
                    words.where(needs[theme]),
                    words.where(offers[theme]),
                    words.where(elsewhere[theme]),
                )
                for theme in needs
            ),
        ),
        "tbl-support",
        "Where what is wanted meets what is offered",
        f"By theme, {long_date(hub.as_at)}; “only elsewhere”: schools with no offer on the theme "
        "in their own partnership and one in another",
        widths=(22, 26, 26, 26),
    )


def _to_ask(hub: Hub, theme: str) -> Statement | None:
    """The partnerships with an offer on a theme, the first few by name; None where none may be."""
    if not figures.offers(hub.counted)[theme].may_be_shown:
        return None
    names = figures.to_ask(hub.partnerships, theme)
    more = len(names) - _MOST_NAMED
    if not names:
        return None
    return Statement(
        "**{theme}** is offered in {names} and {more} more."
        if more > 0
        else "**{theme}** is offered in {names}.",
        theme=name(theme),
        names=", ".join(names[:_MOST_NAMED]) if more > 0 else listed(names),
        **({"more": in_words(more)} if more > 0 else {}),
    )
