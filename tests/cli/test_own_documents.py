"""A notebook of one's own is a document: made, left alone, signed off, listed, closed and kept."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from in_process import FRONT

NAME, TITLE = "my-enquiry", "Reading aloud for late joiners"
TOLD = {"title": TITLE, "about": "What we asked, and what we saw.", "audience": "school"}
OF_ALL = 'from spp_research import open_school, show\nstudy = open_school(workspace, "oakfield", '
YEAR = (
    "from spp_research import open_year, partnership_report, show\n"
    "year = open_year(workspace, audience, 'Our year')\nshow.front(year)"
)


@pytest.fixture
def own(workspace, write_notebook) -> Callable[..., Path]:
    """Write a notebook of one's own into the workspace, which is the current folder."""

    def write(*cells: str, name: str = NAME, per: str = "school", **told: str) -> Path:
        parameters = 'workspace = "example"\naudience = "school"'
        parameters += '\nschool = "oakfield"' if per == "school" else ""
        path = workspace / "notebooks" / f"{name.replace('-', '_')}.ipynb"
        write_notebook(path, *(cells or (FRONT,)), parameters=parameters)
        notebook = json.loads(path.read_text())
        notebook["metadata"]["spp"] = TOLD | {"per": per} | told
        path.write_text(json.dumps(notebook))
        return path

    return write


def folder(workspace: Path, school: str = "oakfield") -> Path:
    return workspace / "reports" / school / NAME


def front_of(workspace: Path, school: str = "oakfield") -> str:
    return (folder(workspace, school) / "report.qmd").read_text(encoding="utf-8").split("\n---")[0]


def mark_of(workspace: Path) -> str:
    return re.search(r"Text mark: ([A-Z-]{11})", front_of(workspace))[1]


def sign(workspace: Path, *, over: bool = False, **cells: str) -> None:
    """Add a row to Oakfield's Sign-off sheet, by what stands above its columns; or write one over.

    `over` takes the last row.
    """
    path = workspace / "schools" / "oakfield" / "evidence.xlsx"
    book = openpyxl.load_workbook(path)
    page = book["Sign-off"]
    every = [cell for row in page.iter_rows() for cell in row if cell.value]
    number = max(cell.row for cell in every) + (not over)
    row = {"Document": TITLE, "Audience": "School", "Signed off by": "Ruth Adeyemi"}
    row |= {"Role": "Headteacher", "Signed off on": "2026-07-09"}
    for label, value in (row | {k.replace("_", " "): v for k, v in cells.items()}).items():
        (column,) = {c.column for c in every if str(c.value).split(" (")[0] == label and c.row < 8}
        page.cell(number, column).value = value
    book.save(path)


def test_it_is_made_and_left_alone_and_made_again_for_a_reason(workspace, own, spp):
    own()
    assert "it has not been made yet" in spp("report", NAME, "--why", "oakfield").out
    made = spp("report", NAME, "--school", "oakfield")
    assert made.code == 0 and "reports/oakfield/my-enquiry" in made.out
    assert f'title: "{TITLE}"' in front_of(workspace)  # and not that of the kit's front
    assert '"document": "my-enquiry"' in front_of(workspace)
    assert "unchanged" in spp("report", NAME, "--school", "oakfield").out
    manifest = json.loads((folder(workspace) / "manifest.json").read_text())
    assert (manifest["kind"], manifest["audience"]) == (NAME, "school")
    own(FRONT, about="Something else.")
    why = spp("report", NAME, "--why", "oakfield").out
    assert "“Reading aloud for late joiners”: would be made" in why
    assert "the notebook my_enquiry.ipynb has changed" in why


@pytest.mark.slow
def test_a_module_that_it_imports_is_among_what_it_is_made_from(workspace, own, spp):
    own()
    helper = workspace / "notebooks" / "our_words.py"
    spp("report", NAME, "--school", "oakfield")
    for change in (lambda: helper.write_text("ONE = 1"), helper.unlink):
        change()
        why = spp("report", NAME, "--why", "oakfield").out
        assert "because a module beside the notebooks has changed" in why
        assert "made" in spp("report", NAME, "--school", "oakfield").out
        assert "up to date" in spp("report", NAME, "--why", "oakfield").out


@pytest.mark.slow
@pytest.mark.parametrize("where", ["notebooks/data", "schools/oakfield"])
def test_a_file_that_it_reads_by_itself_is_among_what_it_is_made_from(where, workspace, own, spp):
    own()
    table = workspace / where / "ours.csv"
    table.parent.mkdir(exist_ok=True)
    spp("report", NAME, "--school", "oakfield")
    for change in (lambda: table.write_text("a,b\n1,2\n"), table.unlink):
        change()
        why = spp("report", NAME, "--why", "oakfield").out
        assert "because a file beside its notebook or in schools/oakfield was changed" in why
        assert "unchanged" not in spp("report", NAME, "--school", "oakfield").out
        assert "up to date" in spp("report", NAME, "--why", "oakfield").out
    assert "ours.csv" not in (folder(workspace) / "manifest.json").read_text()


ELSEWHERE = """import glob
from pathlib import Path
for name in glob.glob({folder!r} + "/*.csv"):
    Path(name).read_text()
None"""


@pytest.mark.slow
def test_a_file_elsewhere_that_it_reads_is_followed(workspace, own, spp, tmp_path):
    data = tmp_path / "elsewhere"
    data.mkdir()
    table = data / "ours.csv"
    table.write_text("a,b\n1,2\n")
    own(FRONT, ELSEWHERE.format(folder=str(data)))

    def why() -> str:
        return spp("report", NAME, "--why", "oakfield").out

    spp("report", NAME, "--school", "oakfield")
    assert "up to date" in why() and "unchanged" in spp("report", NAME, "--school", "oakfield").out
    table.write_text("a,b\n1,30\n")
    assert f"because {table}, which its notebook reads, has changed" in why()
    found = spp("status", "--json").json["documents"]
    (one,) = (d for d in found if (d["kind"], d["school"]) == (NAME, "oakfield"))
    assert f"{table} has changed since. To see how, make it again." in one["note"]
    assert "unchanged" not in spp("report", NAME, "--school", "oakfield").out
    assert "up to date" in why()
    (data / "new.csv").write_text("a\n")  # which it would read too
    assert "would be made" in why()
    record = workspace / "reports" / ".opened" / "oakfield" / f"{NAME}.school.json"
    manifest = json.loads((folder(workspace) / "manifest.json").read_text())
    assert manifest["opened"] == {"files": 1, "not_followed": []}
    record.unlink()
    assert "because nothing is known of what its notebook reads" in why()
    own(FRONT, "import subprocess\nsubprocess.run(['true'])\nNone")
    for _ in range(2):
        made = spp("report", NAME, "--school", "oakfield")
        assert "starts another program (true)" in " ".join(made.err.split())
        assert "unchanged" not in made.out
    assert "so that nobody can tell what has changed" in why()


TITLED = FRONT.replace("review_summary.front(study)", 'show.front(study, "What Pupils  say")')


@pytest.mark.slow
def test_its_first_page_bears_no_title_of_another(workspace, own, spp):
    """Of the kit's, or of somebody's own: a signature could be taken for that of the other."""
    own(TITLED.replace("import open_school, review_summary", "import open_school, show"))
    spp("report", NAME, "--school", "oakfield", "--to", "html")
    assert 'title: "What Pupils say"' in " ".join(front_of(workspace).split("  "))
    own(name="what-pupils-say", title="What pupils say")
    spp("report", NAME, "--school", "oakfield", "--to", "html")
    assert f'title: "{TITLE}"' in front_of(workspace)
    said = spp("report", NAME, "--why", "oakfield", "--to", "html").out
    assert "up to date" in said


def test_it_is_among_all_the_documents(workspace, own, spp):
    own()
    for name in ("workshop_pack", "impact_reflection", "best_practice", "parents_page"):
        (workspace / "notebooks" / f"{name}.ipynb").write_bytes(
            (workspace / "notebooks" / "review_summary.ipynb").read_bytes()
        )
    plan = spp("report", "--dry-run", "--all").out
    assert plan.count(TITLE) == 6


@pytest.mark.parametrize("name", ["my-enquiri", "enquiry", "my_enquiry"])
def test_a_misspelt_name_is_still_found(name, workspace, own, spp):
    own()
    said = spp("report", name, "--all")
    assert said.code == 10 and "Did you mean “my-enquiry”?" in said.err


def test_one_for_each_school_asks_which(workspace, own, spp):
    own()
    said = spp("report", NAME)
    assert said.code == 10 and "Say which school" in said.err


@pytest.mark.slow
def test_it_is_signed_off_under_its_title_however_that_is_written(workspace, own, spp):
    own()
    spp("report", NAME, "--school", "oakfield")
    sign(workspace, Document="reading  Aloud for late joiners", Text_mark=mark_of(workspace))
    checked = spp("check", "--school", "oakfield")
    assert checked.code == 0 and "evidence.xlsx: nothing to mend" in checked.out
    spp("report", NAME, "--school", "oakfield")
    assert "Signed off by Ruth Adeyemi, headteacher, on 9 July 2026" in front_of(workspace)
    kept = [path.name for path in (workspace / "schools" / "oakfield" / "signed").iterdir()]
    assert sum(name.startswith("reading-aloud-for-late-joiners-school.") for name in kept) == 2
    # What is signed is what was read: another notebook's text is a draft again.
    own(FRONT, 'review_summary.found(study, "Strength")')
    spp("report", NAME, "--school", "oakfield")
    assert "Signed off by" not in front_of(workspace).split('"status": "')[1][:13]
    said = spp("check", "--school", "oakfield").out
    assert "“Reading aloud for late joiners” is a draft" in said


@pytest.mark.slow
def test_no_wider_audience_than_was_signed_for(workspace, own, spp):
    own()
    spp("report", NAME, "--school", "oakfield")
    sign(workspace, Text_mark=mark_of(workspace))
    spp("report", NAME, "--school", "oakfield", "--audience", "partnership")
    assert "Draft" in front_of(workspace)
    # A notebook that says it is for fewer than it was asked for is not made at all.
    own(FRONT.replace("audience)", '"school")'))
    said = spp("report", NAME, "--school", "oakfield", "--audience", "partnership")
    assert said.code == 12, said.err


@pytest.mark.slow
def test_what_is_withdrawn_is_a_draft_and_is_taken_away_where_it_cannot_be_made(
    workspace, own, spp
):
    path = own()
    spp("report", NAME, "--school", "oakfield")
    sign(workspace, Text_mark=mark_of(workspace))
    spp("report", NAME, "--school", "oakfield")
    assert "Signed off by" in front_of(workspace)
    good = path.read_text()
    path.write_text(good.replace("import open_school", "import nothing_there"))
    sign(workspace, over=True, Withdrawn_on="2026-07-10")
    said = spp("report", NAME, "--school", "oakfield")
    assert said.code == 13 and not (folder(workspace) / "report.html").exists()
    assert f"oakfield, “{TITLE}”: " in said.err and "signed/" in said.err
    path.write_text(good)
    spp("report", NAME, "--school", "oakfield")
    assert "Draft" in front_of(workspace) and "withdrawn" in front_of(workspace)


def test_a_row_with_another_title_is_found(workspace, own, spp):
    own()
    sign(workspace, Document="Reading aloud for late joiner")
    said = spp("check", "--school", "oakfield")
    assert said.code == 11 and "Did you mean “Reading aloud for late joiners”?" in said.out


@pytest.mark.slow
def test_a_notebook_that_is_gone_stops_no_other_document(workspace, own, spp):
    path = own()
    sign(workspace)
    path.unlink()
    said = spp("check", "--school", "oakfield")
    assert said.code == 0 and "is the title of no document here" in said.out
    assert spp("report", "review-summary", "--school", "oakfield").code == 0


def test_a_broken_notebook_is_said_once_and_stops_nothing(workspace, own, spp):
    own()
    own(name="broken", audience="governors", title="Broken")
    said = spp("check")
    assert said.code == 13
    assert said.out.splitlines()[0].startswith("notebooks/broken.ipynb: “audience” in its metadata")
    assert spp("check", "--json").json["notebooks"] == [said.out.splitlines()[0]]
    assert spp("report", NAME, "--school", "oakfield").code == 0
    asked = spp("report", "broken", "--school", "oakfield")
    assert asked.code == 10 and "It must be one of: school, partnership, public." in asked.err


def test_the_front_page_the_status_and_the_run_page_have_it(workspace, own, spp):
    own()
    spp("report", NAME, "--school", "oakfield")
    page = (workspace / "reports" / "index.html").read_text()
    assert TITLE in page and "What we asked, and what we saw." in page
    assert f"oakfield/{NAME}/report.html" in page
    assert TITLE in (workspace / "reports" / "run.html").read_text()
    status = spp("status")
    assert TITLE in status.out
    (one,) = [
        d
        for d in spp("status", "--json").json["documents"]
        if (d["kind"], d["school"]) == (NAME, "oakfield")
    ]
    assert (one["state"], one["files"]) == ("draft", [f"reports/oakfield/{NAME}/report.html"])


@pytest.mark.slow
def test_the_words_of_its_word_document_come_home(workspace, own, spp):
    own(FRONT, 'review_summary.found(study, "Strength")')
    spp("report", NAME, "--school", "oakfield", "--to", "docx")
    said = spp("take-back", folder(workspace) / "report.docx", "--yes")
    assert said.code == 0, said.err


@pytest.mark.slow
def test_a_closed_cycle_keeps_it_and_draws_it_again(workspace, own, spp):
    path = own()
    spp("report", NAME, "--school", "oakfield")
    sign(workspace, Text_mark=mark_of(workspace))
    spp("report", NAME, "--school", "oakfield")
    assert spp("new-cycle", "2026-27", "--yes").code == 0
    path.unlink()  # of the year that is open: the closed one has its own
    said = spp("report", NAME, "--school", "oakfield", "-w", "cycles/2025-26")
    assert said.code == 0 and "as it was signed off" in said.out
    again = workspace / "cycles" / "2025-26" / "again" / "oakfield" / f"{NAME}-school"
    assert (again / "report.html").is_file()
    # Taken back since, by a row of the year that is open, which names the year it is about.
    sign(workspace, Of_the_cycle="2025-26", Withdrawn_on="2026-07-10")
    said = spp("report", NAME, "--school", "oakfield", "-w", "cycles/2025-26")
    assert "a draft" in said.out


def test_a_hubs_folder_makes_none(tmp_path, spp, monkeypatch):
    spp("init", "--hub", tmp_path / "hub")
    monkeypatch.chdir(tmp_path / "hub")
    said = spp("new-notebook", "mine")
    assert said.code == 10 and "folder of a hub" in said.err


def test_new_notebook_writes_one_and_says_what_comes_next(workspace, spp, snapshot):
    said = spp("new-notebook", "My enquiry", "--title", TITLE)
    assert (said.code, said.err) == (0, "")
    assert said.out == snapshot
    text = (workspace / "notebooks" / "my_enquiry.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(text)
    assert notebook["metadata"]["spp"]["title"] == TITLE
    assert "".join(notebook["cells"][0]["source"]).startswith(f"# {TITLE}\n")
    code = ["".join(c["source"]) for c in notebook["cells"] if c["cell_type"] == "code"]
    assert 'workspace: str = ".."' in code[0] and 'school: str = "oakfield"' in code[0]
    assert all(not c["outputs"] for c in notebook["cells"] if c["cell_type"] == "code")
    # Never over what is there.
    again = spp("new-notebook", "my-enquiry")
    assert again.code == 10 and "left as it is" in again.err
    assert (workspace / "notebooks" / "my_enquiry.ipynb").read_text(encoding="utf-8") == text


REFUSED = {
    ("Enquiry!",): "this name cannot be one",
    ("other", "--title", "Review summary"): "a document of the kit",
    ("review-summary",): "left as it is",
    ("other", "--audience", "governors"): "“audience”",
    ("other", "--per", "class"): "“class”",
    ("other", "--per", "partnership"): "--like blank",
    ("other", "--like", "review"): "enquiry, blank",
    ("other", "--per", "partnership", "--like", "blank", "--audience", "school"): "“school”",
}


@pytest.mark.parametrize("asked", REFUSED, ids=" ".join)
def test_new_notebook_writes_none_that_could_be_no_document(asked, workspace, spp):
    before = sorted(path.name for path in (workspace / "notebooks").iterdir())
    said = spp("new-notebook", *asked)
    assert said.code == 10 and REFUSED[asked] in said.err
    assert sorted(path.name for path in (workspace / "notebooks").iterdir()) == before


@pytest.mark.slow
@pytest.mark.parametrize("audience", ["school", "partnership", "public"])
@pytest.mark.parametrize("like", ["enquiry", "blank"])
def test_what_new_notebook_writes_is_made_in_a_kernel(like, audience, workspace, spp):
    assert spp("new-notebook", NAME, "--like", like, "--audience", audience).code == 0
    said = spp("report", NAME, "--school", "oakfield")
    assert said.code == 0, said.err
    report = (folder(workspace) / "report.qmd").read_text(encoding="utf-8")
    assert 'title: "My enquiry"' in report and "Draft" in report.split("\n---")[0]


@pytest.mark.slow
def test_one_about_all_the_schools_is_made_of_what_they_share(workspace, spp, own):
    asked = ("--per", "partnership", "--like", "blank", "--title", "Our year")
    assert spp("new-notebook", "our-year", *asked).code == 0
    said = spp("report", "our-year")
    assert said.code == 0, said.err
    report = workspace / "reports" / "partnership" / "our-year" / "report.qmd"
    assert 'title: "Our year"' in report.read_text(encoding="utf-8")
    assert "unchanged" in spp("report", "our-year").out
    manifest = json.loads(report.with_name("manifest.json").read_text())
    assert "share/oakfield.json" in {one["name"] for one in manifest["inputs"]}
    # It opens no school's workbook, and so no file of pupils.
    opens = f'{OF_ALL}"partnership")\nshow.front(study)'
    own(opens, name="our-year", per="partnership", title="Our year", audience="partnership")
    said = spp("report", "our-year")
    assert said.code == 12 and "opens no school’s own workbook and no file of pupils" in said.err


@pytest.mark.slow
def test_a_run_for_everyone_opens_nothing_by_looser_rules(workspace, spp, own):
    loose = FRONT.replace("audience)", '"school")').rpartition("\n")[0]
    own(loose, FRONT, audience="public")
    said = spp("report", NAME, "--school", "oakfield")
    assert said.code == 12 and "This document is for another audience" in said.err


def test_one_that_is_to_be_on_the_website_says_so_and_how_it_gets_there(workspace, spp):
    made = spp("new-notebook", "our-survey", "--like", "blank", "--site")
    assert made.code == 0 and "that row with the audience “Public”, then spp site" in made.out
    path = workspace / "notebooks" / "our_survey.ipynb"
    told = json.loads(path.read_text(encoding="utf-8"))["metadata"]["spp"]
    assert (told["site"], told["audience"]) == (True, "public")
    plain = spp("new-notebook", "another", "--like", "blank")
    assert "spp site" not in plain.out
    refused = spp("new-notebook", "third", "--site", "--audience", "school")
    assert refused.code == 10 and "Give the audience public, or take “site” out" in refused.err
    assert not (workspace / "notebooks" / "third.ipynb").exists()
