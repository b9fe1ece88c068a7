"""What visitors call the same thing, and what a list says of a practice."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from by_kit import by_kit

from spp_research.publish.pandoc import run_pandoc
from spp_research.schema.vocabulary import SCHOOL_TYPES, THEMES
from spp_research.site.content import SharedPractice, Site
from spp_research.site.finding import concepts, concepts_in, folded, of_kind, spellings
from spp_research.site.glance import ages_of, band_of, glance_of, searched
from spp_research.site.search_index import search_index
from spp_research.site.store import Store
from spp_research.site.texts import put_tree
from spp_research.words.how_known import _NOT_SHOWN, evidence_of


def test_the_list_of_words_is_whole():
    known = concepts()
    words = Counter(word for one in known.values() for word in one.words)
    assert [word for word, times in words.items() if times > 1] == []
    assert [word for word in words if " ".join(folded(word)) != word] == []
    assert [part for one in known.values() for part in one.holds if part not in known] == []
    assert [one.key for one in known.values() if bool(one.kind) != bool(one.name)] == []
    assert {one.kind for one in known.values()} == {"", "age", "subject"}
    assert [typed for typed, meant in spellings().items() if typed == meant or typed in words] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Numeracy in every lesson", {"maths"}),
        ("Years 3 to 4", {"ks2", "y3", "y4"}),
        ("Years 2 and 3", {"ks1", "ks2", "y2", "y3"}),
        ("Y6 and year 7", {"ks2", "ks3", "y6", "y7"}),
        ("KS1", {"ks1", "y1", "y2"}),
        ("Year 99; 3 to 6 pupils; the year 2026", set()),
        ("English", {"literacy", "reading", "writing"}),
        ("phonics", {"reading", "literacy"}),
        ("", set()),
    ],
)
def test_a_text_speaks_of_what_it_names_and_what_lies_around_that(text, found):
    assert concepts_in(folded(text)) == found


def test_only_those_of_a_kind_are_a_filter():
    assert of_kind("subject", folded("reading; late joiners; Year 3")) == ("reading",)
    assert of_kind("age", folded("reading; late joiners; Year 3")) == ("ks2",)


@pytest.mark.parametrize(
    ("cost", "band"),
    [
        ("About £180 for books and cards; no cover", "to-500"),
        ("£500", "to-500"),
        ("£501", "to-5000"),
        ("£2,500 for cover", "to-5000"),
        ("£12k", "more"),
        ("None", "nothing"),
        ("No extra cost", "nothing"),
        ("Nothing but paper", "nothing"),
        ("No cover needed", ""),  # of money it says nothing
        ("£4 a pupil", ""),  # no sum
        ("£20 for paper and £4,000 for cover", ""),  # both, or one or the other
        ("Nothing but £30 for paper", ""),
        ("Two days of supply", ""),
        ("", ""),
    ],
)
def test_a_cost_has_a_band_where_its_words_state_one_sum(cost, band):
    assert band_of(cost) == band


def test_age_groups_are_those_where_it_was_done():
    title = "Read with late joiners after Year 1"
    assert ages_of("Years 5 and 6 of a primary", title, "Primary") == ("ks2",)
    assert ages_of("", title, "Primary") == ("ks1",)
    assert ages_of("", "Read aloud", "Junior") == ("ks2",)
    assert [ages_of("", "Read aloud", kind) for kind in ("Primary", "Special", "")] == [()] * 3
    assert {"Nursery", "Junior"} <= set(SCHOOL_TYPES)


def test_how_it_is_known_is_read_from_what_the_kit_prints():
    assert [evidence_of(words) for words in _NOT_SHOWN.values()] == [
        "compared",
        "before-and-after",
        "before-and-after",
        "seen",
    ]
    assert evidence_of(f"{next(iter(_NOT_SHOWN.values()))} (23 and 25 pupils)") == "compared"
    assert evidence_of("What people saw or told us; nothing was measured") == "seen"
    assert evidence_of("A randomised trial of 4,000 pupils") == ""  # no words of the kit


def test_a_card_is_read_by_its_words_and_where_they_are_foreign_by_their_place(
    write_practice: Callable[..., SharedPractice],
):
    found = glance_of(write_practice(words="In Year 3.").parsed)
    assert (found.where, found.staff, found.cost, found.found) == (
        "In Year 3.",
        "Two teachers",
        "",
        "",
    )
    rows = "".join(f"| Gair {n} | gwerth {n} |\n" for n in range(8))
    tree = _parsed(f"| Am | Yr arfer |\n|---|---|\n{rows}\n: Cerdyn {{#tbl-context}}\n")
    assert glance_of(tree).where == "gwerth 2"
    assert glance_of(tree).staff == "gwerth 7"


def test_a_conclusion_is_quoted_with_its_caution():
    told = "On average 2 higher. That is too wide to tell."
    tree = _parsed(f"## How we know\n\nWe **saw** it.\n\n**Marks.** {told}\n")
    assert glance_of(tree).found == f"Marks. {told}"
    after = _parsed("## About {#about-this-document}\n\n**Not this.** At all.\n")
    assert glance_of(after).found == ""


def test_labels_and_provenance_are_not_searched(write_practice: Callable[..., SharedPractice]):
    text = searched(write_practice(words="Naïve café: don't read READ.").parsed)
    assert {"naive", "cafe", "dont", "read", "teachers"} <= set(folded(text))
    assert not {"where", "staff", "key", "points", "provenance", "whom"} & set(folded(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pupils’ well-being", ["pupils", "well", "being"]),
        ("Year 3–6, £180", ["year", "3", "6", "180"]),
        ("Éirinn", ["eirinn"]),
        ("", []),
    ],
)
def test_folding(text: str, expected: list[str]) -> None:
    assert folded(text) == expected


def _parsed(text):
    return json.loads(run_pandoc(["--from=markdown", "--to=json"], Path.cwd(), text.encode()))


@pytest.mark.parametrize(
    ("where", "known"),
    [
        ("Years 3 to 6", {"ks2", "y3", "y4", "y5", "y6"}),
        ("Two classes", {"ks1", "y1"}),  # what it speaks of is all that is known
    ],
)
def test_an_age_that_is_only_mentioned_is_not_whom_it_is_for(
    where: str,
    known: set[str],
    write_practice: Callable[..., SharedPractice],
    site_with: Callable[..., Site],
) -> None:
    """“KS1” found a practice for Key Stage 2, whose text had pupils who joined after Year 1."""
    practice = write_practice(words=where)
    parsed = practice.parsed
    told = {"t": "Para", "c": [{"t": "Str", "c": "Pupils who joined after Year 1."}]}
    parsed["blocks"].insert(0, told)
    put_tree(json.dumps(parsed).encode(), practice.folder)
    script = search_index(site_with(practice)).removeprefix("window.sppPractices = ")
    words = set(json.loads(script.removesuffix(";\n"))["words"])
    ages = {f"#{key}" for one in concepts().values() if one.kind == "age" for key in one.holds}
    ages |= {"#ks1", "#ks2"}
    assert words & ages == {f"#{key}" for key in known}
    assert {"year", "1"} <= words  # and the words themselves are found as they stand


def test_words_that_are_remembered_are_those_that_would_be_found_now(
    write_practice, site_with, tmp_path
) -> None:
    """Whatever the words of a practice come from: changed alone, it is looked at again."""
    practice = write_practice("oakfield", words="Pupils who joined after Year 1 read aloud.")
    front, school = practice.front, practice.school
    changes = (
        {"front": by_kit(replace, front, title="Count money every day")},
        {"front": by_kit(replace, front, description="A page of sums for Year 9.")},
        {"front": by_kit(replace, front, keywords=[*front.keywords, "phonics"])},
        {"school": replace(school, name="Elm Nursery")},
        {"school": replace(school, kind="Nursery")},
        {"partnership": "Another Partnership"},
        {"theme": next(theme for theme in THEMES if theme != practice.theme)},
    )
    kept = Store(tmp_path / "kept")
    before = search_index(site_with(practice))
    for change in changes:
        assert search_index(site_with(practice), kept) == before
        assert search_index(site_with(practice), kept) == before  # as it is remembered
        site = site_with(replace(practice, **change))
        assert search_index(site, kept) == search_index(site)
    assert search_index(site_with(practice), kept) == before
    other = (practice.folder / "tree.json").read_bytes().replace(b"aloud", b"about")
    put_tree(other, practice.folder)
    site = site_with(replace(practice))
    assert search_index(site, kept) == search_index(site)
