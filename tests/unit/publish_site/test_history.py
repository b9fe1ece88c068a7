"""How a practice changed over the years, by the versions of it that are on the website."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from spp_research.protect.disclosure import Audience, rules_for
from spp_research.school.takes_up import letters_of
from spp_research.site.content import SharedPractice, Site
from spp_research.site.glance import Glance
from spp_research.site.history import changed, versions_of
from spp_research.site.pages import write_site
from spp_research.site.take_home import citation
from spp_research.site.taken_up import tried_elsewhere

SLOWLY = "Ten minutes a day, slowly, with one adult and a card for each page."


@pytest.fixture
def shared(write_practice: Callable[..., SharedPractice]) -> Callable[..., SharedPractice]:
    """A practice of Oakfield as it was shared in a year; the last year is the open one."""
    number = 0

    def share(cycle: str, item: str = "B1", open_: str = "2026-27", **what: object):
        nonlocal number
        number += 1
        day = date(int(cycle[:4]) + 1, 7, number)
        made = write_practice(f"written-{number}", signed_on=day, **what)
        school = replace(made.school, slug="oakfield")
        closed = "" if cycle == open_ else cycle
        return replace(made, school=school, cycle=cycle, closed_as=closed, item=item)

    return share


def told(history: tuple) -> list[tuple[str, object]]:
    return [(one.practice.cycle, one.changed) for one in history]


def test_each_version_says_what_differs_from_the_one_before(shared: Callable) -> None:
    now = shared("2026-27", words=SLOWLY)
    second, first = shared("2025-26", words="Ten minutes a day."), shared("2024-25")
    history = versions_of([now, second, first])
    expected = [("2024-25", None), ("2025-26", ()), ("2026-27", ("Where", "What we did"))]
    assert told(history(now)) == told(history(first)) == expected


def test_what_is_not_on_the_website_is_in_no_history(shared: Callable) -> None:
    now, first = shared("2026-27"), shared("2024-25")
    assert told(versions_of([now, first])(now)) == [("2024-25", None), ("2026-27", ())]
    assert versions_of([now])(now) == ()


def test_an_id_that_is_used_again_is_another_practice(shared: Callable) -> None:
    """And nobody can tell then which of the two another school took up."""
    now = shared("2026-27", title="Tables after break", words="Eight number facts, from cards.")
    then = shared("2025-26", title="Read with late joiners", words="Ten minutes beside an adult.")
    other = shared("2025-26", item="B2", title="Tables after break")
    assert versions_of([now, then, other])(now) == ()
    trial = shared("2026-27", item="B7")
    trial = replace(trial, school=replace(trial.school, slug="elm"))
    trial.__dict__["glance"] = Glance(takes_up=letters_of("oakfield", "B1"))
    elsewhere = tried_elsewhere([now, trial, then], rules_for(Audience.PUBLIC))
    assert elsewhere(now).trials == elsewhere(then).trials == ()
    assert elsewhere(trial).first is None


def test_a_new_title_over_the_same_steps_is_the_same_practice(shared: Callable) -> None:
    now, then = shared("2026-27", title="Ten minutes, one adult"), shared("2025-26")
    assert told(versions_of([now, then])(now)) == [("2025-26", None), ("2026-27", ())]


def test_two_languages_are_not_compared(shared: Callable) -> None:
    now, then = shared("2026-27"), shared("2025-26", words=SLOWLY)
    now.__dict__["language"] = "cy"
    assert changed(then, now) is None


def test_pages_of_two_years_and_a_school_with_a_new_name(
    shared: Callable, site_with: Callable[..., Site], style: Path, tmp_path: Path
) -> None:
    """Each page is cited as it was signed, and leads to the other."""
    now = shared("2026-27", words=SLOWLY, name="Oakfield <Academy>")
    then = shared("2025-26", title="Read aloud each and every day", name="Oakfield Primary School")
    site = replace(site_with(now, then), root="https://riverside.example/")
    write_site(site, style, tmp_path)
    new, old = (
        (tmp_path / "practices" / f"{name}.html").read_text(encoding="utf-8")
        for name in ("oakfield", "oakfield--2025-26")
    )
    part = new.partition('<section class="history"')[2].partition("</section>")[0]
    said = " ".join(re.sub("<[^>]*>", " ", part).split())
    assert said == (
        'aria-labelledby="history"> How it changed 2026-27 : signed off for everyone on '
        f"{now.signed_on.day} July 2027. Something else than in the version before stands under: "
        f"Where; What we did. 2025-26 : signed off for everyone on {then.signed_on.day} July 2026. "
        "Called “Read aloud each and every day”. Told from the versions that are signed off for "
        "everyone today, and from nothing else."
    )
    assert 'There is a later version, of <a href="../practices/oakfield.html">2026-27</a>.' in old
    assert "There is a later version" not in new
    assert "To cite this page: Oakfield &lt;Academy&gt; and Riverside Partnership (2027)." in new
    assert "To cite this page: Oakfield Primary School and Riverside Partnership (2026)." in old
    for practice in (now, then):
        assert f"AU  - {practice.whose}\n" in citation(site, practice)
        assert f"UR  - https://riverside.example/{practice.address}\n" in citation(site, practice)
    # What the history leads to is not named once more among those about the same.
    assert new.count("oakfield--2025-26.html") == 1 and 'class="related"' not in new
