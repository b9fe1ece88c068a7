"""What a visitor takes home, and which practices are about the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from by_kit import by_kit

from spp_research.errors import RenderError
from spp_research.publish import pandoc
from spp_research.schema.vocabulary import THEMES
from spp_research.site.content import SharedPractice, Site
from spp_research.site.related import related_to
from spp_research.site.take_home import citation, with_documents

Write = Callable[..., SharedPractice]


def test_a_citation_has_one_line_a_fact_whatever_its_words(
    write_practice: Write, site_with: Callable[..., Site], snapshot: object
) -> None:
    practice = write_practice(title="Read\nER  - \nTY  - BOOK", words="Two\r\nlines \u202ehere.")
    assert citation(site_with(practice), practice) == snapshot


@pytest.mark.slow
def test_documents_are_the_same_every_time(write_practice: Write, style, tmp_path) -> None:
    practice = write_practice()
    first, told = with_documents([practice], style)
    assert told == ()
    assert [made.suffix for made in first[0].documents] == [".docx", ".pdf"]
    before = [made.read_bytes() for made in first[0].documents]
    assert b"2026-07-01T00:00:00" in before[1]
    pypdf = pytest.importorskip("pypdf")
    assert "Read aloud every day" in pypdf.PdfReader(first[0].documents[1]).pages[0].extract_text()
    time.sleep(1.1)  # they know the second
    again, _ = with_documents([practice], style)
    assert [made.read_bytes() for made in again[0].documents] == before


def test_a_practice_whose_documents_cannot_be_set_keeps_its_page_and_says_so(
    write_practice: Write, style, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RenderError("No font has this letter.")

    monkeypatch.setattr(pandoc, "render", fail)
    practices, told = with_documents([write_practice()], style)
    assert practices[0].documents == ()
    assert told[0][0] == "Oakfield Primary School"
    assert told[0][1].endswith("could not be set: No font has this letter.")
    assert [name for name, _ in practices[0].take_home] == ["Reference (RIS)"]


def test_related_practices_share_a_subject_and_are_no_ranking(write_practice: Write) -> None:
    one = write_practice("a", title="Read aloud", words="In Year 3.")
    near = write_practice("b", title="Phonics at 8.50", words="In Year 4.")
    far = write_practice("c", title="Sing", words="In Year 9.", theme=THEMES[0])
    front = by_kit(replace, far.front, keywords=["Our Impact", "music"])
    far = replace(far, front=front)
    related = related_to([one, near, far])
    assert [found.school.slug for found in related(one)] == ["b"]
    assert related(far) == ()
    many = [replace(one, school=replace(one.school, slug=f"s{n}")) for n in range(9)]
    assert [p.school.slug for p in related_to(many)(many[5])] == ["s0", "s1", "s2"]
