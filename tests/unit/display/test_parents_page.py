"""The page for parents and pupils: from what everyone may read, and nothing besides."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from pypdf import PdfReader

from spp_research import open_school, parents_page
from spp_research.display.front import front_matter
from spp_research.errors import DisclosureError
from spp_research.publish import pandoc

ROOT = Path(__file__).resolve().parents[3]
STYLE = ROOT / "reports" / "_style"
PIECES = ("who_came", "question", "works_well", "comes_next", "has_changed", "how_to_help")
LONG = ("A word of a teacher " * 120).strip()
ENDLESS = "x" * 2000
HTML = '<script>alert(1)</script> & "quotes" {{< env HOME >}} [x](javascript:x)'


@pytest.fixture(scope="module")
def study():
    return open_school("example", "oakfield", "public")


def changed(study, **frames):
    return replace(study, base=replace(study.base, **frames))


def signed(study, *documents, **columns):
    """The school with only these documents signed off, each for everyone."""
    rows = study.base.sign_offs
    kept = rows[rows["document"].isin(documents) & (rows["audience"] == "Public")]
    return changed(study, sign_offs=kept.assign(**columns))


def text_of(study) -> str:
    pieces = [getattr(parents_page, name)(study) for name in PIECES]
    return "\n\n".join(piece.markdown for piece in pieces if piece is not None)


def test_the_page_of_the_example(study):
    """Whole in the golden text; here that each part comes from its document."""
    text = text_of(study)
    assert "came to see us on 4 and 5 November 2025. They came to look" in text
    assert "**How far does our teaching of reading help every pupil" in text
    assert "- Choose three words a week" in text and "A1" not in text
    assert "8.50 come in" in text and "9.4" not in text and "[c]" not in text


def test_what_only_the_partnership_may_read_is_not_on_it(study):
    """The review alone: what is done and what changed stand in a document that is not shared."""
    text = text_of(signed(study, "Review summary"))
    assert "We cannot tell you yet." in text and "get better at" in text
    own = [*study.base.actions["action"], *study.base.reflection["what_changed"].dropna()]
    assert not [words for words in own if words[:40] in text]
    assert study.base.practice.iloc[0]["principle"] not in text


@pytest.mark.parametrize(
    "columns",
    [
        {},
        {"audience": "Partnership"},
        {"withdrawn_on": pd.Timestamp("2026-02-01")},
        {"expires_on": pd.Timestamp("2026-02-01")},
        {"signed_on": pd.Timestamp("2027-01-01")},
        {"signed_by": None},
    ],
)
def test_nothing_is_told_where_the_review_is_not_for_everyone(study, columns):
    """Whatever else is signed, and whoever signed the page itself."""
    documents = ["Impact reflection", "Best-practice write-up", "Page for parents and pupils"]
    documents += ["Review summary"] if columns else []
    text = text_of(signed(study, *documents, **columns))
    assert text == parents_page.who_came(signed(study)).markdown
    assert text.startswith("There is nothing here that all of us may read yet.")


def test_the_partnerships_own_copy_has_no_more_in_it():
    """Whom the page is made for does not widen what it is made of."""
    study = open_school("example", "withy-bridge", "partnership")
    assert text_of(study).startswith("There is nothing here")


def test_a_school_that_nobody_visited_yet_speaks_of_itself(study):
    nobody = replace(study.partnership, timetable=study.partnership.timetable.iloc[:0])
    own = text_of(replace(study, partnership=nobody))
    assert text_of(study).startswith("People from other schools")
    assert own.startswith("We took a close look at our own school. We sat in on lessons and")
    assert "they saw" not in own.lower() and "visit" not in own.lower()


def page(study, folder: Path) -> Path:
    """The page's text as the export writes it, with the headings of its notebook."""
    book = json.loads((ROOT / "notebooks" / "parents_page.ipynb").read_text(encoding="utf-8"))
    heads = ["".join(c["source"]) for c in book["cells"][1:] if c["cell_type"] == "markdown"]
    made = [getattr(parents_page, name)(study) for name in PIECES]
    parts = [made[0].markdown]
    parts += [f"{h}\n\n{m.markdown}" for h, m in zip(heads, made[1:], strict=True) if m]
    metadata = parents_page.front(replace(study, rules=study.rules)).metadata(date(2026, 7, 10))
    text = "\n\n".join([front_matter(metadata), *parts, "::: {.notes}\nLicence.\n:::"])
    (folder / "report.qmd").write_text(text + "\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("words", [LONG, ENDLESS, HTML, "", "A.", "Read. " * 300])
def test_it_is_one_page_whatever_is_written(study, words, tmp_path):
    written = changed(
        study,
        focus=f"To what extent {words}"[:300],
        findings=study.base.findings.assign(finding=words),
        actions=study.base.actions.assign(action=words),
        reflection=study.base.reflection.assign(what_changed=words),
        practice=study.base.practice.assign(principle=words or "Read."),
    )
    made = pandoc.render(page(written, tmp_path), ["pdf"], STYLE)
    assert len(PdfReader(made["pdf"]).pages) == 1


def test_a_name_in_what_is_shown_keeps_the_page_back(study):
    """As in every document for everyone: hold_back names the cell."""
    finding = "Amelia Brown in Year 4 reads to her grandmother, 07700 900123."
    named = changed(study, findings=study.base.findings.assign(finding=finding))
    with pytest.raises(DisclosureError, match="page for parents and pupils was not made"):
        parents_page.front(named)
