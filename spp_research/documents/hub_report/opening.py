"""The first page: whose hub it is, and what a reader asks first."""

from __future__ import annotations

from collections.abc import Iterator

from spp_research.display.front import Front
from spp_research.display.panels import Panel
from spp_research.hub import figures
from spp_research.hub.opening import Hub
from spp_research.kinds import HUB_REPORT
from spp_research.schema.vocabulary import IMPACT_REFLECTION, REVIEW_SUMMARY
from spp_research.telling import of_hub
from spp_research.words import hub as words
from spp_research.words.statements import Statement, joined

from .practices import shared_with_all


@of_hub
def front(hub: Hub) -> Front:
    """Whose hub it is."""
    own = hub.book
    return Front(
        document=HUB_REPORT.name,
        title=f"The year {own.cycle}",
        subtitle=own.name,
        partnership=own.name,
        audience=hub.rules.audience,
        sign_off=hub.sign_off,
        description=f"What the partnerships of {own.name} reviewed, found and shared in "
        f"{own.cycle}.",
        keywords=["peer review", "hub", own.cycle],
    )


@of_hub
def key_points(hub: Hub) -> Panel:
    """Who took part, what they work on, what seems to work, what is wanted, what next."""
    return Panel("Key points", list(_points(hub)))


def _of_the_year(hub: Hub) -> Iterator[Statement]:
    """What reviews found and what came of it."""
    parts = hub.counted
    yield words.working_on(figures.next_steps(parts), figures.strengths(parts))
    yield words.what_seems_to_work(hub.together, hub.rules)
    yield words.support(figures.needs(parts), figures.offers(parts), figures.only_elsewhere(parts))
    yield words.followed(figures.followed(parts))
    if next_year := words.to_talk_about(figures.next_steps(parts), figures.unmet(parts)):
        yield next_year


def _points(hub: Hub) -> Iterator[Statement]:
    parts = hub.counted
    reviews, reflections = (
        figures.signed(parts, document) for document in (REVIEW_SUMMARY, IMPACT_REFLECTION)
    )
    said = [
        words.took_part([*hub.partnerships], len(parts), hub.book.cycle),
        words.shared(reviews, reflections),
    ]
    yield joined([one for one in said if one is not None])
    if not parts:
        yield Statement(
            "Put the share files of each partnership into a folder of its own, in the folder "
            "partnerships."
        )
        return
    if len(hub.partnerships) == 1:
        yield Statement(
            "Of one partnership its own partnership report says more; a hub report puts several "
            "together."
        )
    if reviews.number or reflections.number:
        yield from _of_the_year(hub)
    else:
        yield words.practices_alone(len(parts))
    found = shared_with_all(hub)
    yield words.practices(
        [(part.school, practice) for part, practice in found],
        len({part.partnership for part, _ in found}),
    )
