"""Files that are dropped on the check page: where each is placed, and what is said of them."""

from __future__ import annotations

import shutil
import sys
from datetime import date
from pathlib import Path

import pytest
from made_documents import as_page
from odd_documents import document, write_sheet
from odd_photos import photo

from spp_research.check_page.checking import Found, check_dropped
from spp_research.check_page.placing import Dropped
from spp_research.intake import check_workspace, write_workbook
from spp_research.intake.check.fault_groups import together
from spp_research.intake.check.told import in_order, line_of
from spp_research.intake.write.withheld_values import without_values
from spp_research.partnership.timetable import check_reading
from spp_research.schema import HUB, PARTNERSHIP, PUPILS
from spp_research.school.lots.drawing import Wanted, draw
from spp_research.school.lots.listing import read_list
from spp_research.words import checked as words
from spp_research.workspace import Workspace, kit_resources

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
OAKFIELD = EXAMPLES / "riverside" / "schools" / "oakfield"
LEAD = EXAMPLES / "riverside" / "partnership.xlsx"


def folder(root: Path, name: str = "") -> list[Dropped]:
    """A folder as a browser gives it: each file with its folders in front."""
    files = sorted(path for path in root.rglob("*") if path.is_file())
    return [Dropped(f"{name or root.name}/{p.relative_to(root).as_posix()}", p) for p in files]


def loose(*files: Path, **renamed: Path) -> list[Dropped]:
    """Files without a folder."""
    return [Dropped(file.name, file) for file in files] + [
        Dropped(name, file) for name, file in renamed.items()
    ]


def check(files: list[Dropped], tmp_path: Path) -> Found:
    scratch = tmp_path / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    return check_dropped(files, scratch)


def lines(found: Found) -> list[str]:
    return [
        f"{book.name} {sheet} {finding.line}"
        for group in found.groups
        for book in group.books
        for sheet, findings in book.sheets.items()
        for finding in findings
    ]


def names(found: Found) -> list[str]:
    return [book.name for group in found.groups for book in group.books]


def as_checked(root: Path) -> list[str]:
    """The lines that `spp check` prints of a workspace."""
    told = []
    for reading in check_workspace(Workspace(root)):
        if reading.workbook is PARTNERSHIP:
            more = check_reading(reading)
            reading = type(reading)(**{**vars(reading), "faults": (*reading.faults, *more)})
        for one in together(without_values(in_order(reading)).faults):
            told.append(f"{reading.shown_as} {one.fault.sheet} {line_of(one.fault)}")
    return told


def test_the_folder_of_a_partnership_is_told_what_spp_check_says(tmp_path):
    found = check(folder(EXAMPLES / "faulty"), tmp_path)

    assert sorted(lines(found)) == sorted(as_checked(EXAMPLES / "faulty"))
    assert len(lines(found)) == 17
    assert [group.notes for group in found.groups] == [
        ("settings.yml is not read by this page; spp check reads it.",)
    ]


@pytest.mark.slow
def test_a_partnership_in_order_has_nothing_to_mend(tmp_path):
    found = check(folder(EXAMPLES / "riverside"), tmp_path)

    assert lines(found) == [] and len(names(found)) == 24 and found.left == ()


def test_loose_files_are_placed_by_what_they_hold(tmp_path):
    pupils = OAKFIELD / "pupils" / "reading-fluency.xlsx"
    survey = OAKFIELD / "surveys" / "pupils-june.xlsx"
    files = [
        Dropped("Our school (1).xlsx", OAKFIELD / "evidence.xlsx"),
        Dropped("lead.xlsx", LEAD),
        *loose(pupils, survey),
    ]
    found = check(files, tmp_path)

    assert names(found) == [
        "lead.xlsx",
        "Our school (1).xlsx",
        "reading-fluency.xlsx",
        "pupils-june.xlsx",
    ]
    # The maps name other exports, which were not chosen; nothing else is wrong.
    (group,) = found.groups
    assert group.notes == (words.without_surveys(),) and found.left == ()
    assert lines(found) == []


def test_without_the_leads_workbook_that_is_said_and_the_rest_is_checked(tmp_path):
    found = check(loose(OAKFIELD / "evidence.xlsx"), tmp_path)

    (group,) = found.groups
    assert names(found) == ["evidence.xlsx"]
    assert "partnership.xlsx was not among the files" in group.notes[0]
    assert [one.title for one in group.books[0].documents] == [
        "Review summary",
        "Workshop pack",
        "Impact reflection",
        "Best-practice write-up",
        "Page for parents and pupils",
    ]


def test_results_of_pupils_alone_say_that_their_outcomes_were_not_compared(tmp_path):
    results = OAKFIELD / "pupils" / "reading-fluency.xlsx"

    (group,) = check(loose(results), tmp_path).groups
    assert group.notes == (words.without_evidence(),)
    (group,) = check(loose(OAKFIELD / "evidence.xlsx", results, LEAD), tmp_path).groups
    assert words.without_evidence() not in group.notes


def test_references_between_files_that_are_dropped_together_are_checked(tmp_path):
    faulty = EXAMPLES / "faulty" / "schools" / "quillgate-wharf" / "evidence.xlsx"
    alone = check(loose(faulty), tmp_path)
    together_ = check(loose(faulty, EXAMPLES / "faulty" / "partnership.xlsx"), tmp_path)

    assert not any("P99" in line for line in lines(alone))
    assert any("P99" in line for line in lines(together_))


def test_the_folder_of_one_school_is_that_school(tmp_path):
    found = check(folder(OAKFIELD), tmp_path)

    assert set(names(found)) >= {
        "oakfield/evidence.xlsx",
        "oakfield/pupils/reading-fluency.xlsx",
        "oakfield/surveys/pupils-june.xlsx",
    }
    # What names people of the lead's workbook waits for it, and that is all.
    assert all("Not yet checked" in line and "note: " in line for line in lines(found))


def test_results_of_pupils_go_to_the_school_whose_outcomes_they_are(tmp_path):
    withy = EXAMPLES / "riverside" / "schools" / "withy-bridge"
    mine = write_workbook(tmp_path / "mine.xlsx", PUPILS, {"pupil_outcomes": []})
    shutil.copy(withy / "pupils" / "number-facts.xlsx", mine)
    files = [
        Dropped("a.xlsx", OAKFIELD / "evidence.xlsx"),
        Dropped("b.xlsx", withy / "evidence.xlsx"),
        Dropped("mine.xlsx", mine),
    ]
    found = check(files, tmp_path)

    # Either school may have outcomes of those IDs; it is then asked, and never guessed.
    assert "mine.xlsx" in names(found) or any("mine.xlsx" in left for left in found.left)


def test_a_second_workbook_of_a_school_is_checked_by_itself(tmp_path):
    other = EXAMPLES / "riverside" / "schools" / "oakfield" / "evidence.xlsx"
    found = check([Dropped("a.xlsx", other), Dropped("b.xlsx", other), *loose(LEAD)], tmp_path)

    assert sorted(names(found)) == ["a.xlsx", "b.xlsx", "partnership.xlsx"]
    assert any(
        "another workbook of the school “oakfield”" in n for g in found.groups for n in g.notes
    )


def test_no_file_takes_the_place_of_another_of_its_name(tmp_path):
    other = EXAMPLES / "faulty" / "partnership.xlsx"
    found = check(
        [*loose(LEAD, other), *folder(OAKFIELD), *folder(OAKFIELD, "b/oakfield")], tmp_path
    )

    assert names(found).count("partnership.xlsx") == 2
    assert {"oakfield/evidence.xlsx", "b/oakfield/evidence.xlsx"} <= set(names(found))
    assert "is another lead’s workbook" in str(found.groups)


def test_templates_are_not_started(tmp_path):
    templates = kit_resources() / "data_templates"
    book = HUB.name
    found = check(
        loose(
            templates / "school_evidence.xlsx",
            templates / "partnership.xlsx",
            templates / f"{book}.xlsx",
        ),
        tmp_path,
    )

    states = {book.name: book.state for group in found.groups for book in group.books}
    assert states == {
        "school_evidence.xlsx": "not started",
        "partnership.xlsx": "not started",
        "hub.xlsx": "not started",
    }


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("evidence.xlsx", b"", "is empty"),
        ("evidence.xls", b"\xd0\xcf\x11\xe0" + b"\0" * 600, "Excel"),
        ("results.xlsx", b"<html><table></table></html>", "web page"),
    ],
)
def test_a_file_that_cannot_be_opened_says_why(name, content, said, tmp_path):
    path = tmp_path / name
    path.write_bytes(content)
    found = check(loose(path), tmp_path)

    assert said in " ".join(lines(found))


@pytest.mark.parametrize("name", ["notes.pdf", "photo.png", "spp", "report.html"])
def test_another_kind_of_file_is_named_and_left(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(b"anything")
    found = check(loose(path), tmp_path)

    assert found.groups == () and f"{name} was not read" in found.left[0]


TEXT = b"Name,Score\nA,1\nB,2\n"
PAGE = b"<html><body><table><tr><td>Name</td></tr></table></body></html>"


@pytest.mark.parametrize(
    "beside", [(), (LEAD, OAKFIELD / "evidence.xlsx")], ids=["alone", "beside"]
)
@pytest.mark.parametrize("name", ["answers.xlsx", "answers.xlsm", "answers.ods", "answers.xls"])
def test_a_text_under_the_name_of_a_workbook_is_named_as_what_it_is(name, beside, tmp_path):
    path = tmp_path / name
    path.write_bytes(TEXT)
    found = check(loose(path, *beside), tmp_path)

    assert f"{name} was not read: it is a text file that was named as a workbook." in found.left[0]
    assert name not in names(found)


@pytest.mark.parametrize(
    "beside", [(), (LEAD, OAKFIELD / "evidence.xlsx")], ids=["alone", "beside"]
)
def test_a_web_page_saved_as_xls_is_named_as_what_it_is(beside, tmp_path):
    path = tmp_path / "answers.xls"
    path.write_bytes(PAGE)
    told = [line for line in lines(check(loose(path, *beside), tmp_path)) if "answers" in line]

    assert len(told) == 1 and "is a web page that was named as a workbook" in told[0]


def test_how_many_are_checked_is_told_as_it_goes(tmp_path):
    told = []
    (tmp_path / "scratch").mkdir()
    (tmp_path / "report.html").write_bytes(as_page())
    files = [*folder(EXAMPLES / "riverside"), *loose(tmp_path / "report.html")]
    found = check_dropped(files, tmp_path / "scratch", lambda *now: told.append(now))

    # A photo lies beside them to be named by its sheet, and is not checked by itself.
    checked = len(names(found)) + len(found.documents)
    assert told[0] == (0, checked) and told[-1] == (checked, checked) == (25, 25)
    assert told == sorted(told) and len(told) == 9  # the lead's, six schools, the document
    assert [one.name for one in found.documents] == ["report.html"]


def certificate(folder: Path) -> Path:
    """The certificate of a draw of eight pupils."""
    workspace = Workspace(folder / "riverside")
    shutil.copytree(EXAMPLES / "riverside", workspace.root)
    listed = folder / "list.csv"
    listed.write_text("Pupil ID\n" + "\n".join(f"{n:03d}" for n in range(1, 9)), encoding="utf-8")
    units = read_list(listed, outcome="O2", whole_classes=False)
    return draw(workspace, units, Wanted("oakfield", ("O2",), "Ann Hill"), date(2026, 1, 5)).page


def test_the_certificate_of_a_draw_is_drawn_again(tmp_path, spp):
    page = certificate(tmp_path)
    (one,) = check(loose(page), tmp_path).certificates
    assert one.again and one.name == page.name
    said = spp("draw", "--check", page).out
    assert said == f"{page.name}: {one.sentences[0]}\n{one.sentences[1]}\n"

    text = page.read_text(encoding="utf-8")
    page.write_text(
        text.replace("Ann Hill", "Ann Bell").replace('"001"', '"009"'), encoding="utf-8"
    )
    (one,) = check(loose(page), tmp_path).certificates
    assert not one.again and "009" not in " ".join(one.sentences)


@pytest.mark.parametrize(
    "content", [b"", b"notes", b"\xff\xfe\x00", b'{"algorithm":' + b"[" * 9_999]
)
def test_a_text_that_is_no_certificate_says_so(content, tmp_path):
    (tmp_path / "D1.certificate.txt").write_bytes(content)
    (one,) = check(loose(tmp_path / "D1.certificate.txt"), tmp_path).certificates

    assert not one.again
    assert one.sentences[0].startswith("This is not a certificate of a draw by lot")


def test_a_note_is_not_taken_for_a_certificate(tmp_path):
    (tmp_path / "notes.txt").write_text("Ring the office.", encoding="utf-8")
    found = check(loose(tmp_path / "notes.txt"), tmp_path)
    assert found.certificates == ()
    assert len(found.left) + len(found.groups) == 1


def test_a_document_is_set_beside_the_workbook_that_was_dropped_with_it(tmp_path):
    (tmp_path / "report.html").write_bytes(as_page())
    found = check(loose(OAKFIELD / "evidence.xlsx", tmp_path / "report.html"), tmp_path)

    (one,) = found.as_plain()["documents"]
    assert one["state"] == "unknown" and "Row 8 of the sheet “Sign-off”" in one["sentences"][0]
    assert names(found) == ["evidence.xlsx"]


def test_a_workbook_of_somebody_elses_is_named_and_left(tmp_path):
    import xlsxwriter

    book = xlsxwriter.Workbook(tmp_path / "budget.xlsx")
    book.add_worksheet("Costs").write_row(0, 0, ["Item", "Pounds"])
    book.close()
    found = check(loose(tmp_path / "budget.xlsx"), tmp_path)

    assert found.groups == () and "budget.xlsx was not read" in found.left[0]


def test_nothing_is_found_of_nothing_and_of_what_excel_leaves(tmp_path):
    (tmp_path / "~$evidence.xlsx").write_bytes(b"x")
    assert check([], tmp_path) == Found((), (), ())
    assert check(loose(tmp_path / "~$evidence.xlsx"), tmp_path).groups == ()


def test_a_name_never_leads_out_of_the_folder(tmp_path):
    wild = Dropped("../../x/partnership.xlsx", LEAD)
    found = check(
        [wild, Dropped("/etc/schools/../evidence.xlsx", OAKFIELD / "evidence.xlsx")], tmp_path
    )

    assert all(one.path.is_relative_to(tmp_path / "scratch") for one in found.readings)
    assert not (tmp_path.parent / "x").exists()


def test_a_name_with_html_is_text(tmp_path):
    found = check([Dropped("<b>a</b>.xlsx", OAKFIELD / "evidence.xlsx")], tmp_path)
    assert names(found) == ["<b>a</b>.xlsx"]


def test_the_marked_copy_is_written(tmp_path):
    faulty = EXAMPLES / "faulty" / "schools" / "hazeldene-park" / "evidence.xlsx"
    found = check(loose(faulty), tmp_path)
    (book,) = found.groups[0].books
    copy = found.write_copy(0, tmp_path)

    assert book.copy == copy.name == "evidence.checked.xlsx"
    assert copy.read_bytes()[:2] == b"PK"


def test_what_stands_in_a_file_about_pupils_is_not_said(tmp_path):
    rows = [
        {"outcome_id": "O1", "pupil_id": "Quibblestone", "group": "Blue", "baseline": 20}
        for _ in range(3)
    ]
    path = write_workbook(tmp_path / "pupils.xlsx", PUPILS, {"pupil_outcomes": rows})
    found = check(loose(path), tmp_path)

    assert lines(found)
    assert "Quibblestone" not in str(found.as_plain()) and "Blue" not in str(found.as_plain())


def test_a_school_that_the_lead_does_not_list_is_checked_all_the_same(tmp_path):
    faulty = EXAMPLES / "faulty" / "schools" / "wrenshaw" / "evidence.xlsx"
    found = check(loose(faulty, LEAD), tmp_path)

    assert sorted(names(found)) == ["evidence.xlsx", "partnership.xlsx"]
    assert any("lists no school “wrenshaw”" in n for g in found.groups for n in g.notes)


def test_the_checks_of_the_page_need_nothing_that_a_browser_lacks():
    import subprocess

    program = (
        "import sys\n"
        "from spp_research.check_page import in_browser\n"
        "from spp_research.intake.write import marked_copy\n"
        "print(sorted({m.partition('.')[0] for m in sys.modules}"
        " & {'pandas', 'numpy', 'pydantic', 'yaml', 'pandera', 'babel', 'lxml', 'typer'}))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stderr[-500:]


def share_files() -> list[Path]:
    return sorted((EXAMPLES / "riverside" / "share").glob("*.json"))


def test_a_share_file_is_read_out_as_by_the_command(tmp_path, spp):
    for file in share_files():
        (one,) = check(loose(file), tmp_path).shares
        told = "\n".join(
            "\n".join(["", title, *(f"  {line}" for line in own)]) for title, own in one.parts
        )
        assert told + "\n" == spp("share", "--show", str(file)).out
        assert one.whole and "Whether it is of your partnership" in one.sentences[0]


@pytest.mark.parametrize(
    ("was", "now"),
    [
        (b"Primary", b"Junior"),  # changed by hand
        (b'"version"', b'"kind"'),
        (
            b"{",
            b"[",
        ),
        (b'"school":', b'"school": "x", "school":'),
    ],
)
def test_what_is_no_whole_share_file_is_told_as_by_the_command(was, now, tmp_path, spp):
    file = tmp_path / "oakfield.json"
    file.write_bytes(share_files()[0].read_bytes().replace(was, now, 1))
    (one,) = check(loose(file), tmp_path).shares
    assert (one.whole, one.parts) == (False, ())
    said = spp("share", "--show", str(file)).err.replace(f"{tmp_path.name}/", "")
    assert one.sentences == (said.strip(),)


def test_a_share_file_is_read_beside_workbooks_and_no_other_json_is_taken_for_one(tmp_path):
    (tmp_path / "notes.json").write_text('{"a": 1}')
    (tmp_path / "big.json").write_bytes(b" " * 5_000_000)
    files = [LEAD, share_files()[0], tmp_path / "notes.json", tmp_path / "big.json"]
    found = check(loose(*files), tmp_path)
    assert names(found) == ["partnership.xlsx"]
    whole, notes, big = found.shares
    assert (whole.whole, notes.whole, big.whole) == (True, False, False)
    assert "this is not a share file: it does not say its version" in notes.sentences[0]
    assert "a share file is at most 4 MB" in big.sentences[0]
    assert found.as_plain()["shares"][0]["parts"][0][0].startswith(whole.parts[0][0])


def with_a_practice(tmp_path):
    """Oakfield's workbook that names a photo and two materials, and the folder that has some."""
    school = tmp_path / "oakfield"
    (school / "attachments").mkdir(parents=True)
    book = school / "evidence.xlsx"
    book.write_bytes((OAKFIELD / "evidence.xlsx").read_bytes())
    row = {"title": "Card", "used_for": "For the wall", "cleared_by": "Head"}
    row["cleared_on"] = date(2026, 6, 15)
    write_sheet(book, row | {"file": "card.docx"}, row | {"file": "gone.docx"})
    shows = {"shows": "A shelf.", "people": "Nobody", "credit": "The school"}
    write_sheet(book, row | shows | {"file": "shelf.png"}, sheet="photos")
    (school / "attachments" / "card.docx").write_bytes(document("Ask Emily of 4B to begin."))
    (school / "attachments" / "shelf.png").write_bytes(photo("PNG"))
    return book


def test_photos_and_materials_belong_to_the_workbook_that_names_them(tmp_path):
    book = with_a_practice(tmp_path)
    card, shelf = (book.parent / "attachments" / name for name in ("card.docx", "shelf.png"))
    (tmp_path / "more.jpg").write_bytes(b"x")

    def told(files):
        found = check(files, tmp_path)
        said = [line for line in lines(found) if "attachments" in line or "docx" in line]
        return said, words.without_attachments() in found.groups[0].notes, found

    # Alone: nothing is missing that nobody chose.
    said, noted, _ = told(loose(book))
    assert (said, noted) == ([], True)
    # Beside it: read, and none of them is taken for a document of the kit's, or for nothing.
    said, noted, found = told(loose(book, card, shelf, tmp_path / "more.jpg"))
    assert ["“card.docx”, paragraph 1" in line for line in said] == [True] and noted
    assert found.documents == () and len(found.left) == 1 and "more.jpg" in found.left[0]
    # As a folder: what is not in it is missing, as the command says.
    said, noted, _ = told(folder(book.parent))
    assert len(said) == 2 and "no such document in the folder" in said[1] and not noted


def test_what_a_system_leaves_in_a_folder_is_not_told(tmp_path):
    there = [tmp_path / name for name in ("Thumbs.db", "desktop.ini", ".DS_Store", "notes.mp4")]
    for path in there:
        path.write_bytes(b"x")
    (said,) = check(loose(*there), tmp_path).left
    assert said.startswith("notes.mp4 was not read")
