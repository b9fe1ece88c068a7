"""An id in place of each pupil: the same everywhere, told to nobody, and nothing written over."""

from __future__ import annotations

import os
import re
import stat

import openpyxl
import pandas as pd
import pytest

from spp_research.errors import ConfigurationError, EvidenceError
from spp_research.school.pseudonyms import KEY_FILE, key_of, pseudonym, pseudonymise
from spp_research.workspace import Workspace

AUTUMN = [
    ["UPN", "Surname", "Forename", "DOB", "Reg", "Score", "Note"],
    ["A823432101001", "Bloggs", "Jo", "03/02/2016", "4B", "18", "=1+1"],
    ["  a823432101001 ", "Bloggs", "Jo", "03/02/2016", "4B", "-2", "worked with Bloggs"],
    ["B823432101002", "Noor", "Di", "09/09/2015", "4B", "21", "07700 900123"],
    ["", "", "", "", "4B", "3", ""],
]


@pytest.fixture
def place(tmp_path) -> Workspace:
    """An empty workspace."""
    (tmp_path / "partnership.xlsx").touch()
    return Workspace(tmp_path)


def write(path, rows):
    """The rows as a file of the kind that its name says."""
    path.parent.mkdir(exist_ok=True)
    if path.suffix == ".csv":
        pd.DataFrame(rows).to_csv(path, header=False, index=False)
    elif path.suffix == ".xlsx":
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        for row in book.active:
            for cell in row:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
        book.save(path)
    else:
        _write_ods(path, rows)
    return path


def _write_ods(path, rows):
    import zipfile
    from xml.sax.saxutils import escape

    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(v)}</text:p>'
            "</table:table-cell>"
            for v in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"'
        for n in ("office", "table", "text")
    )
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr(
            "content.xml",
            f"<office:document-content{spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="Autumn">{cells}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        packed.writestr(
            "META-INF/manifest.xml",
            '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )


def rows_of(path) -> list[list[str]]:
    """The rows of a file that was made, as text."""
    if path.suffix == ".csv":
        frame = pd.read_csv(path, header=None, dtype=str, keep_default_na=False)
        return frame.to_numpy().tolist()
    page = openpyxl.load_workbook(path).active
    return [["" if c.value is None else str(c.value) for c in row] for row in page.iter_rows()]


@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".ods"])
def test_pupils_become_ids_and_everything_else_stays(place, tmp_path, ending):
    file = write(tmp_path / f"autumn{ending}", AUTUMN)
    before = file.read_bytes()
    made = pseudonymise(place, file)
    assert file.read_bytes() == before
    assert made.path.name == f"autumn.pseudonymised{'.csv' if ending == '.csv' else '.xlsx'}"
    header, one, again, other, nobody = rows_of(made.path)
    assert header == ["Pupil ID", "Reg", "Score", "Note"]
    assert one[0] == again[0] != other[0]
    assert re.fullmatch("P[0-9a-f]{15}", one[0])
    assert nobody[0] == ""
    assert [row[2].removesuffix(".0") for row in (one, again, other)] == ["18", "-2", "21"]
    assert (made.people, made.without) == (2, 1)
    assert made.made_from == ("UPN",)
    assert made.left_out == ("Surname", "Forename", "DOB")
    assert [cell[-2:] for cell in made.look_at] == ["D3", "D4"]
    everything = " ".join(cell for row in (one, again, other, nobody) for cell in row[:3])
    assert not re.search("bloggs|noor|8234|2016", everything, re.IGNORECASE)


def test_a_person_has_the_same_id_in_every_file(place, tmp_path):
    """Whatever the kind of file, the case, the spaces and the order of names."""
    one = pseudonymise(place, write(tmp_path / "a.csv", [["Name", "x"], ["Jo  Bloggs", "1"]]))
    two = pseudonymise(
        place, write(tmp_path / "b.xlsx", [["Pupil name", "x"], ["BLOGGS, Jo", "1"]])
    )
    parts = [["Forename", "Surname", "x"], [" jo", "bloggs ", "1"]]
    three = pseudonymise(place, write(tmp_path / "c.ods", parts))
    ids = {rows_of(made.path)[1][0] for made in (one, two, three)}
    assert len(ids) == 1
    assert three.made_from == ("Forename", "Surname")


def test_another_key_gives_other_ids():
    ids = {pseudonym(bytes([n]) * 32, "0417") for n in range(100)}
    assert len(ids) == 100


def test_leading_zeros_count_and_text_that_would_be_worked_out_does_not(place, tmp_path):
    rows = [["Pupil ID", "x"], ["0417", "=1+1"], ["417", "+44"]]
    made = pseudonymise(place, write(tmp_path / "a.csv", rows))
    _, one, two = rows_of(made.path)
    assert one[0] != two[0]
    assert (one[1], two[1]) == ("'=1+1", "+44")


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_the_key_is_the_owners_alone_and_kept_out_of_git(place, tmp_path):
    key = key_of(place)
    path = tmp_path / KEY_FILE
    assert len(key) == 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert KEY_FILE in (tmp_path / ".gitignore").read_text().splitlines()
    assert key_of(place) == key
    path.chmod(0o644)
    with pytest.raises(ConfigurationError, match="chmod 600"):
        key_of(place)


def test_a_key_that_is_none_is_refused(place, tmp_path):
    (tmp_path / KEY_FILE).write_text("secret")
    (tmp_path / KEY_FILE).chmod(0o600)
    with pytest.raises(ConfigurationError, match="not a key") as refused:
        key_of(place)
    assert "secret" not in str(refused.value)


def test_nothing_is_written_over(place, tmp_path):
    file = write(tmp_path / "a.csv", AUTUMN)
    made = pseudonymise(place, file, mapping=True)
    made.path.unlink()
    with pytest.raises(ConfigurationError, match="already"):
        pseudonymise(place, file, mapping=True)
    assert not made.path.exists()


def test_who_is_who_is_written_down_only_when_asked_for(place, tmp_path):
    file = write(tmp_path / "a.csv", AUTUMN)
    made = pseudonymise(place, file, mapping=True)
    listed = dict(rows_of(made.mapping))
    assert listed[rows_of(made.path)[1][0]] == "A823432101001"
    if os.name == "posix":
        assert {stat.S_IMODE(p.stat().st_mode) for p in (made.mapping, made.path)} == {0o600}
    made.path.unlink()
    made.mapping.unlink()
    assert pseudonymise(place, file).mapping is None


def test_a_file_without_pupils_is_refused(place, tmp_path):
    file = write(tmp_path / "a.csv", [["Week", "Score"], ["1", "2"]])
    with pytest.raises(EvidenceError, match="--column"):
        pseudonymise(place, file)
    named = pseudonymise(place, file, column="week")
    assert named.made_from == ("Week",)


def test_what_the_command_says(spp, place, tmp_path, snapshot, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path / "pupils" / "autumn.csv", AUTUMN)
    ran = [spp("pseudonymise", "pupils/autumn.csv", "--keep-mapping") for _ in range(2)]
    ran.append(spp("pseudonymise", "none.csv"))
    assert [r.code for r in ran] == [0, 10, 11]
    said = [r.out + r.err for r in ran]
    assert said == snapshot
    key = (tmp_path / KEY_FILE).read_text().strip()
    assert not any(key in text or "Bloggs" in text or "A8234" in text for text in said)


def test_what_is_made_of_the_kits_own_template_can_be_read(place, tmp_path):
    """The example row is left out, and the headers are those that the checks look for."""
    from spp_research.intake import make_templates, read_workbook
    from spp_research.schema import PUPILS

    make_templates(tmp_path / "t")
    file = tmp_path / "t" / "pupil_outcomes.xlsx"
    book = openpyxl.load_workbook(file)
    for number in range(8):
        row = (None, "O1", f"Jo Bloggs {number}", "Project", "4B", None, 18, 23)
        for column, value in enumerate(row, start=1):
            book["Pupil outcomes"].cell(7 + number, column, value)
    book.save(file)
    made = pseudonymise(place, file)
    reading = read_workbook(made.path, PUPILS, {"outcomes.outcome_id": ["O1"]})
    assert reading.ok, reading.faults
    assert len(reading.frames["pupil_outcomes"]) == 8
    assert not [f for f in reading.faults if f.code == "pupil.looks-personal"]


def test_a_name_is_found_however_a_note_says_it(place, tmp_path):
    rows = [
        ["Name", "Note"],
        ["Bloggs, Josephine", "Josephine Bloggs did well"],
        ["Mary Jane Watson", "mary jane watson was away"],
        ["Tom Archer", "Archer improved"],
        ["Di Noor", "Improved in the summer term"],
    ]
    source = tmp_path / "notes.csv"
    write(source, rows)
    made = pseudonymise(place, source)
    assert [cell.rpartition(", ")[2] for cell in made.look_at] == ["B2", "B3", "B4"]


LEFT_OUT = (
    *("Adm No", "AdmNo", "Adm. No.", "Admission Number", "Admissions no", "ULN", "Former UPN"),
    *("Candidate No", "Candidate Number", "Exam Number", "Exam No.", "UCI Number", "MIS ID"),
    *("Arbor Student ID", "SIMS ID", "Bromcom ID", "Person ID", "External Id", "StudentID"),
    *("NHS No", "Email", "Parent email", "School Email Address", "DOB", "Date of Birth"),
    *("Birth date", "Address", "Home Postcode", "Legal Surname", "Legal Forename(s)"),
    *("Preferred name", "Chosen Name", "Known as", "Initials", "Name Initials", "First Name"),
    *("Middle Names", "Mother", "Contact 1", "Mobile Number", "Photo", "Pupil (Surname, Forename)"),
    *("AD Username", "Library card number", "Preferred Forename", "Display name"),
)
KEPT = (
    *("Reg Group", "SEN Status", "KS2 Reading", "% Attend", "Gender", "Class name", "Test name"),
    *("Outcome ID", "Group", "Baseline", "Follow-up", "Number of sessions", "House", "NC Year"),
    *("Scaled score", "Teacher", "Ethnicity", "Note", "Reading age", "FSM", "SEN code"),
)


def test_every_column_that_says_who_is_left_out(place, tmp_path):
    headers = ["UPN", *LEFT_OUT, *KEPT]
    rows = [[f"A82343210100{n}", *("x" for _ in headers[1:])] for n in range(4)]
    made = pseudonymise(place, write(tmp_path / "a.csv", [headers, *rows]))
    assert made.left_out == LEFT_OUT
    assert rows_of(made.path)[0] == ["Pupil ID", *KEPT]


ODD = {
    "Ref": (["48213", "48214", "48215", "48216"], "numbers of one length"),
    "Who": (["Maya", "Jack", "Olivia Hill", "Harry"], "names"),
    "Day": (["03/09/2015", "05/11/2015", "06/01/2016", "06/03/2016"], "dates of birth"),
    "Seat": (["a7f3b", "b8c21", "c9d11", "d9d12"], "codes"),
    "Write to": (["a@b.example", "c@d.example", "e@f.example", ""], "email addresses"),
    "Ring": (["07700 900123", "07700 900124", "", "07700 900125"], "telephone numbers"),
}
FINE = {
    "Score": ["1204", "980", "1100", "1101"],
    "Percent": ["95.2", "91.0", "88.4", "90.1"],
    "Taken on": ["03/06/2026", "04/06/2026", "05/06/2026", "08/06/2026"],
    "Set": ["2015", "2015", "2016", "2016"],
    "Follow-up": ["1001", "1002", "1003", "1004"],  # of the kit's own template
    "Favourite": ["Maths", "Art", "Reading", "Art"],
}


@pytest.mark.parametrize("header", ODD)
def test_a_column_that_only_its_cells_give_away_is_asked_about(place, tmp_path, header):
    cells, what = ODD[header]
    rows = [["UPN", header], *([f"A82343210100{n}", c] for n, c in enumerate(cells))]
    file = write(tmp_path / "a.csv", rows)
    with pytest.raises(EvidenceError, match=what) as asked:
        pseudonymise(place, file)
    assert not any(cell and cell in str(asked.value) for cell in cells)
    assert sorted(p.name for p in tmp_path.glob("a*")) == ["a.csv"]
    kept = pseudonymise(place, file, keep=[header])
    assert rows_of(kept.path)[0] == ["Pupil ID", header]
    kept.path.unlink()
    left = pseudonymise(place, file, leave_out=[header.upper()])
    assert (rows_of(left.path)[0], left.left_out) == (["Pupil ID"], (header,))


def test_columns_of_marks_and_days_are_kept_without_a_question(place, tmp_path):
    rows = [
        ["UPN", *FINE],
        *([f"A82343210100{n}", *c] for n, c in enumerate(zip(*FINE.values(), strict=True))),
    ]
    made = pseudonymise(place, write(tmp_path / "a.csv", rows))
    assert rows_of(made.path)[0] == ["Pupil ID", *FINE]


def test_many_columns_are_asked_about_together(spp, place, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    columns = list(zip(*(cells for cells, _ in ODD.values()), strict=True))
    write(
        tmp_path / "a.csv",
        [["UPN", *ODD], *([f"A82343210100{n}", *c] for n, c in enumerate(columns))],
    )
    ran = spp("pseudonymise", "a.csv")
    assert ran.code == 11
    assert all(f"“{header}”" in ran.err for header in ODD)
    flags = [part for header in ODD for part in ("--leave-out", header)]
    assert spp("pseudonymise", "a.csv", *flags).code == 0


@pytest.mark.parametrize(
    "names",
    [
        ["Sian O’Brien", "SIAN O'BRIEN", " Sian  O`Brien ", "O’Brien, Sian"],
        ["Anne–Marie Hill", "Anne-Marie Hill", "anne‑marie  HILL", "Anne-Marie\u200b Hill"],
    ],
)
def test_one_person_in_other_signs_has_one_id(place, tmp_path, names):
    rows = [["Pupil name", "x"], *([name, str(n)] for n, name in enumerate(names))]
    made = pseudonymise(place, write(tmp_path / "a.csv", rows))
    assert (made.people, made.two_ways) == (1, ())


@pytest.mark.parametrize(
    ("header", "one", "other"),
    [
        ("Pupil name", "Siân Bevan", "Sian Bevan"),
        ("Pupil name", "Bevan Sian", "Sian Bevan"),
        ("Pupil name", "Anne Marie Hill", "Anne-Marie Hill"),
        ("Pupil name", "Sian OBrien", "Sian O’Brien"),
        ("Adm No", "004512", "4512"),
    ],
)
def test_one_person_who_may_be_two_is_asked_about(place, tmp_path, header, one, other):
    rows = [[header, "x"], [one, "1"], ["Jo Bloggs", "2"], [other, "3"]]
    made = pseudonymise(place, write(tmp_path / "a.csv", rows))
    assert made.people == 3
    assert made.two_ways == ("a, A2 and a, A4",)


def test_two_people_whose_names_have_the_same_letters_are_not_asked_about(place, tmp_path):
    rows = [["Pupil name", "x"], ["Amy Lee", "1"], ["Mya Lee", "2"]]
    assert pseudonymise(place, write(tmp_path / "a.csv", rows)).two_ways == ()
