"""A signature covers what was read: real workbooks, real reports, and everything that follows."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from example_copy import ROOT
from in_process import executed

from spp_research.errors import SPPError
from spp_research.kinds import KINDS
from spp_research.protect.sign_off import mark_of
from spp_research.publish.export import export
from spp_research.publish.last_page import Provenance
from spp_research.publish.signing import Signing
from spp_research.run.jobs import Job

OAKFIELD = "schools/oakfield/evidence.xlsx"
FINDING = "How often a pupil reads to an adult depends on"
IN_SHORT = "Pupils who join after Year 1"


def cells(book: openpyxl.Workbook, title: str) -> Iterator[openpyxl.cell.Cell]:
    """The cells of a sheet that somebody filled in, below help and example."""
    page = book[title]
    header = next(row for row in range(1, 20) if page.cell(row, 1).value == "Row")
    for row in page.iter_rows(min_row=header + 1):
        if row[0].value not in ("Help", "Example"):
            yield from (cell for cell in row[1:] if cell.value is not None)


def rewrite(path: Path, title: str, begins: str, words: object) -> None:
    """Put other words into every cell of a sheet that begins so."""
    book = openpyxl.load_workbook(path)
    found = [cell for cell in cells(book, title) if str(cell.value).startswith(begins)]
    assert found, f"no cell of {title} begins with {begins}"
    for cell in found:
        cell.value = words
    book.save(path)


def mark_rows(path: Path, document: str, marks: str, audience: str = "") -> None:
    """Type marks into the rows of a document; the column is added where it is not there yet."""
    book = openpyxl.load_workbook(path)
    page = book["Sign-off"]
    header = next(row for row in range(1, 20) if page.cell(row, 1).value == "Row")
    labels = [cell.value for cell in page[header]]
    column = labels.index("Text mark") + 1 if "Text mark" in labels else page.max_column + 1
    page.cell(header, column, "Text mark")
    for row in range(header + 1, page.max_row + 1):
        mine = page.cell(row, 2).value == document and page.cell(row, 1).value != "Example"
        if mine and (not audience or page.cell(row, 3).value == audience):
            page.cell(row, column, marks)
    book.save(path)


class Desk:
    """One workspace, and what its commands say."""

    def __init__(self, spp, folder: Path) -> None:
        self.spp, self.folder = spp, folder
        self.at = ("--workspace", folder)

    def report(self, kind: str, *more: str, school: str = "oakfield") -> str:
        """Make a report as a web page; what the command said."""
        own = ("--school", school) if KINDS[kind].per_school else ()
        asked = ("--renderer", "pandoc", "--to", "html")
        ran = self.spp("report", kind, *own, *asked, *more, *self.at)
        assert ran.code == 0, ran.err
        return ran.err

    def text(self, kind: str, school: str = "oakfield") -> str:
        return (self.folder / f"reports/{school}/{kind}/report.qmd").read_text(encoding="utf-8")

    def status(self, kind: str, school: str = "oakfield") -> str:
        return re.search('"status": "([^"]*)"', self.text(kind, school))[1]

    def mark(self, kind: str, school: str = "oakfield") -> str:
        return re.search("Text mark: ([A-Z-]{11})", self.status(kind, school))[1]

    @property
    def book(self) -> Path:
        return self.folder / OAKFIELD

    @property
    def memory(self) -> Path:
        return self.book.parent / "signed"


@pytest.fixture
def desk(spp, riverside) -> Desk:
    """Oakfield's, with one signature for each document; several have tests of their own."""
    desk = Desk(spp, riverside)
    book = openpyxl.load_workbook(desk.book)
    for row in book["Sign-off"].iter_rows(min_row=7):
        if row[1].value in ("Review summary", "Impact reflection") and row[2].value == "Public":
            for cell in row:
                cell.value = None
    book.save(desk.book)
    return desk


SIGNED = "Signed off by Ruth Adeyemi, headteacher, on 3 December 2025. Text mark: "


@pytest.mark.slow
def test_what_is_written_after_the_signature_is_a_draft_everywhere(desk, snapshot):
    first = desk.report("review-summary")
    assert desk.status("review-summary") == SIGNED + desk.mark("review-summary")
    desk.report("best-practice")
    assert "remembered as what was read" in first
    shutil.rmtree(desk.folder / "reports")  # the memory is elsewhere
    rewrite(desk.book, "Findings", FINDING, "Nobody reads to anybody.")
    rewrite(desk.book, "Best practice", IN_SHORT, "All thirty pupils read better now.")
    before_a_report = desk.spp("check", *desk.at).out
    said = desk.report("review-summary") + desk.report("best-practice")
    check = desk.spp("check", *desk.at).out
    site = desk.spp("site", "--renderer", "pandoc", *desk.at).err
    share = desk.spp("share", "--school", "oakfield", *desk.at).err
    page = desk.text("review-summary").split("Key points")[0].split("---", 2)[2]
    told = {
        "check, before a report": lines_about("sign-off", before_a_report, "What the "),
        "run": said,
        "check": lines_about("sign-off", check, "is a draft"),
        "first page": page,
        "site": [line for line in site.splitlines() if line.startswith("Oakfield")],
        "share": [line for line in share.splitlines() if line.startswith("oakfield:")],
    }
    assert json.loads(without_marks(json.dumps(told))) == snapshot
    assert desk.status("review-summary").startswith("Draft: changed since it was signed off by")
    assert '"draft": true' in desk.text("review-summary")
    assert not (desk.folder / "_site/practices/oakfield.html").exists()
    shared = json.loads((desk.folder / "share/oakfield.json").read_text(encoding="utf-8"))
    assert shared["changed_since"] == ["Review summary", "Best-practice write-up"]
    assert (shared["findings"], shared["practice"]) == ([], None)
    assert "thirty pupils" not in json.dumps(shared)


def without_marks(text: str) -> str:
    """A text with its marks alike, so that rewording a document changes no message."""
    return re.sub("[B-Z]{3}-[B-Z]{3}-[B-Z]{3}", "BCD-FGH-JKR", text)


def lines_about(code: str, printed: str, words: str) -> list[str]:
    return [line.strip() for line in printed.splitlines() if words in line]


@pytest.mark.slow
def test_the_same_text_stays_signed_whatever_else_changes(desk):
    desk.report("review-summary")
    mark = desk.mark("review-summary")
    rewrite(desk.folder / "schools/oakfield/evidence.xlsx", "Action plan", "A1", "A1")
    (desk.folder / "settings.yml").write_text("as_at: 2026-07-12\naccent: '#5b2a86'\n")
    shutil.rmtree(desk.folder / "reports")
    said = desk.report("review-summary")
    assert desk.status("review-summary") == SIGNED + mark
    assert "remembered" not in said and "draft" not in said
    moved = desk.folder.with_name("copied")
    shutil.copytree(desk.folder, moved, ignore=shutil.ignore_patterns("reports"))
    other = Desk(desk.spp, moved)
    assert "remembered" not in other.report("review-summary")
    assert other.status("review-summary") == SIGNED + mark


@pytest.mark.slow
def test_a_typed_mark_stands_for_its_text_and_nothing_else(desk, snapshot):
    desk.report("review-summary")
    mark = desk.mark("review-summary")
    shutil.rmtree(desk.memory)
    mark_rows(desk.book, "Review summary", mark.lower().replace("-", " "), "Partnership")
    assert "remembered" not in desk.report("review-summary")
    assert desk.status("review-summary") == SIGNED + mark
    rewrite(desk.book, "Findings", FINDING, "Nobody reads to anybody.")
    said = desk.report("review-summary")
    assert without_marks(said) == snapshot
    new = desk.mark("review-summary")
    mark_rows(desk.book, "Review summary", f"{mark}; {new}", "Partnership")
    desk.report("review-summary")
    assert desk.status("review-summary") == SIGNED + new


@pytest.mark.slow
def test_a_mark_with_a_slip_is_named_in_its_cell(desk, snapshot):
    mark_rows(desk.book, "Review summary", "KRM-TVB-HDB", "Partnership")
    found = desk.spp("check", "--school", "oakfield", *desk.at)
    assert lines_about("", found.out, "no text mark") == snapshot
    desk.report("review-summary")
    assert desk.status("review-summary").startswith("Draft")


@pytest.mark.slow
def test_a_notebook_that_shows_something_else_counts_and_another_does_not(desk):
    shutil.copytree(ROOT / "notebooks", desk.folder / "notebooks")
    notebook = desk.folder / "notebooks/review_summary.ipynb"
    desk.report("review-summary")
    mark = desk.mark("review-summary")
    whole = json.loads(notebook.read_text(encoding="utf-8"))

    def save(document: dict) -> None:
        notebook.write_text(json.dumps(document, indent=1), encoding="utf-8")

    quiet = json.loads(json.dumps(whole))
    quiet["cells"][0]["source"] = ["# For analysts: other words"]
    quiet["cells"][3]["source"] = ["# a comment\n", *quiet["cells"][3]["source"]]
    save(quiet)
    desk.report("review-summary")
    assert desk.status("review-summary") == SIGNED + mark
    less = json.loads(json.dumps(whole))
    less["cells"] = [c for c in less["cells"] if "key_points" not in "".join(c["source"])]
    save(less)
    said = desk.report("review-summary")
    assert desk.status("review-summary").startswith("Draft: changed since")
    assert "What changed is the notebook." in said
    assert "First page: five lines are gone" in said
    more = json.loads(json.dumps(whole))
    prose = {"cell_type": "markdown", "metadata": {}, "source": ["Approved by all."], "id": "a1"}
    more["cells"].insert(-2, prose)
    save(more)
    assert "Approved by all." in desk.report("review-summary")


@pytest.mark.parametrize(
    ("name", "was", "now", "where"),
    [
        ("spp.lua", "return {\n  { Pandoc", "Str_added = nil\nreturn {\n  { Pandoc", ""),
        ("report.html", "<main", "<p>Approved by all.</p>\n<main", "Approved by all."),
        (
            "report.typ",
            "$body$",
            "Approved by all.\n\n#par[Approved by all.]\n\n$body$",
            "In the PDF",
        ),
        ("spp.css", "body {", 'body::after { content: "Approved by all." }\nbody {', "On the page"),
        ("spp.css", "body {", "body { margin-left: 1px;", ""),
        ("spp.css", "body {", 'ul { list-style-type: "27 of 27"; }\nbody {', "On the page"),
        ("report.html", "$spp.status$", "$spp.status$. Approved by all.", "Approved by all."),
        ("site/practice.html", "<h1", "<p>Approved by all.</p>\n<h1", "On the website"),
    ],
)
@pytest.mark.slow
def test_a_style_that_adds_words_counts_and_another_does_not(desk, name, was, now, where):
    style = desk.folder / "reports/_style"
    shutil.copytree(ROOT / "reports/_style", style)
    desk.report("best-practice")
    mark = desk.mark("best-practice")
    text = (style / name).read_text(encoding="utf-8")
    assert was in text
    (style / name).write_text(text.replace(was, now, 1), encoding="utf-8")
    said = desk.report("best-practice")
    assert (desk.mark("best-practice") == mark) == (not where)
    assert desk.status("best-practice").startswith("Draft" if where else "Signed")
    assert where in said


@pytest.mark.slow
def test_a_filter_that_adds_words_to_word_alone_counts(desk):
    style = desk.folder / "reports/_style"
    shutil.copytree(ROOT / "reports/_style", style)
    desk.report("best-practice")
    text = (style / "crossref.lua").read_text(encoding="utf-8")
    added = (
        'if FORMAT:match("docx") then function Pandoc_added(d) return d end end\n'
        'local function word_only(doc) if FORMAT:match("docx") then '
        'doc.blocks:insert(pandoc.Para({pandoc.Str("Approved")})) return doc end end\n'
    )
    last = text.rindex("return {")
    text = (
        text[:last] + added + text[last:].replace("return {", "return { { Pandoc = word_only },", 1)
    )
    (style / "crossref.lua").write_text(text, encoding="utf-8")
    said = desk.report("best-practice")
    assert desk.status("best-practice").startswith("Draft: changed since")
    assert "In Word" in said


@pytest.mark.slow
def test_a_lost_memory_is_said(desk):
    desk.report("review-summary")
    shutil.rmtree(desk.memory)
    rewrite(desk.book, "Findings", FINDING, "Nobody reads to anybody.")
    said = desk.report("review-summary")
    assert "no longer remembered" in said
    assert desk.status("review-summary").startswith("Draft")
    assert list(desk.memory.glob("review-summary-*.json")) == []


@pytest.mark.slow
def test_a_notebook_cannot_say_that_it_is_signed(desk):
    """The sign-offs are read from the workbook, not from what a notebook shows."""
    shutil.copytree(ROOT / "notebooks", desk.folder / "notebooks")
    notebook = desk.folder / "notebooks/best_practice.ipynb"
    document = json.loads(notebook.read_text(encoding="utf-8"))
    cell = next(c for c in document["cells"] if "best_practice.front" in "".join(c["source"]))
    cell["source"] = [
        "from dataclasses import replace\n",
        "from datetime import date\n",
        "from spp_research.protect.sign_off import SignOff\n",
        "made = best_practice.front(study)\n",
        "replace(made, sign_off=SignOff('The Queen', 'Queen', date(2026, 1, 1)))",
    ]
    notebook.write_text(json.dumps(document), encoding="utf-8")
    made = ("report", "best-practice", "--school", "nether-sallow", "--to", "html")
    ran = desk.spp(*made, "--renderer", "pandoc", *desk.at)
    assert ran.code == 12
    assert "The front of a document can be made by the kit's own functions only" in ran.err


@pytest.mark.slow
def test_others_news_breaks_no_signature_and_is_offered(desk, snapshot):
    kind, whose = "partnership-report", "partnership"
    assert desk.spp("share", *desk.at).code == 0
    desk.report("workshop-pack")
    desk.report(kind)
    pack, year = desk.mark("workshop-pack"), desk.mark(kind, whose)
    assert desk.status(kind, whose).startswith("Signed off by Ruth Adeyemi, partnership lead")
    other = desk.folder / "schools/withy-bridge/evidence.xlsx"
    rewrite(other, "Support offered and needed", "Offer", "Need")
    assert desk.spp("share", *desk.at).code == 0
    desk.report("workshop-pack")
    assert desk.mark("workshop-pack") == pack
    assert desk.status("workshop-pack").startswith("Signed off by")
    shutil.rmtree(desk.folder / "reports")
    said = desk.report(kind)
    assert said.splitlines()[-2:] == snapshot
    assert desk.mark(kind, whose) == year
    assert desk.status(kind, whose).startswith("Signed off by")
    desk.report(kind, "--update")
    assert desk.status(kind, whose).startswith("Draft: changed since")
    desk.report(kind)
    assert desk.status(kind, whose).startswith("Signed off by")
    # What a school takes back is no longer shown under the lead's signature.
    book = openpyxl.load_workbook(other)
    page = book["Sign-off"]
    header = next(row for row in range(1, 20) if page.cell(row, 1).value == "Row")
    column = [cell.value for cell in page[header]].index("Withdrawn on") + 1
    for row in range(header + 1, page.max_row + 1):
        if page.cell(row, 2).value and page.cell(row, 1).value not in ("Help", "Example"):
            page.cell(row, column, "09/07/2026")
    book.save(other)
    assert desk.spp("share", *desk.at).code == 0
    assert "No longer signed off: withy-bridge: Review summary" in desk.report(kind)
    assert desk.status(kind, whose).startswith("Draft: changed since")


@pytest.mark.slow
def test_a_draft_is_signed_on_a_later_day_than_it_was_read(desk):
    """The mark that was read tells from which day its text looked."""
    kind, whose = "partnership-report", "partnership"
    lead = desk.folder / "partnership.xlsx"
    assert desk.spp("share", *desk.at).code == 0
    (desk.folder / "settings.yml").write_text("as_at: 2026-06-20\n")
    desk.report(kind)
    assert desk.status(kind, whose).startswith("Draft: its sign-off begins on 9 July 2026")
    read = desk.mark(kind, whose)
    (desk.folder / "settings.yml").write_text("as_at: 2026-07-10\n")
    mark_rows(lead, "Partnership report", read)  # signed on 9 July 2026
    desk.report(kind)
    assert desk.mark(kind, whose) == read
    assert desk.status(kind, whose).startswith("Signed off by")


@pytest.mark.slow
def test_another_practice_under_an_old_row_is_a_draft(desk):
    desk.report("best-practice")
    rewrite(desk.book, "Best practice", "B1", "B2")
    rewrite(desk.book, "Best practice", IN_SHORT, "All thirty pupils read better now.")
    desk.report("best-practice")
    assert desk.status("best-practice").startswith("Draft: changed since")


@pytest.mark.slow
def test_words_in_the_licence_count(desk):
    desk.report("best-practice")
    settings = desk.folder / "settings.yml"
    words = "licence: 'All rights reserved; praised by all'\n"
    settings.write_text(settings.read_text(encoding="utf-8") + words, encoding="utf-8")
    assert "praised by all" in desk.report("best-practice")
    assert desk.status("best-practice").startswith("Draft: changed since")


@pytest.mark.slow
def test_a_share_file_waits_for_a_text_that_was_never_read(desk):
    mark_rows(desk.book, "Review summary", "BBB-BBB-BBB", "Partnership")
    said = desk.spp("share", "--school", "oakfield", *desk.at).err
    assert "has not been made here, so what was signed is not known" in said
    shared = json.loads((desk.folder / "share/oakfield.json").read_text(encoding="utf-8"))
    assert shared["findings"] == []


def shared_documents(desk, code: int = 0) -> set[str]:
    """What the share file bears signatures of, made by itself, with no report made in between."""
    assert desk.spp("share", "--school", "oakfield", *desk.at).code == code
    shared = json.loads((desk.folder / "share/oakfield.json").read_text(encoding="utf-8"))
    return {line["document"] for line in shared["sign_offs"]}


def withdraw(path: Path, document: str, on: object) -> None:
    """Fill in the day under "Withdrawn on" of a document's rows, or clear it."""
    book = openpyxl.load_workbook(path)
    page = book["Sign-off"]
    header = next(row for row in range(1, 20) if page.cell(row, 1).value == "Row")
    column = [cell.value for cell in page[header]].index("Withdrawn on") + 1
    for row in range(header + 1, page.max_row + 1):
        if page.cell(row, 2).value == document and page.cell(row, 1).value != "Example":
            page.cell(row, column).value = on
    book.save(path)


@pytest.mark.slow
def test_a_withdrawal_reaches_the_share_file_with_no_report_in_between(desk):
    desk.report("review-summary")
    assert "Review summary" in shared_documents(desk)
    withdraw(desk.book, "Review summary", "09/07/2026")
    assert "Review summary" not in shared_documents(desk)
    withdraw(desk.book, "Review summary", None)  # given back: what was signed is known still
    assert "Review summary" in shared_documents(desk)


@pytest.mark.slow
def test_a_mark_that_changed_reaches_the_share_file_with_no_report_in_between(desk):
    desk.report("review-summary")
    mark = desk.mark("review-summary")
    mark_rows(desk.book, "Review summary", mark)
    assert "Review summary" in shared_documents(
        desk
    )  # the report was made before the mark was typed
    other = mark_of("another text that was read")
    mark_rows(desk.book, "Review summary", other)
    assert "Review summary" not in shared_documents(desk)
    shutil.rmtree(desk.memory)  # nothing remembers it, and the report of then is no signature
    assert "Review summary" not in shared_documents(desk)
    mark_rows(desk.book, "Review summary", "KRM-TVB-HDC")  # a slip
    assert "Review summary" not in shared_documents(desk)
    desk.report("review-summary")
    mark_rows(desk.book, "Review summary", mark)  # mended
    assert "Review summary" in shared_documents(desk)


@pytest.mark.slow
def test_the_id_of_a_pupil_goes_into_no_share_file(desk):
    rewrite(desk.book, "Findings", FINDING, "Pupil 0311 read the most of all.")
    ran = desk.spp("share", "--school", "oakfield", *desk.at)
    assert "the ID of a pupil" in ran.err
    assert not (desk.folder / "share/oakfield.json").exists()


# The mark changes if and only if what is shown does


def shown(riverside: Path, kind: str, folder: Path, day: date) -> tuple[str, str, str]:
    """The mark, the words without lines that name the day, and what charts draw."""
    audience = KINDS[kind].audience
    job = Job(str(riverside), KINDS[kind], "oakfield", audience, made_on=day)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    notebook = ROOT / "notebooks" / KINDS[kind].notebook
    done = executed(notebook, job.parameters, folder / notebook.name)
    outputs = [
        output["data"]
        for cell in json.loads(done.read_text(encoding="utf-8"))["cells"]
        for output in cell.get("outputs", ())
    ]
    marks = [next(value for key, value in data.items() if "spp" in key) for data in outputs]
    drawn = json.dumps([mark.get("drawn") for mark in marks])
    report = export(done, folder, Provenance(day, "0", "none", ()), signing=Signing(job))
    text = report.report.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    text = text.split("## About this document")[0]
    text = re.sub(r"(?s)::: \{.panel title=\"(Changed|Why)[^:]*?\n:::\n", "", text)
    return report.text.mark, text, drawn


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["review-summary", "impact-reflection", "best-practice"])
def test_the_mark_changes_exactly_when_what_is_shown_does(kind, riverside, tmp_path):
    """One cell at a time, of every sheet and of the pupils' results."""
    chosen = random.Random(kind)
    before = shown(riverside, kind, tmp_path / "made", date(2026, 7, 10))
    changed = same = 0
    for path in (riverside / OAKFIELD, *sorted((riverside / "schools/oakfield/pupils").iterdir())):
        original = path.read_bytes()
        titles = [t for t in openpyxl.load_workbook(path).sheetnames if t not in _NO_CELLS]
        for title in titles:
            book = openpyxl.load_workbook(path)
            found = [c for c in cells(book, title) if _may_change(c.value)]
            for cell in chosen.sample(found, min(2, len(found))):
                was = cell.value
                cell.value = was + 1 if isinstance(was, int | float) else f"{was} Also."
                book.save(path)
                cell.value = was
                try:
                    after = shown(riverside, kind, tmp_path / "made", date(2026, 7, 10))
                except SPPError:  # no word of a list, off the scale, somebody's name: no report
                    continue
                alike = before[1:] == after[1:]
                assert (before[0] == after[0]) == alike, f"{title} {cell.coordinate}"
                changed, same = changed + (not alike), same + alike
        path.write_bytes(original)
    print(f"\n{kind}: {changed} changes seen, {same} not shown")
    assert changed  # how many are shown depends on the document


_NO_CELLS = ("Start here", "How to fill this in", "Lists", "Sign-off", "The school")


def _may_change(value: object) -> bool:
    """Sentences and numbers; a change of another word may be a fault."""
    if isinstance(value, bool):
        return False
    return isinstance(value, int | float) or (isinstance(value, str) and value.count(" ") > 4)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind.name for kind in KINDS.values() if kind.per_school])
def test_time_goes_by_and_the_mark_of_what_is_signed_stays(kind, riverside, tmp_path):
    (riverside / "settings.yml").unlink()
    marks = {
        shown(riverside, kind, tmp_path / "made", date(2026, 7, 10) + timedelta(days=days))[0]
        for days in (1, 30, 400)
    }
    assert len(marks) == 1
