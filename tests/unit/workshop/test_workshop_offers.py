"""Offers of partner schools beside needs: by theme, in the lead's order, never ranked."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from spp_research import open_workshop
from spp_research.schema.vocabulary import THEMES
from spp_research.school.workshop import matches, offers_standing
from spp_research.share import SchoolShare, Support
from spp_research.share.files import Shares

IMPACT, FORWARD, INWARD, OUTWARD = THEMES
DAY = date(2026, 7, 10)


def school(slug, *supports):
    made = tuple(
        Support(support_id=f"S{n}", kind=kind, theme=theme, support=words, until=until)
        for n, (kind, theme, words, until) in enumerate(supports, start=1)
    )
    return SchoolShare(
        kit="0",
        partnership="Riverside Partnership",
        cycle="2025-26",
        school=slug,
        school_name=slug.title(),
        made_on=DAY,
        support=made,
    )


def shares(*schools):
    return Shares({one.school: one for one in schools}, {}, ())


@pytest.fixture(scope="module")
def oakfield():
    return open_workshop("example", "oakfield", "partnership").study.base


def test_offers_stand_in_the_leads_order_within_the_frameworks_order_of_themes(oakfield):
    sent = shares(
        school("zeta", ("Offer", OUTWARD, "z out", None), ("Offer", INWARD, "z in", None)),
        school("alpha", *[("Offer", INWARD, f"a {n}", None) for n in range(3)]),
    )
    found = {
        m.theme: [offer.support for _, offer in m.offers] for m in matches(oakfield, sent, DAY)
    }
    assert list(found) == ["Looking Inward", "Looking Outward"]
    assert found == {"Looking Inward": ["z in", "a 0", "a 1", "a 2"], "Looking Outward": ["z out"]}


def test_neither_the_schools_own_nor_needs_of_others_nor_what_is_over(oakfield):
    sent = shares(
        school("oakfield", ("Offer", INWARD, "own", None)),
        school(
            "other",
            ("Need", INWARD, "need", None),
            ("Offer", INWARD, "over", date(2026, 7, 9)),
            ("Offer", INWARD, "last day", date(2026, 7, 10)),
        ),
    )
    assert [o.support for _, o in offers_standing(sent, "oakfield", DAY)] == ["last day"]


def test_an_offer_under_another_theme_is_no_match(oakfield):
    sent = shares(school("other", ("Offer", FORWARD, "elsewhere", None)))
    assert all(not match.offers for match in matches(oakfield, sent, DAY))


def test_a_need_brings_in_a_theme_that_no_question_is_about(oakfield):
    support = pd.DataFrame(
        [("S1", "Need", FORWARD, "help", None, pd.NaT), ("S2", "Need", FORWARD, "old", None, DAY)],
        columns=["support_id", "kind", "theme", "support", "contact", "until"],
    )
    support["until"] = pd.to_datetime(support["until"])
    base = replace(oakfield, support=support)
    sent = shares(school("other", ("Offer", FORWARD, "here", None)))
    by_theme = {match.theme: match for match in matches(base, sent, date(2026, 7, 11))}
    assert by_theme["Looking Forward"].needs == ("help",)
    assert [name for name, _ in by_theme["Looking Forward"].offers] == ["Other"]


def test_without_shares_the_needs_stand_alone(oakfield):
    found = matches(oakfield, shares(), DAY)
    assert [match.theme for match in found] == ["Looking Inward", "Looking Outward"]
    assert all(match.needs and not match.offers for match in found)
