"""Offers meet needs on the same theme, from another school, while they stand."""

from datetime import date

from shared_years import AS_AT, share, shares, support

from spp_research.partnership import annual


def lines(**schools):
    given = shares(*(share(name.title(), support=each) for name, each in schools.items()))
    return annual.standing(annual.asked(given), AS_AT)


def test_a_need_is_met_by_another_school_on_its_theme_only():
    own = lines(aldermoor=(support("Need", 1), support("Offer", 1, "S2")), birchgate=())
    assert [a.line.support_id for a in annual.unanswered(own)] == ["S1"]
    assert [a.line.support_id for a in annual.unasked(own)] == ["S2"]
    other = lines(aldermoor=(support("Need", 1),), birchgate=(support("Offer", 1),))
    assert not annual.unanswered(other) and not annual.unasked(other)
    elsewhere = lines(aldermoor=(support("Need", 1),), birchgate=(support("Offer", 2),))
    assert annual.unanswered(elsewhere) and annual.unasked(elsewhere)


def test_an_offer_stands_on_its_last_day_and_not_after_it():
    given = shares(
        share(
            "Aldermoor",
            support=(
                support("Offer", until=AS_AT),
                support("Offer", support_id="S2", until=date(2026, 7, 9)),
            ),
        )
    )
    every = annual.asked(given)
    assert [a.line.support_id for a in annual.standing(every, AS_AT)] == ["S1"]
    assert [a.line.support_id for a in annual.over(every, AS_AT)] == ["S2"]
