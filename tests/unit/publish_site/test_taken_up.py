"""What the page of a practice says of the schools that took it up."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from spp_research.protect.disclosure import Audience, rules_for
from spp_research.school.takes_up import letters_in, letters_of, taken_up
from spp_research.share import Effect
from spp_research.site.content import SharedPractice, Site
from spp_research.site.glance import Glance
from spp_research.site.pages import write_site
from spp_research.site.taken_up import Elsewhere, keep_result, tried_elsewhere
from spp_research.words.amounts import amount, decimals, span

RULES = rules_for(Audience.PUBLIC)
FIRST = letters_of("oakfield", "B1")


def test_letters_stand_for_a_practice_and_name_nobody() -> None:
    assert letters_of("oakfield", "B1") == letters_of("Oakfield ", "b1") != letters_of("oak", "B1")
    assert letters_in(f"A practice that another school shared first ({FIRST})") == FIRST
    assert letters_in("KRM-TVB-HDC and Krmt vbhd cfwz") == ""
    assert taken_up({"takes_up_school": "oakfield", "takes_up_item": "B1"}) == FIRST
    assert taken_up({"takes_up_school": "oakfield", "takes_up_item": None}) == ""
    assert taken_up({"takes_up_school": float("nan"), "takes_up_item": "B1"}) == ""
    assert taken_up({}) == ""


def effect_of(at: float, half: float = 4.0, **other: object) -> Effect:
    made = {
        "outcome_id": "O1",
        "action_id": "A1",
        "name": "Words read in one minute",
        "unit": "words a minute",
        "design": "A",
        "primary": True,
        "value": at,
        "low": at - half,
        "high": at + half,
        "se": half / 2,
        "standardised": at / 20,
        "standardised_variance": 0.04,
        "estimator": "difference",
        "pupils": (30, 28),
        "verdict": "unclear",
        "standing": "difference",
    }
    return Effect(**(made | other))


def said(effect: Effect) -> str:
    """The result as a write-up for everyone concludes it."""
    people, unit, digits = effect.pupils, effect.unit, decimals(effect)
    about = amount(effect.value, unit, people, RULES, digits).text
    range_ = span(effect.low, effect.high, unit, people, RULES, digits).text
    return f"{effect.name}. On average about {about}. The data fit anything from {range_}."


@pytest.fixture
def shared(write_practice: Callable[..., SharedPractice]) -> Callable[..., SharedPractice]:
    """A practice with a result, which may take up another; what is kept may not be what is said."""

    def share(
        school: str,
        found: Effect | None = None,
        takes_up: str = FIRST,
        words: str | None = None,
        **facts: object,
    ) -> SharedPractice:
        made = replace(write_practice(school, name=f"{school.title()} School"), item="B1", **facts)
        told = words if words is not None else said(found) if found else ""
        made.__dict__["glance"] = Glance(takes_up=takes_up, found=told, known="Compared")
        if found:
            keep_result(made, [found], "O1")
        return made

    return share


def test_two_stand_beside_each_other_in_the_sites_order(shared: Callable) -> None:
    origin = shared("oakfield", effect_of(9.0), takes_up="")
    elsewhere = tried_elsewhere([shared("zeal", effect_of(1.0)), origin, shared("ash")], RULES)
    found = elsewhere(origin)
    assert [one.school.slug for one in found.trials] == ["zeal", "ash"]
    assert found.together == (
        "Results are put together from three schools on that measured the same in the same way, "
        "so this one stands by itself.",
    )
    assert elsewhere(found.trials[0]).first is origin


def test_three_are_put_together_without_the_first(shared: Callable) -> None:
    origin = shared("oakfield", effect_of(40.0), takes_up="")
    trials = [shared(name, effect_of(at)) for name, at in (("a", 2.0), ("b", 6.0), ("c", 13.0))]
    found = tried_elsewhere([origin, *trials], RULES)(origin)
    assert "40" not in " ".join(found.together)
    result, apart, _another, first = found.together
    assert result.startswith("“Words read in one minute”: On average over three schools, about 7")
    assert "anything from 7 lower to 21 words a minute higher (90 and 84 pupils)" in result
    assert apart == (
        "Beyond chance the schools themselves seem to differ by about 5 words a minute; the data "
        "fit anything from 2 to 35 (standard deviation between schools)."
    )
    assert first.startswith("The school whose practice it was first is not counted")


@pytest.mark.parametrize(
    ("found", "words", "why"),
    [
        (effect_of(5.0, rule="few_pupils:6", value=None), "It stays hidden.", "not told"),
        (effect_of(5.0), "Words. On average about 6 words a minute higher.", "not told"),
        (effect_of(5.0, pupils=(12, 30)), None, "12 pupils or fewer"),
        (effect_of(5.0, primary=False), None, "not named as the main outcome"),
        (effect_of(5.0, unit="marks"), None, "another way|no other school"),
        (
            effect_of(5.0, doubts=("chosen_low",), standardised=None),
            None,
            "chosen for their scores",
        ),
        (None, "Words. On average about 5 words a minute higher.", "not come with its page"),
    ],
)
def test_what_is_hidden_or_unlike_is_in_no_pool(
    found: Effect | None, words: str | None, why: str, shared: Callable
) -> None:
    """The other three are put together as if it were not there, so nothing of it can be found."""

    origin = shared("oakfield", takes_up="")
    three = [shared(name, effect_of(at)) for name, at in (("a", 2.0), ("b", 6.0), ("c", 13.0))]
    alone = tried_elsewhere([origin, *three], RULES)(origin).together
    told = tried_elsewhere([origin, *three, shared("d", found, words=words)], RULES)(origin)
    assert told.together[: len(alone)] == alone
    assert len(told.together) == len(alone) + 1
    assert re.search(f"D School: .*({why})", told.together[-1])


def test_a_school_counts_once_and_with_its_latest(shared: Callable) -> None:
    origin = shared("oakfield", takes_up="")
    now = shared("ash")
    then = replace(now, closed_as="2024-25", cycle="2024-25")
    then.__dict__["glance"] = now.glance
    own = shared("elm", takes_up=letters_of("elm", "B1"))
    elsewhere = tried_elsewhere([now, own, origin, then], RULES)
    assert elsewhere(origin).trials == (now,)
    assert elsewhere(own) == Elsewhere()


def test_nobody_is_named_where_the_other_page_is_not_there(shared: Callable) -> None:
    trial = shared("ash", effect_of(3.0))
    assert tried_elsewhere([trial], RULES)(trial) == Elsewhere()
    origin = shared("oakfield", takes_up="")
    assert tried_elsewhere([origin], RULES)(origin) == Elsewhere()


def test_the_pages_name_each_other_with_what_was_found(
    shared: Callable, site_with: Callable[..., Site], style: Path, tmp_path: Path
) -> None:
    origin = shared("oakfield", takes_up="")
    trial = shared("ash", effect_of(3.0), words="Words <b>. About 3 & more.")
    bare = shared("birch")
    write_site(site_with(origin, trial, bare), style, tmp_path)
    page = (tmp_path / "practices" / "oakfield.html").read_text(encoding="utf-8")
    part = page.partition('<section class="elsewhere"')[2].partition("</section>")[0]
    assert "Two schools have taken this practice up" in part
    assert '<a href="../practices/ash.html">Read aloud every day</a>' in part
    assert '<p dir="auto">Words &lt;b&gt;. About 3 &amp; more.</p>' in part
    assert "Its page tells of no measured result." in part
    other = (tmp_path / "practices" / "ash.html").read_text(encoding="utf-8")
    assert 'shared: <a href="../practices/oakfield.html">Read aloud every day</a>' in other
    assert 'class="elsewhere"' not in other
