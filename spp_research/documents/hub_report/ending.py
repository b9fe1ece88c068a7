"""What comes next, who took part, what is not in the report, and how to read it."""

from __future__ import annotations

from collections import Counter, defaultdict

from spp_research.display.panels import Bullets, Panel
from spp_research.display.sections import Pieces
from spp_research.display.tables import Table
from spp_research.hub import figures
from spp_research.hub.effects import FEW
from spp_research.hub.gathering import REASONS
from spp_research.hub.opening import Hub
from spp_research.phrases import capital, counted, listed
from spp_research.protect.disclosure import Protected, Shown, not_personal
from spp_research.schema.vocabulary import THEMES
from spp_research.telling import of_hub
from spp_research.words import hub as words
from spp_research.words.statements import Statement

_MOST_ROWS = 40  # partnerships in a table; more stand in lines by their first letter
_SIZES = "how many schools of a partnership have sent a file"


@of_hub
def ahead(hub: Hub) -> Pieces | Statement:
    """What the hub could bring together, theme by theme, and what would make the next year tell
    more.
    """
    parts = hub.counted
    by_theme = (
        figures.next_steps(parts),
        figures.needs(parts),
        figures.offers(parts),
        figures.only_elsewhere(parts),
    )
    lines = [words.theme_ahead(theme, *(found[theme] for found in by_theme)) for theme in THEMES]
    told = [line for line in lines if line is not None]
    more = [*_measures(hub), *_files(hub)]
    if not told and not more:
        return Statement("Nothing can be said of the next year yet.")
    return Pieces(
        [
            Statement(
                "What there is to talk about, in the framework’s order of themes. The choice is "
                "the partnerships’."
            )
            if told
            else None,
            Bullets(told) if told else None,
            Bullets(more) if more else None,
        ]
    )


def _measures(hub: Hub) -> list[Statement]:
    few = dict(hub.apart).get(FEW)
    if few is None or not few.may_be_shown:
        return []
    return [
        Statement(
            "{n} could not be put together because too few schools measured the same. Partnerships "
            "that agree on a measure and its name can learn more from each other.",
            n=capital(counted(few.things or 0, "main outcome")),
        )
    ]


def _files(hub: Hub) -> list[Statement]:
    expected = sum(one.schools or 0 for one in hub.book.listed.values())
    there = len(hub.parts)
    if expected <= there:
        return []
    return [
        Statement(
            "Share files are here from {some} of the {all} schools on the hub’s list.",
            some=Shown(f"{there:,}"),
            all=Shown(f"{expected:,}"),
        )
    ]


@of_hub
def took_part(hub: Hub) -> Table | Bullets | Statement:
    """Every partnership with how many of its schools sent a file, in the hub's order."""
    found = hub.partnerships
    if not found:
        return Statement("No partnership yet.")
    if len(found) <= _MOST_ROWS:
        return Table(
            Protected(
                "Partnership",
                tuple(found),
                ("Schools",),
                tuple((not_personal(len(parts), _SIZES),) for parts in found.values()),
            ),
            "tbl-partnerships",
            f"{capital(counted(len(found), 'partnership'))} took part",
            f"Schools with a share file of {hub.book.cycle}, in the hub’s order of partnerships",
            widths=(80, 20),
        )
    letters: dict[str, list[str]] = defaultdict(list)
    for name, parts in found.items():
        letters[_without_article(name)[:1].upper()].append(f"{name} ({len(parts)})")
    return Bullets(
        [
            Statement("**{letter}**: {names}.", letter=letter, names=listed(names))
            for letter, names in sorted(letters.items())
        ]
    )


def _without_article(name: str) -> str:
    """A name as it stands in a list of names: “The Ashby Partnership” is under A."""
    return name[4:] if name.casefold().startswith("the ") and len(name) > 4 else name


@of_hub
def left_out(hub: Hub) -> Pieces:
    """Which files do not count and why, and how to read the report."""
    lines = [*_not_counted(hub), *_silent(hub)]
    return Pieces(
        [
            Bullets(lines) if lines else Statement("Every share file in the folder counts."),
            _how_to_read(hub),
        ]
    )


def _not_counted(hub: Hub) -> list[Statement]:
    numbers = Counter(one.reason for one in hub.gathered.left)
    said = [
        Statement(
            "Not counted: {n} {why}.",
            n=counted(numbers[why], "share file"),
            why=why,
        )
        for why in REASONS
        if numbers[why]
    ]
    if said or hub.gathered.asked:
        said.append(Statement("In the hub’s folder, spp check names each of them and what to do."))
    return said


def _silent(hub: Hub) -> list[Statement]:
    names = [one.name for one in hub.silent]
    if not names:
        return []
    return [
        Statement(
            "Nothing has come from {names} yet.",
            names=listed(names)
            if len(names) <= words.MOST_NAMED
            else f"{len(names)} partnerships of the hub’s list",
        )
    ]


def _how_to_read(hub: Hub) -> Panel:
    return Panel(
        "How to read this",
        [
            Statement(
                "No school and no partnership is compared with another, graded or ranked. "
                "Partnerships stand in the hub’s order, themes in the framework’s, outcomes by "
                "name."
            ),
            Statement(
                "It is worked out from share files alone. No workbook of a school or a partnership "
                "and no pupil’s result was opened to make it."
            ),
            Statement(
                "A number about schools is hidden ([c]) where fewer than three would be left "
                "beside those of any one partnership, or fewer than three more or less are behind "
                "it than in an edition that was signed before. So nothing of a few schools can be "
                "worked out with a partnership’s own report or an earlier one of the hub."
            ),
            Statement(
                "A school’s own words are here only where it signed them off for everyone. A "
                "difference or a change is said with the range that the data fit, and never with a "
                "reason."
            ),
            Statement(
                "{lead} answers questions about it.", lead=hub.book.lead or "The lead of the hub"
            ),
        ],
    )
