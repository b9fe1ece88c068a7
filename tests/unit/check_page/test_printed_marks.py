"""What a document prints of itself, read out of a stranger's file."""

from __future__ import annotations

import pytest
from made_documents import MARK, OTHER, SCHOOL, as_page, as_pdf, as_word, zipped

from spp_research.check_page.printed import NoDocumentError, Printed, read_printed
from spp_research.kinds import PARENTS_PAGE
from spp_research.protect.disclosure import Audience
from spp_research.words import families

MAKERS = {"web page": as_page, "Word": as_word, "PDF": as_pdf}


@pytest.mark.parametrize("kind", MAKERS)
def test_the_head_is_read_in_each_format(kind):
    assert read_printed(MAKERS[kind]()) == Printed(
        "Review summary",
        SCHOOL,
        Audience.PARTNERSHIP,
        MARK,
        f"Draft: not signed off. Text mark: {MARK}",
    )


def test_a_text_mark_in_the_text_below_is_not_that_of_the_document():
    page = read_printed(as_page(f'<p class="status">Text mark: {OTHER}</p>'))
    assert page.mark == MARK


@pytest.mark.parametrize(
    "status",
    [
        "Draft: not signed off",
        "Text mark: AAA-AAA-AAA",
        f"Text mark: {MARK[:-1]}B",
        f"{MARK} {OTHER}",
    ],
    ids=["none", "no letters of one", "a slip", "two"],
)
def test_without_one_whole_mark_there_is_none(status):
    assert read_printed(as_page(status=status)).mark == ""


def test_a_page_for_parents_is_headed_as_its_kind_says():
    assert families.title() == PARENTS_PAGE.headed


BOMB = zipped({"word/document.xml": "<a>" + " " * 30_000_000 + "</a>"})
ENTITIES = '<!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;&b;&b;">]>'
HOSTILE = {
    "nothing": b"",
    "a text": b"anything",
    "a page of somebody else's": b"<html><h1>Review summary</h1><p>VXK-RJD-MMN</p></html>",
    "a head without an end": b'<header class="title-block"><p class="status">' + b"a" * 60_000,
    "a head after six million letters": b"a" * 6_000_000 + as_page(),
    "more than is read": b" " * 26_000_000,
    "a zip": zipped({"a": "b"}),
    "half a zip": as_word()[:300],
    "a zip that unpacks to much more": BOMB,
    "a workbook": zipped({"xl/workbook.xml": "<workbook/>"}),
    "entities of its own": as_word(before=ENTITIES),
    "Word without a head": as_word(status=""),
    "half a PDF": as_pdf()[:900],
    "a PDF that is none": b"%PDF-1.7\n" + bytes(range(256)) * 40,
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_document_of_the_kit_is_refused(case):
    with pytest.raises(NoDocumentError):
        read_printed(HOSTILE[case])


def test_what_a_head_says_is_kept_short_and_is_text():
    page = read_printed(as_page(title="<script>alert(1)</script>" + "a" * 900))
    assert page.title.startswith("<script>alert(1)</script>aaa") and len(page.title) == 300
