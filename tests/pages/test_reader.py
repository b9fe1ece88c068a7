"""Ten questions that a governor asks, each with the page of the PDF on which it is answered.

An answer that is no longer on the page promised is a document that got worse, or better.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from in_process import executed
from pypdf import PdfReader

from spp_research.publish import pandoc
from spp_research.publish.export import export
from spp_research.publish.last_page import Provenance

ROOT = Path(__file__).parents[2]
SUMMARY, REFLECTION = "review_summary", "impact_reflection"
# What is asked, the document, the page on which the answer stands, and words of it.
ASKED = [
    ("Who looked at our school?", SUMMARY, 1, "by Helen Marsden (Withy Bridge Junior School)"),
    ("When was that?", SUMMARY, 1, "Reviewed on 4 and 5 November 2025"),
    ("What were they asked to look at?", SUMMARY, 1, "To what extent does our teaching of reading"),
    ("What works well?", SUMMARY, 1, "One of three strengths: Leaders, teachers and governors"),
    ("What did they see themselves?", SUMMARY, 2, "The assistant and the teacher each heard four"),
    ("What did our pupils say?", SUMMARY, 2, "get stuck when people are listening"),
    ("Where do people not agree?", SUMMARY, 1, "differ on two (F6, F1)"),
    (
        "What did we do after it?",
        REFLECTION,
        1,
        "the school planned four actions; one is completed",
    ),
    (
        "Did it help, and how sure is that?",
        REFLECTION,
        1,
        "anything from 4.2 to 14.6 words a minute",
    ),
    ("What comes next?", REFLECTION, 5, "The B classes begin in September"),
]


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, list[str]]:
    """The words of each page of the two documents of Oakfield, as they are printed."""
    found = {}
    for document in (SUMMARY, REFLECTION):
        folder = tmp_path_factory.mktemp(document)
        notebook = ROOT / "notebooks" / f"{document}.ipynb"
        run = folder / notebook.name
        parameters = {"workspace": "example", "school": "oakfield", "audience": "partnership"}
        executed(notebook, parameters, run)
        export(run, folder, Provenance(date(2026, 7, 10), "0", "Pandoc", ()))
        pdf = pandoc.render(folder, ["pdf"], ROOT / "reports" / "_style")["pdf"]
        every = [" ".join((page.extract_text() or "").split()) for page in PdfReader(pdf).pages]
        found[document] = [text.replace("’", "'") for text in every]
        shutil.rmtree(folder)
    return found


@pytest.mark.slow
def test_a_governor_finds_each_answer_on_the_page_promised(pages):
    found = {
        question: next((n for n, text in enumerate(pages[document], 1) if answer in text), None)
        for question, document, _, answer in ASKED
    }
    assert len(found) == 10
    assert found == {question: page for question, _, page, _ in ASKED}
