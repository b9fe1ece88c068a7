"""The frame of the website in another language: every word of it from the catalogue."""

from __future__ import annotations

import re

import pytest
from other_language import ordinary, wide_letters

from spp_research.catalogue import of_language, speaking
from spp_research.phrases import long_date
from spp_research.site.assets import feed
from spp_research.site.pages import pages, render, templates

_SCRIPTS = "none|nothing|one|many|meant|before|next|pages|failed|matched|listed"
_READ_OUT = re.compile(
    rf' (?:aria-label|title|alt|placeholder|content|data-(?:{_SCRIPTS}))="([^"]*)"'
)
# Names, and what pages say to browsers and not to people.
_OF_NO_LANGUAGE = (
    *("CC BY", "office@riverside.example", "Riverside Partnership", "Oakfield Primary School"),
    *("Ann Example", "Headteacher", "headteacher", "Read aloud every day", "Ten minutes a day."),
    *(
        "width=device-width, initial-scale=1",
        "light dark",
        "no-referrer",
        "reading",
        "FRAGMENT",
        "Looking Inward",
    ),
)


def read_by_people(page: str) -> str:
    """The text of a page and of what screen readers and search engines say of it."""
    said = _READ_OUT.findall(re.sub(r"<meta http-equiv[^>]*>", "", page))
    page = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.DOTALL)
    return "\n".join([re.sub("<[^>]*>", "\n", page), *said])


@pytest.mark.slow
def test_every_word_of_the_frame_comes_from_the_catalogue(write_practice, site_with, style):
    catalogue = wide_letters()
    with speaking(catalogue):
        practice = write_practice()
        site = site_with(practice)
        days = [word for word in long_date(practice.signed_on).split() if word.isalpha()]
        environment = templates(style)
        made = {
            page.address: render(environment, page, site)
            for page in pages(site, lambda one: "FRAGMENT")
        }
        empty = {page.address: page for page in pages(site_with(), lambda one: "")}
        made["empty"] = render(environment, empty["index.html"], site_with())
    typed = (*_OF_NO_LANGUAGE, *days, long_date(site.made_on).split()[1], "Gorffennaf")
    left = {name: ordinary(read_by_people(page), typed) for name, page in made.items()}
    assert {name: words for name, words in left.items() if words} == {}
    assert catalogue.lacking == set()
    assert len(made) > 6


def test_the_site_in_welsh_says_which_language_each_part_is_in(write_practice, site_with, style):
    practice = write_practice()  # in English
    with speaking(of_language("cy")):
        site = site_with(practice)
        environment = templates(style)
        found = {
            page.address: render(environment, page, site)
            for page in pages(site, lambda one: "<p>FRAGMENT</p>")
        }
        atom = feed(site).decode()
    home, page = found["index.html"], found["practices/oakfield.html"]
    assert '<html lang="cy"' in home
    assert "Yr arferion diweddaraf" in home
    assert "1 Gorffennaf 2026" in home
    assert '<div class="whole" lang="en-GB"><p>FRAGMENT</p></div>' in page
    assert "Edrych i Mewn" in page
    assert 'xml:lang="cy"' in atom
    assert {"themes/looking-inward.html", "types/primary.html"} <= set(found)  # as ever


def test_a_name_with_markup_stays_a_name(site_with, style):
    from dataclasses import replace

    site = replace(site_with(), name='<b>A&B</b> {x} "quoted"')
    with speaking(of_language("cy")):
        about = next(page for page in pages(site, lambda one: "") if page.address == "about.html")
        text = render(templates(style), about, site)
    assert "<b>A" not in text
    assert "&lt;b&gt;A&amp;B&lt;/b&gt; {x}" in text
